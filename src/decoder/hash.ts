/**
 * Hashes for tables whose keys strangers choose: addresses, ports, names. Their multipliers are secret and new in every
 * process. With known ones a capture of a few megabytes can be made in which everything falls into one place of a table, and
 * takes days to read (Crosby and Wallach, Denial of Service via Algorithmic Complexity Attacks, 2003). What a report says
 * does not depend on them.
 */

/** A secret odd number of 32 bits: multiplying by it loses nothing. */
export function secretMultiplier(): number {
  const [number = 1] = crypto.getRandomValues(new Int32Array(1))
  return number | 1
}

const FIRST = secretMultiplier()
const SECOND = secretMultiplier()
const THIRD = secretMultiplier()
const FOURTH = secretMultiplier()
const LAST = secretMultiplier()

/** Each of these takes and answers 32-bit integers. */
export function hashOfOne(a: number): number {
  const h = Math.imul(a ^ LAST, FIRST)
  return finish(h)
}

export function hashOfTwo(a: number, b: number): number {
  const h = Math.imul(a ^ LAST, FIRST)
  return finish(Math.imul(h ^ (h >>> 15) ^ b, SECOND))
}

export function hashOfThree(a: number, b: number, c: number): number {
  let h = Math.imul(a ^ LAST, FIRST)
  h = Math.imul(h ^ (h >>> 15) ^ b, SECOND)
  return finish(Math.imul(h ^ (h >>> 13) ^ c, THIRD))
}

export function hashOfFour(a: number, b: number, c: number, d: number): number {
  let h = Math.imul(a ^ LAST, FIRST)
  h = Math.imul(h ^ (h >>> 15) ^ b, SECOND)
  h = Math.imul(h ^ (h >>> 13) ^ c, THIRD)
  return finish(Math.imul(h ^ (h >>> 16) ^ d, FOURTH))
}

function finish(h: number): number {
  const last = Math.imul(h ^ (h >>> 15), LAST)
  return last ^ (last >>> 16)
}
