/** Looks at the right pace: often while a lease of somebody who watches runs, seldom otherwise; never two at once. */
import type { Clock } from '../../core/clock.ts'

export interface Pace {
  /** Every `everyMs` until `forMs` have passed. */
  lease(everyMs: number, forMs: number): void
  everyMs(): number
  stop(): void
}

/** Rates need two looks: the second comes soon. */
const SECOND_MS = 1000

export function createPace(clock: Clock, restMs: number, work: () => Promise<void>): Pace {
  let lease = { everyMs: restMs, untilMs: Number.NEGATIVE_INFINITY }
  let cancel: (() => void) | undefined
  let dueMs = Number.POSITIVE_INFINITY
  let working = false
  let stopped = false

  const everyMs = () => (clock.monotonicMs() < lease.untilMs ? Math.min(lease.everyMs, restMs) : restMs)
  const plan = (delayMs: number) => {
    if (stopped) return
    cancel?.()
    dueMs = clock.monotonicMs() + delayMs
    cancel = clock.after(delayMs, () => run(everyMs))
  }
  const run = (next: () => number) => {
    if (working || stopped) return
    const beganMs = clock.monotonicMs()
    working = true
    void work().finally(() => {
      working = false
      // From start to start, so that a slow look does not slow the pace.
      plan(Math.max(0, beganMs + next() - clock.monotonicMs()))
    })
  }
  run(() => Math.min(SECOND_MS, everyMs()))
  return {
    lease(wantedMs, forMs) {
      lease = { everyMs: wantedMs, untilMs: clock.monotonicMs() + forMs }
      if (!working && dueMs - clock.monotonicMs() > everyMs()) plan(everyMs())
    },
    everyMs,
    stop() {
      stopped = true
      cancel?.()
    },
  }
}
