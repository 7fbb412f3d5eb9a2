/**
 * When a service is `active (idle)`: it lives, and since `idleMs` or longer it used no more than a thousandth of one core
 * (timers of an idle daemon stay below that; one served request a minute does not).
 */
const SHARE_OF_A_CORE = 0.001
const ALWAYS_ALLOWED_MS = 50

export interface IdleWatch {
  /** Time since which the service has done nothing, once that is long enough. */
  observe(name: string, cpuMs: number, atMs: number): number | undefined
  keepOnly(names: ReadonlySet<string>): void
}

export function createIdleWatch(idleMs: number): IdleWatch {
  const marks = new Map<string, { cpuMs: number; atMs: number }>()
  return {
    observe(name, cpuMs, atMs) {
      const mark = marks.get(name)
      const allowed = mark ? Math.max(ALWAYS_ALLOWED_MS, SHARE_OF_A_CORE * (atMs - mark.atMs)) : 0
      // Less than before: a process of it ended, which is activity too.
      if (!mark || cpuMs < mark.cpuMs || cpuMs - mark.cpuMs > allowed) {
        marks.set(name, { cpuMs, atMs })
        return undefined
      }
      return atMs - mark.atMs >= idleMs ? mark.atMs : undefined
    },
    keepOnly(names) {
      for (const name of marks.keys()) if (!names.has(name)) marks.delete(name)
    },
  }
}
