/** IEEE 802.1Q tags; stacked ones (802.1ad, QinQ) are one layer each. */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { VLAN } from '../protocols.ts'
import { ethertypeName, layerOfEthertype } from './ethertypes.ts'

const TAG_BYTES = 4

/** IEEE Std 802.1Q, table I-2. */
const PRIORITIES = [
  'Best Effort',
  'Background',
  'Excellent Effort',
  'Critical Applications',
  'Video',
  'Voice',
  'Internetwork Control',
  'Network Control',
] as const

export const vlanFields = {
  'vlan.priority': 'uint',
  'vlan.dei': 'bool',
  'vlan.id': 'uint',
  'vlan.etype': 'uint',
} as const satisfies FieldTable

export function walkVlan(packet: Packet): number {
  packet.push(VLAN)
  if (!packet.has(TAG_BYTES)) return 0
  packet.addContext(VLAN, packet.view.getUint16(packet.at) & 0xfff)
  const type = packet.view.getUint16(packet.at + 2)
  packet.at += TAG_BYTES
  return layerOfEthertype(type)
}

export function describeVlan(fields: Fields, start: number, end: number): void {
  fields.layer('vlan', start, Math.min(start + TAG_BYTES, end))
  if (start + TAG_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  const tag = fields.view.getUint16(start)
  fields.uint('vlan.priority', tag >> 13, start, start + 1, PRIORITIES[tag >> 13])
  fields.bool('vlan.dei', (tag & 0x1000) !== 0, start, start + 1)
  fields.uint('vlan.id', tag & 0xfff, start, start + 2)
  const type = fields.view.getUint16(start + 2)
  fields.uint('vlan.etype', type, start + 2, start + 4, ethertypeName(type))
}
