/** The frames that Initial packets may carry (RFC 9000 §12.4, table 3, and §19). */
import { varint, varintEnd } from './header.ts'

export interface CryptoPiece {
  /** Where it belongs in the stream of handshake bytes. */
  readonly offset: number
  readonly bytes: Uint8Array
}

export interface QuicFrame {
  readonly type: number
  /** Range in the decrypted payload. Paddings that follow each other are one. */
  readonly start: number
  readonly end: number
  readonly crypto?: CryptoPiece
}

export const PADDING = 0x00
export const PING = 0x01
export const ACK = 0x02
export const ACK_ECN = 0x03
export const CRYPTO = 0x06
/** Google's own number for `CRYPTO`, before it took over that of the IETF. */
export const GOOGLES_CRYPTO = 0x08
export const CONNECTION_CLOSE = 0x1c

const MAX_FRAMES = 256
const MAX_ACK_RANGES = 1024
/** A handshake longer than this is none. */
const MAX_CRYPTO_BYTES = 0x10_0000
const NEVER = Number.MAX_SAFE_INTEGER

/**
 * All frames of a payload; `undefined` when one is none that an Initial may carry, which is how a wrong key shows. `cut`: the
 * payload's end was not captured, its last frame may be short. `crypto`: the number of the frame with handshake bytes.
 */
export function readFrames(
  bytes: Uint8Array,
  cut: 'cut' | 'whole',
  crypto: number = CRYPTO,
): readonly QuicFrame[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const frames: QuicFrame[] = []
  for (let at = 0; at < bytes.length && frames.length < MAX_FRAMES; ) {
    const frame = bytes[at] === crypto ? readCrypto(bytes, view, at) : readFrame(bytes, view, at)
    if (frame === undefined) return undefined
    if (frame.end > bytes.length) {
      if (cut === 'whole') return undefined
      frames.push({ ...frame, end: bytes.length })
      break
    }
    frames.push(frame)
    at = frame.end
  }
  return frames.length > 0 ? frames : undefined
}

/** Its `end` is beyond the bytes when it is not all there. */
function readFrame(bytes: Uint8Array, view: DataView, start: number): QuicFrame | undefined {
  const end = bytes.length
  const type = bytes[start] as number
  switch (type) {
    case PADDING: {
      let next = start + 1
      while (next < end && bytes[next] === PADDING) next++
      return { type, start, end: next }
    }
    case PING:
      return { type, start, end: start + 1 }
    case ACK:
    case ACK_ECN:
      return { type, start, end: ackEnd(view, start, end) }
    case CONNECTION_CLOSE:
      return { type, start, end: closeEnd(view, start, end) }
    default:
      return undefined
  }
}

function readCrypto(bytes: Uint8Array, view: DataView, start: number): QuicFrame | undefined {
  const lengthAt = varintEnd(view, start + 1, bytes.length)
  const dataAt = lengthAt === NEVER ? NEVER : varintEnd(view, lengthAt, bytes.length)
  if (dataAt === NEVER) return { type: CRYPTO, start, end: NEVER }
  const offset = varint(view, start + 1)
  const end = dataAt + varint(view, lengthAt)
  if (offset > MAX_CRYPTO_BYTES || end - dataAt > MAX_CRYPTO_BYTES) return undefined
  return { type: CRYPTO, start, end, crypto: { offset, bytes: bytes.subarray(dataAt, Math.min(end, bytes.length)) } }
}

function ackEnd(view: DataView, start: number, end: number): number {
  let at = start + 1
  let ranges = 0
  // Largest, delay, count of ranges, first range; then gap and length of each; then three counts of ECN.
  for (let n = 0; n < 4; n++) {
    const next = varintEnd(view, at, end)
    if (next > end) return next
    if (n === 2) ranges = varint(view, at)
    at = next
  }
  if (ranges > MAX_ACK_RANGES) return NEVER
  const more = 2 * ranges + (view.getUint8(start) === ACK_ECN ? 3 : 0)
  for (let n = 0; n < more && at <= end; n++) at = varintEnd(view, at, end)
  return at
}

/** Error code, type of the frame at fault, reason behind its length. */
export function closeEnd(view: DataView, start: number, end: number): number {
  let at = start + 1
  for (let n = 0; n < 2; n++) {
    at = varintEnd(view, at, end)
    if (at > end) return at
  }
  const reason = varintEnd(view, at, end)
  return reason > end ? reason : reason + varint(view, at)
}
