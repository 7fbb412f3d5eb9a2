/** Every query of the findings tables. */
import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../capability.ts'
import type { FindingsFilter } from '../findings.ts'
import type { PlannedWindow } from './quiet.ts'
import type { FindingRecord, NewEvent } from './record.ts'
import type { Expectation, FindingEvent } from './schema.ts'
import {
  type FindingRow,
  type FindingTables,
  toEventRow,
  toExpectation,
  toExpectationRow,
  toFindingEvent,
  toMicros,
  toRecord,
  toRow,
  toWindow,
  toWindowRow,
} from './tables.ts'

/** Rows a statement: both engines limit the number of bound values (SQLite 32,766, PostgreSQL 65,535). */
const CHUNK = 500
const HISTORY_OF_ONE = 500

function* chunksOf<Value>(values: readonly Value[]) {
  for (let from = 0; from < values.length; from += CHUNK) yield values.slice(from, from + CHUNK)
}
const UPDATED = [
  'state',
  'severity',
  'params',
  'evidence',
  'next_step',
  'raised_at',
  'updated_at',
  'raised_count',
  'cleared_at',
  'cleared',
  'assignee',
  'acknowledged',
  'mute',
] as const satisfies readonly (keyof FindingRow)[]
const takeNew = (excluded: (column: `excluded.${(typeof UPDATED)[number]}`) => unknown) =>
  Object.fromEntries(UPDATED.map((column) => [column, excluded(`excluded.${column}`)]))

export type FindingQueries = ReturnType<typeof createFindingQueries>

