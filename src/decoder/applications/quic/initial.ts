/**
 * Opens QUIC Initial packets (RFC 9001 §5): keys from the connection ID, header protection, decryption, frames.
 *
 * The authentication tag is not checked: that takes four times as long as all the rest, needs bytes that a short capture does
 * not hold, and says to a reader on the path no more than the frames do, which must all be ones that an Initial may carry.
 */
import { ctr, ecb } from '@noble/ciphers/aes.js'
import { CRYPTO, type CryptoPiece, type QuicFrame, readFrames } from './frames.ts'
import { INITIAL, type LongHeader, readLongHeader } from './header.ts'
import { initialKeys, type PacketKeys } from './keys.ts'

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
const BLOCK_BYTES = 16

/**
 * How far a packet is decrypted: to its end, or only until its first handshake message is there. An Initial is filled up to
 * 1200 bytes (RFC 9000 §14.1), most of them padding that nobody reads.
 */
export type Until = 'end' | 'hello'
/** So many bytes are tried first: server hellos fit into the first, most client hellos into the second. */
const HELLO_PARTS = [256, 640]

/**
 * All Initials of one datagram. `clientDcid` is the Destination Connection ID of the client's first Initial, needed to read
 * the server's; without it the packet is taken to be that first one. `undefined`: no Initial that opens.
 */
export function openInitial(
  view: DataView,
  start: number,
  end: number,
  clientDcid?: Uint8Array,
  until: Until = 'end',
): OpenedInitial | undefined {
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
  const sample = copy(view, numberAt + 4, numberAt + 4 + SAMPLE_BYTES)
  const mask = ecb(keys.hp, { disablePadding: true }).encrypt(sample)
  const first = view.getUint8(start) ^ ((mask[0] as number) & 0x0f)
  // Reserved bits are zero (RFC 9000 §17.2): three wrong keys of four end here.
  if ((first & 0x0c) !== 0) return undefined
  const packetNumberBytes = (first & 3) + 1
  let packetNumber = 0
  for (let n = 0; n < packetNumberBytes; n++) {
    packetNumber = packetNumber * 256 + (view.getUint8(numberAt + n) ^ (mask[1 + n] as number))
  }
  const payloadStart = numberAt + packetNumberBytes
  const payloadEnd = header.whole ? header.end - TAG_BYTES : header.end
  if (payloadEnd <= payloadStart) return undefined

  // AES-GCM is AES-CTR from counter 2 on (NIST SP 800-38D §7.2).
  const counter = new Uint8Array(16)
  counter.set(keys.iv)
  for (let n = 0, rest = packetNumber; n < 4; n++) {
    counter[11 - n] = (counter[11 - n] as number) ^ (rest & 0xff)
    rest = Math.floor(rest / 256)
  }
  const sealed = copy(view, payloadStart, payloadEnd)
  const payload = new Uint8Array(sealed.length)
  let done = 0
  let frames: readonly QuicFrame[] | undefined
  for (const part of until === 'hello' ? HELLO_PARTS : []) {
    if (part >= sealed.length) break
    decrypt(keys, counter, sealed, payload, done, part)
    done = part
    frames = readFrames(payload.subarray(0, part), 'cut')
    if (frames === undefined) return undefined
    if (holdsHello(frames))
      return { header, fromClient, packetNumber, packetNumberBytes, payload, payloadStart, frames }
  }
  decrypt(keys, counter, sealed, payload, done, sealed.length)
  frames = readFrames(payload, header.whole ? 'whole' : 'cut')
  if (frames === undefined) return undefined
  return { header, fromClient, packetNumber, packetNumberBytes, payload, payloadStart, frames }
}

/** Bytes `from`…`to` of the payload; `from` is a multiple of a block. */
function decrypt(
  keys: PacketKeys,
  counter: Uint8Array,
  sealed: Uint8Array,
  into: Uint8Array,
  from: number,
  to: number,
): void {
  // The first block of a payload has number 2 (NIST SP 800-38D §7.2); none has as many as two bytes count.
  const block = 2 + from / BLOCK_BYTES
  counter[14] = block >> 8
  counter[15] = block & 0xff
  into.set(ctr(keys.key, counter).decrypt(sealed.subarray(from, to)), from)
}

/** Whether the first handshake message is there as a whole, in one piece. */
function holdsHello(frames: readonly QuicFrame[]): boolean {
  const first = frames.find((frame) => frame.crypto !== undefined)?.crypto
  if (first === undefined || first.offset !== 0 || first.bytes.length < 4) return false
  const [, a = 0, b = 0, c = 0] = first.bytes
  return first.bytes.length >= 4 + ((a << 16) | (b << 8) | c)
}

function copy(view: DataView, start: number, end: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, end - start).slice()
}

function sameId(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, n) => byte === b[n])
}
