/** Lists and exports audit rows. */
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { AuditFilter, AuditOutcome, AuditPage, AuditRow } from '../audit.ts'
import type { Database } from '../capability.ts'
import type { Role } from '../schema.ts'
import type { AuditTables, StoredRow } from './chain.ts'

const PAGE_ROWS = 500
/** Filters may have to look at every row: they run beside the main thread and are stopped after this. */
const FILTER_TIMEOUT_MS = 15_000

const toRow = (row: StoredRow): AuditRow => ({
  seq: Number(row.seq),
  atMs: Number(row.at_us) / 1000,
  who: {
    kind: row.who_kind as AuditRow['who']['kind'],
    id: row.who_id,
    name: row.who_name,
    role: row.who_role as Role,
  },
  from: row.came_from,
  host: row.host,
  action: row.action,
  target: row.target,
  ...(row.plan === null ? {} : { plan: parseJson(row.plan) }),
  outcome: row.outcome as AuditOutcome,
  ...(row.details === null ? {} : { details: parseJson(row.details) as NonNullable<AuditRow['details']> }),
})
/** A row somebody changed by hand is still shown. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { unreadable: text }
  }
}

const escapeLike = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&')

type Row = ExpressionBuilder<AuditTables, 'core_audit'>
const SEARCHED = ['who_name', 'came_from', 'action', 'target', 'plan', 'details'] as const

function toTextCondition(row: Row, text: string): Expression<SqlBool> {
  const pattern = `%${escapeLike(text.toLowerCase())}%`
  return row.or(SEARCHED.map((column) => sql<SqlBool>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`))
}
function toActionCondition(row: Row, action: string): Expression<SqlBool> {
  if (!action.endsWith('.')) return row('action', '=', action)
  return sql<SqlBool>`action like ${`${escapeLike(action)}%`} escape '\\'`
}
function toConditions(row: Row, filter: AuditFilter): Expression<SqlBool>[] {
  const when = <Value>(value: Value | undefined, condition: (value: Value) => Expression<SqlBool>) =>
    value === undefined ? [] : [condition(value)]
  return [
    ...when(filter.who, (who) => sql<SqlBool>`lower(who_name) = ${who.toLowerCase()}`),
    ...when(filter.action, (action) => toActionCondition(row, action)),
    ...when(filter.host, (host) => row('host', '=', host)),
    ...when(filter.outcome, (outcome) => row('outcome', '=', outcome)),
    ...when(filter.fromMs, (fromMs) => row('at_us', '>=', fromMs * 1000)),
    ...when(filter.toMs, (toMs) => row('at_us', '<', toMs * 1000)),
    ...when(filter.text, (text) => toTextCondition(row, text)),
  ]
}

export function createAuditReader(database: Database) {
  const db = database.tables<AuditTables>()

  async function readPage(filter: AuditFilter, order: 'asc' | 'desc', beyondSeq: number | undefined, limit: number) {
    const query = db
      .selectFrom('core_audit')
      .selectAll()
      .where((row) => row.and(toConditions(row, filter)))
      .where((row) => row.and(beyondSeq === undefined ? [] : [row('seq', order === 'asc' ? '>' : '<', beyondSeq)]))
      .orderBy('seq', order)
      .limit(limit)
    const filtered = Object.values(filter).some((value) => value !== undefined)
    const rows = filtered ? await database.heavy(query.compile(), FILTER_TIMEOUT_MS) : await query.execute()
    return rows.map(toRow)
  }

  return {
    async list(filter: AuditFilter, page: { limit: number; beforeSeq?: number }): Promise<AuditPage> {
      const rows = await readPage(filter, 'desc', page.beforeSeq, page.limit + 1)
      const last = rows.length > page.limit ? rows[page.limit - 1] : undefined
      return { rows: rows.slice(0, page.limit), ...(last ? { nextBeforeSeq: last.seq } : {}) }
    },
    async *export(filter: AuditFilter, format: 'jsonl' | 'csv'): AsyncIterable<string> {
      const toLine = format === 'csv' ? toCsvLine : (row: AuditRow) => `${JSON.stringify(row)}\n`
      if (format === 'csv') yield `${CSV_COLUMNS.join(',')}\r\n`
      let beyondSeq: number | undefined
      for (;;) {
        const rows = await readPage(filter, 'asc', beyondSeq, PAGE_ROWS)
        for (const row of rows) yield toLine(row)
        beyondSeq = rows.at(-1)?.seq
        if (rows.length < PAGE_ROWS) return
      }
    },
  }
}

const CSV_COLUMNS = [
  'seq',
  'time',
  'who',
  'kind',
  'role',
  'from',
  'host',
  'action',
  'target',
  'outcome',
  'plan',
  'details',
]
/** RFC 4180. A cell that a spreadsheet would take for a formula is shown as text by an apostrophe before it. */
function toCsvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
function toCsvLine(row: AuditRow): string {
  const cells = [
    String(row.seq),
    new Date(row.atMs).toISOString(),
    row.who.name,
    row.who.kind,
    row.who.role,
    row.from,
    row.host,
    row.action,
    row.target,
    row.outcome,
    row.plan === undefined ? '' : JSON.stringify(row.plan),
    row.details === undefined ? '' : JSON.stringify(row.details),
  ]
  return `${cells.map(toCsvCell).join(',')}\r\n`
}
