/** Processor time from `/proc/stat`, proc_stat(5); a container's share from cgroup `cpu.max` (v2) or `cpu.cfs_quota_us` (v1). */
import { defineCollector } from './collector.ts'
import { eachLine, parseNumbers, percentOf } from './scan.ts'
import type { Source } from './source.ts'

/** Clock ticks since boot: user, nice, system, idle, iowait, irq, softirq, steal. `user` holds the guests' time. */
export type CpuTicks = readonly number[]
export interface CpuReading {
  readonly total: CpuTicks
  /** By core number; a core that is offline has no line. */
  readonly cores: readonly (CpuTicks | undefined)[]
  readonly limitCores?: number
}

const STATES = 8

export function parseCpu(text: string): CpuReading | undefined {
  let total: CpuTicks | undefined
  const cores: (CpuTicks | undefined)[] = []
  eachLine(text, (start, end) => {
    if (!text.startsWith('cpu', start)) return false
    const numbers = parseNumbers(text, start, end)
    if (text.charCodeAt(start + 3) === 0x20) total = numbers.slice(0, STATES)
    else if (numbers[0] !== undefined && numbers[0] < 65_536) cores[numbers[0]] = numbers.slice(1, STATES + 1)
    return true
  })
  return total && total.length >= 4 ? { total, cores } : undefined
}

/** Growth of each state; iowait may run backwards (proc_stat(5)), which counts as none. */
const grown = (now: CpuTicks, before: CpuTicks) => now.map((ticks, index) => Math.max(0, ticks - (before[index] ?? 0)))
const sum = (ticks: CpuTicks) => ticks.reduce((all, one) => all + one, 0)

function toBusyPercent(now: CpuTicks | undefined, before: CpuTicks | undefined): number | null {
  if (!now || !before) return null
  const ticks = grown(now, before)
  const all = sum(ticks)
  return all === 0 ? 0 : percentOf(all - (ticks[3] ?? 0) - (ticks[4] ?? 0), all)
}

/** `cpu.max`: `200000 100000` or `max 100000`. */
export function parseCpuMax(text: string): number | undefined {
  const [quota, period] = parseNumbers(text, 0, text.length)
  return text.startsWith('max') || !quota || !period ? undefined : quota / period
}

function readLimit(source: Source): number | undefined {
  const group = `${source.roots.sys}/fs/cgroup`
  const unified = source.textOnce(`${group}/cpu.max`)
  if (unified !== undefined) return parseCpuMax(unified)
  const quota = source.textOnce(`${group}/cpu/cpu.cfs_quota_us`)
  const period = source.textOnce(`${group}/cpu/cpu.cfs_period_us`)
  return quota && period && !quota.startsWith('-') ? parseCpuMax(`${quota} ${period}`) : undefined
}

export const cpu = defineCollector<CpuReading>({
  name: 'cpu',
  read(source) {
    const reading = parseCpu(source.text(`${source.roots.proc}/stat`) ?? '')
    const limitCores = source.memo('cpu.limit', 60_000, () => readLimit(source))
    return reading && limitCores !== undefined ? { ...reading, limitCores } : reading
  },
  toVitals(now, before) {
    if (!before) return {}
    const ticks = grown(now.total, before.total)
    const all = sum(ticks)
    if (all === 0) return {}
    const share = (index: number) => percentOf(ticks[index] ?? 0, all)
    return {
      cpu: {
        busyPercent: toBusyPercent(now.total, before.total) ?? 0,
        userPercent: share(0),
        nicePercent: share(1),
        systemPercent: share(2) + share(5) + share(6),
        iowaitPercent: share(4),
        stealPercent: share(7),
        idlePercent: share(3),
        cores: Array.from(now.cores, (core, index) => toBusyPercent(core, before.cores[index])),
        ...(now.limitCores === undefined ? {} : { limitCores: now.limitCores }),
      },
    }
  },
})
