/**
 * Opens QUIC Initial packets (RFC 9001 §5): keys from the connection ID, header protection, decryption, frames.
 *
 * The authentication tag is not checked: that takes four times as long as all the rest, needs bytes that a short capture does
 * not hold, and says to a reader on the path no more than the frames do, which must all be ones that an Initial may carry.
 */
import { CRYPTO, type CryptoPiece, GOOGLES_CRYPTO, type QuicFrame, readFrames } from './frames.ts'
import { INITIAL, type LongHeader, readLongHeader } from './header.ts'
import { initialKeys, isGoogles, type PacketKeys } from './keys.ts'

export interface OpenedInitial {
  readonly version: number
  readonly dcid: Uint8Array
  readonly scid: Uint8Array
  readonly fromClient: boolean
  /** Of the first Initial in the datagram. */
  readonly packetNumber: number
  /** Handshake bytes of all Initials in the datagram, in their order there. */
  readonly crypto: readonly CryptoPiece[]
}

export interface OpenedPacket {
  readonly header: LongHeader
  readonly fromClient: boolean
  readonly packetNumber: number
  readonly packetNumberBytes: number
  /** Decrypted bytes; the byte at 0 was at `payloadStart` in the datagram. */
  readonly payload: Uint8Array
  readonly payloadStart: number
  readonly frames: readonly QuicFrame[]
}

const TAG_BYTES = 16
const SAMPLE_BYTES = 16
const MAX_COALESCED = 16
/** AES-GCM is counter mode from block 2 on (NIST SP 800-38D §7.2). */
const FIRST_BLOCK = 2

/**
 * How far a packet is decrypted: to its end, or only until its first handshake message is there. An Initial is filled up to
 * 1200 bytes (RFC 9000 §14.1), most of them padding that nobody reads.
 */
export type Until = 'end' | 'hello'
/** So many bytes are tried first: server hellos fit into the first, most client hellos into the second. */
const HELLO_PARTS = [256, 640]
/** Where payloads lie that are opened until their hello: as much as a datagram holds. */
const scratch = new Uint8Array(65_536)
let scratchUsed = 0

/**
 * All Initials of one datagram. `clientDcid` is the Destination Connection ID of the client's first Initial, needed to read
 * the server's; without it the packet is taken to be that first one. `undefined`: no Initial that opens. Opened until their
 * hello, the handshake bytes are lent until the next call.
 */
export function openInitial(
  view: DataView,
  start: number,
  end: number,
  clientDcid?: Uint8Array,
  until: Until = 'end',
): OpenedInitial | undefined {
  scratchUsed = 0
  let first: OpenedPacket | undefined
  const crypto: CryptoPiece[] = []
  for (let at = start, n = 0; at < end && n < MAX_COALESCED; n++) {
    const header = readLongHeader(view, at, end)
    if (header === undefined) break
    if (header.type === INITIAL) {
      const opened = openPacket(view, at, header, clientDcid, until)
      if (opened !== undefined) {
        first ??= opened
        for (const frame of opened.frames) if (frame.type === CRYPTO && frame.crypto) crypto.push(frame.crypto)
      }
    }
    if (header.lengthAt === 0 || header.end <= at) break
    at = header.end
  }
  if (first === undefined) return undefined
  const { header, fromClient, packetNumber } = first
  return {
    version: header.version,
    dcid: copy(view, header.dcidStart, header.dcidEnd),
    scid: copy(view, header.scidStart, header.scidEnd),
    fromClient,
    packetNumber,
    crypto,
  }
}

/** One Initial whose header is known. */
export function openPacket(
  view: DataView,
  start: number,
  header: LongHeader,
  clientDcid?: Uint8Array,
  until: Until = 'end',
): OpenedPacket | undefined {
  if (header.payload + 4 + SAMPLE_BYTES > header.end) return undefined
  const own = copy(view, header.dcidStart, header.dcidEnd)
  if (clientDcid !== undefined && !sameId(own, clientDcid)) {
    const keys = initialKeys(header.version, clientDcid)
    const opened =
      keys &&
      (unprotect(view, start, header, keys.server, false, until) ??
        unprotect(view, start, header, keys.client, true, until))
    if (opened !== undefined) return opened
    // After a Retry the client's keys come from the ID the server gave it (RFC 9001 §5.2).
  }
  const keys = initialKeys(header.version, own)
  return keys && unprotect(view, start, header, keys.client, true, until)
}

