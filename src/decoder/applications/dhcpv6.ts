/** DHCP for IPv6 (RFC 8415). */

import { FieldReader } from '../field-reader.ts'
import type { Application, FieldTable } from '../fields.ts'
import { isoTime } from './dns/record-fields.ts'
import { searchList } from './dns/search-list.ts'

const MESSAGES: Readonly<Record<number, string>> = {
  1: 'Solicit',
  2: 'Advertise',
  3: 'Request',
  4: 'Confirm',
  5: 'Renew',
  6: 'Rebind',
  7: 'Reply',
  8: 'Release',
  9: 'Decline',
  10: 'Reconfigure',
  11: 'Information-request',
  12: 'Relay-forw',
  13: 'Relay-reply',
  14: 'Leasequery',
  15: 'Leasequery-reply',
}
const OPTIONS: Readonly<Record<number, string>> = {
  1: 'Client identifier',
  2: 'Server identifier',
  3: 'Identity association for addresses',
  4: 'Identity association for temporary addresses',
  5: 'Address',
  6: 'Option request',
  7: 'Preference',
  8: 'Elapsed time',
  9: 'Relay message',
  11: 'Authentication',
  12: 'Server unicast',
  13: 'Status code',
  14: 'Rapid commit',
  15: 'User class',
  16: 'Vendor class',
  17: 'Vendor options',
  18: 'Interface identifier',
  19: 'Reconfigure message',
  20: 'Reconfigure accept',
  23: 'DNS server',
  24: 'Domain search list',
  25: 'Identity association for prefixes',
  26: 'Prefix',
  31: 'SNTP server',
  32: 'Information refresh time',
  37: 'Remote identifier',
  39: 'Client FQDN',
  56: 'NTP server',
  59: 'Boot file URL',
  64: 'AFTR name',
  79: 'Client link-layer address',
  82: 'SOL_MAX_RT',
  83: 'INF_MAX_RT',
}
const DUID_TYPES: Readonly<Record<number, string>> = {
  1: 'Link-layer address and time',
  2: 'Enterprise number',
  3: 'Link-layer address',
  4: 'UUID',
}
const STATUS: Readonly<Record<number, string>> = {
  0: 'Success',
  1: 'Unspecified failure',
  2: 'No addresses available',
  3: 'No binding',
  4: 'Not on link',
  5: 'Use multicast',
  6: 'No prefixes available',
}
const MAX_DEPTH = 8
const SECONDS_1970_TO_2000 = 946684800

const dhcpv6Fields = {
  'dhcpv6.msgtype': 'uint',
  'dhcpv6.xid': 'uint',
  'dhcpv6.hopcount': 'uint',
  'dhcpv6.linkaddr': 'ipv6',
  'dhcpv6.peeraddr': 'ipv6',
  'dhcpv6.option.type': 'uint',
  'dhcpv6.option.length': 'uint',
  'dhcpv6.option.value': 'bytes',
  'dhcpv6.duid.bytes': 'bytes',
  'dhcpv6.duid.type': 'uint',
  'dhcpv6.duidllt.hwtype': 'uint',
  'dhcpv6.duidllt.time': 'text',
  'dhcpv6.duidllt.link_layer_addr': 'bytes',
  'dhcpv6.duiden.enterprise': 'uint',
  'dhcpv6.duiden.identifier': 'bytes',
  'dhcpv6.duidll.hwtype': 'uint',
  'dhcpv6.duidll.link_layer_addr': 'bytes',
  'dhcpv6.duiduuid.bytes': 'bytes',
  'dhcpv6.iaid': 'bytes',
  'dhcpv6.iaid.t1': 'uint',
  'dhcpv6.iaid.t2': 'uint',
  'dhcpv6.iata': 'bytes',
  'dhcpv6.iaaddr.ip': 'ipv6',
  'dhcpv6.iaaddr.pref_lifetime': 'uint',
  'dhcpv6.iaaddr.valid_lifetime': 'uint',
  'dhcpv6.iaprefix.pref_lifetime': 'uint',
  'dhcpv6.iaprefix.valid_lifetime': 'uint',
  'dhcpv6.iaprefix.pref_len': 'uint',
  'dhcpv6.iaprefix.pref_addr': 'ipv6',
  'dhcpv6.requested_option_code': 'uint',
  'dhcpv6.option_preference': 'uint',
  'dhcpv6.elapsed_time': 'uint',
  'dhcpv6.unicast': 'ipv6',
  'dhcpv6.status_code': 'uint',
  'dhcpv6.status_msg': 'text',
  'dhcpv6.vendorclass.enterprise': 'uint',
  'dhcpv6.vendorclass.data': 'text',
  'dhcpv6.dns_server': 'ipv6',
  'dhcpv6.search_list_entry': 'text',
  'dhcpv6.sntp_server': 'ipv6',
  'dhcpv6.lifetime': 'uint',
  'dhcpv6.client_fqdn_flags': 'uint',
  'dhcpv6.client_domain': 'text',
} as const satisfies FieldTable

