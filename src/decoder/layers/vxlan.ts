/** Virtual eXtensible Local Area Network (RFC 7348; group policy draft-smith-vxlan-group-policy). */
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, ETH, VXLAN } from '../protocols.ts'

const HEADER_BYTES = 8
const VALID = 0x08
const POLICY = 0x80

export const vxlanFields = {
  'vxlan.flags': 'uint',
  'vxlan.flag_i': 'bool',
  'vxlan.flag_g': 'bool',
  'vxlan.gbp': 'uint',
  'vxlan.vni': 'uint',
} as const satisfies FieldTable

/** What comes to the port without a valid network identifier is something else, and stays the datagram's payload. */
export function walkVxlan(packet: Packet): number {
  const { view, at } = packet
  if (at + HEADER_BYTES > packet.limit || (view.getUint8(at) & VALID) === 0) return END
  packet.push(VXLAN)
  packet.addContext(VXLAN, view.getUint32(at + 4) >>> 8)
  packet.at = at + HEADER_BYTES
  return ETH
}

export function describeVxlan(fields: Fields, start: number, end: number): void {
  if (!beginLayer(fields, 'vxlan', start, end, HEADER_BYTES)) return
  const { view } = fields
  const flags = view.getUint8(start)
  fields.uint('vxlan.flags', view.getUint16(start), start, start + 2)
  fields.bool('vxlan.flag_g', (flags & POLICY) !== 0, start, start + 1)
  fields.bool('vxlan.flag_i', (flags & VALID) !== 0, start, start + 1)
  fields.uint('vxlan.gbp', view.getUint16(start + 2), start + 2, start + 4)
  fields.uint('vxlan.vni', view.getUint32(start + 4) >>> 8, start + 4, start + 7)
}
