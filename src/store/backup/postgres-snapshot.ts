/** All tables of a PostgreSQL database as of one moment, written into SQLite files. */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { PoolClient } from 'pg'
import type { Log } from '../../core/capability.ts'
import { openPool } from '../postgres/postgres-pool.ts'

const ROWS_AT_ONCE = 1000

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`

/** Ours are named `<part>_<noun>`; what else lies in the same database stays out. */
async function readTables(client: PoolClient, isWanted: (table: string) => boolean) {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `select c.table_name as "table", array_agg(c.column_name::text order by c.ordinal_position) as columns
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' group by c.table_name order by c.table_name`,
  )
  return rows.filter(({ table }) => isWanted(table))
}

async function copyTable(
  client: PoolClient,
  target: DatabaseSync,
  table: string,
  columns: readonly string[],
): Promise<void> {
  const names = columns.map(quote).join(', ')
  target.exec(`create table ${quote(table)} (${names})`)
  const insert = target.prepare(`insert into ${quote(table)} values (${columns.map(() => '?').join(', ')})`)
  await client.query(`declare copied no scroll cursor for select ${names} from ${quote(table)}`)
  for (;;) {
    const { rows } = await client.query({ text: `fetch ${ROWS_AT_ONCE} from copied`, rowMode: 'array' })
    for (const row of rows as SQLInputValue[][]) insert.run(...row)
    if (rows.length < ROWS_AT_ONCE) break
  }
  await client.query('close copied')
}

export async function snapshotPostgres(
  location: { readonly url: string; readonly address: string },
  targets: { readonly tablesFile: string; readonly seriesFile: string },
  log: Log,
): Promise<void> {
  const { pool, withClient } = await openPool(location.url, location.address, log, 1)
  const isHistory = (table: string) => table.startsWith('core_series')
  const isOurs = (table: string) => table.includes('_') && !isHistory(table)
  try {
    await withClient(async (client) => {
      // One moment for every table; writers go on beside.
      await client.query('begin isolation level repeatable read read only')
      await copyInto(client, targets.tablesFile, isOurs)
      await copyInto(client, targets.seriesFile, isHistory)
      await client.query('commit')
    })
  } finally {
    await pool.end()
  }
}

async function copyInto(client: PoolClient, file: string, isWanted: (table: string) => boolean): Promise<void> {
  const target = new DatabaseSync(file)
  try {
    target.exec('pragma journal_mode = off; begin')
    for (const { table, columns } of await readTables(client, isWanted)) await copyTable(client, target, table, columns)
    target.exec('commit')
  } finally {
    target.close()
  }
}
