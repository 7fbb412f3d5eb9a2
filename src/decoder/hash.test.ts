import { describe, expect, it, vi } from 'vitest'
import { hashOfFour, hashOfOne, hashOfThree, hashOfTwo } from './hash.ts'

const KEYS = 4096
const PLACES = 2 * KEYS

/** The longest way to a free place in a table that is half full. */
function longestRun(hash: (n: number) => number): number {
  const taken = new Uint8Array(PLACES)
  let longest = 0
  for (let n = 0; n < KEYS; n++) {
    let place = hash(n) & (PLACES - 1)
    let run = 0
    for (; taken[place] !== 0; run++) place = (place + 1) & (PLACES - 1)
    taken[place] = 1
    longest = Math.max(longest, run)
  }
  return longest
}

/** Addresses and ports as networks number them, and as somebody would who knows how tables are made. */
const PATTERNS: Readonly<Record<string, (n: number) => number>> = {
  counted: (n) => n,
  'of a network': (n) => 0x0a000000 + n,
  'in the upper half': (n) => n << 16,
  'in the uppermost bits': (n) => n << 20,
  'twice the same': (n) => (n << 16) | n,
  'far apart': (n) => Math.imul(n, 0x9e3779b1),
}

describe('hashes of strangers', () => {
  it.each(Object.entries(PATTERNS))('spread what is %s', (_, pattern) => {
    const ways = [
      (n: number) => hashOfOne(pattern(n)),
      (n: number) => hashOfTwo(1, pattern(n)),
      (n: number) => hashOfTwo(pattern(n), 1),
      (n: number) => hashOfThree(1, pattern(n), 2),
      (n: number) => hashOfThree(pattern(n), 1, pattern(n)),
      (n: number) => hashOfFour(1, 2, 3, pattern(n)),
      (n: number) => hashOfFour(1, pattern(n), 2, 3),
      (n: number) => hashOfFour(pattern(n), 0, pattern(n), 0),
    ]
    for (const way of ways) expect(longestRun(way)).toBeLessThan(200)
  })
  it('are others in every process', async () => {
    vi.resetModules()
    const other = await import('./hash.ts')
    const numbers = Array.from({ length: 8 }, (_, n) => n)
    expect(numbers.map(other.hashOfOne)).not.toEqual(numbers.map(hashOfOne))
    expect(numbers.map((n) => other.hashOfFour(0, 0, 0, n))).not.toEqual(numbers.map((n) => hashOfFour(0, 0, 0, n)))
  })
})
