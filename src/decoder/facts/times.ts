/** When frames were captured: exact to the nanosecond as pairs of numbers, and as doubles counted from the first frame. */
import { END_OF_9999 } from '../files/ticks.ts'
import type { Report } from '../report.ts'

export class Times {
  /** As they stand in the file, whatever they are. */
  #firstSeconds = -1
  #firstNanoseconds = 0
  #lastSeconds = -1
  #lastNanoseconds = 0
  /** The first time that a date holds: all others are counted from it. */
  #baseSeconds = -1
  #baseNanoseconds = 0
  #minSeconds = 0
  #minNanoseconds = 0
  #maxSeconds = 0
  #maxNanoseconds = 0
  #minNs = 0
  #maxNs = 0
  #lastNs = 0
  /** Frames without a time that a date holds. */
  untimed = 0

  /** Nanoseconds after the first frame, exact for 104 days; a frame without a time that a date holds has the one before it. */
  tell(seconds: number, nanoseconds: number): number {
    if (seconds < 0) return this.#untimed()
    if (this.#firstSeconds < 0) {
      this.#firstSeconds = seconds
      this.#firstNanoseconds = nanoseconds
    }
    this.#lastSeconds = seconds
    this.#lastNanoseconds = nanoseconds
    if (seconds > END_OF_9999) return this.#untimed()
    if (this.#baseSeconds < 0) {
      this.#baseSeconds = this.#minSeconds = this.#maxSeconds = seconds
      this.#baseNanoseconds = this.#minNanoseconds = this.#maxNanoseconds = nanoseconds
    }
    const atNs = (seconds - this.#baseSeconds) * 1e9 + (nanoseconds - this.#baseNanoseconds)
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

  #untimed(): number {
    this.untimed++
    return this.#lastNs
  }

  /** Nanoseconds since 1970 UTC; 0 when no frame had a time. */
  absolute(atNs: number): string {
    if (this.#baseSeconds < 0) return '0'
    return (toNs(this.#baseSeconds, this.#baseNanoseconds) + BigInt(Math.round(atNs))).toString()
  }

  /** Milliseconds since 1970 UTC. */
  toMs(atNs: number): number {
    return this.#baseSeconds * 1000 + (this.#baseNanoseconds + atNs) / 1e6
  }

  /** From the earliest to the latest frame. */
  get spanNs(): number {
    return this.#maxNs - this.#minNs
  }

  report(): Pick<Report, 'firstNs' | 'lastNs' | 'minNs' | 'maxNs'> {
    const told = (seconds: number, nanoseconds: number) => (seconds < 0 ? null : toNs(seconds, nanoseconds).toString())
    const isDated = this.#baseSeconds >= 0
    return {
      firstNs: told(this.#firstSeconds, this.#firstNanoseconds),
      lastNs: told(this.#lastSeconds, this.#lastNanoseconds),
      minNs: isDated ? told(this.#minSeconds, this.#minNanoseconds) : null,
      maxNs: isDated ? told(this.#maxSeconds, this.#maxNanoseconds) : null,
    }
  }
}

function toNs(seconds: number, nanoseconds: number): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds)
}