export const dhcpv6: Application = {
  name: 'dhcpv6',
  title: 'DHCP for IPv6',
  fields: dhcpv6Fields,
  tcp: [],
  udp: [546, 547],
  recognises: (_view, start, end, { expected, transport }) => expected && transport === 'udp' && start < end,
  describe(fields, start, end) {
    fields.layer('dhcpv6', start, end)
    describeMessage(new FieldReader(fields, start, end), 0)
  },
  summary(view, _bytes, start, end) {
    if (start + 4 > end) return 'DHCPv6, cut short'
    const type = view.getUint8(start)
    const name = MESSAGES[type] ?? `Message ${type}`
    return type === 12 || type === 13 ? name : `${name} XID: 0x${(view.getUint32(start) & 0xffffff).toString(16)}`
  },
}

/** The type of a message, that of the innermost when a relay wraps it, and its server's identifier; for findings. */
export function parseDhcpv6(
  view: DataView,
  start: number,
  end: number,
): { messageType: number; serverDuid?: string } | undefined {
  if (start + 4 > end) return undefined
  const messageType = view.getUint8(start)
  if (!MESSAGES[messageType] || messageType === 12 || messageType === 13) return undefined
  for (let at = start + 4; at + 4 <= end; ) {
    const stop = at + 4 + view.getUint16(at + 2)
    if (stop > end) break
    if (view.getUint16(at) === 2) {
      let serverDuid = ''
      for (let n = at + 4; n < Math.min(stop, at + 132); n++)
        serverDuid += view.getUint8(n).toString(16).padStart(2, '0')
      return { messageType, serverDuid }
    }
    at = stop
  }
  return { messageType }
}

function describeMessage(message: FieldReader, depth: number): void {
  const type = message.uint('dhcpv6.msgtype', 1, MESSAGES)
  if (type === 12 || type === 13) {
    message.uint('dhcpv6.hopcount', 1)
    message.ipv6('dhcpv6.linkaddr')
    message.ipv6('dhcpv6.peeraddr')
  } else message.uint('dhcpv6.xid', 3)
  describeOptions(message, depth)
}

function describeOptions(message: FieldReader, depth: number): void {
  while (message.left > 0) {
    const type = message.peek(2)
    const length = message.peek(2, 2)
    message.fields.open(OPTIONS[type] ?? `Option ${type}`, message.at, Math.min(message.at + 4 + length, message.end))
    message.uint('dhcpv6.option.type', 2, OPTIONS)
    message.uint('dhcpv6.option.length', 2)
    const value = message.part(length)
    if (depth < MAX_DEPTH) (DESCRIBE[type] ?? (() => undefined))(value, depth + 1)
    if (value.left > 0) value.bytes('dhcpv6.option.value', value.left)
    message.fields.close()
  }
}

