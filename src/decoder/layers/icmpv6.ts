/**
 * ICMPv6 (RFC 4443) with neighbour discovery (RFC 4861, DNS options RFC 8106) and multicast listener discovery (RFC 2710, RFC 3810);
 * an error quotes the packet it is about.
 */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { DATA, END, ICMPV6, IPV6 } from '../protocols.ts'

const HEADER_BYTES = 8
/** Type, code and checksum; every message's own part begins behind. */
const CHECKED_BYTES = 4
const MAX_OPTIONS = 32
const MAX_RECORDS = 64
const MAX_ADDRESSES = 64

const PACKET_TOO_BIG = 2
const PARAMETER_PROBLEM = 4
const ECHO_REQUEST = 128
const ECHO_REPLY = 129
const LISTENER_QUERY = 130
const ROUTER_SOLICITATION = 133
const ROUTER_ADVERTISEMENT = 134
const NEIGHBOUR_SOLICITATION = 135
const NEIGHBOUR_ADVERTISEMENT = 136
const REDIRECT = 137
const LISTENER_REPORT_2 = 143

const TYPES: Readonly<Record<number, string>> = {
  1: 'Destination Unreachable',
  2: 'Packet Too Big',
  3: 'Time Exceeded',
  4: 'Parameter Problem',
  128: 'Echo request',
  129: 'Echo reply',
  130: 'Multicast Listener Query',
  131: 'Multicast Listener Report',
  132: 'Multicast Listener Done',
  133: 'Router Solicitation',
  134: 'Router Advertisement',
  135: 'Neighbor Solicitation',
  136: 'Neighbor Advertisement',
  137: 'Redirect',
  143: 'Multicast Listener Report Message v2',
  155: 'RPL Control',
}
const UNREACHABLE = [
  'No route to destination',
  'Administratively prohibited',
  'Beyond scope of source address',
  'Address unreachable',
  'Port unreachable',
  'Source address failed ingress/egress policy',
  'Reject route to destination',
] as const
const EXCEEDED = ['Hop limit exceeded in transit', 'Fragment reassembly time exceeded'] as const
const OPTIONS: Readonly<Record<number, string>> = {
  1: 'Source link-layer address',
  2: 'Target link-layer address',
  3: 'Prefix information',
  4: 'Redirected header',
  5: 'MTU',
  14: 'Nonce',
  24: 'Route Information',
  25: 'Recursive DNS Server',
  31: 'DNS Search List',
}
const RECORDS: Readonly<Record<number, string>> = {
  1: 'Include',
  2: 'Exclude',
  3: 'Changed to include',
  4: 'Changed to exclude',
  5: 'Allow new sources',
  6: 'Block old sources',
}

