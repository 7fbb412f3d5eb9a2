/** Bytes that nobody meant: a good message cut at every byte, and its seeded mutations. */

/** Mulberry32: the same numbers on every run. */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * Calls `read` with a view over each variant of `good`, which lies in the middle of other bytes: reading outside of
 * `start`…`end` shows as a difference, and a throw as a failure.
 */
export function eachVariant(
  good: Uint8Array,
  read: (view: DataView, start: number, end: number) => unknown,
  { mutations = 2000, seed = 1, cuts = 4096 } = {},
): void {
  for (let length = 0; length <= Math.min(good.length, cuts); length++) {
    const a = placed(good.subarray(0, length), 0x00)
    const b = placed(good.subarray(0, length), 0xff)
    const seen = JSON.stringify(read(a, MARGIN, MARGIN + length))
    if (JSON.stringify(read(b, MARGIN, MARGIN + length)) !== seen)
      throw new Error(`reads outside when cut at ${length}`)
  }
  const random = randomNumbers(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  for (let n = 0; n < mutations; n++) {
    const bytes = good.slice(0, 1 + below(good.length))
    for (let change = 1 + below(8); change > 0; change--)
      bytes[below(bytes.length)] = below(3) === 0 ? 0xff : below(256)
    read(placed(bytes, 0xaa), MARGIN, MARGIN + bytes.length)
  }
}
const MARGIN = 24

function placed(bytes: Uint8Array, around: number): DataView {
  const all = new Uint8Array(bytes.length + 2 * MARGIN).fill(around)
  all.set(bytes, MARGIN)
  return new DataView(all.buffer)
}

/** Hexadecimal with any white space → bytes. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '')
  return Uint8Array.from({ length: digits.length / 2 }, (_, n) => Number.parseInt(digits.slice(2 * n, 2 * n + 2), 16))
}
