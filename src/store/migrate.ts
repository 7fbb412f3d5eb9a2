/** Brings one part's tables up to date; every part has a migration table of its own, so parts need no common order. */
import { type Kysely, sql } from 'kysely'
import { type Migration as KyselyMigration, Migrator } from 'kysely/migration'
import type { Database, Migration } from '../core/capability.ts'
import { VedetteError } from '../core/errors.ts'
import { storeErrors } from './errors.ts'

export const migrationTable = (part: string) => `core_migration_${part.replaceAll(/[^a-z0-9]/g, '_')}`

interface MigrationRow {
  name: string
}

/** `upTo`: the last migration to run, for a restore of older data. */
export async function migratePart(
  db: Database,
  part: string,
  migrations: readonly Migration[],
  upTo?: string,
): Promise<void> {
  const kysely = db.tables<Record<string, MigrationRow>>()
  const applied = await readApplied(db, part)
  const unknown = applied.find((name) => !migrations.some((migration) => migration.name === name))
  if (unknown !== undefined) throw storeErrors['store.newer']({ part, migration: unknown })
  if (applied.length === migrations.length) return
  const table = migrationTable(part)
  const migrator = new Migrator({
    db: kysely,
    provider: { getMigrations: async () => toKyselyMigrations(migrations, db.dialect) },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  })
  const { error, results } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo))
  if (error === undefined) return
  if (error instanceof VedetteError && error.code !== 'store.failed') throw error
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? ''
  throw storeErrors['store.migration-failed']({ part, migration: failed, reason: reasonOf(error) }, error)
}

const reasonOf = (error: unknown) =>
  error instanceof VedetteError ? String(error.params['reason'] ?? error.message) : String(error)

function toKyselyMigrations(migrations: readonly Migration[], dialect: Database['dialect']) {
  const named = migrations.map((migration): [string, KyselyMigration] => [
    migration.name,
    { up: (db: Kysely<unknown>) => migration.up(db, dialect) },
  ])
  return Object.fromEntries(named)
}

/** Names of the migrations this part has seen; none when its table is not there yet. */
export async function readApplied(db: Database, part: string): Promise<readonly string[]> {
  const table = migrationTable(part)
  const kysely = db.tables<Record<string, MigrationRow>>()
  if (!(await hasTable(db, table))) return []
  const rows = await kysely.selectFrom(table).select('name').orderBy('name').execute()
  return rows.map((row) => row.name)
}

async function hasTable(db: Database, table: string): Promise<boolean> {
  const question =
    db.dialect === 'sqlite'
      ? sql`select 1 from sqlite_schema where type = 'table' and name = ${table}`
      : sql`select 1 from pg_tables where schemaname = current_schema() and tablename = ${table}`
  const { rows } = await question.execute(db.tables<unknown>())
  return rows.length > 0
}
