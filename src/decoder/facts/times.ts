/** When frames were captured: exact to the nanosecond as pairs of numbers, and as doubles counted from the first frame. */
import type { Report } from '../report.ts'

export class Times {
  #firstSeconds = -1
  #firstNanoseconds = 0
  #lastSeconds = -1
  #lastNanoseconds = 0
  #minSeconds = 0
  #minNanoseconds = 0
  #maxSeconds = 0
  #maxNanoseconds = 0
  #minNs = 0
  #maxNs = 0
  #lastNs = 0

  /** Nanoseconds after the first frame, exact for 104 days; a frame without a time of its own has the one before it. */
  tell(seconds: number, nanoseconds: number): number {
    if (seconds < 0) return this.#lastNs
    if (this.#firstSeconds < 0) {
      this.#firstSeconds = this.#minSeconds = this.#maxSeconds = seconds
      this.#firstNanoseconds = this.#minNanoseconds = this.#maxNanoseconds = nanoseconds
    }
    this.#lastSeconds = seconds
    this.#lastNanoseconds = nanoseconds
    const atNs = (seconds - this.#firstSeconds) * 1e9 + (nanoseconds - this.#firstNanoseconds)
    this.#lastNs = atNs
    if (atNs > this.#maxNs) {
      this.#maxNs = atNs
      this.#maxSeconds = seconds
      this.#maxNanoseconds = nanoseconds
    } else if (atNs < this.#minNs) {
      this.#minNs = atNs
      this.#minSeconds = seconds
      this.#minNanoseconds = nanoseconds
    }
    return atNs
  }

  /** Nanoseconds since 1970 UTC; 0 when no frame had a time. */
  absolute(atNs: number): string {
    if (this.#firstSeconds < 0) return '0'
    return (toNs(this.#firstSeconds, this.#firstNanoseconds) + BigInt(Math.round(atNs))).toString()
  }

  /** Milliseconds since 1970 UTC. */
  toMs(atNs: number): number {
    return this.#firstSeconds * 1000 + (this.#firstNanoseconds + atNs) / 1e6
  }

  /** From the earliest to the latest frame. */
  get spanNs(): number {
    return this.#maxNs - this.#minNs
  }

  report(): Pick<Report, 'firstNs' | 'lastNs' | 'minNs' | 'maxNs'> {
    if (this.#firstSeconds < 0) return { firstNs: null, lastNs: null, minNs: null, maxNs: null }
    return {
      firstNs: toNs(this.#firstSeconds, this.#firstNanoseconds).toString(),
      lastNs: toNs(this.#lastSeconds, this.#lastNanoseconds).toString(),
      minNs: toNs(this.#minSeconds, this.#minNanoseconds).toString(),
      maxNs: toNs(this.#maxSeconds, this.#maxNanoseconds).toString(),
    }
  }
}

function toNs(seconds: number, nanoseconds: number): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds)
}
