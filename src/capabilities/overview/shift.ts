/** The shift report: what the next person has to know. */
import type { Desk } from '../../core/desk.ts'
import type { Role } from '../../core/schema.ts'
import { readChanges } from './changes.ts'
import type { OverviewQueries } from './queries.ts'
import type { ShiftReport } from './schema.ts'

/** A page of paper; beyond this the report says that it is cut. */
const MAX_ROWS = 500
const MAX_EVENTS = 2000

export async function readShift(
  desk: Pick<Desk, 'audit' | 'findings'>,
  queries: OverviewQueries,
  options: { role: Role; fromMs: number; toMs: number },
): Promise<ShiftReport> {
  const { fromMs, toMs } = options
  const [{ changes, truncated }, events] = await Promise.all([
    readChanges(desk, queries, { ...options, limit: MAX_ROWS }),
    desk.findings.history({ fromMs, toMs, limit: MAX_EVENTS }),
  ])
  const open = desk.findings.open()
  return {
    fromMs,
    toMs,
    open: open.filter(({ quiet }) => quiet === null).slice(0, MAX_ROWS),
    raised: events.filter(({ kind }) => kind === 'raised').slice(0, MAX_ROWS),
    cleared: events.filter(({ kind }) => kind === 'cleared').slice(0, MAX_ROWS),
    acknowledged: open.filter(({ quiet }) => quiet === 'acknowledged').slice(0, MAX_ROWS),
    muted: open.filter(({ mute }) => mute !== null).slice(0, MAX_ROWS),
    actions: changes.filter(({ kind, who }) => kind === 'action' || (kind === 'finding' && who !== null)),
    changes: changes.filter(({ kind }) => kind === 'start' || kind === 'setting'),
    truncated: truncated || events.length === MAX_EVENTS,
  }
}
