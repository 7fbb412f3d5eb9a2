/** How durations are spread: counts in buckets of doubling width, from 16 µs up. */
import type { Distribution } from '../report.ts'

const SMALLEST_US = 16
const BUCKETS = 24

export class Durations {
  readonly #counts = new Float64Array(BUCKETS)
  #count = 0
  #sumUs = 0
  #maxUs = 0

  add(nanoseconds: number): void {
    const us = Math.max(0, nanoseconds / 1000)
    const bucket = us <= SMALLEST_US ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log2(us / SMALLEST_US)))
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1
    this.#count++
    this.#sumUs += us
    if (us > this.#maxUs) this.#maxUs = us
  }

  /** Without the empty buckets at its end. */
  toDistribution(): Distribution {
    const last = this.#counts.findLastIndex((count) => count > 0)
    const counts = [...this.#counts.subarray(0, last + 1)]
    return {
      upToUs: counts.map((_, n) => SMALLEST_US * 2 ** n),
      counts,
      count: this.#count,
      meanUs: this.#count === 0 ? 0 : Math.round(this.#sumUs / this.#count),
      maxUs: Math.round(this.#maxUs),
    }
  }
}
