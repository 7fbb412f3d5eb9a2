/** Internet Group Management Protocol, versions 1 to 3 (RFC 1112, RFC 2236, RFC 3376). */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, IGMP } from '../protocols.ts'

const HEADER_BYTES = 8
const QUERY = 0x11
const REPORT_3 = 0x22
const MAX_RECORDS = 64
const MAX_SOURCES = 64

const TYPES: Readonly<Record<number, string>> = {
  17: 'Membership Query',
  18: 'Membership Report v1',
  19: 'DVMRP',
  20: 'PIMv1',
  22: 'Membership Report v2',
  23: 'Leave Group',
  34: 'Membership Report v3',
}
const RECORDS: Readonly<Record<number, string>> = {
  1: 'Mode is include',
  2: 'Mode is exclude',
  3: 'Changed to include',
  4: 'Changed to exclude',
  5: 'Allow new sources',
  6: 'Block old sources',
}

export const igmpFields = {
  'igmp.version': 'uint',
  'igmp.type': 'uint',
  'igmp.max_resp': 'uint',
  'igmp.checksum': 'uint',
  'igmp.maddr': 'ipv4',
  'igmp.s': 'bool',
  'igmp.qrv': 'uint',
  'igmp.qqic': 'uint',
  'igmp.num_src': 'uint',
  'igmp.saddr': 'ipv4',
  'igmp.num_grp_recs': 'uint',
  'igmp.record_type': 'uint',
} as const satisfies FieldTable

export function walkIgmp(packet: Packet): number {
  packet.push(IGMP)
  packet.has(HEADER_BYTES)
  return END
}

/** A query's length and response time tell its version (RFC 3376 §7.1). */
function versionAt(view: DataView, start: number, end: number): number {
  const type = view.getUint8(start)
  if (type === QUERY) return end - start >= 12 ? 3 : view.getUint8(start + 1) === 0 ? 1 : 2
  return type === REPORT_3 ? 3 : type === 0x12 ? 1 : 2
}

export function describeIgmp(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.layer('igmp', start, end)
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  const type = view.getUint8(start)
  const version = versionAt(view, start, end)
  fields.uint('igmp.version', version, start, start)
  fields.uint('igmp.type', type, start, start + 1, TYPES[type])
  if (type !== REPORT_3 && version > 1) fields.uint('igmp.max_resp', view.getUint8(start + 1), start + 1, start + 2)
  fields.uint('igmp.checksum', view.getUint16(start + 2), start + 2, start + 4)
  if (type === REPORT_3) {
    describeRecords(fields, start, end)
    return
  }
  fields.ipv4('igmp.maddr', start + 4)
  if (version === 3) describeQuery3(fields, start, end)
}

function describeQuery3(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const flags = view.getUint8(start + 8)
  const sources = view.getUint16(start + 10)
  fields.bool('igmp.s', (flags & 8) !== 0, start + 8, start + 9)
  fields.uint('igmp.qrv', flags & 7, start + 8, start + 9)
  fields.uint('igmp.qqic', view.getUint8(start + 9), start + 9, start + 10)
  fields.uint('igmp.num_src', sources, start + 10, start + 12)
  describeSources(fields, sources, start + 12, end)
}

function describeSources(fields: Fields, count: number, from: number, end: number): void {
  let at = from
  for (let n = 0; n < Math.min(count, MAX_SOURCES) && at + 4 <= end; n++, at += 4) fields.ipv4('igmp.saddr', at)
}

function describeRecords(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const records = view.getUint16(start + 6)
  fields.uint('igmp.num_grp_recs', records, start + 6, start + 8)
  let at = start + 8
  for (let n = 0; n < Math.min(records, MAX_RECORDS); n++) {
    if (at + 8 > end) {
      fields.problem('cut', at)
      return
    }
    const type = view.getUint8(at)
    const sources = view.getUint16(at + 2)
    const next = at + 8 + sources * 4 + view.getUint8(at + 1) * 4
    fields.open('Group Record', at, Math.min(next, end))
    fields.uint('igmp.record_type', type, at, at + 1, RECORDS[type])
    fields.uint('igmp.num_src', sources, at + 2, at + 4)
    fields.ipv4('igmp.maddr', at + 4)
    describeSources(fields, sources, at + 8, end)
    fields.close()
    if (next > end) {
      fields.problem('cut', at)
      return
    }
    at = next
  }
}
