/** What changed since a time: findings, starts, settings and what people did, in one list, newest first. */
import type { AuditFilter, AuditRow } from '../../core/audit.ts'
import type { Desk } from '../../core/desk.ts'
import { type FindingEvent, findingHref, toDone } from '../../core/findings/schema.ts'
import { LOCAL_HOST, type Role, type Text } from '../../core/schema.ts'
import type { OverviewQueries, Start } from './queries.ts'
import type { Change } from './schema.ts'

/** What people say about findings is in the findings' own history, with better words. */
const TOLD_BY_FINDINGS = /^findings\.(?!window)/
const NO_CHANGE = /^accounts\.(sign-in|sign-out|preferences)$/
/** Who may sign in is the business of those who look after it. */
const FOR_OPERATORS = /^accounts\./

export const toFindingChange = (event: FindingEvent): Change => ({
  atMs: event.atMs,
  kind: 'finding',
  text: toDone(event),
  about: event.title,
  severity: event.severity,
  who: event.who,
  host: event.host,
  href: findingHref(event.finding),
})

/** A plan says in words what it does. */
function readSummary(plan: unknown): Text | null {
  if (typeof plan !== 'object' || plan === null || !('summary' in plan)) return null
  const { summary } = plan
  if (typeof summary !== 'object' || summary === null || !('key' in summary)) return null
  return typeof summary.key === 'string' ? (summary as Text) : null
}
/** What was done, in the words of the capability that did it: the text `<id>.action.<verb>`. */
function toActionText({ action, target }: AuditRow): Text {
  const [id = '', verb = ''] = action.split('.')
  return { key: `${id}.action.${verb}`, params: { target } }
}
export function toActionChange(row: AuditRow): Change {
  const planned = readSummary(row.plan)
  const plainly = !planned && row.outcome === 'done'
  const text = plainly ? toActionText(row) : { key: `overview.change.${row.outcome}` }
  const about = plainly ? null : (planned ?? toActionText(row))
  return {
    atMs: row.atMs,
    kind: 'action',
    text,
    about,
    severity: row.outcome === 'failed' ? 'caution' : null,
    who: row.who.kind === 'system' ? null : row.who.name,
    host: row.host,
    href: '/accounts/audit',
  }
}

export const toStartChanges = (start: Start, role: Role): readonly Change[] => {
  const rest = { atMs: start.atMs, about: null, severity: null, who: null, host: LOCAL_HOST }
  return [
    {
      ...rest,
      kind: 'start',
      text: { key: 'overview.change.start', params: { version: start.version } },
      href: '/accounts/jobs',
    },
    ...start.changed.map(({ name, from, to }): Change => {
      // Only admins may read the settings themselves.
      const told = role === 'admin' ? { name, from: from || '–', to: to || '–' } : { name }
      const key = role === 'admin' ? 'overview.change.setting' : 'overview.change.setting-name'
      return { ...rest, kind: 'setting', text: { key, params: told }, href: '/accounts/settings' }
    }),
  ]
}

const AUDIT_PAGE = 500
/** Ten thousand bad sign-ins must not hide what somebody did, nor keep the page waiting. */
const MAX_AUDIT_PAGES = 30

async function readOutcome(
  desk: Pick<Desk, 'audit'>,
  filter: AuditFilter,
  isTold: (action: string) => boolean,
  limit: number,
): Promise<{ rows: readonly AuditRow[]; more: boolean }> {
  const rows: AuditRow[] = []
  let beforeSeq: number | undefined
  for (let page = 0; page < MAX_AUDIT_PAGES; page++) {
    const found = await desk.audit.list(filter, {
      limit: AUDIT_PAGE,
      ...(beforeSeq === undefined ? {} : { beforeSeq }),
    })
    rows.push(...found.rows.filter(({ action }) => isTold(action)))
    beforeSeq = found.nextBeforeSeq
    if (beforeSeq === undefined || rows.length >= limit) break
  }
  return { rows, more: beforeSeq !== undefined }
}
async function readActions(desk: Pick<Desk, 'audit'>, { role, fromMs, toMs, limit }: ChangesOptions) {
  const outcomes = role === 'viewer' ? (['done', 'failed'] as const) : (['done', 'failed', 'refused'] as const)
  const isTold = (action: string) =>
    !TOLD_BY_FINDINGS.test(action) && !NO_CHANGE.test(action) && (role !== 'viewer' || !FOR_OPERATORS.test(action))
  const found = await Promise.all(
    outcomes.map((outcome) => readOutcome(desk, { outcome, fromMs, toMs }, isTold, limit)),
  )
  return { rows: found.flatMap(({ rows }) => rows), more: found.some(({ more }) => more) }
}

export interface ChangesOptions {
  readonly role: Role
  readonly fromMs: number
  /** Exclusive. */
  readonly toMs: number
  readonly limit: number
}
export async function readChanges(
  desk: Pick<Desk, 'audit' | 'findings'>,
  queries: OverviewQueries,
  { role, fromMs, toMs, limit }: ChangesOptions,
): Promise<{ changes: Change[]; truncated: boolean }> {
  const [events, actions, starts] = await Promise.all([
    desk.findings.history({ fromMs, toMs, limit: limit + 1 }),
    readActions(desk, { role, fromMs, toMs, limit: limit + 1 }),
    queries.starts(fromMs, toMs, limit + 1),
  ])
  const all = [
    ...events.map(toFindingChange),
    ...actions.rows.map(toActionChange),
    ...starts.flatMap((start) => toStartChanges(start, role)),
  ].sort((one, other) => other.atMs - one.atMs)
  return { changes: all.slice(0, limit), truncated: all.length > limit || actions.more }
}
