/** Per-Packet Information (LINKTYPE_PPI): fields about the frame, then a frame of the link type that the header says. */
import type { Fields, FieldTable } from '../fields.ts'
import { firstLayer } from '../link-types.ts'
import type { Packet } from '../packet.ts'
import { END, PPI, WLAN } from '../protocols.ts'
import { dropChecksum } from './radiotap.ts'

const HEADER_BYTES = 8
const MAX_FIELDS = 32
/** 802.11-Common: time, then flags of which the lowest says that a checksum ends the frame. */
const COMMON = 2
const COMMON_BYTES = 20
const FLAG_CHECKSUM = 1

export const ppiFields = {
  'ppi.version': 'uint',
  'ppi.flags': 'uint',
  'ppi.length': 'uint',
  'ppi.dlt': 'uint',
  'ppi.field_type': 'uint',
  'ppi.field_len': 'uint',
  'ppi.80211-common.flags': 'uint',
  'ppi.80211-common.rate': 'uint',
  'ppi.80211-common.chan.freq': 'uint',
  'ppi.80211-common.dbm.antsignal': 'double',
  'ppi.80211-common.dbm.antnoise': 'double',
} as const satisfies FieldTable

export function walkPpi(packet: Packet): number {
  packet.push(PPI)
  if (!packet.has(HEADER_BYTES)) return END
  const { view, at } = packet
  const length = view.getUint16(at + 2, true)
  if (length < HEADER_BYTES) return packet.fail('malformed')
  if (!packet.has(length)) return END
  const next = firstLayer(view.getUint32(at + 4, true))
  packet.at = at + length
  if (next === WLAN && hasChecksum(view, at + HEADER_BYTES, at + length)) dropChecksum(packet)
  // A header inside itself is nobody's frame.
  return next === PPI ? END : next
}

function hasChecksum(view: DataView, from: number, end: number): boolean {
  let at = from
  for (let n = 0; n < MAX_FIELDS && at + 4 <= end; n++) {
    const length = view.getUint16(at + 2, true)
    if (view.getUint16(at, true) === COMMON && length >= COMMON_BYTES && at + 4 + COMMON_BYTES <= end) {
      return (view.getUint16(at + 12, true) & FLAG_CHECKSUM) !== 0
    }
    at += 4 + length
  }
  return false
}

export function describePpi(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const length = start + HEADER_BYTES <= end ? Math.max(HEADER_BYTES, view.getUint16(start + 2, true)) : HEADER_BYTES
  const headerEnd = Math.min(start + length, end)
  fields.layer('ppi', start, headerEnd)
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  fields.uint('ppi.version', view.getUint8(start), start, start + 1)
  fields.uint('ppi.flags', view.getUint8(start + 1), start + 1, start + 2)
  fields.uint('ppi.length', view.getUint16(start + 2, true), start + 2, start + 4)
  fields.uint('ppi.dlt', view.getUint32(start + 4, true), start + 4, start + 8)
  let at = start + HEADER_BYTES
  for (let n = 0; n < MAX_FIELDS && at + 4 <= headerEnd; n++) {
    const type = view.getUint16(at, true)
    const next = at + 4 + view.getUint16(at + 2, true)
    if (next > headerEnd) {
      fields.problem(headerEnd < start + length ? 'cut' : 'malformed', at)
      return
    }
    fields.open(type === COMMON ? '802.11-Common' : 'Field', at, next)
    fields.uint('ppi.field_type', type, at, at + 2)
    fields.uint('ppi.field_len', next - at - 4, at + 2, at + 4)
    if (type === COMMON && next - at - 4 >= COMMON_BYTES) describeCommon(fields, at + 4)
    fields.close()
    at = next
  }
}

function describeCommon(fields: Fields, at: number): void {
  const { view } = fields
  fields.uint('ppi.80211-common.flags', view.getUint16(at + 8, true), at + 8, at + 10)
  // Written in half megabits a second, said in kilobits.
  fields.uint('ppi.80211-common.rate', view.getUint16(at + 10, true) * 500, at + 10, at + 12, 'kb/s')
  fields.uint('ppi.80211-common.chan.freq', view.getUint16(at + 12, true), at + 12, at + 14, 'MHz')
  fields.double('ppi.80211-common.dbm.antsignal', view.getInt8(at + 18), at + 18, at + 19)
  fields.double('ppi.80211-common.dbm.antnoise', view.getInt8(at + 19), at + 19, at + 20)
}