function unprotect(
  view: DataView,
  start: number,
  header: LongHeader,
  keys: PacketKeys,
  fromClient: boolean,
  until: Until,
): OpenedPacket | undefined {
  const numberAt = header.payload
  const sample = numberAt + 4
  const [w0, w1] = [view.getInt32(sample), view.getInt32(sample + 4)]
  keys.mask.encrypt(w0, w1, view.getInt32(sample + 8), view.getInt32(sample + 12))
  const [m0 = 0, m1 = 0] = keys.mask.out
  const first = view.getUint8(start) ^ ((m0 >>> 24) & 0x0f)
  // Reserved bits are zero (RFC 9000 §17.2): three wrong keys of four end here.
  if ((first & 0x0c) !== 0) return undefined
  const packetNumberBytes = (first & 3) + 1
  // Bytes 1 to 4 of the mask hide the number, as many as it has (RFC 9001 §5.4.1).
  const packetNumber = (view.getUint32(numberAt) ^ ((m0 << 8) | (m1 >>> 24))) >>> (8 * (4 - packetNumberBytes))
  const payloadStart = numberAt + packetNumberBytes
  const payloadEnd = header.whole ? header.end - TAG_BYTES : header.end
  if (payloadEnd <= payloadStart) return undefined

  // The nonce is the IV with the number of the packet in its last bytes (RFC 9001 §5.3).
  const nonce = keys.iv.slice()
  for (let n = 0; n < 4; n++) nonce[8 + n] = (nonce[8 + n] as number) ^ ((packetNumber >>> (24 - 8 * n)) & 0xff)
  const payload =
    until === 'hello' ? copyToScratch(view, payloadStart, payloadEnd) : copy(view, payloadStart, payloadEnd)
  const open = (from: number, to: number) => keys.cipher.count(nonce, FIRST_BLOCK, payload, from, to)
  const crypto = isGoogles(header.version) ? GOOGLES_CRYPTO : CRYPTO
  let done = 0
  for (const part of until === 'hello' ? HELLO_PARTS : []) {
    if (part >= payload.length) break
    open(done, part)
    done = part
    const frames = readFrames(payload.subarray(0, part), 'cut', crypto)
    if (frames === undefined) return undefined
    if (holdsHello(frames))
      return { header, fromClient, packetNumber, packetNumberBytes, payload, payloadStart, frames }
  }
  open(done, payload.length)
  const frames = readFrames(payload, header.whole ? 'whole' : 'cut', crypto)
  if (frames === undefined) return undefined
  return { header, fromClient, packetNumber, packetNumberBytes, payload, payloadStart, frames }
}

/** Whether the first handshake message is there as a whole, in one piece. */
function holdsHello(frames: readonly QuicFrame[]): boolean {
  const first = frames.find((frame) => frame.crypto !== undefined)?.crypto
  if (first === undefined || first.offset !== 0 || first.bytes.length < 4) return false
  const [, a = 0, b = 0, c = 0] = first.bytes
  return first.bytes.length >= 4 + ((a << 16) | (b << 8) | c)
}

/** Behind what the same datagram has put there: its packets cannot be longer than it is, but are tried with two keys. */
function copyToScratch(view: DataView, start: number, end: number): Uint8Array {
  const length = end - start
  if (scratchUsed + length > scratch.length) return copy(view, start, end)
  const place = scratch.subarray(scratchUsed, scratchUsed + length)
  place.set(new Uint8Array(view.buffer, view.byteOffset + start, length))
  scratchUsed += length
  return place
}

function copy(view: DataView, start: number, end: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, end - start).slice()
}

function sameId(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, n) => byte === b[n])
}
