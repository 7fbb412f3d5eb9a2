/** Every query about policies in the relational store. */
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely'
import type { Platform } from '../schema.ts'
import type { KnownKey } from './schema.ts'

export interface PolicyTables {
  processes_known: {
    name: string
    platform: Platform
    category: string
    /** JSON: one sentence a language. */
    description: string
    is_system: number
    terminatable: number
    /** JSON: text, or one sentence a language. */
    reason: string
    /** JSON: a list. */
    tags: string
    created_at_us: number
    updated_at_us: number
  }
  processes_rules: {
    id: string
    name: string | null
    path: string | null
    user_name: string | null
    is_system: number
    terminatable: number
    reason: string
    created_at_us: number
    updated_at_us: number
  }
  /** Entries that came with the console once: what a person has deleted since does not come back. */
  processes_seeded: { name: string; platform: Platform }
  processes_policy_revision: { id: number; revision: number }
  /** What was last read from a place outside, as JSON. */
  processes_last_policies: { adapter: string; snapshot: string; read_at_us: number }
}
export type KnownRow = Selectable<PolicyTables['processes_known']>
export type RuleRow = Selectable<PolicyTables['processes_rules']>
type Db = Kysely<PolicyTables> | Transaction<PolicyTables>

/** Ten columns a row: well below the parameters one statement may have. */
const ROWS_AT_ONCE = 200
const inBatches = async <Row>(rows: readonly Row[], write: (batch: readonly Row[]) => Promise<unknown>) => {
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) await write(rows.slice(start, start + ROWS_AT_ONCE))
}

export const readKnownRows = (db: Db): Promise<KnownRow[]> => db.selectFrom('processes_known').selectAll().execute()
export const readRuleRows = (db: Db): Promise<RuleRow[]> =>
  db.selectFrom('processes_rules').selectAll().orderBy('created_at_us').orderBy('id').execute()
export const readSeeded = (db: Db) => db.selectFrom('processes_seeded').selectAll().execute()

const THE_ROW = 1
/** Grows with every change. */
export async function readRevision(db: Db): Promise<number> {
  const row = await db.selectFrom('processes_policy_revision').select('revision').executeTakeFirst()
  return row?.revision ?? 0
}
export async function raiseRevision(db: Db): Promise<void> {
  await db
    .insertInto('processes_policy_revision')
    .values({ id: THE_ROW, revision: 1 })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({ revision: eb('processes_policy_revision.revision', '+', 1) })),
    )
    .execute()
}

export const addKnownRows = (db: Db, rows: readonly Insertable<PolicyTables['processes_known']>[]) =>
  inBatches(rows, (batch) =>
    db
      .insertInto('processes_known')
      .values([...batch])
      .onConflict((conflict) => conflict.columns(['name', 'platform']).doNothing())
      .execute(),
  )
export const addSeeded = (db: Db, keys: readonly KnownKey[]) =>
  inBatches(keys, (batch) =>
    db
      .insertInto('processes_seeded')
      .values(batch.map(({ name, platform }) => ({ name, platform })))
      .onConflict((conflict) => conflict.columns(['name', 'platform']).doNothing())
      .execute(),
  )

export const putKnownRows = (db: Db, rows: readonly Insertable<PolicyTables['processes_known']>[]) =>
  inBatches(rows, (batch) =>
    db
      .insertInto('processes_known')
      .values([...batch])
      .onConflict((conflict) =>
        conflict.columns(['name', 'platform']).doUpdateSet((eb) => ({
          category: eb.ref('excluded.category'),
          description: eb.ref('excluded.description'),
          is_system: eb.ref('excluded.is_system'),
          terminatable: eb.ref('excluded.terminatable'),
          reason: eb.ref('excluded.reason'),
          tags: eb.ref('excluded.tags'),
          created_at_us: eb.ref('excluded.created_at_us'),
          updated_at_us: eb.ref('excluded.updated_at_us'),
        })),
      )
      .execute(),
  )
export const putRuleRows = (db: Db, rows: readonly Insertable<PolicyTables['processes_rules']>[]) =>
  inBatches(rows, (batch) =>
    db
      .insertInto('processes_rules')
      .values([...batch])
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet((eb) => ({
          name: eb.ref('excluded.name'),
          path: eb.ref('excluded.path'),
          user_name: eb.ref('excluded.user_name'),
          is_system: eb.ref('excluded.is_system'),
          terminatable: eb.ref('excluded.terminatable'),
          reason: eb.ref('excluded.reason'),
          created_at_us: eb.ref('excluded.created_at_us'),
          updated_at_us: eb.ref('excluded.updated_at_us'),
        })),
      )
      .execute(),
  )

export async function deleteKnownRow(db: Db, { name, platform }: KnownKey): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('processes_known')
    .where('name', '=', name)
    .where('platform', '=', platform)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
export async function deleteRuleRow(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('processes_rules').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

export const readLastPolicies = (db: Db, adapter: string) =>
  db.selectFrom('processes_last_policies').selectAll().where('adapter', '=', adapter).executeTakeFirst()
export async function writeLastPolicies(db: Db, row: PolicyTables['processes_last_policies']): Promise<void> {
  await db
    .insertInto('processes_last_policies')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('adapter').doUpdateSet({ snapshot: row.snapshot, read_at_us: row.read_at_us }),
    )
    .execute()
}
