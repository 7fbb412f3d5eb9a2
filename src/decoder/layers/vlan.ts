/** IEEE 802.1Q tags; stacked ones (QinQ) are one layer each. */
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
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
  return walkTag(packet, VLAN)
}

/** Both kinds of tags tell networks apart alike. */
export function walkTag(packet: Packet, layer: number): number {
  packet.push(layer)
  if (!packet.has(TAG_BYTES)) return 0
  packet.addContext(VLAN, packet.view.getUint16(packet.at) & 0xfff)
  const type = packet.view.getUint16(packet.at + 2)
  packet.at += TAG_BYTES
  return layerOfEthertype(type)
}

export function describeVlan(fields: Fields, start: number, end: number): void {
  describeTag(fields, 'vlan', 'vlan.etype', start, end)
}

export function describeTag(
  fields: Fields,
  name: 'vlan' | 'ieee8021ad',
  typeName: string,
  start: number,
  end: number,
): void {
  if (!beginLayer(fields, name, start, end, TAG_BYTES)) return
  const tag = fields.view.getUint16(start)
  fields.uint(`${name}.priority`, tag >> 13, start, start + 1, PRIORITIES[tag >> 13])
  fields.bool(`${name}.dei`, (tag & 0x1000) !== 0, start, start + 1)
  fields.uint(`${name}.id`, tag & 0xfff, start, start + 2)
  const type = fields.view.getUint16(start + 2)
  fields.uint(typeName, type, start + 2, start + 4, ethertypeName(type))
}
