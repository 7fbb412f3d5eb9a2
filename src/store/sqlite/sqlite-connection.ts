/** `node:sqlite` as the structural driver Kysely's SQLite dialect asks for. */
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { toParameter } from '../values.ts'
import { checkSqliteFile, type FileKind } from './sqlite-check.ts'
import { toSqliteError } from './sqlite-errors.ts'

/** How long a writer waits for another process (the command line beside the server) before `store.locked`. */
const BUSY_TIMEOUT_MS = 5000
const WAL_LIMIT_BYTES = 16 * 1024 * 1024
const CACHED_STATEMENTS = 300

export interface SqliteFileOptions {
  readonly kind: FileKind
  /** `full`: a commit is on the disk; `normal`: it survives the death of the process, and a power cut may undo the newest. */
  readonly durability: 'full' | 'normal'
}

/** Checked, in WAL mode, readable by its owner only; made when missing. */
export function openSqliteFile(file: string, options: SqliteFileOptions): DatabaseSync {
  checkSqliteFile(file, options.kind)
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    // SQLite would make it with the umask's mode, readable by others; its log files take over this mode.
    closeSync(openSync(file, 'a', 0o600))
    const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
    // Only a new file takes this: it lets the file shrink after an eviction.
    db.exec('pragma auto_vacuum = incremental')
    db.exec('pragma journal_mode = wal')
    db.exec(`pragma synchronous = ${options.durability}`)
    db.exec(`pragma journal_size_limit = ${WAL_LIMIT_BYTES}`)
    return db
  } catch (error) {
    throw toSqliteError(toCannotOpen(error), file, options.kind)
  }
}

/** `EACCES` and its like come from making the folder or the file; SQLite has its own codes. */
function toCannotOpen(error: unknown): unknown {
  const isSystem = error instanceof Error && 'syscall' in error && 'code' in error && error.code !== 'ENOSPC'
  if (!isSystem) return error
  return Object.assign(new Error(error.message, { cause: error }), { code: 'ERR_SQLITE_ERROR', errcode: 14 })
}

const toParameters = (values: readonly unknown[]) => values.map(toParameter) as SQLInputValue[]
const changesSchema = (sql: string) => /^\s*(create|alter|drop|pragma)\b/i.test(sql)

/** Statements are kept prepared; an open cursor gets one of its own, as a prepared statement has one cursor only. */
export function toKyselyDatabase(db: DatabaseSync, file: string): SqliteDatabase {
  const cache = new Map<string, SqliteStatement>()
  const guarded = <Result>(work: () => Result): Result => {
    try {
      return work()
    } catch (error) {
      throw toSqliteError(error, file)
    }
  }
  function toStatement(sql: string, statement: StatementSync): SqliteStatement {
    return {
      reader: statement.columns().length > 0,
      all: (parameters) => guarded(() => statement.all(...toParameters(parameters))),
      run: (parameters) => guarded(() => statement.run(...toParameters(parameters))),
      iterate: (parameters) => guarded(() => db.prepare(sql).iterate(...toParameters(parameters))),
    }
  }
  /** A full disk has often undone the transaction already; undoing it again would hide that error behind another. */
  const rollback: SqliteStatement = {
    reader: false,
    all: () => [],
    run: () => {
      if (db.isTransaction) guarded(() => db.exec('rollback'))
      return { changes: 0, lastInsertRowid: 0 }
    },
    iterate: () => [][Symbol.iterator](),
  }
  return {
    // A transaction that reads first and writes later could not wait for another writer: it takes the write lock at once.
    prepare(sql) {
      const known = sql === 'rollback' ? rollback : cache.get(sql)
      if (known) return known
      if (changesSchema(sql)) cache.clear()
      const statement = guarded(() => toStatement(sql, db.prepare(sql === 'begin' ? 'begin immediate' : sql)))
      if (changesSchema(sql)) return statement
      if (cache.size >= CACHED_STATEMENTS) cache.clear()
      cache.set(sql, statement)
      return statement
    },
    close: () => db.close(),
  }
}
