/** Headers of QUIC packets (RFC 9000 §17, RFC 9369 §3.2) up to what protection hides. */
import { isKnownVersion, isVersion2 } from './keys.ts'

export const LONG_TYPES = ['Initial', '0-RTT', 'Handshake', 'Retry'] as const
export const INITIAL = 0
export const RETRY = 3
export const MAX_CONNECTION_ID = 20

export interface LongHeader {
  readonly version: number
  /** Index into `LONG_TYPES` whatever the version; -1 in a Version Negotiation. */
  readonly type: number
  readonly dcidStart: number
  readonly dcidEnd: number
  readonly scidStart: number
  readonly scidEnd: number
  /** Token of an Initial or a Retry; empty otherwise. */
  readonly tokenStart: number
  readonly tokenEnd: number
  /** Where the Length field stands; 0 in packets that have none. */
  readonly lengthAt: number
  /** Where the (protected) packet number begins, or the contents of packets without one. */
  readonly payload: number
  /** First byte after this packet in its datagram, as far as it was captured. */
  readonly end: number
  /** The packet ends where its length says; false when it was cut. */
  readonly whole: boolean
}

/** Where a variable-length integer ends; beyond any packet when it is not all there (RFC 9000 §16). */
export function varintEnd(view: DataView, at: number, end: number): number {
  if (at >= end) return Number.MAX_SAFE_INTEGER
  const next = at + (1 << (view.getUint8(at) >> 6))
  return next <= end ? next : Number.MAX_SAFE_INTEGER
}

/** Its value, at most 2^53 - 1; the caller knows that it is there. */
export function varint(view: DataView, at: number): number {
  const first = view.getUint8(at)
  switch (first >> 6) {
    case 0:
      return first
    case 1:
      return view.getUint16(at) & 0x3fff
    case 2:
      return view.getUint32(at) & 0x3fffffff
    default:
      return Math.min(
        Number.MAX_SAFE_INTEGER,
        (view.getUint32(at) & 0x3fffffff) * 0x1_0000_0000 + view.getUint32(at + 4),
      )
  }
}

/** Whether a datagram begins with a long header of a version in use. Strict: what tshark's heuristic asks, and the lengths. */
export function looksLikeQuic(view: DataView, start: number, end: number): boolean {
  if (start + 13 > end || (view.getUint8(start) & 0x80) === 0 || !isKnownVersion(view.getUint32(start + 1)))
    return false
  const header = readLongHeader(view, start, end)
  return header !== undefined && (header.type === RETRY || header.lengthAt > 0)
}

/** A list of versions behind a header of version 0 (RFC 9000 §17.2.1): it answers an Initial, and says little of itself. */
export function isNegotiation(view: DataView, start: number, end: number): boolean {
  const header = readLongHeader(view, start, end)
  return header?.version === 0 && end > header.payload && (end - header.payload) % 4 === 0
}

/** A long header, or `undefined` when these bytes are none; versions other than known ones are read by RFC 8999 alone. */
export function readLongHeader(view: DataView, start: number, end: number): LongHeader | undefined {
  if (start + 7 > end) return undefined
  const first = view.getUint8(start)
  if ((first & 0x80) === 0) return undefined
  const version = view.getUint32(start + 1)
  const dcidStart = start + 6
  const dcidEnd = dcidStart + view.getUint8(start + 5)
  if (dcidEnd - dcidStart > MAX_CONNECTION_ID || dcidEnd >= end) return undefined
  const scidStart = dcidEnd + 1
  const scidEnd = scidStart + view.getUint8(dcidEnd)
  if (scidEnd - scidStart > MAX_CONNECTION_ID || scidEnd > end) return undefined
  const ids = { version, dcidStart, dcidEnd, scidStart, scidEnd }
  const none = { tokenStart: scidEnd, tokenEnd: scidEnd, lengthAt: 0, payload: scidEnd, end, whole: true }
  if (version === 0) return { ...ids, ...none, type: -1 }
  const type = isVersion2(version) ? (((first >> 4) & 3) + 3) & 3 : (first >> 4) & 3
  if (type === RETRY) return { ...ids, ...none, type, tokenEnd: Math.max(scidEnd, end - 16), payload: end }

  let at = scidEnd
  let tokenStart = at
  if (type === INITIAL) {
    tokenStart = varintEnd(view, at, end)
    if (tokenStart > end) return undefined
    at = tokenStart + varint(view, at)
    if (at > end) return undefined
  }
  const payload = varintEnd(view, at, end)
  if (payload > end) return undefined
  const stop = payload + varint(view, at)
  return {
    ...ids,
    type,
    tokenStart,
    tokenEnd: at,
    lengthAt: at,
    payload,
    end: Math.min(stop, end),
    whole: stop <= end,
  }
}
