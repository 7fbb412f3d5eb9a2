/** Ethernet II and IEEE 802.3 frames (IEEE Std 802.3 §3). */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { ETH } from '../protocols.ts'
import { ethertypeName, LARGEST_LENGTH, layerOfEthertype } from './ethertypes.ts'

const HEADER_BYTES = 14

export const ethernetFields = {
  'eth.dst': 'mac',
  'eth.src': 'mac',
  'eth.addr': 'mac',
  'eth.type': 'uint',
  'eth.len': 'uint',
} as const satisfies FieldTable

export function walkEthernet(packet: Packet): number {
  packet.push(ETH)
  if (!packet.has(HEADER_BYTES)) return 0
  const type = packet.view.getUint16(packet.at + 12)
  packet.at += HEADER_BYTES
  if (type <= LARGEST_LENGTH && type !== 0) boundByLength(packet, type)
  return layerOfEthertype(type)
}

/** An 802.3 length cuts the padding off; a length beyond the frame is a wrong one and left alone. */
function boundByLength(packet: Packet, length: number): void {
  const end = packet.at + length
  if (end < packet.limit) packet.limit = end
  if (end < packet.wireLimit) packet.wireLimit = end
}

export function describeEthernet(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.layer('eth', start, Math.min(start + HEADER_BYTES, end))
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  fields.mac('eth.dst', start)
  fields.mac('eth.src', start + 6)
  const type = view.getUint16(start + 12)
  if (type <= LARGEST_LENGTH && type !== 0) fields.uint('eth.len', type, start + 12, start + 14)
  else fields.uint('eth.type', type, start + 12, start + 14, ethertypeName(type))
}
