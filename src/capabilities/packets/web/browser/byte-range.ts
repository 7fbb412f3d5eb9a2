/** Bytes of a frame and the fields they belong to. Pure. */
import type { PacketField } from '../../browse/schema.ts'

export interface ByteRange {
  readonly start: number
  /** Exclusive. */
  readonly end: number
}

interface LayerRange extends ByteRange {
  readonly fields: readonly PacketField[]
}

/** `1/0/2`: the layer, a field of it, a field of that. */
export type FieldPath = string

export interface FoundField extends ByteRange {
  readonly path: FieldPath
}

/** The smallest field that holds the byte; the layer itself where none does. */
export function fieldAt(layers: readonly LayerRange[], byte: number): FoundField | undefined {
  let best: FoundField | undefined
  const offer = (found: FoundField) => {
    if (!best || found.end - found.start <= best.end - best.start) best = found
  }
  for (const [place, layer] of layers.entries()) {
    if (holds(layer, byte)) offer({ path: `${place}`, start: layer.start, end: layer.end })
    search(layer.fields, `${place}`, byte, offer)
  }
  return best
}
function search(
  fields: readonly PacketField[],
  path: FieldPath,
  byte: number,
  offer: (found: FoundField) => void,
): void {
  for (const [place, field] of fields.entries()) {
    const own = `${path}/${place}`
    if (holds(field, byte)) offer({ path: own, start: field.start, end: field.end })
    if (field.fields) search(field.fields, own, byte, offer)
  }
}
const holds = ({ start, end }: ByteRange, byte: number) => byte >= start && byte < end

/** Whether `path` lies within `outer` or is it. */
export const isWithin = (path: FieldPath | undefined, outer: FieldPath) =>
  path !== undefined && (path === outer || path.startsWith(`${outer}/`))

const PRINTABLE_FROM = 0x20
const PRINTABLE_TO = 0x7e
export const toLetter = (byte: number) =>
  byte >= PRINTABLE_FROM && byte <= PRINTABLE_TO ? String.fromCharCode(byte) : '·'
export const toHexPair = (byte: number) => byte.toString(16).padStart(2, '0')
