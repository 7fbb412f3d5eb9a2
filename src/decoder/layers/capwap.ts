/** The data channel between a wireless access point and its controller (CAPWAP, RFC 5415 §4.3, RFC 5416 §4). */
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { CAPWAP, END, ETH, WLAN } from '../protocols.ts'

const HEADER_BYTES = 8
const WIRELESS_LAN = 1
/** Of the last byte of flags: one of several pieces, and a keepalive. */
const FRAGMENT = 0x80
const KEEPALIVE = 0x08

export const capwapFields = {
  'capwap.preamble.version': 'uint',
  'capwap.preamble.type': 'uint',
  'capwap.header.length': 'uint',
  'capwap.header.rid': 'uint',
  'capwap.header.wbid': 'uint',
  'capwap.header.flags.t': 'bool',
  'capwap.header.flags.f': 'bool',
  'capwap.header.flags.k': 'bool',
  'capwap.header.fragment.id': 'uint',
  'capwap.header.fragment.offset': 'uint',
} as const satisfies FieldTable

/** Units of four bytes in the five highest bits. */
const headerBytes = (view: DataView, start: number) => (view.getUint8(start + 1) >> 3) * 4
const bindingOf = (view: DataView, start: number) => (view.getUint8(start + 2) >> 1) & 0x1f
/** Whether the frame is as it went through the air. */
const isNative = (view: DataView, start: number) => (view.getUint8(start + 2) & 1) !== 0

/** A channel that is encrypted (preamble type 1), and what is no header, stay the datagram's payload. */
export function walkCapwap(packet: Packet): number {
  const { view, at, limit } = packet
  if (at + HEADER_BYTES > limit || view.getUint8(at) !== 0) return END
  const bytes = headerBytes(view, at)
  if (bytes < HEADER_BYTES || at + bytes > limit) return END
  packet.push(CAPWAP)
  packet.at = at + bytes
  // Pieces are not put together here.
  if ((view.getUint8(at + 3) & (FRAGMENT | KEEPALIVE)) !== 0 || packet.at === limit) return END
  if (!isNative(view, at)) return ETH
  return bindingOf(view, at) === WIRELESS_LAN ? WLAN : END
}

export function describeCapwap(fields: Fields, start: number, end: number): void {
  if (!beginLayer(fields, 'capwap.data', start, end, HEADER_BYTES)) return
  const { view } = fields
  const flags = view.getUint8(start + 3)
  const rid = (view.getUint16(start + 1) >> 6) & 0x1f
  fields.uint('capwap.preamble.version', view.getUint8(start) >> 4, start, start + 1)
  fields.uint('capwap.preamble.type', view.getUint8(start) & 0xf, start, start + 1)
  fields.uint('capwap.header.length', headerBytes(view, start) / 4, start + 1, start + 2)
  fields.uint('capwap.header.rid', rid, start + 1, start + 3)
  fields.uint('capwap.header.wbid', bindingOf(view, start), start + 2, start + 3)
  fields.bool('capwap.header.flags.t', isNative(view, start), start + 2, start + 3)
  fields.bool('capwap.header.flags.f', (flags & FRAGMENT) !== 0, start + 3, start + 4)
  fields.bool('capwap.header.flags.k', (flags & KEEPALIVE) !== 0, start + 3, start + 4)
  fields.uint('capwap.header.fragment.id', view.getUint16(start + 4), start + 4, start + 6)
  fields.uint('capwap.header.fragment.offset', view.getUint16(start + 6) >> 3, start + 6, start + 8)
}
