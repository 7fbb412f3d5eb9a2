/** What a card says about an 802.11 frame it received or sent (radiotap.org): a bitmap of fields, then the fields, each aligned. */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, RADIOTAP, WLAN } from '../protocols.ts'

const HEADER_BYTES = 8
const MAX_WORDS = 16
const MORE_WORDS = 0x80000000

/** Bits of the `flags` field. */
const FLAG_CHECKSUM = 0x10
const FLAG_PADDED = 0x20

export const radiotapFields = {
  'radiotap.version': 'uint',
  'radiotap.length': 'uint',
  'radiotap.mactime': 'uint',
  'radiotap.flags': 'uint',
  'radiotap.flags.fcs': 'bool',
  'radiotap.flags.datapad': 'bool',
  'radiotap.flags.badfcs': 'bool',
  'radiotap.datarate': 'double',
  'radiotap.channel.freq': 'uint',
  'radiotap.channel.flags': 'uint',
  'radiotap.dbm_antsignal': 'double',
  'radiotap.dbm_antnoise': 'double',
  'radiotap.antenna': 'uint',
  'radiotap.mcs.index': 'uint',
} as const satisfies FieldTable

/** Alignment and size of each field, by its bit. The list is long enough for what is said of them; what follows is skipped. */
const ALIGNMENTS = [8, 1, 1, 2, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 2, 2, 1, 1, 4, 1] as const
const SIZES = [8, 1, 1, 4, 2, 1, 1, 2, 2, 2, 1, 1, 1, 1, 2, 2, 1, 1, 8, 3] as const
const FLAGS = 1

/** Where the fields begin: behind the last word of the bitmap. */
function fieldsOffset(view: DataView, start: number, limit: number): number {
  let words = 1
  while (
    words < MAX_WORDS &&
    start + 4 + words * 4 <= limit &&
    (view.getUint32(start + words * 4, true) & MORE_WORDS) !== 0
  ) {
    words++
  }
  return 4 + words * 4
}

/** Where field `bit` begins, counted from `start`; 0 when it is not there. */
function fieldOffset(view: DataView, start: number, limit: number, bit: number): number {
  const present = view.getUint32(start + 4, true)
  if ((present & (1 << bit)) === 0) return 0
  let offset = fieldsOffset(view, start, limit)
  for (let before = 0; before <= bit; before++) {
    if ((present & (1 << before)) === 0) continue
    const alignment = ALIGNMENTS[before] as number
    offset = (offset + alignment - 1) & ~(alignment - 1)
    if (before < bit) offset += SIZES[before] as number
  }
  return start + offset + (SIZES[bit] as number) <= limit ? offset : 0
}

/** The `flags` field of the header at `start`, 0 when it has none. */
function flagsAt(view: DataView, start: number, limit: number): number {
  const length = view.getUint16(start + 2, true)
  const end = Math.min(limit, start + length)
  const offset = start + HEADER_BYTES <= end ? fieldOffset(view, start, end, FLAGS) : 0
  return offset > 0 ? view.getUint8(start + offset) : 0
}

/** Whether the card padded the 802.11 header to a multiple of four bytes. The header at `start` was walked. */
export function isPadded(view: DataView, start: number, limit: number): boolean {
  return (flagsAt(view, start, limit) & FLAG_PADDED) !== 0
}

export function walkRadiotap(packet: Packet): number {
  packet.push(RADIOTAP)
  if (!packet.has(HEADER_BYTES)) return END
  const { view, at } = packet
  const length = view.getUint16(at + 2, true)
  if (view.getUint8(at) !== 0 || length < HEADER_BYTES) return packet.fail('malformed')
  if (!packet.has(length)) return END
  packet.at = at + length
  if ((flagsAt(view, at, packet.limit) & FLAG_CHECKSUM) !== 0) dropChecksum(packet)
  return WLAN
}

/** The last four bytes of the frame on the wire are its checksum, whether they were captured or not. */
export function dropChecksum(packet: Packet): void {
  if (packet.wireLimit - 4 < packet.at) return
  packet.wireLimit -= 4
  if (packet.limit > packet.wireLimit) packet.limit = packet.wireLimit
}

export function describeRadiotap(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const length = start + HEADER_BYTES <= end ? Math.max(HEADER_BYTES, view.getUint16(start + 2, true)) : HEADER_BYTES
  const headerEnd = Math.min(start + length, end)
  fields.layer('radiotap', start, headerEnd)
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  fields.uint('radiotap.version', view.getUint8(start), start, start + 1)
  fields.uint('radiotap.length', view.getUint16(start + 2, true), start + 2, start + 4)
  if (start + length > end) fields.problem('cut', start + HEADER_BYTES)
  for (let bit = 0; bit < SIZES.length; bit++) {
    const offset = fieldOffset(view, start, headerEnd, bit)
    if (offset > 0) describeField(fields, bit, start + offset)
  }
}

function describeField(fields: Fields, bit: number, at: number): void {
  const { view } = fields
  switch (bit) {
    case 0:
      fields.uint('radiotap.mactime', Number(view.getBigUint64(at, true)), at, at + 8)
      break
    case FLAGS:
      describeFlags(fields, view.getUint8(at), at)
      break
    case 2:
      // Half megabits a second.
      fields.double('radiotap.datarate', view.getUint8(at) / 2, at, at + 1)
      break
    case 3:
      fields.uint('radiotap.channel.freq', view.getUint16(at, true), at, at + 2, 'MHz')
      fields.uint('radiotap.channel.flags', view.getUint16(at + 2, true), at + 2, at + 4)
      break
    case 5:
      fields.double('radiotap.dbm_antsignal', view.getInt8(at), at, at + 1)
      break
    case 6:
      fields.double('radiotap.dbm_antnoise', view.getInt8(at), at, at + 1)
      break
    case 11:
      fields.uint('radiotap.antenna', view.getUint8(at), at, at + 1)
      break
    case 19:
      fields.uint('radiotap.mcs.index', view.getUint8(at + 2), at + 2, at + 3)
  }
}

function describeFlags(fields: Fields, flags: number, at: number): void {
  fields.uint('radiotap.flags', flags, at, at + 1)
  fields.bool('radiotap.flags.fcs', (flags & FLAG_CHECKSUM) !== 0, at, at + 1)
  fields.bool('radiotap.flags.datapad', (flags & FLAG_PADDED) !== 0, at, at + 1)
  fields.bool('radiotap.flags.badfcs', (flags & 0x40) !== 0, at, at + 1)
}
