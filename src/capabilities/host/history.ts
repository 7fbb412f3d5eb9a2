/** Any range of a metric, from a quarter of an hour to two years, in about as many points as a chart has pixels for. */
import type { HostId, Series, SeriesFrame } from '../../core/capability.ts'
import { hostErrors } from './errors.ts'
import { hostMetrics } from './metrics.ts'
import { HISTORY_MAX_MS, HISTORY_MIN_MS, type History, type HistoryFrame } from './schema.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const WEEK = 7 * DAY
/** Widths a person reads without counting. */
const STEPS = [
  10 * SECOND,
  20 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  3 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
]
const MOST_POINTS = 600
const MOST_METRICS = 20
/** Two years in hours: whoever asks for a step of their own gets no more points than this, all metrics together. */
const MOST_OWN_POINTS = 20_000
/** Of everything one answer holds: a metric has a series for every disk or interface. */
const MOST_ANSWER_POINTS = 200_000

/**
 * The finest readable width with at most 600 points: 300 to 600 of them where there are so many samples. It is no finer
 * than samples come while nobody watches, or half the buckets would look like gaps.
 */
export function toStepMs(rangeMs: number, everyMs: number): number {
  return STEPS.find((step) => step >= everyMs && rangeMs / step <= MOST_POINTS) ?? 2 * DAY
}

/** `cpu-percent`, `host.cpu-percent` as rules name it, or `cpu_percent` as Prometheus spells it. */
function findMetric(asked: string): string | undefined {
  const name = asked.replace(/^host\./, '').replaceAll('_', '-')
  return hostMetrics[name]?.history ? name : undefined
}

const KNOWN_METRICS = Object.keys(hostMetrics).filter(findMetric)

/** One spelling a metric: two of them are still one column. */
function firstOfEach(asked: readonly string[]): string[] {
  const seen = new Map(asked.map((name) => [findMetric(name) ?? name, name]))
  return [...seen.values()]
}

export interface HistoryRequest {
  readonly host: HostId
  /** As they were asked for; the answer calls them so too. */
  readonly metrics: readonly string[]
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs?: number
  readonly compare?: 'week'
}

export function parseHistoryRequest(
  { host, everyMs }: { host: HostId; everyMs: number },
  query: { metric: string; fromMs: number; toMs: number; stepMs?: number; compare?: 'week' },
): HistoryRequest & { readonly stepMs: number } {
  const metrics = firstOfEach(query.metric.split(',').filter(Boolean))
  const unknown = metrics.find((asked) => findMetric(asked) === undefined)
  if (unknown !== undefined || metrics.length === 0 || metrics.length > MOST_METRICS) {
    throw hostErrors['host.metric-unknown']({ metric: unknown ?? query.metric, known: KNOWN_METRICS.join(', ') })
  }
  const rangeMs = query.toMs - query.fromMs
  const inRange = rangeMs >= HISTORY_MIN_MS && rangeMs <= HISTORY_MAX_MS
  if (!inRange || !Number.isSafeInteger(Math.round(query.fromMs)) || query.fromMs < 0) {
    throw hostErrors['host.range-invalid']({
      fromMs: query.fromMs,
      toMs: query.toMs,
      leastMs: HISTORY_MIN_MS,
      mostMs: HISTORY_MAX_MS,
    })
  }
  const { stepMs: asked, compare } = query
  const columns = new Set(metrics.map(findMetric)).size * (compare ? 2 : 1)
  const stepMs =
    asked !== undefined && asked >= SECOND && (rangeMs / asked) * columns <= MOST_OWN_POINTS
      ? Math.round(asked)
      : toStepMs(rangeMs, everyMs)
  return {
    host,
    metrics,
    fromMs: Math.round(query.fromMs),
    toMs: Math.round(query.toMs),
    stepMs,
    ...(compare ? { compare } : {}),
  }
}

function toFrame(metric: string, frame: SeriesFrame, shiftMs: number): HistoryFrame {
  return {
    metric,
    labels: { ...frame.labels },
    atMs: frame.atMs.map((atMs) => atMs + shiftMs),
    avg: [...frame.avg],
    min: [...frame.min],
    max: [...frame.max],
  }
}

export async function readHistory(
  series: Series,
  request: HistoryRequest & { readonly stepMs: number },
): Promise<History> {
  const { host, metrics, fromMs, toMs, stepMs } = request
  let points = 0
  const read = async (shiftMs: number) => {
    const found: HistoryFrame[] = []
    // One after the other: what is too much is noticed before it is all in memory.
    for (const asked of metrics) {
      const metric = `host.${findMetric(asked)}`
      const frames = await series.read({ host, metric, fromMs: fromMs - shiftMs, toMs: toMs - shiftMs, stepMs })
      points += frames.reduce((sum, frame) => sum + frame.atMs.length, 0)
      if (points > MOST_ANSWER_POINTS) throw hostErrors['host.history-too-large']({ most: MOST_ANSWER_POINTS })
      found.push(...frames.map((frame) => toFrame(asked, frame, shiftMs)))
    }
    return found
  }
  const frames = await read(0)
  const before = request.compare ? await read(WEEK) : undefined
  return { fromMs, toMs, stepMs, frames, ...(before ? { before } : {}) }
}
