/** From facts to what is shown: rows with a verdict, lists, and what changed between two. Pure. */
import { findKnown, type Lookup } from './known.ts'
import { type Judged, judge } from './rules/verdict.ts'
import {
  type GlanceRow,
  type KnownProcess,
  type ProcessChanges,
  type ProcessFacts,
  type ProcessGlance,
  type ProcessList,
  type ProcessPass,
  type ProcessRow,
  toReason,
  type Verdict,
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

const GLANCED = 5
/** What used less of a core is not worth a name. */
const BUSY_PERCENT = 0.5
const toGlanceRow = ({
  pid,
  startTime,
  name,
  user,
  cpuPercentOfCore,
  memoryBytes,
  verdict,
  hits,
}: ProcessRow): GlanceRow => {
  const title = toReason({ hits, verdict })
  return {
    pid,
    startTime,
    name,
    verdict,
    memoryBytes,
    count: 1,
    ...(user === undefined ? {} : { user }),
    ...(cpuPercentOfCore === undefined ? {} : { cpuPercentOfCore }),
    ...(title ? { title } : {}),
  }
}

/** Twenty workers of one program are one thing to look at; the first of them stands for all. */
function toPrograms(rows: readonly ProcessRow[]): GlanceRow[] {
  const programs = Map.groupBy(rows, ({ exe, name, verdict, uid }) => `${exe ?? name} ${verdict} ${uid}`)
  return [...programs.values()].flatMap((all) =>
    all.slice(0, 1).map((row) => ({ ...toGlanceRow(row), count: all.length })),
  )
}

/** The few that are worth a place on the first page. */
export function toGlance(host: string, { atMs }: PassHead, seen: Iterable<Seen>): ProcessGlance {
  const all = [...seen].map(({ row }) => row)
  const rows = all.filter(({ kernel }) => !kernel)
  const top = (by: (a: ProcessRow, b: ProcessRow) => number, fits: (row: ProcessRow) => boolean) =>
    rows.filter(fits).sort(by).slice(0, GLANCED).map(toGlanceRow)
  return {
    host,
    atMs,
    counts: countAll(all),
    worst: toPrograms(rows.filter(({ verdict }) => verdict !== 'safe').sort(byDanger)).slice(0, GLANCED),
    busiest: top(
      (a, b) => (b.cpuPercentOfCore ?? 0) - (a.cpuPercentOfCore ?? 0) || byDanger(a, b),
      ({ cpuPercentOfCore = 0 }) => cpuPercentOfCore >= BUSY_PERCENT,
    ),
    largest: top(
      (a, b) => b.memoryBytes - a.memoryBytes,
      ({ memoryBytes }) => memoryBytes > 0,
    ),
  }
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
