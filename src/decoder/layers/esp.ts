/** IP Encapsulating Security Payload (RFC 4303): what is behind the header is encrypted. */
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, ESP } from '../protocols.ts'

const HEADER_BYTES = 8

export const espFields = {
  'esp.spi': 'uint',
  'esp.sequence': 'uint',
} as const satisfies FieldTable

export function walkEsp(packet: Packet): number {
  packet.push(ESP)
  if (packet.has(HEADER_BYTES)) packet.at += HEADER_BYTES
  return END
}

export function describeEsp(fields: Fields, start: number, end: number): void {
  if (!beginLayer(fields, 'esp', start, end, HEADER_BYTES)) return
  fields.uint('esp.spi', fields.view.getUint32(start), start, start + 4)
  fields.uint('esp.sequence', fields.view.getUint32(start + 4), start + 4, start + 8)
}
