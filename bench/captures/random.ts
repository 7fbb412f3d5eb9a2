/** Numbers that look like chance and are the same every time (mulberry32). */
export interface Random {
  /** 0 ≤ x < 1 */
  fraction(): number
  /** A whole number, both ends included. */
  between(least: number, most: number): number
  pick<T>(of: readonly [T, ...T[]]): T
  bytes(count: number): Uint8Array
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const fraction = () => next() / 0x1_0000_0000
  return {
    fraction,
    between: (least, most) => least + Math.floor(fraction() * (most - least + 1)),
    pick: (of) => of[Math.floor(fraction() * of.length)] ?? of[0],
    bytes: (count) => Uint8Array.from({ length: count }, () => next() & 0xff),
  }
}
