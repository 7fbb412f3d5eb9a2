/** What history says about now: where each disk is heading, and what is usual here. Read anew now and then, kept in memory. */
import type { HostId, Series } from '../../core/capability.ts'
import type { Usual } from './rules/rule.ts'
import { type Trend, toCautiousTrend } from './trend.ts'

const MINUTE_MS = 60_000
const TREND_SPAN_MS = 6 * 3_600_000
const USUAL_SPAN_MS = 7 * 86_400_000
const USUAL_STEP_MS = 10 * MINUTE_MS
/** Half a day, or nothing is usual yet. */
const USUAL_LEAST_POINTS = 72

/** Metrics whose usual range stands beside the number: name → metric and labels. */
const USUAL_METRICS: Readonly<Record<string, { metric: string; labels?: Readonly<Record<string, string>> }>> = {
  load1: { metric: 'host.load1' },
  'cpu-percent': { metric: 'host.cpu-percent' },
  'memory-available-bytes': { metric: 'host.memory-available-bytes' },
  'cpu-mode-percent{iowait}': { metric: 'host.cpu-mode-percent', labels: { mode: 'iowait' } },
}

/** The middle four fifths of what was seen. */
export function toUsual(values: readonly number[]): Usual | undefined {
  if (values.length < USUAL_LEAST_POINTS) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  const round = (value: number) => Number(value.toPrecision(2))
  return { low: round(at(0.1)), high: round(at(0.9)) }
}

export interface Outlook {
  trends(host: HostId): ReadonlyMap<string, Trend>
  usual(host: HostId, metric: string): Usual | undefined
  refreshTrends(host: HostId, nowMs: number): Promise<void>
  refreshUsual(host: HostId, nowMs: number): Promise<void>
}

export function createOutlook(series: Series): Outlook {
  const trends = new Map<HostId, ReadonlyMap<string, Trend>>()
  const usual = new Map<HostId, ReadonlyMap<string, Usual>>()
  return {
    trends: (host) => trends.get(host) ?? new Map(),
    usual: (host, metric) => usual.get(host)?.get(metric),
    async refreshTrends(host, nowMs) {
      const frames = await series.read({
        host,
        metric: 'host.disk-used-bytes',
        fromMs: nowMs - TREND_SPAN_MS,
        toMs: nowMs,
        stepMs: MINUTE_MS,
      })
      const found = frames.flatMap(({ labels, atMs, avg }) => {
        const trend = toCautiousTrend(atMs.map((at, index) => ({ atMs: at, value: avg[index] ?? 0 })))
        return trend && labels['mount'] !== undefined ? [[labels['mount'], trend] as const] : []
      })
      trends.set(host, new Map(found))
    },
    async refreshUsual(host, nowMs) {
      const found = await Promise.all(
        Object.entries(USUAL_METRICS).map(async ([name, { metric, labels }]) => {
          const frames = await series.read({
            host,
            metric,
            fromMs: nowMs - USUAL_SPAN_MS,
            toMs: nowMs,
            stepMs: USUAL_STEP_MS,
            ...(labels ? { labels } : {}),
          })
          const range = toUsual(frames[0]?.avg ?? [])
          return range ? ([name, range] as const) : undefined
        }),
      )
      usual.set(host, new Map(found.filter((row) => row !== undefined)))
    },
  }
}
