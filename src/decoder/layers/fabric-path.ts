/** Cisco FabricPath (EtherType 0x8903): a tag of two bytes, and the whole frame of a host. */
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, ETH, FABRIC_PATH } from '../protocols.ts'

const TAG_BYTES = 2

export const fabricPathFields = { 'cfp.ftag': 'uint', 'cfp.ttl': 'uint' } as const satisfies FieldTable

export function walkFabricPath(packet: Packet): number {
  packet.push(FABRIC_PATH)
  if (!packet.has(TAG_BYTES)) return END
  packet.at += TAG_BYTES
  return ETH
}

export function describeFabricPath(fields: Fields, start: number, end: number): void {
  if (!beginLayer(fields, 'cfp', start, end, TAG_BYTES)) return
  const tag = fields.view.getUint16(start)
  fields.uint('cfp.ftag', tag >> 6, start, start + 2)
  fields.uint('cfp.ttl', tag & 0x3f, start, start + 2)
}
