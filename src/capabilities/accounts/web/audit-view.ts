/** What the address bar says about the audit, as the console is asked for it. Pure. */
import { integer, oneOf, optionalOneOf, text } from '../../../../web/shell/address.ts'
import type { useAddress } from '../../../../web/shell/use-address.ts'
import type { AuditQuery } from '../schema.ts'

export const OUTCOMES = ['done', 'refused', 'failed', 'planned', 'read'] as const
export const SINCES = ['any', '1h', '24h', '7d', '30d', '90d', 'fixed'] as const

export const auditSpec = {
  who: text(),
  action: text(),
  host: text(),
  outcome: optionalOneOf(OUTCOMES),
  since: oneOf(SINCES, 'any'),
  from: integer(0),
  to: integer(0),
  q: text(),
  /** Number of the row that is open. */
  row: integer(0),
}
export type AuditView = ReturnType<typeof useAddress<typeof auditSpec>>[0]
export type ChangeAuditView = ReturnType<typeof useAddress<typeof auditSpec>>[1]

const HOUR_MS = 3_600_000
const LENGTHS: Readonly<Record<string, number>> = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
  '90d': 90 * 24 * HOUR_MS,
}

/** `nowMs` in whole minutes keeps two looks in a row the same question. */
export function toAuditQuery(view: Omit<AuditView, 'row'>, nowMs: number): AuditQuery {
  const { who, action, host, outcome, q } = view
  const words = { who: who.trim(), action, host, text: q.trim() }
  const said = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== ''))
  return { ...said, ...(outcome ? { outcome } : {}), ...toTimes(view, nowMs) }
}

function toTimes({ since, from, to }: Pick<AuditView, 'since' | 'from' | 'to'>, nowMs: number): AuditQuery {
  const lengthMs = LENGTHS[since]
  if (lengthMs !== undefined) return { fromMs: nowMs - lengthMs }
  if (since === 'any') return {}
  return { ...(from > 0 ? { fromMs: from } : {}), ...(to > 0 ? { toMs: to } : {}) }
}

export const isFiltered = (query: AuditQuery) => Object.keys(query).length > 0
/** What clears every filter and leaves the open row. */
export const NO_FILTERS = {
  who: '',
  action: '',
  host: '',
  outcome: undefined,
  since: 'any',
  from: 0,
  to: 0,
  q: '',
} as const satisfies Partial<AuditView>
