/** Policies that act by themselves and their record, in the relational store. Times there are microseconds UTC. */
import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import { Check } from 'typebox/value'
import type { Database } from '../../../core/capability.ts'
import { automationErrors } from './errors.ts'
import {
  AUTOMATION_MODES,
  type Automation,
  type AutomationInput,
  type AutomationMode,
  type AutomationRecord,
  type AutomationRun,
  automationInputSchema,
  automationRunSchema,
} from './schema.ts'

interface AutomationTables {
  processes_automation: {
    id: string
    title: string
    host: string | null
    /** JSON: `AutomationWhen`. */
    condition: string
    action: string
    mode: string
    revision: number
    created_at_us: number
    updated_at_us: number
  }
  processes_automation_runs: {
    id: string
    automation: string
    revision: number
    host: string
    at_us: number
    dry_run: number
    outcome: string
    /** Of the finding it raised. */
    subject: string
    /** JSON: the rest of `AutomationRun`. */
    entry: string
  }
  /** Milliseconds watched in dry run on each day (since the epoch, UTC). */
  processes_automation_days: { automation: string; revision: number; host: string; day: number; watched_ms: number }
  processes_automation_switch: { id: number; is_on: number }
}
type AutomationRow = Selectable<AutomationTables['processes_automation']>
type DayRow = Selectable<AutomationTables['processes_automation_days']>

export interface AutomationBook {
  readonly on: boolean
  readonly automations: readonly Automation[]
}
export interface WatchedTime {
  readonly automation: string
  readonly revision: number
  readonly host: string
  readonly atMs: number
  readonly watchedMs: number
}
export interface AutomationStore {
  /** Rows that are not what they must be are left out: they do nothing. */
  read(): Promise<AutomationBook>
  switchTo(on: boolean): Promise<void>
  add(input: AutomationInput, atMs: number): Promise<Automation>
  /** Another host, condition or action is another policy: it is off, and its dry run begins anew. */
  edit(id: string, input: AutomationInput, atMs: number): Promise<Automation>
  setMode(automation: Pick<Automation, 'id' | 'revision'>, mode: AutomationMode, atMs: number): Promise<Automation>
  delete(id: string): Promise<void>
  record(id: string, limit: number): Promise<Pick<AutomationRecord, 'days' | 'runs'>>
  addWatched(times: readonly WatchedTime[]): Promise<void>
  addRun(automation: string, subject: string, run: AutomationRun): Promise<void>
  countStopsSince(atMs: number): Promise<number>
  subjectsSince(host: string, atMs: number): Promise<readonly { subject: string; dryRun: boolean; outcome: string }[]>
  prune(beforeMs: number): Promise<void>
}

export const DAY_MS = 86_400_000
export const RUNS_KEPT_MS = 90 * DAY_MS
const THE_ROW = 1
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toRehearsed(days: readonly DayRow[]): Automation['rehearsed'] {
  const byHost = new Map<string, number>()
  for (const { host, watched_ms } of days) byHost.set(host, (byHost.get(host) ?? 0) + Number(watched_ms))
  return [...byHost].map(([host, watchedMs]) => ({ host, days: Math.floor(watchedMs / DAY_MS), watchedMs }))
}

function parseRow(row: AutomationRow, days: readonly DayRow[]): Automation | undefined {
  const { title, action, host } = row
  const input = { title, action, when: parseJson(row.condition), ...(host === null ? {} : { host }) }
  const mode = AUTOMATION_MODES.find((known) => known === row.mode)
  if (!Check(automationInputSchema, input) || mode === undefined) return undefined
  return {
    id: row.id,
    ...(input as AutomationInput),
    mode,
    revision: row.revision,
    rehearsed: toRehearsed(days.filter((day) => day.automation === row.id && day.revision === row.revision)),
    createdAtMs: Number(row.created_at_us) / 1000,
    updatedAtMs: Number(row.updated_at_us) / 1000,
  }
}

const toColumns = ({ title, host, when, action }: AutomationInput) => ({
  title: title.trim(),
  host: host ?? null,
  condition: JSON.stringify(when),
  action,
})
/** What an edit must not touch if the dry run is to go on. */
const toMeaning = ({ host, when, action }: AutomationInput) => {
  const said = Object.entries(when).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([host ?? null, said, action])
}

