/** Who used most over a range of minutes. Pure. */
import { toKey } from '../schema.ts'
import { TOP_KINDS, TOP_RANGE_MS, type Top, type TopKind, type TopMinute } from './schema.ts'

const PLACES = 10
const MINUTE_MS = 60_000

/** Whole minutes that the range touches; `undefined` when it is no range, or longer than a day. */
export function parseTopRange({
  fromMs,
  toMs,
}: {
  fromMs: number
  toMs: number
}): { fromMs: number; toMs: number } | undefined {
  if (!Number.isFinite(fromMs) || !Number.isFinite(toMs) || toMs < fromMs || toMs - fromMs > TOP_RANGE_MS)
    return undefined
  const from = Math.floor(fromMs / MINUTE_MS) * MINUTE_MS
  return { fromMs: from, toMs: Math.max(Math.ceil(toMs / MINUTE_MS) * MINUTE_MS, from + MINUTE_MS) }
}

function sumUp(minutes: readonly TopMinute[], kind: TopKind): Top['range'][TopKind] {
  const sums = new Map<string, Top['range'][TopKind][number]>()
  for (const minute of minutes) {
    for (const entry of minute[kind]) {
      const sum = sums.get(toKey(entry))
      sums.set(toKey(entry), { ...entry, value: entry.value + (sum?.value ?? 0), minutes: 1 + (sum?.minutes ?? 0) })
    }
  }
  // Of memory the mean where it was seen; of work its share of the whole range.
  const over = (entry: { minutes: number }) => (kind === 'memory' ? entry.minutes : minutes.length)
  return [...sums.values()]
    .map((entry) => ({ ...entry, value: entry.value / over(entry) }))
    .sort((a, b) => b.value - a.value || a.pid - b.pid)
    .slice(0, PLACES)
}

export function toTop(range: { fromMs: number; toMs: number }, minutes: readonly TopMinute[]): Top {
  const sums = Object.fromEntries(TOP_KINDS.map((kind) => [kind, sumUp(minutes, kind)])) as Top['range']
  return { ...range, range: sums, minutes: [...minutes] }
}
