/** Ranges of time: presets back from now, or two fixed ends. */
export const PRESETS = ['live', '15m', '1h', '6h', '24h', '7d', '30d', '90d', '1y', '2y'] as const
export type Preset = (typeof PRESETS)[number]

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const LENGTHS: Readonly<Record<Preset, number>> = {
  live: 5 * MINUTE,
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
  '90d': 90 * DAY,
  '1y': 365 * DAY,
  '2y': 730 * DAY,
}
export const SHORTEST_MS = 15 * MINUTE

/** `6h`, or `1790000000000-1790003600000` as the address bar holds it. */
export type Range = { readonly preset: Preset } | { readonly fromMs: number; readonly toMs: number }

export function parseRange(raw: string | undefined, fallback: Preset): Range {
  const preset = PRESETS.find((name) => name === raw)
  if (preset) return { preset }
  const [, from, to] = /^(\d{12,14})-(\d{12,14})$/.exec(raw ?? '') ?? []
  const fromMs = Number(from)
  const toMs = Number(to)
  return from && to && toMs > fromMs ? { fromMs, toMs } : { preset: fallback }
}
export const writeRange = (range: Range): string => ('preset' in range ? range.preset : `${range.fromMs}-${range.toMs}`)

/** Ends of the range, moved outward to whole steps so that two looks in a row ask for the same thing. */
export function resolveRange(range: Range, nowMs: number): { fromMs: number; toMs: number } {
  if (!('preset' in range)) return widen(range.fromMs, range.toMs)
  const grainMs = refreshMs(range) ?? MINUTE
  const toMs = Math.ceil(nowMs / grainMs) * grainMs
  return { fromMs: toMs - Math.max(LENGTHS[range.preset], SHORTEST_MS), toMs }
}

function widen(fromMs: number, toMs: number): { fromMs: number; toMs: number } {
  const missing = SHORTEST_MS - (toMs - fromMs)
  return missing <= 0
    ? { fromMs, toMs }
    : { fromMs: fromMs - Math.ceil(missing / 2), toMs: toMs + Math.floor(missing / 2) }
}

/** How often a view of this range is worth asking again; a fixed range never changes. */
export function refreshMs(range: Range): number | undefined {
  if (!('preset' in range)) return undefined
  const lengthMs = LENGTHS[range.preset]
  if (range.preset === 'live') return 10_000
  return Math.min(30 * MINUTE, Math.max(10_000, Math.round(lengthMs / 360 / 1000) * 1000))
}

/** What part of the resolved range is shown at first: `live` asks for a quarter of an hour and shows five minutes. */
export function shownFrom(range: Range, resolved: { fromMs: number; toMs: number }): number {
  return 'preset' in range ? Math.max(resolved.fromMs, resolved.toMs - LENGTHS[range.preset]) : resolved.fromMs
}

/** One step along the time line, as the buttons beside the picker do. */
export function moveRange(range: Range, nowMs: number, by: -1 | 1): Range {
  const { fromMs, toMs } = resolveRange(range, nowMs)
  const lengthMs = toMs - fromMs
  if (by === 1 && toMs + lengthMs / 2 >= nowMs) return range
  const shiftMs = by * Math.round(lengthMs / 2)
  return { fromMs: fromMs + shiftMs, toMs: toMs + shiftMs }
}