export const icmpv6Fields = {
  'icmpv6.type': 'uint',
  'icmpv6.code': 'uint',
  'icmpv6.checksum': 'uint',
  'icmpv6.mtu': 'uint',
  'icmpv6.pointer': 'uint',
  'icmpv6.echo.identifier': 'uint',
  'icmpv6.echo.sequence_number': 'uint',
  'icmpv6.mld.maximum_response_delay': 'uint',
  'icmpv6.mld.maximum_response_code': 'uint',
  'icmpv6.mld.flag.s': 'bool',
  'icmpv6.mld.flag.qrv': 'uint',
  'icmpv6.mld.qqi': 'uint',
  'icmpv6.mld.multicast_address': 'ipv6',
  'icmpv6.mld.nb_sources': 'uint',
  'icmpv6.mld.source_address': 'ipv6',
  'icmpv6.mldr.nb_mcast_records': 'uint',
  'icmpv6.mldr.mar.record_type': 'uint',
  'icmpv6.mldr.mar.nb_sources': 'uint',
  'icmpv6.mldr.mar.multicast_address': 'ipv6',
  'icmpv6.mldr.mar.source_address': 'ipv6',
  'icmpv6.nd.ra.cur_hop_limit': 'uint',
  'icmpv6.nd.ra.flag.m': 'bool',
  'icmpv6.nd.ra.flag.o': 'bool',
  'icmpv6.nd.ra.flag.prf': 'uint',
  'icmpv6.nd.ra.router_lifetime': 'uint',
  'icmpv6.nd.ra.reachable_time': 'uint',
  'icmpv6.nd.ra.retrans_timer': 'uint',
  'icmpv6.nd.ns.target_address': 'ipv6',
  'icmpv6.nd.na.flag.r': 'bool',
  'icmpv6.nd.na.flag.s': 'bool',
  'icmpv6.nd.na.flag.o': 'bool',
  'icmpv6.nd.na.target_address': 'ipv6',
  'icmpv6.nd.rd.target_address': 'ipv6',
  'icmpv6.rd.na.destination_address': 'ipv6',
  'icmpv6.opt.type': 'uint',
  'icmpv6.opt.length': 'uint',
  'icmpv6.opt.linkaddr': 'mac',
  'icmpv6.opt.src_linkaddr': 'mac',
  'icmpv6.opt.target_linkaddr': 'mac',
  'icmpv6.opt.prefix.length': 'uint',
  'icmpv6.opt.prefix.flag.l': 'bool',
  'icmpv6.opt.prefix.flag.a': 'bool',
  'icmpv6.opt.prefix.valid_lifetime': 'uint',
  'icmpv6.opt.prefix.preferred_lifetime': 'uint',
  'icmpv6.opt.prefix': 'ipv6',
  'icmpv6.opt.mtu': 'uint',
  'icmpv6.opt.rdnss.lifetime': 'uint',
  'icmpv6.opt.rdnss': 'ipv6',
} as const satisfies FieldTable

export function walkIcmpv6(packet: Packet): number {
  packet.push(ICMPV6)
  if (!packet.has(CHECKED_BYTES)) return END
  const type = packet.view.getUint8(packet.at)
  // Errors are the types below 128; those that exist quote the packet behind four bytes more.
  const error = type >= 1 && type <= PARAMETER_PROBLEM
  if (!error && type !== ECHO_REQUEST && type !== ECHO_REPLY) return END
  if (!packet.has(HEADER_BYTES)) return END
  packet.at += HEADER_BYTES
  if (!error) return DATA
  packet.quoted = 1
  return packet.at < packet.limit ? IPV6 : END
}

