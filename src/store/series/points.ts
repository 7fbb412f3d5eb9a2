/** Samples and buckets of one series as columns, and the arithmetic between them; all pure. */
import { floorTo } from './levels.ts'

/** Times ascend and are unique. */
export interface Points {
  readonly atMs: number[]
  readonly values: number[]
}
/** `atMs` is the start of each bucket; buckets without samples are absent. */
export interface Buckets {
  readonly atMs: number[]
  readonly count: number[]
  readonly sum: number[]
  readonly min: number[]
  readonly max: number[]
}

export const emptyPoints = (): Points => ({ atMs: [], values: [] })
export const emptyBuckets = (): Buckets => ({ atMs: [], count: [], sum: [], min: [], max: [] })
/** `NaN` where there is none: every comparison with it is false. */
const numberAt = (column: readonly number[], index: number): number => column[index] ?? Number.NaN

/** In order of time; of two samples at the same time the one added later stands. */
export function toPoints(added: Points): Points {
  const { atMs, values } = added
  if (atMs.every((at, index) => index === 0 || at > numberAt(atMs, index - 1))) return added
  const order = atMs.map((_, index) => index).sort((a, b) => numberAt(atMs, a) - numberAt(atMs, b) || a - b)
  const sorted = emptyPoints()
  for (const index of order) pushPoint(sorted, numberAt(atMs, index), numberAt(values, index))
  return sorted
}

function pushPoint(points: Points, at: number, value: number) {
  const last = points.atMs.length - 1
  if (last >= 0 && points.atMs[last] === at) points.values[last] = value
  else {
    points.atMs.push(at)
    points.values.push(value)
  }
}

/** `newer` may be in any order; where both have a sample at the same time, `newer` stands. */
export function mergePoints(older: Points, newer: Points): Points {
  const added = toPoints(newer)
  if (older.atMs.length === 0) return added
  if (added.atMs.length === 0) return older
  const merged = emptyPoints()
  let left = 0
  let right = 0
  while (left < older.atMs.length || right < added.atMs.length) {
    const a = older.atMs[left] ?? Number.POSITIVE_INFINITY
    const b = added.atMs[right] ?? Number.POSITIVE_INFINITY
    if (a < b) pushPoint(merged, a, numberAt(older.values, left++))
    else {
      pushPoint(merged, b, numberAt(added.values, right++))
      if (a === b) left++
    }
  }
  return merged
}

function pushBucket(into: Buckets, at: number, count: number, sum: number, min: number, max: number) {
  const last = into.atMs.length - 1
  if (last < 0 || into.atMs[last] !== at) {
    into.atMs.push(at)
    into.count.push(count)
    into.sum.push(sum)
    into.min.push(min)
    into.max.push(max)
    return
  }
  into.count[last] = numberAt(into.count, last) + count
  into.sum[last] = numberAt(into.sum, last) + sum
  if (min < numberAt(into.min, last)) into.min[last] = min
  if (max > numberAt(into.max, last)) into.max[last] = max
}

/** Samples in buckets of `widthMs`, aligned to the epoch in UTC. */
export function rollUp(points: Points, widthMs: number): Buckets {
  const buckets = emptyBuckets()
  for (let index = 0; index < points.atMs.length; index++) {
    const value = numberAt(points.values, index)
    pushBucket(buckets, floorTo(numberAt(points.atMs, index), widthMs), 1, value, value, value)
  }
  return buckets
}

/** Buckets in wider ones; `widthMs` is a multiple of theirs. */
export function widen(narrow: Buckets, widthMs: number): Buckets {
  const buckets = emptyBuckets()
  for (let index = 0; index < narrow.atMs.length; index++) {
    pushBucket(
      buckets,
      floorTo(numberAt(narrow.atMs, index), widthMs),
      numberAt(narrow.count, index),
      numberAt(narrow.sum, index),
      numberAt(narrow.min, index),
      numberAt(narrow.max, index),
    )
  }
  return buckets
}

type Columns = Points | Buckets

/** First index at or after `atMs`. */
function findIndex(atMs: readonly number[], wanted: number): number {
  let low = 0
  let high = atMs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (numberAt(atMs, middle) < wanted) low = middle + 1
    else high = middle
  }
  return low
}

/** What lies in `fromMs` … `toMs` (exclusive). */
export function sliceColumns<Kind extends Columns>(columns: Kind, fromMs: number, toMs: number): Kind {
  const start = findIndex(columns.atMs, fromMs)
  const end = findIndex(columns.atMs, toMs)
  if (start === 0 && end === columns.atMs.length) return columns
  const cut = Object.entries(columns).map(([name, column]) => [name, column.slice(start, end)])
  return Object.fromEntries(cut) as Kind
}

/** Columns one after the other in time. */
export function joinColumns<Kind extends Columns>(parts: readonly Kind[], empty: Kind): Kind {
  if (parts.length === 1 && parts[0]) return parts[0]
  const joined = Object.keys(empty).map((name) => [
    name,
    parts.flatMap((part) => (part as unknown as Record<string, number[]>)[name] ?? []),
  ])
  return Object.fromEntries(joined) as Kind
}

/** `replacement` instead of what lies in `fromMs` … `toMs`. */
export function replaceRange(buckets: Buckets, fromMs: number, toMs: number, replacement: Buckets): Buckets {
  const before = sliceColumns(buckets, Number.NEGATIVE_INFINITY, fromMs)
  const after = sliceColumns(buckets, toMs, Number.POSITIVE_INFINITY)
  return joinColumns([before, replacement, after], emptyBuckets())
}
