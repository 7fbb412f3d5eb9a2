/** Which open findings ask for nobody, and which one explains which. Pure: the same answer for the same moment. */
import type { HostId, Rule } from '../capability.ts'
import { isWorse, rankOf } from './hysteresis.ts'
import type { FindingRecord } from './record.ts'
import type { Expectation, MaintenanceWindow, Mute, QuietReason } from './schema.ts'

const WEEK_MS = 7 * 24 * 3600 * 1000

export type PlannedWindow = Omit<MaintenanceWindow, 'active'>

export function isWindowActive(window: PlannedWindow, nowMs: number): boolean {
  if (nowMs < window.fromMs) return false
  const sinceMs = nowMs - window.fromMs
  return (window.weekly ? sinceMs % WEEK_MS : sinceMs) < window.toMs - window.fromMs
}
const covers = (hosts: readonly HostId[] | null, host: HostId) => hosts === null || hosts.includes(host)

export interface QuietState {
  readonly mute: Mute | null
  readonly expected: Expectation | null
  readonly maintenance: PlannedWindow | null
  readonly reason: Exclude<QuietReason, 'folded'> | null
}
/** What a person said about this finding, its subject or its host, as far as it holds now. */
export function toQuietState(
  record: FindingRecord,
  expectations: readonly Expectation[],
  windows: readonly PlannedWindow[],
  nowMs: number,
): QuietState {
  const mute = record.mute && record.mute.untilMs > nowMs ? record.mute : null
  const expected =
    expectations.find(
      (one) =>
        one.rule === record.rule &&
        one.subject === record.subject &&
        covers(one.hosts, record.host) &&
        !isWorse(record.severity, one.severity),
    ) ?? null
  const maintenance =
    windows.find((window) => covers(window.hosts, record.host) && isWindowActive(window, nowMs)) ?? null
  // Seen at this severity: the book takes it off when the finding gets worse than that.
  const seen = record.acknowledged !== null && !isWorse(record.severity, record.acknowledged.severity)
  const reason =
    (mute && 'muted') || (expected && 'expected') || (maintenance && 'maintenance') || (seen && 'acknowledged') || null
  return { mute, expected, maintenance, reason }
}

/** Worst first, then the oldest; the key settles ties. */
export const byWeight = (one: FindingRecord, other: FindingRecord) =>
  rankOf(other.severity) - rankOf(one.severity) ||
  one.raisedAtMs - other.raisedAtMs ||
  (one.key < other.key ? -1 : Number(one.key > other.key))

/** The causes above a finding, nearest first. */
function* causesOf(folded: ReadonlyMap<string, string>, key: string) {
  for (let above = folded.get(key); above !== undefined; above = folded.get(above)) yield above
}
/**
 * Symptom → cause, both open on one host. Rules may name each other: the newest is placed first, so the oldest of
 * a circle stays as its root. A symptom worse than a quiet cause above it stands by itself: muting must not hide it.
 */
export function foldSymptoms(
  open: readonly FindingRecord[],
  rules: ReadonlyMap<string, Rule>,
  isQuiet: (record: FindingRecord) => boolean,
): ReadonlyMap<string, string> {
  const byKey = new Map(open.map((record) => [record.key, record]))
  const byPlace = Map.groupBy([...open].sort(byWeight), (record) => `${record.rule}:${record.host}`)
  const folded = new Map<string, string>()
  const symptoms = open
    .filter((record) => rules.get(record.rule)?.symptomOf?.length)
    .sort((one, other) => other.raisedAtMs - one.raisedAtMs || (one.key < other.key ? 1 : -1))
  for (const symptom of symptoms) {
    const cause = rules
      .get(symptom.rule)
      ?.symptomOf?.flatMap((rule) => byPlace.get(`${rule}:${symptom.host}`) ?? [])
      .find(({ key }) => key !== symptom.key && ![...causesOf(folded, key)].includes(symptom.key))
    if (cause) folded.set(symptom.key, cause.key)
  }
  const hides = (symptom: FindingRecord, key: string) => {
    const cause = byKey.get(key)
    return cause !== undefined && isQuiet(cause) && isWorse(symptom.severity, cause.severity)
  }
  for (const symptom of symptoms) {
    if ([...causesOf(folded, symptom.key)].some((key) => hides(symptom, key))) folded.delete(symptom.key)
  }
  return folded
}

/** Cause → everything it explains, through chains too. */
export function toFolds(folded: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const folds = new Map<string, string[]>()
  for (const symptom of folded.keys()) {
    for (const cause of causesOf(folded, symptom)) folds.set(cause, [...(folds.get(cause) ?? []), symptom])
  }
  return folds
}
