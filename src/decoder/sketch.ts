/**
 * A count for each of very many things in fixed memory, never too small (a count-min sketch of one row): what it calls rare
 * need not be looked at.
 */
import { hashOfTwo } from './hash.ts'

/** 2 MB: more than that and each count is a trip to the memory. */
const MOST_CELLS = 1 << 21

export class Sketch {
  readonly #counts: Uint8Array
  /** The largest count there is: when it is small, nothing was frequent. */
  most = 0

  /** For about `expected` different things: four cells each, as far as there is room, keep neighbours apart. */
  constructor(expected: number) {
    this.#counts = new Uint8Array(Math.min(MOST_CELLS, 2 ** Math.ceil(Math.log2(Math.max(64, 4 * expected)))))
  }

  #place(a: number, b: number): number {
    return hashOfTwo(a, b) & (this.#counts.length - 1)
  }
  /** Counts up to 255. */
  add(a: number, b: number): void {
    const place = this.#place(a, b)
    const count = this.#counts[place] as number
    if (count === 255) return
    this.#counts[place] = count + 1
    if (count >= this.most) this.most = count + 1
  }
  atLeast(a: number, b: number, count: number): boolean {
    return (this.#counts[this.#place(a, b)] as number) >= count
  }
}
