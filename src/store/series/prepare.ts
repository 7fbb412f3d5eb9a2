/** Brings the history's own file up to date before its thread opens it. */
import { Kysely } from 'kysely'
import { migratePart } from '../migrate.ts'
import { openSqliteFile, toKyselyDatabase } from '../sqlite/sqlite-connection.ts'
import { TransactionalSqliteDialect } from '../sqlite/sqlite-dialect.ts'
import { seriesMigrations } from './migrations.ts'

/** The name history's migrations go by. */
export const SERIES_PART = 'series'

export async function prepareSqliteChunks(file: string): Promise<void> {
  const connection = openSqliteFile(file, { kind: 'history', durability: 'normal' })
  const kysely = new Kysely<unknown>({
    dialect: new TransactionalSqliteDialect({ database: toKyselyDatabase(connection, file) }),
  })
  const db = {
    dialect: 'sqlite' as const,
    tables: <Tables>() => kysely as unknown as Kysely<Tables>,
    heavy: () => Promise.resolve([]),
  }
  try {
    await migratePart(db, SERIES_PART, seriesMigrations)
  } finally {
    await kysely.destroy()
    if (connection.isOpen) connection.close()
  }
}
