/** At most so many in any hour, by a clock that nobody sets. */
import type { Clock } from '../../../core/clock.ts'

const HOUR_MS = 3_600_000

export interface HourLimit {
  /** Those of before a restart count as if they had just been. */
  remember(count: number): void
  /** False: not now. */
  take(): boolean
}

export function createHourLimit(clock: Clock, perHour: number): HourLimit {
  let takenMs: number[] = []
  return {
    remember(count) {
      takenMs.push(...Array.from({ length: Math.min(count, perHour) }, () => clock.monotonicMs()))
    },
    take() {
      const nowMs = clock.monotonicMs()
      takenMs = takenMs.filter((atMs) => nowMs - atMs < HOUR_MS)
      if (takenMs.length >= perHour) return false
      takenMs.push(nowMs)
      return true
    },
  }
}
