/**
 * Which processes a policy is about, looked at over time; pure. A process fires once, when everything said of it has held
 * without a break for as long as the policy says, and may fire again only after it has clearly rested.
 */
import { basename } from 'node:path/posix'
import { type ProcessFacts, toKey, type Verdict } from '../schema.ts'
import type { Seen } from '../view.ts'
import type { Automation, AutomationWhen } from './schema.ts'

/** Below this share of a limit a process rests; between it and the limit it neither holds nor rests. */
export const REST_SHARE = 0.9
const RANKS: Readonly<Record<Verdict, number>> = { safe: 0, caution: 1, danger: 2 }
const MINUTE_MS = 60_000

export type Watched = Pick<Seen, 'facts' | 'judged'>
export type Policy = Pick<Automation, 'id' | 'revision' | 'mode' | 'when'>
export interface Track {
  /** Since when everything has held; `undefined`: between the limit and rest. */
  readonly sinceMs: number | undefined
  readonly lastMs: number
  readonly fired: boolean
}
export type Memory = ReadonlyMap<string, Track>
export interface Firing<Of extends Policy, One extends Watched> {
  readonly automation: Of
  readonly seen: One
  readonly key: string
}
export interface EvaluateInput<Of extends Policy, One extends Watched> {
  readonly automations: readonly Of[]
  readonly seen: Iterable<One>
  /** By a clock that nobody sets. */
  readonly atMs: number
  /** After a longer silence nothing is known to have held. */
  readonly maxGapMs: number
  /** So many fire at once; the others at the next look. */
  readonly atMost: number
  readonly memory: Memory
}
export interface Evaluation<Of extends Policy, One extends Watched> {
  readonly memory: Memory
  readonly firings: readonly Firing<Of, One>[]
}

const toTrackKey = ({ id, revision, mode }: Policy, facts: ProcessFacts) => `${id}.${revision}.${mode} ${toKey(facts)}`

function isAbout({ name, verdict, rule }: AutomationWhen, { facts, judged }: Watched): boolean {
  if (facts.kernel) return false
  if (name !== undefined && facts.name !== name && (facts.exe === undefined || basename(facts.exe) !== name))
    return false
  if (verdict !== undefined && RANKS[judged.verdict] < RANKS[verdict]) return false
  return rule === undefined || judged.hits.some((hit) => hit.rule === rule)
}

/** `near`: about it, but a number is a little below its limit. */
export function measure(when: AutomationWhen, one: Watched): 'over' | 'near' | 'under' {
  if (!isAbout(when, one)) return 'under'
  const levels: readonly (readonly [number | undefined, number | undefined])[] = [
    [when.memoryPercentOver, one.facts.memoryPercent],
    [when.cpuPercentOver, one.facts.cpuPercentOfCore],
  ]
  const asked = levels.flatMap(([limit, value]) => (limit === undefined ? [] : [{ limit, value: value ?? 0 }]))
  if (asked.every(({ limit, value }) => value > limit)) return 'over'
  return asked.every(({ limit, value }) => value > limit * REST_SHARE) ? 'near' : 'under'
}

function follow(
  before: Track | undefined,
  level: 'over' | 'near' | 'under',
  { atMs, maxGapMs }: { readonly atMs: number; readonly maxGapMs: number },
): Track | undefined {
  if (level === 'under') return undefined
  const fired = before?.fired ?? false
  if (level === 'near') return fired ? { sinceMs: undefined, lastMs: atMs, fired } : undefined
  const unbroken = before !== undefined && atMs >= before.lastMs && atMs - before.lastMs <= maxGapMs
  return { sinceMs: (unbroken ? before.sinceMs : undefined) ?? atMs, lastMs: atMs, fired }
}

const isDue = ({ when }: Policy, { fired, sinceMs, lastMs }: Track) =>
  !fired && sinceMs !== undefined && lastMs - sinceMs >= when.forMinutes * MINUTE_MS

export function evaluate<Of extends Policy, One extends Watched>(input: EvaluateInput<Of, One>): Evaluation<Of, One> {
  const memory = new Map<string, Track>()
  const firings: Firing<Of, One>[] = []
  for (const seen of input.seen) {
    for (const automation of input.automations) {
      const key = toTrackKey(automation, seen.facts)
      const track = follow(input.memory.get(key), measure(automation.when, seen), input)
      if (!track) continue
      const fires = isDue(automation, track) && firings.length < input.atMost
      if (fires) firings.push({ automation, seen, key })
      memory.set(key, fires ? { ...track, fired: true } : track)
    }
  }
  return { memory, firings }
}
