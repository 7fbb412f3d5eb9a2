/** The relational store on SQLite: one connection that writes, and readers beside it for what is heavy. */
import { type CompiledQuery, Kysely } from 'kysely'
import type { Database } from '../../core/capability.ts'
import { openSqliteFile, toKyselyDatabase } from './sqlite-connection.ts'
import { TransactionalSqliteDialect } from './sqlite-dialect.ts'
import { createSqliteReaders } from './sqlite-readers.ts'

export interface OpenDatabase extends Database {
  /** Rejects when the database cannot answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Accounts, findings and audit: a commit is on the disk before it is acknowledged. */
export function openSqliteDatabase(file: string): OpenDatabase {
  const connection = openSqliteFile(file, { kind: 'relational', durability: 'full' })
  const kysely = new Kysely<unknown>({
    dialect: new TransactionalSqliteDialect({ database: toKyselyDatabase(connection, file) }),
  })
  const readers = createSqliteReaders(file)
  return {
    dialect: 'sqlite',
    tables: <Tables>() => kysely as unknown as Kysely<Tables>,
    heavy: async <Row>(query: CompiledQuery<Row>, timeoutMs: number) =>
      (await readers.read({ sql: query.sql, parameters: query.parameters, timeoutMs })) as readonly Row[],
    async ping() {
      connection.prepare('select 1 from sqlite_schema limit 1').get()
    },
    async close() {
      await readers.close()
      await kysely.destroy()
      if (connection.isOpen) connection.close()
    },
  }
}
