/** Generic Network Virtualization Encapsulation (RFC 8926). */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { DATA, END, GENEVE } from '../protocols.ts'
import { ethertypeName, LARGEST_LENGTH, layerOfEthertype } from './ethertypes.ts'

const HEADER_BYTES = 8
const MAX_OPTIONS = 64

export const geneveFields = {
  'geneve.version': 'uint',
  'geneve.flags.oam': 'bool',
  'geneve.flags.critical': 'bool',
  'geneve.proto_type': 'uint',
  'geneve.vni': 'uint',
  'geneve.option.class': 'uint',
  'geneve.option.type': 'uint',
  'geneve.option.length': 'uint',
  'geneve.option.unknown.data': 'bytes',
} as const satisfies FieldTable

function headerBytes(view: DataView, at: number): number {
  return HEADER_BYTES + ((view.getUint8(at) & 0x3f) << 2)
}

/** Only version 0 exists, and its reserved bits are zero; anything else at this port stays the datagram's payload. */
export function walkGeneve(packet: Packet): number {
  const { view, at } = packet
  if (at + HEADER_BYTES > packet.limit) return END
  if (view.getUint8(at) >> 6 !== 0 || (view.getUint8(at + 1) & 0x3f) !== 0) return END
  const bytes = headerBytes(view, at)
  const type = view.getUint16(at + 2)
  if (at + bytes > packet.wireLimit || (type <= LARGEST_LENGTH && type !== 0)) return END
  packet.push(GENEVE)
  if (!packet.has(bytes)) return END
  packet.addContext(GENEVE, view.getUint32(at + 4) >>> 8)
  packet.at = at + bytes
  return type > LARGEST_LENGTH ? layerOfEthertype(type) : DATA
}

export function describeGeneve(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const bytes = start < end ? headerBytes(view, start) : HEADER_BYTES
  fields.layer('geneve', start, Math.min(start + bytes, end))
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  const flags = view.getUint8(start + 1)
  const type = view.getUint16(start + 2)
  fields.uint('geneve.version', view.getUint8(start) >> 6, start, start + 1)
  fields.bool('geneve.flags.oam', (flags & 0x80) !== 0, start + 1, start + 2)
  fields.bool('geneve.flags.critical', (flags & 0x40) !== 0, start + 1, start + 2)
  fields.uint('geneve.proto_type', type, start + 2, start + 4, ethertypeName(type))
  fields.uint('geneve.vni', view.getUint32(start + 4) >>> 8, start + 4, start + 7)
  describeOptions(fields, start + HEADER_BYTES, start + bytes, end)
}

function describeOptions(fields: Fields, from: number, optionsEnd: number, end: number): void {
  const { view } = fields
  let at = from
  for (let n = 0; n < MAX_OPTIONS && at < optionsEnd; n++) {
    if (at + 4 > end) {
      fields.problem('cut', at)
      return
    }
    const length = (view.getUint8(at + 3) & 0x1f) << 2
    const next = at + 4 + length
    if (next > optionsEnd || next > end) {
      fields.problem(next > optionsEnd ? 'malformed' : 'cut', at)
      return
    }
    fields.open('Option', at, next)
    fields.uint('geneve.option.class', view.getUint16(at), at, at + 2)
    fields.uint('geneve.option.type', view.getUint8(at + 2), at + 2, at + 3)
    fields.uint('geneve.option.length', 4 + length, at + 3, at + 4)
    if (length > 0) fields.bytesAt('geneve.option.unknown.data', at + 4, next)
    fields.close()
    at = next
  }
}
