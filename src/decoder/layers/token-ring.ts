/** Token Ring (IEEE Std 802.5, LINKTYPE_IEEE802_5), with the route that source-routing bridges wrote into the frame. */
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, LLC, TOKEN_RING } from '../protocols.ts'

const HEADER_BYTES = 14
const ROUTED = 0x80
const LLC_FRAME = 1

export const tokenRingFields = {
  'tr.ac': 'uint',
  'tr.fc': 'uint',
  'tr.dst': 'mac',
  'tr.src': 'mac',
  'tr.addr': 'mac',
  'tr.sr': 'bool',
  'tr.rif_bytes': 'uint',
} as const satisfies FieldTable

const frameType = (view: DataView, start: number) => view.getUint8(start + 1) >> 6
const isRouted = (view: DataView, start: number) => (view.getUint8(start + 8) & ROUTED) !== 0

export function walkTokenRing(packet: Packet): number {
  packet.push(TOKEN_RING)
  if (!packet.has(HEADER_BYTES)) return END
  const { view, at } = packet
  packet.at = at + HEADER_BYTES
  if (isRouted(view, at)) {
    if (!packet.has(2)) return END
    const bytes = view.getUint8(packet.at) & 0x1f
    if (!packet.has(bytes)) return END
    packet.at += bytes
  }
  return frameType(view, at) === LLC_FRAME ? LLC : END
}

export function describeTokenRing(fields: Fields, start: number, end: number): void {
  if (!beginLayer(fields, 'tr', start, end, HEADER_BYTES)) return
  const { view } = fields
  const route = start + HEADER_BYTES
  fields.uint('tr.ac', view.getUint8(start), start, start + 1)
  fields.uint('tr.fc', view.getUint8(start + 1), start + 1, start + 2, ['MAC', 'LLC'][frameType(view, start)])
  fields.mac('tr.dst', start + 2)
  fields.mac('tr.src', start + 8)
  fields.bool('tr.sr', isRouted(view, start), start + 8, start + 9)
  if (isRouted(view, start) && route < end) fields.uint('tr.rif_bytes', view.getUint8(route) & 0x1f, route, route + 1)
}
