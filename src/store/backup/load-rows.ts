/** Rows of a backup into a database of the other kind: tables by their migrations, then the rows as they are. */
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import type { PoolClient } from 'pg'
import type { Database } from '../../core/capability.ts'
import { storeErrors } from '../errors.ts'
import { migratePart, migrationTable } from '../migrate.ts'
import type { MigratedPart } from '../open-store.ts'
import { openPostgresDatabase } from '../postgres/postgres-database.ts'
import { openPool } from '../postgres/postgres-pool.ts'
import { seriesMigrations } from '../series/migrations.ts'
import { prepareSqliteChunks, SERIES_PART } from '../series/prepare.ts'
import { openSqliteDatabase } from '../sqlite/sqlite-database.ts'
import type { StoreLocation } from '../store-url.ts'
import { damaged } from './archive.ts'
import { type Manifest, SERIES_FILE, TABLES_FILE } from './manifest.ts'
import type { RestoreTask } from './restore-backup.ts'

const ROWS_AT_ONCE = 500

type Located<Dialect extends StoreLocation['dialect']> = Omit<RestoreTask, 'location'> & {
  readonly location: Extract<StoreLocation, { dialect: Dialect }>
  /** Where the archive was unpacked. */
  readonly folder: string
  readonly manifest: Manifest
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`

/** Tables as they were when the backup was made; what came later is done at the next start. */
async function migrateAsThen(db: Database, parts: readonly MigratedPart[], manifest: Manifest) {
  for (const { id, migrations } of parts) {
    const newest = manifest.migrations[migrationTable(id)]?.at(-1)
    if (newest !== undefined) await migratePart(db, id, migrations, newest)
  }
}

interface SourceTable {
  readonly name: string
  readonly columns: readonly string[]
}
function readSourceTables(source: DatabaseSync): SourceTable[] {
  const rows = source
    .prepare(
      `select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'core_migration_%'`,
    )
    .all()
  return rows.map((row) => {
    const name = String(row['name'])
    const columns = source.prepare(`select name from pragma_table_info(?)`).all(name)
    return { name, columns: columns.map((column) => String(column['name'])) }
  })
}

/** A table that no migration of ours made is not filled, under whatever name it comes. */
function refuseUnknown(tables: readonly SourceTable[], known: readonly string[], file: string) {
  const unknown = tables.find(({ name }) => !known.includes(name))
  if (unknown) throw damaged(file, `it holds the table “${unknown.name}”, which is unknown`)
}

/** The backup's files become files with our own tables in them, in place. */
export async function loadIntoSqlite(task: Located<'sqlite'>): Promise<void> {
  const tables = join(task.folder, 'new-tables.db')
  const series = join(task.folder, 'new-series.db')
  const db = openSqliteDatabase(tables)
  await migrateAsThen(db, task.parts, task.manifest).finally(() => db.close())
  await prepareSqliteChunks(series)
  copyWithin(tables, join(task.folder, TABLES_FILE), task.file)
  copyWithin(series, join(task.folder, SERIES_FILE), task.file)
}

/** All rows of `file` into the tables of `prepared`, which then takes the place of `file`. */
function copyWithin(prepared: string, file: string, backup: string) {
  const target = new DatabaseSync(prepared, { enableForeignKeyConstraints: false })
  const source = new DatabaseSync(file, { readOnly: true })
  try {
    const tables = readSourceTables(source)
    const known = readSourceTables(target).map(({ name }) => name)
    refuseUnknown(tables, known, backup)
    target.prepare('attach ? as source').run(file)
    target.exec('begin')
    for (const { name, columns } of tables) {
      const names = columns.map(quote).join(', ')
      target.exec(`delete from main.${quote(name)}`)
      target.exec(`insert into main.${quote(name)} (${names}) select ${names} from source.${quote(name)}`)
    }
    target.exec('commit')
    target.exec('detach source')
  } finally {
    source.close()
    target.close()
  }
  const snapshot = new DatabaseSync(prepared)
  try {
    // One file again, without its write-ahead log.
    snapshot.exec('pragma journal_mode = delete')
  } finally {
    snapshot.close()
  }
  renameSync(prepared, file)
}

export async function loadIntoPostgres(task: Located<'postgres'>): Promise<void> {
  const { url, address } = task.location
  const { pool, withClient } = await openPool(url, address, task.log, 2)
  const db = await openPostgresDatabase(url, address, task.log)
  const listTables = async () => {
    const { rows } = await withClient((client) =>
      client.query<{ name: string }>('select tablename as name from pg_tables where schemaname = current_schema()'),
    )
    return rows.map((row) => row.name)
  }
  const before = await listTables().catch(async (error: unknown) => {
    await Promise.all([db.close(), pool.end()])
    throw error
  })
  try {
    if (before.some((name) => name.startsWith('core_'))) throw storeErrors['store.target-not-empty']({ where: address })
    await migrateAsThen(db, task.parts, task.manifest)
    await migratePart(db, SERIES_PART, seriesMigrations)
    const known = await listTables()
    await withClient(async (client) => {
      await client.query('begin')
      for (const name of [TABLES_FILE, SERIES_FILE]) await copyFile(client, join(task.folder, name), known, task.file)
      await client.query('commit')
    })
  } catch (error) {
    const made = (await listTables().catch(() => [])).filter((name) => !before.includes(name))
    if (made.length > 0) await withClient((client) => client.query(`drop table ${made.map(quote).join(', ')} cascade`))
    throw error
  } finally {
    await Promise.all([db.close(), pool.end()])
  }
}

async function copyFile(client: PoolClient, file: string, known: readonly string[], backup: string) {
  const source = new DatabaseSync(file, { readOnly: true })
  try {
    const tables = readSourceTables(source)
    refuseUnknown(tables, known, backup)
    for (const table of tables) await copyTable(client, source, table)
  } finally {
    source.close()
  }
}

async function copyTable(client: PoolClient, source: DatabaseSync, { name, columns }: SourceTable) {
  const names = columns.map(quote).join(', ')
  await client.query(`delete from ${quote(name)}`)
  let rows: SQLOutputValue[][] = []
  const insert = async () => {
    if (rows.length === 0) return
    let place = 0
    const tuples = rows.map((row) => `(${row.map(() => `$${++place}`).join(', ')})`).join(', ')
    await client.query(`insert into ${quote(name)} (${names}) overriding system value values ${tuples}`, rows.flat())
    rows = []
  }
  const read = source.prepare(`select ${names} from ${quote(name)}`)
  read.setReturnArrays(true)
  for (const row of read.iterate()) {
    rows.push(row as unknown as SQLOutputValue[])
    if (rows.length >= ROWS_AT_ONCE) await insert()
  }
  await insert()
  await moveIdentities(client, name)
}

/** Numbers given from now on begin after those that came with the rows. */
async function moveIdentities(client: PoolClient, table: string) {
  const { rows } = await client.query<{ column: string; sequence: string }>(
    `select column_name as "column", pg_get_serial_sequence(quote_ident(table_name), column_name) as sequence
     from information_schema.columns where table_schema = current_schema() and table_name = $1
       and pg_get_serial_sequence(quote_ident(table_name), column_name) is not null`,
    [table],
  )
  for (const { column, sequence } of rows) {
    const newest = `(select max(${quote(column)}) from ${quote(table)})`
    await client.query(`select setval($1, coalesce(${newest}, 1), ${newest} is not null)`, [sequence])
  }
}
