/** What a file is, told by its first bytes and never by its name. Pure, but for unpacking the first bytes of a packed one. */
import type { Compression } from '../schema.ts'
import { tellCompression } from './compression.ts'
import { unpack } from './unpack.ts'

/** As many bytes are enough to tell; fewer do when they are all there is. */
export const TELLING_BYTES = 64 * 1024

/**
 * First four bytes of a pcap file in either byte order (draft-ietf-opsawg-pcap §4: µs and ns; the modified ones as libpcap's
 * sf-pcap.c lists them) and of a pcapng file (draft-ietf-opsawg-pcapng §4.1).
 */
const CAPTURE_MAGICS: ReadonlySet<number> = new Set([
  0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1, 0xa1e2cb12, 0x12cbe2a1, 0x0a0d0d0a,
])
export const isCapture = (first: Uint8Array) =>
  first.length >= 4 && CAPTURE_MAGICS.has(new DataView(first.buffer, first.byteOffset, 4).getUint32(0))

/** What is looked at: more than tells a capture. */
const LOOKED_AT_BYTES = 8

/** `1f 8b 08 00 …`: what a file begins with, for the one who has to tell what it is. */
export function showBeginning(first: Uint8Array): string {
  const bytes = [...first.subarray(0, LOOKED_AT_BYTES)]
  const text = String.fromCharCode(...bytes.filter((byte) => byte >= 0x20 && byte < 0x7f))
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  return text.length === bytes.length && text.trim() !== '' ? `“${text}”` : hex
}

/** What the first bytes of a packed file give, in as many members as it takes; less when it is cut too early, or damaged. */
async function unpackBeginning(first: Uint8Array, compression: Compression): Promise<Uint8Array> {
  const all = async function* () {
    yield first
  }
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of unpack(all(), compression, Number.POSITIVE_INFINITY)) {
    pieces.push(piece)
    length += piece.length
    if (length >= LOOKED_AT_BYTES) break
  }
  return Buffer.concat(pieces)
}

export interface Content {
  readonly compression: Compression
  readonly isCapture: boolean
  /** For words: what it begins with. */
  readonly begins: string
}

export async function tellContent(first: Uint8Array): Promise<Content> {
  const compression = tellCompression(first)
  const plain = compression === 'none' ? first : await unpackBeginning(first, compression)
  return { compression, isCapture: isCapture(plain), begins: showBeginning(compression === 'none' ? first : plain) }
}
