/** Findings as readers get them: what a person said and what explains what, worked out for one moment. */
import type { Rule } from '../capability.ts'
import type { FindingsCounts, FindingsFilter } from '../findings.ts'
import { byWeight, foldSymptoms, type PlannedWindow, type QuietState, toFolds, toQuietState } from './quiet.ts'
import type { FindingRecord } from './record.ts'
import { type Expectation, type Finding, findingHref } from './schema.ts'
import { ruleText } from './tables.ts'

interface Folding {
  readonly under: string | undefined
  readonly folds: readonly string[]
}

export function toFinding(record: FindingRecord, quiet: QuietState, folding: Folding): Finding {
  const own = ruleText(record, 'next')
  const label = record.next
    ? { key: record.next.label.key, params: { ...own.params, ...record.next.label.params } }
    : own
  const openReason = quiet.reason ?? (folding.under === undefined ? null : 'folded')
  return {
    id: record.id,
    key: record.key,
    capability: record.rule.slice(0, record.rule.indexOf('.')),
    rule: record.rule,
    host: record.host,
    subject: record.subject,
    state: record.state,
    severity: record.severity,
    title: ruleText(record, 'title'),
    why: ruleText(record, 'why'),
    evidence: [...record.evidence],
    next: { label, href: record.next?.href ?? findingHref(record.id) },
    raisedAtMs: record.raisedAtMs,
    updatedAtMs: record.updatedAtMs,
    raisedCount: record.raisedCount,
    cleared: record.cleared && {
      atMs: record.cleared.atMs,
      lastedMs: record.cleared.atMs - record.raisedAtMs,
      cause: record.cleared.cause,
      evidence: [...record.cleared.evidence],
    },
    assignee: record.assignee,
    acknowledged: record.acknowledged,
    mute: quiet.mute,
    expected: quiet.expected,
    maintenance: quiet.maintenance && { ...quiet.maintenance, active: true },
    foldedUnder: folding.under ?? null,
    folds: [...folding.folds],
    quiet: record.state === 'open' ? openReason : null,
  }
}

export interface Said {
  readonly expectations: readonly Expectation[]
  readonly windows: readonly PlannedWindow[]
}
/** Ranked: those that need someone, then the quiet ones; in each the worst, then the oldest. */
export function toOpenFindings(
  open: readonly FindingRecord[],
  rules: ReadonlyMap<string, Rule>,
  said: Said,
  nowMs: number,
): readonly Finding[] {
  const quiets = new Map(
    open.map((record) => [record.key, toQuietState(record, said.expectations, said.windows, nowMs)]),
  )
  const folded = foldSymptoms(open, rules, ({ key }) => Boolean(quiets.get(key)?.reason))
  const folds = toFolds(folded)
  return [...open]
    .sort(byWeight)
    .map((record) => {
      const quiet = quiets.get(record.key) ?? { mute: null, expected: null, maintenance: null, reason: null }
      return toFinding(record, quiet, { under: folded.get(record.key), folds: folds.get(record.key) ?? [] })
    })
    .sort((one, other) => Number(one.quiet !== null) - Number(other.quiet !== null))
}

export function toCounts(open: readonly Finding[]): FindingsCounts {
  const counts = { danger: 0, caution: 0, info: 0, muted: 0, expected: 0, maintenance: 0, acknowledged: 0, folded: 0 }
  for (const finding of open) counts[finding.quiet ?? finding.severity]++
  return counts
}

export function matchesFilter(finding: Finding, filter: FindingsFilter): boolean {
  if (filter.state === 'needed' && finding.quiet !== null) return false
  if (filter.state === 'quiet' && finding.quiet === null) return false
  return (['severity', 'host', 'capability', 'rule', 'assignee'] as const).every(
    (field) => filter[field] === undefined || filter[field] === finding[field],
  )
}
