/** Internet Protocol version 6 with its extension headers (RFC 8200; mobility RFC 6275, shim6 RFC 5533, HIP RFC 7401). */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, IPV6 } from '../protocols.ts'
import { describeTrafficClass, ipProtocolName, layerOfIpProtocol } from './ip-protocols.ts'

const HEADER_BYTES = 40
export const FRAGMENT = 44
const FRAGMENT_BYTES = 8
/** Far more than any sane packet has; a loop over them must end. */
const MAX_EXTENSIONS = 128

const ROUTES: Readonly<Record<number, string>> = { 0: 'Source Route', 2: 'Mobile IPv6', 3: 'RPL', 4: 'Segment Routing' }

export const ipv6Fields = {
  'ipv6.version': 'uint',
  'ipv6.tclass': 'uint',
  'ipv6.tclass.dscp': 'uint',
  'ipv6.tclass.ecn': 'uint',
  'ipv6.flow': 'uint',
  'ipv6.plen': 'uint',
  'ipv6.nxt': 'uint',
  'ipv6.hlim': 'uint',
  'ipv6.src': 'ipv6',
  'ipv6.dst': 'ipv6',
  'ipv6.addr': 'ipv6',
  'ipv6.hopopts.nxt': 'uint',
  'ipv6.hopopts.len_oct': 'uint',
  'ipv6.routing.nxt': 'uint',
  'ipv6.routing.len_oct': 'uint',
  'ipv6.routing.segleft': 'uint',
  'ipv6.routing.type': 'uint',
  'ipv6.dstopts.nxt': 'uint',
  'ipv6.dstopts.len_oct': 'uint',
  'ipv6.fraghdr.nxt': 'uint',
  'ipv6.fraghdr.offset': 'uint',
  'ipv6.fraghdr.more': 'bool',
  'ipv6.fraghdr.ident': 'uint',
} as const satisfies FieldTable

/** Headers that say what follows and how long they are, in units of 8 bytes after the first 8. */
export function isExtension(header: number): boolean {
  return header === 0 || header === 43 || header === 60 || header === 135 || header === 139 || header === 140
}

export function walkIpv6(packet: Packet): number {
  packet.push(IPV6)
  if (!packet.has(HEADER_BYTES)) return END
  const { view, at } = packet
  if (view.getUint8(at) >> 4 !== 6) return packet.fail('malformed')
  packet.beginPath(6, at)
  const payload = view.getUint16(at + 4)
  const next = view.getUint8(at + 6)
  // 0 is a jumbogram (RFC 2675) or what a card writes that cuts large sends itself.
  if (payload !== 0) {
    const end = at + HEADER_BYTES + payload
    if (end < packet.limit) packet.limit = end
    if (end < packet.wireLimit || packet.quoted !== 0) packet.wireLimit = end
  }
  packet.at = at + HEADER_BYTES
  if (isExtension(next) || next === FRAGMENT) return walkExtensions(packet, next, at + HEADER_BYTES + payload)
  packet.setPathProtocol(next)
  return layerOfIpProtocol(next)
}

/** `packet.at` is at an extension header of kind `first`; the datagram ends at `datagramEnd`, which may be beyond the frame. */
export function walkExtensions(packet: Packet, first: number, datagramEnd: number): number {
  const { view } = packet
  let next = first
  for (let n = 0; n < MAX_EXTENSIONS; n++) {
    if (next === FRAGMENT) {
      if (!packet.has(FRAGMENT_BYTES)) return END
      const offsetAndMore = view.getUint16(packet.at + 2)
      next = view.getUint8(packet.at)
      packet.at += FRAGMENT_BYTES
      // A fragment that is whole (RFC 6946) reads like any packet.
      if ((offsetAndMore & 0xfff9) === 0) continue
      packet.setPathProtocol(next)
      packet.setPathFragment()
      // What an error quotes, or is not here to its end, is never reassembled: its first piece says its ports.
      if (offsetAndMore >> 3 !== 0 || (packet.quoted + packet.alone === 0 && packet.limit >= datagramEnd)) return END
    } else if (isExtension(next)) {
      if (!packet.has(8)) return END
      const length = (view.getUint8(packet.at + 1) + 1) << 3
      next = view.getUint8(packet.at)
      if (!packet.has(length)) return END
      packet.at += length
    } else {
      packet.setPathProtocol(next)
      return layerOfIpProtocol(next)
    }
  }
  return packet.fail('too-deep')
}

