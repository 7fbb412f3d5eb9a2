/** Which minutes are looked at, and how tall each one is; pure. */
import { TOP_KEPT_MS, type TopKind, type TopMinute } from '../top/schema.ts'

export const MINUTE_MS = 60_000
/** Minutes seen before and after the chosen one. */
export const AROUND_MS = 30 * MINUTE_MS

export const toMinute = (ms: number) => Math.floor(ms / MINUTE_MS) * MINUTE_MS
/** The minute that goes on is not kept yet; what is older than a week no longer. */
export function clampMinute(ms: number, nowMs: number): number {
  const last = toMinute(nowMs) - MINUTE_MS
  return Math.min(last, Math.max(toMinute(nowMs - TOP_KEPT_MS), toMinute(ms)))
}

/** An hour around the chosen minute, as far as it is over. */
export function toWindow(atMs: number, nowMs: number): { readonly fromMs: number; readonly toMs: number } {
  const toMs = Math.min(atMs + AROUND_MS, toMinute(nowMs))
  return { fromMs: toMs - 2 * AROUND_MS, toMs }
}

export interface MinuteBar {
  readonly atMs: number
  /** What its ten used together; missing where nothing was kept. */
  readonly sum: number | undefined
  readonly percent: number
}
export function toMinuteBars(
  minutes: readonly TopMinute[],
  kind: TopKind,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly MinuteBar[] {
  const sums = new Map(minutes.map((minute) => [minute.atMs, minute[kind].reduce((sum, { value }) => sum + value, 0)]))
  const most = Math.max(1e-9, ...sums.values())
  return Array.from({ length: Math.max(0, Math.round((toMs - fromMs) / MINUTE_MS)) }, (_, index) => {
    const atMs = fromMs + index * MINUTE_MS
    const sum = sums.get(atMs)
    return { atMs, sum, percent: ((sum ?? 0) / most) * 100 }
  })
}
