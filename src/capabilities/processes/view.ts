/** From facts to what is shown: rows with a verdict, lists, and what changed between two. Pure. */
import { findKnown, type Lookup } from './known.ts'
import { type Judged, judge } from './rules/verdict.ts'
import type {
  KnownProcess,
  ProcessChanges,
  ProcessFacts,
  ProcessList,
  ProcessPass,
  ProcessRow,
  Verdict,
} from './schema.ts'

/** A process with everything that is decided about it. */
export interface Seen {
  readonly facts: ProcessFacts
  readonly known: KnownProcess | undefined
  readonly judged: Judged
  readonly row: ProcessRow
}

export function toSummary(known: KnownProcess): NonNullable<ProcessRow['known']> {
  const { name, category, policy } = known
  return { name, category, isSystem: policy.is_system, terminatable: policy.terminatable }
}

function toRow(facts: ProcessFacts, judged: Judged, known: KnownProcess | undefined): ProcessRow {
  const { connections: _, executable: __, capabilities: ___, ...shown } = facts
  return {
    ...shown,
    verdict: judged.verdict,
    hits: judged.hits.map(({ rule, id, severity, title }) => ({ rule, id, severity, title })),
    ...(known ? { known: toSummary(known) } : {}),
  }
}

export function toSeen(facts: ProcessFacts, lookup: Lookup): Seen {
  const known = findKnown(facts, lookup)
  const judged = judge({ facts, known })
  return { facts, known, judged, row: toRow(facts, judged, known) }
}

export type PassHead = Omit<ProcessPass, 'processes'>

function countAll(rows: readonly ProcessRow[]): ProcessList['counts'] {
  const count = (verdict: Verdict) => rows.filter((row) => !row.kernel && row.verdict === verdict).length
  return {
    total: rows.length,
    kernel: rows.filter(({ kernel }) => kernel).length,
    safe: count('safe'),
    caution: count('caution'),
    danger: count('danger'),
  }
}

const RANKS: Readonly<Record<Verdict, number>> = { danger: 0, caution: 1, safe: 2 }
/** Worst first, then the busiest. */
export const byDanger = (a: ProcessRow, b: ProcessRow): number =>
  RANKS[a.verdict] - RANKS[b.verdict] ||
  (b.cpuPercentOfCore ?? 0) - (a.cpuPercentOfCore ?? 0) ||
  b.memoryBytes - a.memoryBytes ||
  a.pid - b.pid

export function toList(host: string, head: PassHead, seen: Iterable<Seen>): ProcessList {
  const processes = [...seen].map(({ row }) => row).sort(byDanger)
  return { host, ...head, counts: countAll(processes), processes }
}

export function toChanges(
  head: PassHead,
  all: Iterable<Seen>,
  change: { readonly sinceMs: number; readonly changed: readonly Seen[]; readonly gone: ProcessChanges['gone'] },
): ProcessChanges {
  const { platform: _, ...rest } = head
  return {
    ...rest,
    counts: countAll([...all].map(({ row }) => row)),
    sinceMs: change.sinceMs,
    changed: change.changed.map(({ row }) => row),
    gone: change.gone,
  }
}