export function describeIpv6(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.layer('ipv6', start, Math.min(start + HEADER_BYTES, end))
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  const first = view.getUint32(start)
  fields.uint('ipv6.version', first >>> 28, start, start + 1)
  fields.uint('ipv6.tclass', (first >>> 20) & 0xff, start, start + 2)
  describeTrafficClass(fields, 'ipv6.tclass', (first >>> 20) & 0xff, start, start + 2)
  fields.uint('ipv6.flow', first & 0xfffff, start + 1, start + 4)
  fields.uint('ipv6.plen', view.getUint16(start + 4), start + 4, start + 6)
  const next = view.getUint8(start + 6)
  fields.uint('ipv6.nxt', next, start + 6, start + 7, ipProtocolName(next))
  fields.uint('ipv6.hlim', view.getUint8(start + 7), start + 7, start + 8)
  fields.ipv6('ipv6.src', start + 8)
  fields.ipv6('ipv6.dst', start + 24)
  describeExtensions(fields, next, start + HEADER_BYTES, end)
}

export function describeExtensions(fields: Fields, first: number, from: number, end: number): void {
  const { view } = fields
  let next = first
  let at = from
  for (let n = 0; n < MAX_EXTENSIONS && at + 8 <= end; n++) {
    if (next === FRAGMENT) {
      const offsetAndMore = view.getUint16(at + 2)
      fields.open('Fragment Header', at, at + 8)
      fields.uint('ipv6.fraghdr.nxt', view.getUint8(at), at, at + 1, ipProtocolName(view.getUint8(at)))
      fields.uint('ipv6.fraghdr.offset', offsetAndMore & 0xfff8, at + 2, at + 4)
      fields.bool('ipv6.fraghdr.more', (offsetAndMore & 1) !== 0, at + 3, at + 4)
      fields.uint('ipv6.fraghdr.ident', view.getUint32(at + 4), at + 4, at + 8)
      fields.close()
      next = view.getUint8(at)
      at += FRAGMENT_BYTES
    } else if (isExtension(next)) {
      const length = (view.getUint8(at + 1) + 1) << 3
      if (at + length > end) {
        fields.problem('cut', at)
        return
      }
      describeExtension(fields, next, at, length)
      next = view.getUint8(at)
      at += length
    } else return
  }
}

function describeExtension(fields: Fields, header: number, at: number, length: number): void {
  const next = fields.view.getUint8(at)
  if (header === 0) {
    fields.open('Hop-by-Hop Options', at, at + length)
    fields.uint('ipv6.hopopts.nxt', next, at, at + 1, ipProtocolName(next))
    fields.uint('ipv6.hopopts.len_oct', length, at + 1, at + 2)
  } else if (header === 43) {
    fields.open('Routing Header', at, at + length)
    fields.uint('ipv6.routing.nxt', next, at, at + 1, ipProtocolName(next))
    fields.uint('ipv6.routing.len_oct', length, at + 1, at + 2)
    const type = fields.view.getUint8(at + 2)
    fields.uint('ipv6.routing.type', type, at + 2, at + 3, ROUTES[type])
    fields.uint('ipv6.routing.segleft', fields.view.getUint8(at + 3), at + 3, at + 4)
  } else {
    fields.open('Destination Options', at, at + length)
    fields.uint('ipv6.dstopts.nxt', next, at, at + 1, ipProtocolName(next))
    fields.uint('ipv6.dstopts.len_oct', length, at + 1, at + 2)
  }
  fields.close()
}
