/** Frames of any packet (RFC 9000 §19, RFC 9221): those with handshake or stream bytes are shown, the others are passed over. */
import { varint, varintEnd } from './header.ts'

const ACK = 0x02
const ACK_ECN = 0x03
const CRYPTO = 0x06
const NEW_TOKEN = 0x07
const STREAM = 0x08
const NEW_CONNECTION_ID = 0x18
const CONNECTION_CLOSE = 0x1c
const DATAGRAM = 0x30
/** How many integers a frame consists of, where it consists of nothing else. */
const INTEGERS: Readonly<Record<number, number>> = {
  0: 0,
  1: 0,
  4: 3,
  5: 2,
  16: 1,
  17: 2,
  18: 1,
  19: 1,
  20: 1,
  21: 2,
  22: 1,
  23: 1,
  25: 1,
  30: 0,
}
const PATH_BYTES = 8
const RESET_TOKEN_BYTES = 16

export interface FrameReader {
  crypto(offset: number, bytes: Uint8Array): void
  stream(id: number, offset: number, bytes: Uint8Array, isLast: boolean): void
}

/** Stops at a frame that is none. `bytes` is the payload of one packet that was opened and verified. */
export function walkFrames(bytes: Uint8Array, reader: FrameReader): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < bytes.length; ) {
    const next = walkFrame(view, bytes, at, reader)
    if (next <= at || next > bytes.length) return
    at = next
  }
}

/** Where it ends; beyond the bytes when it is none. */
function walkFrame(view: DataView, bytes: Uint8Array, at: number, reader: FrameReader): number {
  const type = bytes[at] as number
  const integers = INTEGERS[type]
  if (integers !== undefined) return pass(view, at + 1, bytes.length, integers)
  if (type === ACK || type === ACK_ECN) return passAck(view, at, bytes.length)
  if (type === CRYPTO || (type & 0xf8) === STREAM) return walkData(view, bytes, at, reader)
  if (type === NEW_TOKEN) return passCounted(view, at + 1, bytes.length)
  if (type === NEW_CONNECTION_ID) {
    const id = pass(view, at + 1, bytes.length, 2)
    return id < bytes.length ? id + 1 + (bytes[id] as number) + RESET_TOKEN_BYTES : Number.MAX_SAFE_INTEGER
  }
  if (type === 0x1a || type === 0x1b) return at + 1 + PATH_BYTES
  // One of an application has no type of the frame at fault.
  if (type >> 1 === CONNECTION_CLOSE >> 1)
    return passCounted(view, pass(view, at + 1, bytes.length, type === CONNECTION_CLOSE ? 2 : 1), bytes.length)
  if (type === DATAGRAM) return bytes.length
  return type === DATAGRAM + 1 ? passCounted(view, at + 1, bytes.length) : Number.MAX_SAFE_INTEGER
}

function walkData(view: DataView, bytes: Uint8Array, at: number, reader: FrameReader): number {
  const type = bytes[at] as number
  const end = bytes.length
  const isStream = type !== CRYPTO
  const offsetAt = isStream ? varintEnd(view, at + 1, end) : at + 1
  const hasOffset = !isStream || (type & 4) !== 0
  const lengthAt = hasOffset ? pass(view, offsetAt, end, 1) : offsetAt
  const hasLength = !isStream || (type & 2) !== 0
  const from = hasLength ? pass(view, lengthAt, end, 1) : lengthAt
  if (from > end) return Number.MAX_SAFE_INTEGER
  const to = hasLength ? from + varint(view, lengthAt) : end
  if (to > end) return Number.MAX_SAFE_INTEGER
  const offset = hasOffset ? varint(view, offsetAt) : 0
  const data = bytes.subarray(from, to)
  if (isStream) reader.stream(varint(view, at + 1), offset, data, (type & 1) !== 0)
  else reader.crypto(offset, data)
  return to
}

function pass(view: DataView, start: number, end: number, integers: number): number {
  let at = start
  for (let n = 0; n < integers && at <= end; n++) at = varintEnd(view, at, end)
  return at
}
/** Bytes behind their count. */
function passCounted(view: DataView, at: number, end: number): number {
  const from = pass(view, at, end, 1)
  return from > end ? from : from + varint(view, at)
}
/** Largest, delay, count of ranges, first range; then gap and length of each; then three counts of ECN. */
function passAck(view: DataView, at: number, end: number): number {
  const rangesAt = pass(view, at + 1, end, 2)
  const from = pass(view, rangesAt, end, 2)
  if (from > end) return from
  return pass(view, from, end, 2 * varint(view, rangesAt) + (view.getUint8(at) === ACK_ECN ? 3 : 0))
}
