/** The levels of the history: how wide a bucket is, how much time one stored chunk spans, how long it is kept. */
const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/**
 * The number of a level is its place here and stands in the database: add at the end only. Chunks hold about 360 buckets,
 * or samples every 10 s: enough to compress well, few enough to be written again each hour. Every span is whole hours,
 * because an hour of raw samples is what levels are computed from.
 */
export const LEVELS = [
  { name: 'raw', widthMs: 0, spanMs: HOUR_MS, keepDays: 7 },
  { name: '1 min', widthMs: MINUTE_MS, spanMs: 6 * HOUR_MS, keepDays: 30 },
  { name: '10 min', widthMs: 10 * MINUTE_MS, spanMs: 2 * DAY_MS, keepDays: 180 },
  { name: '1 h', widthMs: HOUR_MS, spanMs: 14 * DAY_MS, keepDays: 730 },
] as const
export const RAW = 0
export const ROLLED = [1, 2, 3] as const

export const spanOf = (level: number): number => LEVELS[level]?.spanMs ?? HOUR_MS
export const widthOf = (level: number): number => LEVELS[level]?.widthMs ?? 0
export const floorTo = (atMs: number, unitMs: number): number => Math.floor(atMs / unitMs) * unitMs
export const ceilTo = (atMs: number, unitMs: number): number => Math.ceil(atMs / unitMs) * unitMs

/** More buckets than this in one answer help nobody and fill memory: the step grows instead. */
const MAX_BUCKETS = 50_000
const MAX_BUCKETS_IN_ALL = 500_000

export interface Window {
  readonly level: number
  /** Whole buckets: `fromMs` and `toMs` are multiples of `stepMs`. */
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs: number
}

/**
 * The coarsest level whose buckets make up the step and that still reaches back to the start; when none does, the finest
 * that reaches back, with a wider step. `keptFromMs` is, for each level, the time before which it was deleted.
 */
export function chooseWindow(
  query: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
  keptFromMs: readonly number[],
  seriesCount: number,
): Window {
  const rangeMs = Math.max(0, query.toMs - query.fromMs)
  const fewestMs = Math.ceil(Math.max(rangeMs / MAX_BUCKETS, (rangeMs * seriesCount) / MAX_BUCKETS_IN_ALL))
  const stepMs = Math.max(1, Math.round(query.stepMs), fewestMs)
  const reaches = (level: number) => (keptFromMs[level] ?? 0) <= query.fromMs
  const numbers = LEVELS.map((_, level) => level)
  const fine = numbers.findLast((level) => reaches(level) && (level === RAW || stepMs % widthOf(level) === 0))
  const level = fine ?? numbers.find(reaches) ?? LEVELS.length - 1
  const wholeMs = level === RAW ? stepMs : ceilTo(stepMs, widthOf(level))
  return { level, stepMs: wholeMs, fromMs: floorTo(query.fromMs, wholeMs), toMs: ceilTo(query.toMs, wholeMs) }
}
