/** Samples at the right pace: often while a lease of somebody who watches runs, seldom otherwise; never two at once. */
import type { Clock } from '../../core/clock.ts'

export interface Pace {
  /** Until `forMs` have passed, every `everyMs`; a faster lease that still runs wins. */
  lease(everyMs: number, forMs: number): void
  /** Something happened: once more in `delayMs`, though not for each of many happenings. */
  soon(delayMs: number): void
  everyMs(): number
  stop(): void
}

/** The second sample comes soon: rates need two. */
const SECOND_MS = 1000
/** `soon` keeps at least this many of its delays between two runs. */
const SOON_REST = 5

export function createPace(clock: Clock, restMs: number, work: () => Promise<void>): Pace {
  let leaseMs = restMs
  let untilMs = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined
  let dueMs = Number.POSITIVE_INFINITY
  let startMs = clock.monotonicMs()
  let working = false
  let stopped = false

  const everyMs = () => (clock.monotonicMs() < untilMs ? Math.min(leaseMs, restMs) : restMs)
  const plan = (delayMs: number) => {
    if (stopped) return
    cancel?.()
    dueMs = clock.monotonicMs() + delayMs
    cancel = clock.after(delayMs, run)
  }
  const run = () => {
    if (working || stopped) return
    startMs = clock.monotonicMs()
    working = true
    void work().finally(() => {
      working = false
      // From start to start, so that a slow sample does not slow the pace; one that took too long is followed at once.
      plan(Math.max(0, startMs + everyMs() - clock.monotonicMs()))
    })
  }
  working = true
  void work().finally(() => {
    working = false
    plan(Math.min(SECOND_MS, everyMs()))
  })
  return {
    lease(wantedMs, forMs) {
      const nowMs = clock.monotonicMs()
      leaseMs = nowMs < untilMs ? Math.min(leaseMs, wantedMs) : wantedMs
      untilMs = Math.max(untilMs, nowMs + forMs)
      if (!working && dueMs - nowMs > everyMs()) plan(everyMs())
    },
    soon(delayMs) {
      const nowMs = clock.monotonicMs()
      const atMs = Math.max(nowMs + delayMs, startMs + SOON_REST * delayMs)
      if (!working && atMs < dueMs) plan(atMs - nowMs)
    },
    everyMs,
    stop() {
      stopped = true
      cancel?.()
    },
  }
}
