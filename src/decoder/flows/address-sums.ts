/** Packets and bytes of each address, by its number (`addresses-v4.ts`, `addresses-v6.ts`). */
import { longer } from '../longer.ts'
import { Largest } from './largest.ts'

export class AddressSums {
  /** Addresses that moved anything. */
  count = 0
  /** Packets, bytes; side by side, for the processor's cache. */
  #sums: Float64Array<ArrayBuffer>

  /** `expected` numbers are a guess that saves growing. */
  constructor(expected: number) {
    this.#sums = new Float64Array(2 * Math.max(32, expected))
  }

  /** `packets` is 1 or more. */
  add(index: number, packets: number, bytes: number): void {
    const o = 2 * index
    if (o >= this.#sums.length) this.#sums = longer(this.#sums, Math.max(o + 2, this.#sums.length * 2))
    const sums = this.#sums
    const before = sums[o] as number
    if (before === 0) this.count++
    sums[o] = before + packets
    sums[o + 1] = (sums[o + 1] as number) + bytes
  }

  largest(most: number): readonly { readonly index: number; readonly packets: number; readonly bytes: number }[] {
    const sums = this.#sums
    const largest = new Largest(most)
    for (let o = 0; o < sums.length; o += 2) if (sums[o] !== 0) largest.offer(o, sums[o + 1] as number)
    return largest.items().map((o) => ({ index: o / 2, packets: sums[o] as number, bytes: sums[o + 1] as number }))
  }
}
