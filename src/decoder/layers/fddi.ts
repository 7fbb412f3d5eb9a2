/** FDDI (ISO 9314-2, LINKTYPE_FDDI): a frame control byte, two addresses, and LLC in asynchronous frames. */
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, FDDI, LLC } from '../protocols.ts'

const HEADER_BYTES = 13
/** The three low bits are a priority. */
const ASYNCHRONOUS_LLC = 0x50

export const fddiFields = {
  'fddi.fc': 'uint',
  'fddi.dst': 'mac',
  'fddi.src': 'mac',
  'fddi.addr': 'mac',
} as const satisfies FieldTable

const isLlc = (control: number) => (control & 0xf8) === ASYNCHRONOUS_LLC

export function walkFddi(packet: Packet): number {
  packet.push(FDDI)
  if (!packet.has(HEADER_BYTES)) return END
  const control = packet.view.getUint8(packet.at)
  packet.at += HEADER_BYTES
  return isLlc(control) ? LLC : END
}

export function describeFddi(fields: Fields, start: number, end: number): void {
  if (!beginLayer(fields, 'fddi', start, end, HEADER_BYTES)) return
  const control = fields.view.getUint8(start)
  fields.uint('fddi.fc', control, start, start + 1, isLlc(control) ? 'Async LLC' : undefined)
  fields.mac('fddi.dst', start + 1)
  fields.mac('fddi.src', start + 7)
}
