/** Time as a capability sees it: a test hands in a fake and never sleeps. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number
  /** Milliseconds that never run backwards. */
  monotonicMs(): number
  /** Calls `task` after `delayMs`; the returned function cancels. Never keeps the process alive. */
  after(delayMs: number, task: () => void): () => void
  /** Calls `task` every `periodMs`; the returned function cancels. Never keeps the process alive. */
  every(periodMs: number, task: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
  every(periodMs, task) {
    const timer = setInterval(task, periodMs)
    timer.unref()
    return () => clearInterval(timer)
  },
}

/** A clock that stands still until `advance` is called; timers due on the way run in order of time. */
export function createFakeClock(startMs = 1_790_000_000_000): Clock & { advance(ms: number): void } {
  let nowMs = startMs
  let sequence = 0
  const timers = new Map<number, { dueMs: number; periodMs: number | undefined; task: () => void }>()
  const add = (delayMs: number, periodMs: number | undefined, task: () => void) => {
    const id = sequence++
    timers.set(id, { dueMs: nowMs + delayMs, periodMs, task })
    return () => {
      timers.delete(id)
    }
  }
  return {
    now: () => nowMs,
    monotonicMs: () => nowMs - startMs,
    after: (delayMs, task) => add(delayMs, undefined, task),
    every: (periodMs, task) => add(periodMs, periodMs, task),
    advance(ms) {
      const endMs = nowMs + ms
      for (;;) {
        const next = [...timers]
          .filter(([, timer]) => timer.dueMs <= endMs)
          .sort((a, b) => a[1].dueMs - b[1].dueMs || a[0] - b[0])[0]
        if (!next) break
        const [id, timer] = next
        nowMs = timer.dueMs
        if (timer.periodMs === undefined) timers.delete(id)
        else timer.dueMs += timer.periodMs
        timer.task()
      }
      nowMs = endMs
    },
  }
}