const DESCRIBE: Readonly<Record<number, (value: FieldReader, depth: number) => void>> = {
  1: describeDuid,
  2: describeDuid,
  3: describeAssociation,
  4(value, depth) {
    value.bytes('dhcpv6.iata', 4)
    describeOptions(value, depth)
  },
  5(value, depth) {
    value.ipv6('dhcpv6.iaaddr.ip')
    value.uint('dhcpv6.iaaddr.pref_lifetime', 4, seconds)
    value.uint('dhcpv6.iaaddr.valid_lifetime', 4, seconds)
    describeOptions(value, depth)
  },
  6(value) {
    while (value.left > 0) value.uint('dhcpv6.requested_option_code', 2, OPTIONS)
  },
  7: (value) => void value.uint('dhcpv6.option_preference', 1),
  8: elapsedTime,
  9: describeMessage,
  12: (value) => value.ipv6('dhcpv6.unicast'),
  13(value) {
    value.uint('dhcpv6.status_code', 2, STATUS)
    if (value.left > 0) value.text('dhcpv6.status_msg', value.left)
  },
  16(value) {
    value.uint('dhcpv6.vendorclass.enterprise', 4)
    while (value.left > 2) {
      const length = value.peek(2)
      value.skip(2)
      value.text('dhcpv6.vendorclass.data', length)
    }
  },
  23(value) {
    while (value.left > 0) value.ipv6('dhcpv6.dns_server')
  },
  24: (value) => searchList(value, 'dhcpv6.search_list_entry'),
  25: describeAssociation,
  26(value, depth) {
    value.uint('dhcpv6.iaprefix.pref_lifetime', 4, seconds)
    value.uint('dhcpv6.iaprefix.valid_lifetime', 4, seconds)
    value.uint('dhcpv6.iaprefix.pref_len', 1)
    value.ipv6('dhcpv6.iaprefix.pref_addr')
    describeOptions(value, depth)
  },
  31(value) {
    while (value.left > 0) value.ipv6('dhcpv6.sntp_server')
  },
  32: (value) => void value.uint('dhcpv6.lifetime', 4, seconds),
  39(value) {
    value.uint('dhcpv6.client_fqdn_flags', 1)
    describePartialName(value)
  },
}
/** Counted in hundredths of a second, said in milliseconds. */
function elapsedTime(value: FieldReader): void {
  if (!value.has(2)) return
  const elapsedMs = value.peek(2) * 10
  value.fields.uint('dhcpv6.elapsed_time', elapsedMs, value.at, value.at + 2, `${elapsedMs} ms`)
  value.skip(2)
}
const seconds = (value: number) => (value === 0xffffffff ? 'for ever' : `${value} s`)

/** RFC 4704 section 4.2: a name that lacks its last labels has no zero at its end. */
function describePartialName(value: FieldReader): void {
  const labels: string[] = []
  const start = value.at
  while (value.left > 0) {
    const length = value.peek(1)
    if (length > 63 || !value.has(1 + length)) {
      value.fail()
      return
    }
    if (length > 0)
      labels.push(String.fromCharCode(...Array.from({ length }, (_, n) => printable(value.peek(1, 1 + n)))))
    value.skip(1 + length)
  }
  value.fields.text('dhcpv6.client_domain', labels.join('.'), start, value.at)
}
const printable = (byte: number) => (byte >= 0x20 && byte < 0x7f ? byte : 0xfffd)

function describeAssociation(value: FieldReader, depth: number): void {
  value.bytes('dhcpv6.iaid', 4)
  value.uint('dhcpv6.iaid.t1', 4, seconds)
  value.uint('dhcpv6.iaid.t2', 4, seconds)
  describeOptions(value, depth)
}

function describeDuid(value: FieldReader): void {
  const { at, end, fields } = value
  if (end > at) fields.bytesAt('dhcpv6.duid.bytes', at, end)
  const type = value.uint('dhcpv6.duid.type', 2, DUID_TYPES)
  const hardware = { 1: 'Ethernet', 6: 'IEEE 802', 32: 'InfiniBand' }
  if (type === 1) {
    value.uint('dhcpv6.duidllt.hwtype', 2, hardware)
    if (!value.has(4)) return
    fields.text('dhcpv6.duidllt.time', isoTime(value.peek(4) + SECONDS_1970_TO_2000), value.at, value.at + 4)
    value.skip(4)
    value.bytes('dhcpv6.duidllt.link_layer_addr', value.left)
  } else if (type === 2) {
    value.uint('dhcpv6.duiden.enterprise', 4)
    value.bytes('dhcpv6.duiden.identifier', value.left)
  } else if (type === 3) {
    value.uint('dhcpv6.duidll.hwtype', 2, hardware)
    value.bytes('dhcpv6.duidll.link_layer_addr', value.left)
  } else if (type === 4) value.bytes('dhcpv6.duiduuid.bytes', value.left)
}
