/** Captures broken on purpose, the same way for the same seed. Pure. */
import { createRandom, type Random } from '../../bench/captures/random.ts'

/** Numbers that lengths and counts break on. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff] as const
const MOST_CHANGES = 12

const overwrite = (bytes: Uint8Array, at: number, value: number, size: 1 | 2 | 4, isLittle: boolean) => {
  for (let index = 0; index < size && at + index < bytes.length; index++)
    bytes[at + index] = (value >>> (8 * (isLittle ? index : size - 1 - index))) & 0xff
}
function changeOnce(random: Random, bytes: Uint8Array): Uint8Array {
  const at = random.between(0, Math.max(0, bytes.length - 1))
  const length = random.between(1, 64)
  switch (random.between(0, 7)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.between(0, 7))
      return bytes
    case 1:
      bytes[at] = random.between(0, 255)
      return bytes
    case 2:
    case 3:
      overwrite(bytes, at, random.pick([...EXTREMES]), random.pick([1, 2, 4]), random.fraction() < 0.5)
      return bytes
    case 4:
      bytes.set(random.bytes(Math.min(length, bytes.length - at)), at)
      return bytes
    case 5:
      return new Uint8Array(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]))
    case 6:
      return new Uint8Array(Buffer.concat([bytes.subarray(0, at), random.bytes(length), bytes.subarray(at)]))
    default: {
      // A piece of it said again elsewhere: names that point at themselves, records within records.
      const from = random.between(0, Math.max(0, bytes.length - length))
      bytes.copyWithin(at, from, from + length)
      return bytes
    }
  }
}

/** The broken bytes of one round, out of the whole ones. */
export function damage(whole: Uint8Array, seed: number): Uint8Array {
  const random = createRandom(seed)
  let bytes = Uint8Array.from(whole)
  for (let left = random.between(1, MOST_CHANGES); left > 0; left--) bytes = Uint8Array.from(changeOnce(random, bytes))
  return bytes
}
