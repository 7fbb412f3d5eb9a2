/** Bytes that no layer here reads. */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { DATA, END } from '../protocols.ts'

export const dataFields = {
  'data.data': 'bytes',
  'data.len': 'uint',
} as const satisfies FieldTable

export function walkData(packet: Packet): number {
  if (packet.at < packet.limit) packet.push(DATA)
  return END
}

export function describeData(fields: Fields, start: number, end: number): void {
  fields.layer('data', start, end)
  fields.bytesAt('data.data', start, end)
  fields.uint('data.len', end - start, start, end)
}
