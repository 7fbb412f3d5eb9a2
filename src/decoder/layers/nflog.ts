/** Packets that a Linux firewall rule logged (LINKTYPE_NFLOG): a header, then TLVs of which one is the packet. */
import { formatPaddedText } from '../applications/text.ts'
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { ARP, DATA, END, IP, IPV6, NFLOG } from '../protocols.ts'
import { layerOfIpVersion } from './raw.ts'

const HEADER_BYTES = 4
const TLV_BYTES = 4
const MAX_TLVS = 64

const PREFIX = 10
const PAYLOAD = 9
const TYPES: Readonly<Record<number, string>> = {
  1: 'NFULA_PACKET_HDR',
  2: 'NFULA_MARK',
  3: 'NFULA_TIMESTAMP',
  4: 'NFULA_IFINDEX_INDEV',
  5: 'NFULA_IFINDEX_OUTDEV',
  6: 'NFULA_IFINDEX_PHYSINDEV',
  7: 'NFULA_IFINDEX_PHYSOUTDEV',
  8: 'NFULA_HWADDR',
  9: 'NFULA_PAYLOAD',
  10: 'NFULA_PREFIX',
  11: 'NFULA_UID',
  12: 'NFULA_SEQ',
  13: 'NFULA_SEQ_GLOBAL',
  14: 'NFULA_GID',
  15: 'NFULA_HWTYPE',
  16: 'NFULA_HWHEADER',
  17: 'NFULA_HWLEN',
}
const FAMILIES: Readonly<Record<number, string>> = {
  0: 'Unspecified',
  1: 'IPv4/IPv6',
  2: 'IP',
  3: 'ARP',
  7: 'Bridge',
  10: 'IPv6',
}

export const nflogFields = {
  'nflog.family': 'uint',
  'nflog.version': 'uint',
  'nflog.res_id': 'uint',
  'nflog.tlv_length': 'uint',
  'nflog.tlv_type': 'uint',
  'nflog.prefix': 'text',
  'nflog.uid': 'uint',
  'nflog.gid': 'uint',
  'nflog.ifindex_indev': 'uint',
  'nflog.ifindex_outdev': 'uint',
} as const satisfies FieldTable

/** Lengths are in the order of the machine that logged; the one that fits is it (types are small numbers). */
function isLittle(view: DataView, at: number): boolean {
  return view.getUint16(at + 2, true) < 256
}

export function walkNflog(packet: Packet): number {
  packet.push(NFLOG)
  if (!packet.has(HEADER_BYTES)) return END
  const { view } = packet
  const family = view.getUint8(packet.at)
  packet.at += HEADER_BYTES
  for (let n = 0; n < MAX_TLVS && packet.at + TLV_BYTES <= packet.limit; n++) {
    const little = isLittle(view, packet.at)
    const length = view.getUint16(packet.at, little)
    if (length < TLV_BYTES) return packet.fail('malformed')
    const end = packet.at + length
    if (view.getUint16(packet.at + 2, little) === PAYLOAD) {
      packet.at += TLV_BYTES
      if (end < packet.limit) packet.limit = end
      if (end < packet.wireLimit) packet.wireLimit = end
      return layerOfFamily(packet, family)
    }
    packet.at += (length + 3) & ~3
  }
  return END
}

function layerOfFamily(packet: Packet, family: number): number {
  if (family === 2) return IP
  if (family === 10) return IPV6
  if (family === 3) return ARP
  return family === 1 && packet.at < packet.limit ? layerOfIpVersion(packet.view.getUint8(packet.at)) : DATA
}

export function describeNflog(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.layer('nflog', start, headerEnd(view, start, end))
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  const family = view.getUint8(start)
  fields.uint('nflog.family', family, start, start + 1, FAMILIES[family])
  fields.uint('nflog.version', view.getUint8(start + 1), start + 1, start + 2)
  fields.uint('nflog.res_id', view.getUint16(start + 2), start + 2, start + 4)
  let at = start + HEADER_BYTES
  for (let n = 0; n < MAX_TLVS && at + TLV_BYTES <= end; n++) {
    const little = isLittle(view, at)
    const length = view.getUint16(at, little)
    const type = view.getUint16(at + 2, little)
    const payload = type === PAYLOAD
    const next = at + length
    if (length < TLV_BYTES || (next > end && !payload)) {
      fields.problem(length < TLV_BYTES ? 'malformed' : 'cut', at)
      return
    }
    fields.open(TYPES[type] ?? 'TLV', at, payload ? at + TLV_BYTES : next)
    fields.uint('nflog.tlv_length', length, at, at + 2)
    fields.uint('nflog.tlv_type', type, at + 2, at + 4, TYPES[type])
    describeValue(fields, type, at + TLV_BYTES, next)
    fields.close()
    if (payload) return
    at += (length + 3) & ~3
  }
}

/** What is not the packet itself belongs to this layer. */
function headerEnd(view: DataView, start: number, end: number): number {
  let at = start + HEADER_BYTES
  for (let n = 0; n < MAX_TLVS && at + TLV_BYTES <= end; n++) {
    const little = isLittle(view, at)
    const length = view.getUint16(at, little)
    if (view.getUint16(at + 2, little) === PAYLOAD) return at + TLV_BYTES
    if (length < TLV_BYTES) break
    at += (length + 3) & ~3
  }
  return Math.min(at, end)
}

function describeValue(fields: Fields, type: number, at: number, end: number): void {
  const { view } = fields
  if (type === PREFIX) fields.text('nflog.prefix', formatPaddedText(fields.bytes, at, end), at, end)
  else if (end - at !== 4) return
  else if (type === 4) fields.uint('nflog.ifindex_indev', view.getUint32(at), at, end)
  else if (type === 5) fields.uint('nflog.ifindex_outdev', view.getUint32(at), at, end)
  else if (type === 11) fields.uint('nflog.uid', view.getUint32(at), at, end)
  else if (type === 14) fields.uint('nflog.gid', view.getUint32(at), at, end)
}
