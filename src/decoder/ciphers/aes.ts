/**
 * AES (FIPS 197) with keys of 128 and 256 bits. Its table is 1 KB and stays in the cache beside the flows of a large capture, where a
 * library's tables of 1 MB push them out and take 50 ms to fill before the first packet is read. The keys are public (RFC 9001
 * §5.2) or lie in the capture beside what they protect: nothing here has to take the same time for every key.
 */

const BLOCK_BYTES = 16

/** The S-box, and S-box and MixColumns in one step for the first row of a column; the other rows are its rotations. */
export const SBOX = new Uint8Array(256)
const TABLE = new Int32Array(256)

function fillTables(): void {
  // Powers of 3 reach every element but 0; the inverse of 3^n is 3^(255-n).
  const powers = new Uint8Array(256)
  for (let n = 0, x = 1; n < 256; n++) {
    powers[n] = x
    x ^= double(x)
  }
  for (let n = 0; n < 255; n++) {
    const inverse = powers[255 - n] as number
    const spread = inverse | (inverse << 8)
    SBOX[powers[n] as number] = 0x63 ^ inverse ^ (spread >> 4) ^ (spread >> 5) ^ (spread >> 6) ^ (spread >> 7)
  }
  SBOX[0] = 0x63
  for (let n = 0; n < 256; n++) {
    const s = SBOX[n] as number
    TABLE[n] = (double(s) << 24) | (s << 16) | (s << 8) | (s ^ double(s))
  }
}
export const double = (x: number) => ((x << 1) ^ ((x & 0x80) === 0 ? 0 : 0x11b)) & 0xff
fillTables()

export const word = (bytes: Uint8Array, at: number) =>
  ((bytes[at] as number) << 24) |
  ((bytes[at + 1] as number) << 16) |
  ((bytes[at + 2] as number) << 8) |
  (bytes[at + 3] as number)

const substitute = (w: number) =>
  ((SBOX[w >>> 24] as number) << 24) |
  ((SBOX[(w >>> 16) & 0xff] as number) << 16) |
  ((SBOX[(w >>> 8) & 0xff] as number) << 8) |
  (SBOX[w & 0xff] as number)

/** One column of a round: bytes of the four columns that ShiftRows brings together. */
const mix = (a: number, b: number, c: number, d: number) => {
  const t1 = TABLE[(b >>> 16) & 0xff] as number
  const t2 = TABLE[(c >>> 8) & 0xff] as number
  const t3 = TABLE[d & 0xff] as number
  return (
    (TABLE[a >>> 24] as number) ^ ((t1 >>> 8) | (t1 << 24)) ^ ((t2 >>> 16) | (t2 << 16)) ^ ((t3 >>> 24) | (t3 << 8))
  )
}
const lastOf = (a: number, b: number, c: number, d: number) =>
  ((SBOX[a >>> 24] as number) << 24) |
  ((SBOX[(b >>> 16) & 0xff] as number) << 16) |
  ((SBOX[(c >>> 8) & 0xff] as number) << 8) |
  (SBOX[d & 0xff] as number)

/** Key expansion (§5.2): four words for each round and four before the first. */
export function expandKey(key: Uint8Array): Int32Array {
  const words = key.length / 4
  const w = new Int32Array(4 * (words + 7))
  for (let n = 0; n < words; n++) w[n] = word(key, 4 * n)
  for (let n = words, round = 1; n < w.length; n++) {
    let last = w[n - 1] as number
    if (n % words === 0) {
      last = substitute((last << 8) | (last >>> 24)) ^ (round << 24)
      round = double(round)
    } else if (words > 6 && n % words === 4) last = substitute(last)
    w[n] = (w[n - words] as number) ^ last
  }
  return w
}

export class Aes {
  readonly #schedule: Int32Array
  /** The last block that was encrypted. */
  readonly out = new Int32Array(4)

  /** `key` has 16 or 32 bytes. */
  constructor(key: Uint8Array) {
    this.#schedule = expandKey(key)
  }

  /** Encrypts the block of four big-endian words into `out`. */
  encrypt(w0: number, w1: number, w2: number, w3: number): void {
    const k = this.#schedule
    let a = w0 ^ (k[0] as number)
    let b = w1 ^ (k[1] as number)
    let c = w2 ^ (k[2] as number)
    let d = w3 ^ (k[3] as number)
    const last = k.length - 4
    let at = 4
    for (; at < last; at += 4) {
      const a1 = mix(a, b, c, d) ^ (k[at] as number)
      const b1 = mix(b, c, d, a) ^ (k[at + 1] as number)
      const c1 = mix(c, d, a, b) ^ (k[at + 2] as number)
      d = mix(d, a, b, c) ^ (k[at + 3] as number)
      a = a1
      b = b1
      c = c1
    }
    const { out } = this
    out[0] = lastOf(a, b, c, d) ^ (k[at] as number)
    out[1] = lastOf(b, c, d, a) ^ (k[at + 1] as number)
    out[2] = lastOf(c, d, a, b) ^ (k[at + 2] as number)
    out[3] = lastOf(d, a, b, c) ^ (k[at + 3] as number)
  }

  /**
   * Counter mode as AES-GCM has it (NIST SP 800-38D §6.5): `bytes` from `from` (a multiple of 16) to `to` are encrypted or
   * decrypted in place. `nonce` has 12 bytes; the first block has the number `first`.
   */
  count(nonce: Uint8Array, first: number, bytes: Uint8Array, from: number, to: number): void {
    const [n0, n1, n2] = [word(nonce, 0), word(nonce, 4), word(nonce, 8)]
    const { out } = this
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let block = first + from / BLOCK_BYTES
    let at = from
    for (; at + BLOCK_BYTES <= to; at += BLOCK_BYTES, block++) {
      this.encrypt(n0, n1, n2, block)
      for (let n = 0; n < 4; n++) view.setInt32(at + 4 * n, view.getInt32(at + 4 * n) ^ (out[n] as number))
    }
    if (at === to) return
    this.encrypt(n0, n1, n2, block)
    for (let n = 0; at < to; n++, at++)
      bytes[at] = (bytes[at] as number) ^ (((out[n >> 2] as number) >>> (24 - 8 * (n & 3))) & 0xff)
  }
}
