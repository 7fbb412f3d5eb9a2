/** How often a rule would have risen over kept history, with its own hysteresis: a number to set a threshold by. */
import type { HostId, Rule, Series } from '../capability.ts'
import { type Streak, stepHysteresis } from './hysteresis.ts'

export const REPLAY_DAYS = 30
const DAY_MS = 24 * 3600 * 1000
const MINUTE_MS = 60_000

/** A gap is no observation: it neither raises nor clears. */
export function countRaises(
  rule: Pick<Rule, 'severity' | 'raiseAfter' | 'clearAfter'>,
  values: readonly number[],
  fires: (value: number) => boolean,
): number {
  let raises = 0
  let open = false
  let streak: Streak | undefined
  for (const value of values) {
    const seen = { active: fires(value), severity: rule.severity, sure: false }
    const step = stepHysteresis(rule, open ? rule.severity : undefined, streak, seen)
    streak = step.kind === 'none' ? step.streak : undefined
    if (step.kind === 'raise') raises++
    if (step.kind !== 'none') open = step.kind === 'raise'
  }
  return raises
}

/** One-minute averages of the last 30 days, each series (a mount, an interface) by itself. */
export async function readReplay(
  series: Series,
  capability: string,
  rule: Rule,
  hosts: readonly HostId[],
  nowMs: number,
): Promise<{ raises: number; historyDays: number } | null> {
  const { replay } = rule
  if (!replay) return null
  const metric = replay.metric.startsWith(`${capability}.`) ? replay.metric : `${capability}.${replay.metric}`
  let raises = 0
  let oldestMs = nowMs
  for (const host of hosts) {
    const frames = await series.read({
      host,
      metric,
      ...(replay.labels ? { labels: replay.labels } : {}),
      fromMs: nowMs - REPLAY_DAYS * DAY_MS,
      toMs: nowMs,
      stepMs: MINUTE_MS,
    })
    for (const frame of frames) {
      oldestMs = Math.min(oldestMs, frame.atMs[0] ?? nowMs)
      raises += countRaises(rule, frame.avg, replay.fires)
    }
  }
  return { raises, historyDays: (nowMs - oldestMs) / DAY_MS }
}
