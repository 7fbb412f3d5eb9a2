/** Internet Protocol version 4 (RFC 791). */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, IP, IPV6 } from '../protocols.ts'
import { describeTrafficClass, ipProtocolName, layerOfIpProtocol } from './ip-protocols.ts'

const HEADER_BYTES = 20
const MORE_FRAGMENTS = 0x2000
const OFFSET_MASK = 0x1fff

export const ipv4Fields = {
  'ip.version': 'uint',
  'ip.hdr_len': 'uint',
  'ip.dsfield': 'uint',
  'ip.len': 'uint',
  'ip.id': 'uint',
  'ip.dsfield.dscp': 'uint',
  'ip.dsfield.ecn': 'uint',
  'ip.flags': 'uint',
  'ip.flags.df': 'bool',
  'ip.flags.mf': 'bool',
  'ip.frag_offset': 'uint',
  'ip.ttl': 'uint',
  'ip.proto': 'uint',
  'ip.checksum': 'uint',
  'ip.src': 'ipv4',
  'ip.dst': 'ipv4',
  'ip.addr': 'ipv4',
  'ip.options': 'bytes',
} as const satisfies FieldTable

export function walkIpv4(packet: Packet): number {
  packet.push(IP)
  if (!packet.has(HEADER_BYTES)) return END
  const { view, at } = packet
  const first = view.getUint8(at)
  const headerBytes = (first & 0xf) << 2
  if (first >> 4 !== 4 || headerBytes < HEADER_BYTES) return notIpv4(packet, first)
  packet.beginPath(4, at)
  const total = view.getUint16(at + 2)
  // 0 is what a card writes that cuts large sends itself (TSO): the frame's length decides.
  if (total >= headerBytes) {
    const end = at + total
    if (end < packet.limit) packet.limit = end
    // An ICMP error quotes only the beginning: more was on the wire than this frame ever held.
    if (end < packet.wireLimit || packet.quoted !== 0) packet.wireLimit = end
  } else if (total !== 0) return packet.fail('malformed')
  if (at + headerBytes > packet.limit) return packet.cut()
  packet.at = at + headerBytes
  const protocol = view.getUint8(at + 9)
  packet.setPathProtocol(protocol)
  const fragment = view.getUint16(at + 6)
  if ((fragment & (MORE_FRAGMENTS | OFFSET_MASK)) !== 0) {
    packet.setPathFragment()
    // What an error quotes, or is not here to its end, is never reassembled: its first piece says its ports.
    if ((fragment & OFFSET_MASK) !== 0 || (packet.quoted + packet.alone === 0 && packet.limit >= at + total)) return END
  }
  return layerOfIpProtocol(protocol)
}

/** A header of version 6 under version 4's EtherType is read as what it is. */
function notIpv4(packet: Packet, first: number): number {
  packet.fail('malformed')
  return first >> 4 === 6 ? IPV6 : END
}

export function describeIpv4(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const headerEnd = start + HEADER_BYTES <= end ? start + ((view.getUint8(start) & 0xf) << 2) : end
  fields.layer('ip', start, Math.min(headerEnd, end))
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  fields.uint('ip.version', view.getUint8(start) >> 4, start, start + 1)
  if (view.getUint8(start) >> 4 !== 4) fields.problem('malformed', start)
  fields.uint('ip.hdr_len', (view.getUint8(start) & 0xf) << 2, start, start + 1)
  fields.uint('ip.dsfield', view.getUint8(start + 1), start + 1, start + 2)
  describeTrafficClass(fields, 'ip.dsfield', view.getUint8(start + 1), start + 1, start + 2)
  fields.uint('ip.len', view.getUint16(start + 2), start + 2, start + 4)
  fields.uint('ip.id', view.getUint16(start + 4), start + 4, start + 6)
  const fragment = view.getUint16(start + 6)
  fields.uint('ip.flags', fragment >> 13, start + 6, start + 7, flagsText(fragment))
  fields.bool('ip.flags.df', (fragment & 0x4000) !== 0, start + 6, start + 7)
  fields.bool('ip.flags.mf', (fragment & MORE_FRAGMENTS) !== 0, start + 6, start + 7)
  fields.uint('ip.frag_offset', (fragment & OFFSET_MASK) << 3, start + 6, start + 8)
  fields.uint('ip.ttl', view.getUint8(start + 8), start + 8, start + 9)
  const protocol = view.getUint8(start + 9)
  fields.uint('ip.proto', protocol, start + 9, start + 10, ipProtocolName(protocol))
  fields.uint('ip.checksum', view.getUint16(start + 10), start + 10, start + 12)
  fields.ipv4('ip.src', start + 12)
  fields.ipv4('ip.dst', start + 16)
  if (headerEnd > start + HEADER_BYTES && headerEnd <= end) {
    fields.bytesAt('ip.options', start + HEADER_BYTES, headerEnd)
  }
}

function flagsText(fragment: number): string | undefined {
  if ((fragment & 0x4000) !== 0) return "Don't fragment"
  return (fragment & MORE_FRAGMENTS) !== 0 ? 'More fragments' : undefined
}