export function describeIcmpv6(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const type = start < end ? view.getUint8(start) : 0
  const bytes = type <= PARAMETER_PROBLEM || type === ECHO_REQUEST || type === ECHO_REPLY ? HEADER_BYTES : end - start
  fields.layer('icmpv6', start, Math.min(start + bytes, end))
  if (start + CHECKED_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  const code = view.getUint8(start + 1)
  fields.uint('icmpv6.type', type, start, start + 1, TYPES[type])
  fields.uint('icmpv6.code', code, start + 1, start + 2, codeText(type, code))
  fields.uint('icmpv6.checksum', view.getUint16(start + 2), start + 2, start + 4)
  if (start + HEADER_BYTES > end) fields.problem('cut', start + CHECKED_BYTES)
  else describeMessage(fields, type, start, end)
}

function codeText(type: number, code: number): string | undefined {
  return type === 1 ? UNREACHABLE[code] : type === 3 ? EXCEEDED[code] : undefined
}

function describeMessage(fields: Fields, type: number, start: number, end: number): void {
  const { view } = fields
  switch (type) {
    case PACKET_TOO_BIG:
      fields.uint('icmpv6.mtu', view.getUint32(start + 4), start + 4, start + 8)
      break
    case PARAMETER_PROBLEM:
      fields.uint('icmpv6.pointer', view.getUint32(start + 4), start + 4, start + 8)
      break
    case ECHO_REQUEST:
    case ECHO_REPLY:
      fields.uint('icmpv6.echo.identifier', view.getUint16(start + 4), start + 4, start + 6)
      fields.uint('icmpv6.echo.sequence_number', view.getUint16(start + 6), start + 6, start + 8)
      break
    case LISTENER_QUERY:
    case 131:
    case 132:
      describeListener(fields, start, end)
      break
    case LISTENER_REPORT_2:
      describeListenerReport(fields, start, end)
      break
    case ROUTER_SOLICITATION:
      describeOptions(fields, start + 8, end)
      break
    case ROUTER_ADVERTISEMENT:
      describeRouterAdvertisement(fields, start, end)
      break
    case NEIGHBOUR_SOLICITATION:
    case NEIGHBOUR_ADVERTISEMENT:
    case REDIRECT:
      describeNeighbour(fields, type, start, end)
  }
}

function describeListener(fields: Fields, start: number, end: number): void {
  const { view } = fields
  if (start + 24 > end) {
    fields.problem('cut', start + 8)
    return
  }
  // A query's length tells its version (RFC 3810 §8.1).
  const second = view.getUint8(start) === LISTENER_QUERY && start + 28 <= end
  const delay = view.getUint16(start + 4)
  fields.uint(`icmpv6.mld.maximum_response_${second ? 'code' : 'delay'}`, delay, start + 4, start + 6)
  fields.ipv6('icmpv6.mld.multicast_address', start + 8)
  if (!second) return
  fields.bool('icmpv6.mld.flag.s', (view.getUint8(start + 24) & 8) !== 0, start + 24, start + 25)
  fields.uint('icmpv6.mld.flag.qrv', view.getUint8(start + 24) & 7, start + 24, start + 25)
  fields.uint('icmpv6.mld.qqi', view.getUint8(start + 25), start + 25, start + 26)
  const sources = view.getUint16(start + 26)
  fields.uint('icmpv6.mld.nb_sources', sources, start + 26, start + 28)
  describeAddresses(fields, 'icmpv6.mld.source_address', sources, start + 28, end)
}

/** Says up to `count` addresses, and where they end. */
function describeAddresses(fields: Fields, name: string, count: number, from: number, end: number): void {
  let at = from
  for (let n = 0; n < Math.min(count, MAX_ADDRESSES) && at + 16 <= end; n++, at += 16) fields.ipv6(name, at)
}

function describeListenerReport(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const records = view.getUint16(start + 6)
  fields.uint('icmpv6.mldr.nb_mcast_records', records, start + 6, start + 8)
  let at = start + 8
  for (let n = 0; n < Math.min(records, MAX_RECORDS); n++) {
    if (at + 20 > end) {
      fields.problem('cut', at)
      return
    }
    const type = view.getUint8(at)
    const sources = view.getUint16(at + 2)
    const next = at + 20 + sources * 16 + view.getUint8(at + 1) * 4
    fields.open('Multicast Address Record', at, Math.min(next, end))
    fields.uint('icmpv6.mldr.mar.record_type', type, at, at + 1, RECORDS[type])
    fields.uint('icmpv6.mldr.mar.nb_sources', sources, at + 2, at + 4)
    fields.ipv6('icmpv6.mldr.mar.multicast_address', at + 4)
    describeAddresses(fields, 'icmpv6.mldr.mar.source_address', sources, at + 20, end)
    fields.close()
    if (next > end) {
      fields.problem('cut', at)
      return
    }
    at = next
  }
}

const PREFERENCES = ['Medium', 'High', 'Reserved', 'Low'] as const

function describeRouterAdvertisement(fields: Fields, start: number, end: number): void {
  const { view } = fields
  if (start + 16 > end) {
    fields.problem('cut', start + 8)
    return
  }
  const flags = view.getUint8(start + 5)
  fields.uint('icmpv6.nd.ra.cur_hop_limit', view.getUint8(start + 4), start + 4, start + 5)
  fields.bool('icmpv6.nd.ra.flag.m', (flags & 0x80) !== 0, start + 5, start + 6)
  fields.bool('icmpv6.nd.ra.flag.o', (flags & 0x40) !== 0, start + 5, start + 6)
  fields.uint('icmpv6.nd.ra.flag.prf', (flags >> 3) & 3, start + 5, start + 6, PREFERENCES[(flags >> 3) & 3])
  fields.uint('icmpv6.nd.ra.router_lifetime', view.getUint16(start + 6), start + 6, start + 8)
  fields.uint('icmpv6.nd.ra.reachable_time', view.getUint32(start + 8), start + 8, start + 12)
  fields.uint('icmpv6.nd.ra.retrans_timer', view.getUint32(start + 12), start + 12, start + 16)
  describeOptions(fields, start + 16, end)
}

function describeNeighbour(fields: Fields, type: number, start: number, end: number): void {
  const { view } = fields
  const fixed = type === REDIRECT ? 40 : 24
  if (start + fixed > end) {
    fields.problem('cut', start + 8)
    return
  }
  if (type === NEIGHBOUR_SOLICITATION) fields.ipv6('icmpv6.nd.ns.target_address', start + 8)
  else if (type === REDIRECT) {
    fields.ipv6('icmpv6.nd.rd.target_address', start + 8)
    fields.ipv6('icmpv6.rd.na.destination_address', start + 24)
  } else {
    const flags = view.getUint8(start + 4)
    fields.bool('icmpv6.nd.na.flag.r', (flags & 0x80) !== 0, start + 4, start + 5)
    fields.bool('icmpv6.nd.na.flag.s', (flags & 0x40) !== 0, start + 4, start + 5)
    fields.bool('icmpv6.nd.na.flag.o', (flags & 0x20) !== 0, start + 4, start + 5)
    fields.ipv6('icmpv6.nd.na.target_address', start + 8)
  }
  describeOptions(fields, start + fixed, end)
}

/** Type, length in units of 8 bytes, value (RFC 4861 §4.6). */
function describeOptions(fields: Fields, from: number, end: number): void {
  const { view } = fields
  let at = from
  for (let n = 0; n < MAX_OPTIONS && at < end; n++) {
    const bytes = at + 2 <= end ? view.getUint8(at + 1) * 8 : 0
    if (bytes === 0 || at + bytes > end) {
      fields.problem(bytes === 0 ? 'malformed' : 'cut', at)
      return
    }
    const type = view.getUint8(at)
    fields.open(OPTIONS[type] ?? 'Option', at, at + bytes)
    fields.uint('icmpv6.opt.type', type, at, at + 1, OPTIONS[type])
    fields.uint('icmpv6.opt.length', bytes / 8, at + 1, at + 2)
    describeOption(fields, type, at, bytes)
    fields.close()
    at += bytes
  }
}

function describeOption(fields: Fields, type: number, at: number, bytes: number): void {
  const { view } = fields
  if ((type === 1 || type === 2) && bytes === 8) {
    fields.mac('icmpv6.opt.linkaddr', at + 2)
    fields.mac(type === 1 ? 'icmpv6.opt.src_linkaddr' : 'icmpv6.opt.target_linkaddr', at + 2)
  } else if (type === 3 && bytes === 32) {
    const flags = view.getUint8(at + 3)
    fields.uint('icmpv6.opt.prefix.length', view.getUint8(at + 2), at + 2, at + 3)
    fields.bool('icmpv6.opt.prefix.flag.l', (flags & 0x80) !== 0, at + 3, at + 4)
    fields.bool('icmpv6.opt.prefix.flag.a', (flags & 0x40) !== 0, at + 3, at + 4)
    fields.uint('icmpv6.opt.prefix.valid_lifetime', view.getUint32(at + 4), at + 4, at + 8)
    fields.uint('icmpv6.opt.prefix.preferred_lifetime', view.getUint32(at + 8), at + 8, at + 12)
    fields.ipv6('icmpv6.opt.prefix', at + 16)
  } else if (type === 5 && bytes === 8) {
    fields.uint('icmpv6.opt.mtu', view.getUint32(at + 4), at + 4, at + 8)
  } else if (type === 25 && bytes >= 24) {
    fields.uint('icmpv6.opt.rdnss.lifetime', view.getUint32(at + 4), at + 4, at + 8)
    describeAddresses(fields, 'icmpv6.opt.rdnss', MAX_ADDRESSES, at + 8, at + bytes)
  }
}