export function createAutomationStore(database: Database): AutomationStore {
  const db = database.tables<AutomationTables>()

  const readAll = async () => {
    const [rows, days] = await Promise.all([
      db.selectFrom('processes_automation').selectAll().orderBy('created_at_us').orderBy('id').execute(),
      db.selectFrom('processes_automation_days').selectAll().execute(),
    ])
    return rows.flatMap((row) => parseRow(row, days) ?? [])
  }
  const get = async (id: string): Promise<Automation> => {
    const found = (await readAll()).find((one) => one.id === id)
    if (!found) throw automationErrors['processes.automation-unknown']({ id })
    return found
  }

  return {
    async read() {
      const [row, automations] = await Promise.all([
        db.selectFrom('processes_automation_switch').select('is_on').executeTakeFirst(),
        readAll(),
      ])
      return { on: row?.is_on !== 0, automations }
    },
    async switchTo(on) {
      await db
        .insertInto('processes_automation_switch')
        .values({ id: THE_ROW, is_on: Number(on) })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ is_on: Number(on) }))
        .execute()
    },
    async add(input, atMs) {
      const id = randomUUID()
      const atUs = atMs * 1000
      const rest = { mode: 'off', revision: 1, created_at_us: atUs, updated_at_us: atUs }
      await db
        .insertInto('processes_automation')
        .values({ id, ...toColumns(input), ...rest })
        .execute()
      return get(id)
    },
    async edit(id, input, atMs) {
      const before = await get(id)
      const same = toMeaning(before) === toMeaning(input)
      await db
        .updateTable('processes_automation')
        .set({
          ...toColumns(input),
          ...(same ? {} : { mode: 'off', revision: before.revision + 1 }),
          updated_at_us: atMs * 1000,
        })
        .where('id', '=', id)
        .execute()
      return get(id)
    },
    async setMode({ id, revision }, mode, atMs) {
      // Of the very policy that was looked at: one edited meanwhile stays off.
      await db
        .updateTable('processes_automation')
        .set({ mode, updated_at_us: atMs * 1000 })
        .where('id', '=', id)
        .where('revision', '=', revision)
        .execute()
      return get(id)
    },
    async delete(id) {
      await db.transaction().execute(async (trx) => {
        const { numDeletedRows } = await trx.deleteFrom('processes_automation').where('id', '=', id).executeTakeFirst()
        if (numDeletedRows === 0n) throw automationErrors['processes.automation-unknown']({ id })
        await trx.deleteFrom('processes_automation_days').where('automation', '=', id).execute()
      })
    },
    async record(id, limit) {
      const { revision } = await get(id)
      const [days, runs] = await Promise.all([
        db
          .selectFrom('processes_automation_days')
          .selectAll()
          .where('automation', '=', id)
          .where('revision', '=', revision)
          .orderBy('day', 'desc')
          .orderBy('host')
          .execute(),
        db
          .selectFrom('processes_automation_runs')
          .selectAll()
          .where('automation', '=', id)
          .orderBy('at_us', 'desc')
          .limit(limit)
          .execute(),
      ])
      return {
        days: days.map(({ host, day, watched_ms }) => ({
          host,
          day: new Date(day * DAY_MS).toISOString().slice(0, 10),
          watchedMs: Number(watched_ms),
        })),
        runs: runs.flatMap((row) => {
          const run = parseJson(row.entry)
          return Check(automationRunSchema, run) ? [run as AutomationRun] : []
        }),
      }
    },
    async addWatched(times) {
      for (const { automation, revision, host, atMs, watchedMs } of times) {
        await db
          .insertInto('processes_automation_days')
          .values({ automation, revision, host, day: Math.floor(atMs / DAY_MS), watched_ms: Math.round(watchedMs) })
          .onConflict((conflict) =>
            conflict.columns(['automation', 'revision', 'host', 'day']).doUpdateSet((eb) => ({
              watched_ms: eb('processes_automation_days.watched_ms', '+', eb.ref('excluded.watched_ms')),
            })),
          )
          .execute()
      }
    },
    async addRun(automation, subject, run) {
      const { revision, host, outcome, atMs, dryRun } = run
      const columns = { id: randomUUID(), automation, revision, host, outcome, subject, entry: JSON.stringify(run) }
      await db
        .insertInto('processes_automation_runs')
        .values({ ...columns, at_us: atMs * 1000, dry_run: Number(dryRun) })
        .execute()
    },
    async countStopsSince(atMs) {
      const { count } = await db
        .selectFrom('processes_automation_runs')
        .select((eb) => eb.fn.countAll().as('count'))
        .where('dry_run', '=', 0)
        .where('outcome', 'in', ['stopped', 'failed'])
        .where('at_us', '>=', atMs * 1000)
        .executeTakeFirstOrThrow()
      return Number(count)
    },
    async subjectsSince(host, atMs) {
      const rows = await db
        .selectFrom('processes_automation_runs')
        .select(['subject', 'dry_run', 'outcome'])
        .distinct()
        .where('host', '=', host)
        .where('at_us', '>=', atMs * 1000)
        .execute()
      return rows.map(({ subject, dry_run, outcome }) => ({ subject, dryRun: dry_run === 1, outcome }))
    },
    async prune(beforeMs) {
      await db
        .deleteFrom('processes_automation_runs')
        .where('at_us', '<', beforeMs * 1000)
        .execute()
    },
  }
}