export function createFindingQueries(database: Database) {
  const db = database.tables<FindingTables>()
  const matches = (filter: FindingsFilter) => (eb: ExpressionBuilder<FindingTables, 'core_findings'>) =>
    eb.and([
      eb('state', '=', 'cleared'),
      ...(filter.severity ? [eb('severity', '=', filter.severity)] : []),
      ...(filter.host ? [eb('host', '=', filter.host)] : []),
      ...(filter.capability ? [eb('rule', 'like', `${filter.capability.replaceAll(/[%_\\]/g, '')}.%`)] : []),
      ...(filter.rule ? [eb('rule', '=', filter.rule)] : []),
      ...(filter.assignee ? [eb('assignee', '=', filter.assignee)] : []),
    ])
  return {
    async open(): Promise<readonly FindingRecord[]> {
      return (await db.selectFrom('core_findings').selectAll().where('state', '=', 'open').execute()).map(toRecord)
    },
    async find(ref: string): Promise<FindingRecord | undefined> {
      const row = await db
        .selectFrom('core_findings')
        .selectAll()
        .where((eb) => eb.or([eb('id', '=', ref), eb('key', '=', ref)]))
        .executeTakeFirst()
      return row && toRecord(row)
    },
    async byKeys(keys: readonly string[]): Promise<readonly FindingRecord[]> {
      const found: FindingRecord[] = []
      for (const chunk of chunksOf(keys)) {
        const rows = await db.selectFrom('core_findings').selectAll().where('key', 'in', chunk).execute()
        found.push(...rows.map(toRecord))
      }
      return found
    },
    /** All or nothing. */
    async write(records: readonly FindingRecord[], events: readonly NewEvent[]): Promise<void> {
      await db.transaction().execute(async (transaction) => {
        for (const chunk of chunksOf(records)) {
          await transaction
            .insertInto('core_findings')
            .values(chunk.map(toRow))
            .onConflict((conflict) => conflict.column('key').doUpdateSet((eb) => takeNew((column) => eb.ref(column))))
            .execute()
        }
        for (const chunk of chunksOf(events)) {
          await transaction.insertInto('core_finding_events').values(chunk.map(toEventRow)).execute()
        }
      })
    },
    /** Cleared findings, the last cleared first. */
    async cleared(filter: FindingsFilter, offset: number, limit: number) {
      const { total } = await db
        .selectFrom('core_findings')
        .select((eb) => eb.fn.countAll<number | string>().as('total'))
        .where(matches(filter))
        .executeTakeFirstOrThrow()
      const rows =
        limit > 0
          ? await db
              .selectFrom('core_findings')
              .selectAll()
              .where(matches(filter))
              .orderBy('cleared_at', 'desc')
              .orderBy('key')
              .offset(offset)
              .limit(limit)
              .execute()
          : []
      return { total: Number(total), records: rows.map(toRecord) }
    },
    /** The newest, newest first; `truncated`: there are older ones. */
    async historyOf(key: string): Promise<{ history: readonly FindingEvent[]; truncated: boolean }> {
      const rows = await db
        .selectFrom('core_finding_events')
        .selectAll()
        .where('key', '=', key)
        .orderBy('id', 'desc')
        .limit(HISTORY_OF_ONE + 1)
        .execute()
      return { history: rows.slice(0, HISTORY_OF_ONE).map(toFindingEvent), truncated: rows.length > HISTORY_OF_ONE }
    },
    async history(fromMs: number, toMs: number, limit: number): Promise<readonly FindingEvent[]> {
      const rows = await db
        .selectFrom('core_finding_events')
        .selectAll()
        .where('at', '>=', toMicros(fromMs))
        .where('at', '<', toMicros(toMs))
        .orderBy('at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(toFindingEvent)
    },
    /** Rule → how often it rose. */
    async firedSince(fromMs: number): Promise<ReadonlyMap<string, number>> {
      const rows = await db
        .selectFrom('core_finding_events')
        .select((eb) => ['rule', eb.fn.countAll<number | string>().as('fired')])
        .where('kind', '=', 'raised')
        .where('at', '>=', toMicros(fromMs))
        .groupBy('rule')
        .execute()
      return new Map(rows.map((row) => [row.rule, Number(row.fired)]))
    },
    async windows(): Promise<readonly PlannedWindow[]> {
      return (await db.selectFrom('core_finding_windows').selectAll().orderBy('from_at').execute()).map(toWindow)
    },
    async addWindow(window: PlannedWindow): Promise<void> {
      await db.insertInto('core_finding_windows').values(toWindowRow(window)).execute()
    },
    async removeWindow(id: string): Promise<void> {
      await db.deleteFrom('core_finding_windows').where('id', '=', id).execute()
    },
    async expectations(): Promise<readonly Expectation[]> {
      return (await db.selectFrom('core_finding_expectations').selectAll().orderBy('at').execute()).map(toExpectation)
    },
    async addExpectation(expectation: Expectation, event: NewEvent): Promise<void> {
      await db.transaction().execute(async (transaction) => {
        await transaction.insertInto('core_finding_expectations').values(toExpectationRow(expectation)).execute()
        await transaction.insertInto('core_finding_events').values(toEventRow(event)).execute()
      })
    },
    async removeExpectation(id: string, events: readonly NewEvent[]): Promise<void> {
      await db.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('core_finding_expectations').where('id', '=', id).execute()
        if (events.length) await transaction.insertInto('core_finding_events').values(events.map(toEventRow)).execute()
      })
    },
    /** Comments live as long as their finding; a mute that still holds keeps its finding. */
    async prune(beforeMs: number, isKept: (record: FindingRecord) => boolean): Promise<number> {
      const before = toMicros(beforeMs)
      const old = await db
        .selectFrom('core_findings')
        .selectAll()
        .where('state', '=', 'cleared')
        .where('cleared_at', '<', before)
        .execute()
      const keys = old
        .map(toRecord)
        .filter((record) => !isKept(record))
        .map((record) => record.key)
      return db.transaction().execute(async (transaction) => {
        let rows = 0n
        for (const chunk of chunksOf(keys)) {
          const findings = await transaction.deleteFrom('core_findings').where('key', 'in', chunk).executeTakeFirst()
          const events = await transaction
            .deleteFrom('core_finding_events')
            .where('key', 'in', chunk)
            .executeTakeFirst()
          rows += findings.numDeletedRows + events.numDeletedRows
        }
        const events = await transaction
          .deleteFrom('core_finding_events')
          .where('at', '<', before)
          .where('kind', '!=', 'commented')
          .executeTakeFirst()
        const windows = await transaction
          .deleteFrom('core_finding_windows')
          .where('to_at', '<', before)
          .where('weekly', '=', 0)
          .executeTakeFirst()
        return Number(rows + events.numDeletedRows + windows.numDeletedRows)
      })
    },
  }
}
