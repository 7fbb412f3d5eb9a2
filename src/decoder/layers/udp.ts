/** User Datagram Protocol (RFC 768), and the tunnels that are known by its ports. */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { CAPWAP, END, GENEVE, GTP, L2TP, TEREDO, UDP, VXLAN } from '../protocols.ts'

const HEADER_BYTES = 8

export const udpFields = {
  'udp.srcport': 'uint',
  'udp.dstport': 'uint',
  'udp.port': 'uint',
  'udp.length': 'uint',
  'udp.checksum': 'uint',
} as const satisfies FieldTable

export function walkUdp(packet: Packet): number {
  packet.push(UDP)
  const { view, at, limit } = packet
  if (at + HEADER_BYTES > limit) {
    // The ports alone still say who talks to whom.
    if (at + 4 <= limit) packet.setPathTransport(UDP, limit)
    return packet.cut()
  }
  const length = view.getUint16(at + 4)
  // 0 is a jumbogram's datagram, or one that a card cuts later.
  if (length >= HEADER_BYTES) {
    const end = at + length
    if (end < limit) packet.limit = end
    if (end < packet.wireLimit) packet.wireLimit = end
    else if (end > packet.wireLimit && !isPiece(packet)) packet.fail('malformed')
  } else if (length !== 0) {
    packet.setPathTransport(UDP, limit)
    return packet.fail('malformed')
  }
  packet.setPathTransport(UDP, at + HEADER_BYTES)
  packet.at = at + HEADER_BYTES
  return packet.quoted === 0 ? tunnelOfPorts(view.getUint16(at), view.getUint16(at + 2)) : END
}

/** A datagram in pieces, or quoted, is longer than what is here. */
function isPiece(packet: Packet): boolean {
  return packet.quoted !== 0 || (packet.pathCount > 0 && packet.pathFragment[packet.pathCount - 1] !== 0)
}

/** A tunnel's own port is the destination's: the source's is drawn from a hash of what is inside (RFC 7348 §5). */
function tunnelOfPorts(source: number, destination: number): number {
  switch (destination) {
    case 4789:
    case 8472:
      return VXLAN
    case 6081:
      return GENEVE
    default:
      return tunnelOfEither(destination) || tunnelOfEither(source)
  }
}

/** Ports of tunnels that both ends send from, or that answers come from. */
function tunnelOfEither(port: number): number {
  switch (port) {
    case 2152:
    case 2123:
    case 3386:
      return GTP
    case 1701:
      return L2TP
    case 3544:
      return TEREDO
    case 5247:
      return CAPWAP
    default:
      return END
  }
}

export function describeUdp(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.layer('udp', start, Math.min(start + HEADER_BYTES, end))
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  fields.uint('udp.srcport', view.getUint16(start), start, start + 2)
  fields.uint('udp.dstport', view.getUint16(start + 2), start + 2, start + 4)
  fields.uint('udp.length', view.getUint16(start + 4), start + 4, start + 6)
  fields.uint('udp.checksum', view.getUint16(start + 6), start + 6, start + 8)
}
