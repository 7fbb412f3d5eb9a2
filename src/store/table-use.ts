/** Which table takes how much room. */
import { type CompiledQuery, sql } from 'kysely'
import type { Database } from '../core/capability.ts'

const TIMEOUT_MS = 10_000

export interface TableUse {
  readonly table: string
  readonly sizeBytes: number
  readonly rows: number
}

/** With its indexes; heavy on a big file, so it is asked beside the main thread. */
export async function readTableUse(db: Database): Promise<readonly TableUse[]> {
  const tables = await db.heavy<{ table: string; size: number; rows: number }>(
    db.dialect === 'sqlite' ? sqliteSizes(db) : postgresSizes(db),
    TIMEOUT_MS,
  )
  const counted =
    db.dialect === 'sqlite'
      ? await countRows(
          db,
          tables.map((row) => row.table),
        )
      : new Map()
  return tables.map(({ table, size, rows }) => ({ table, sizeBytes: size, rows: counted.get(table) ?? rows }))
}

const sqliteSizes = (db: Database): CompiledQuery<{ table: string; size: number; rows: number }> =>
  sql<{ table: string; size: number; rows: number }>`
    select s.tbl_name as "table", sum(d.pgsize) as size, 0 as rows
    from dbstat d join sqlite_schema s on s.name = d.name where d.aggregate = 1 and s.tbl_name not like 'sqlite%' group by s.tbl_name`.compile(
    db.tables<unknown>(),
  )

/** The number of rows is PostgreSQL's estimate, -1 before its first look. */
const postgresSizes = (db: Database): CompiledQuery<{ table: string; size: number; rows: number }> =>
  sql<{ table: string; size: number; rows: number }>`
    select relname as "table", pg_total_relation_size(oid) as size, greatest(reltuples, 0)::bigint as rows
    from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace`.compile(db.tables<unknown>())

async function countRows(db: Database, tables: readonly string[]): Promise<Map<string, number>> {
  if (tables.length === 0) return new Map()
  const counts = tables.map((table) => sql`select ${sql.lit(table)} as name, count(*) as rows from ${sql.table(table)}`)
  const query = sql<{ name: string; rows: number }>`${sql.join(counts, sql` union all `)}`.compile(db.tables<unknown>())
  return new Map((await db.heavy(query, TIMEOUT_MS)).map((row) => [row.name, row.rows]))
}
