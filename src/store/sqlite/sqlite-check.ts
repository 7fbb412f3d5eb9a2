/** Looks at a database file before anything writes to it, so that a damaged one is left as it is. */
import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { storeErrors } from '../errors.ts'
import { toSqliteError } from './sqlite-errors.ts'

export type FileKind = 'relational' | 'history'

const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'
/** A bigger file is checked in its header only: reading it all would delay every start by seconds. */
const FULL_CHECK_BYTES = 64 * 1024 * 1024

/** Throws `store.corrupt`, `store.history-corrupt`, `store.unreadable` or `store.locked`; a missing or empty file is fine. */
export function checkSqliteFile(file: string, kind: FileKind): void {
  const sizeBytes = readSize(file)
  if (sizeBytes === 0) return
  const damage = readHeaderDamage(file, sizeBytes) ?? readPagesDamage(file, sizeBytes, kind)
  if (damage === undefined) return
  const code = kind === 'history' ? 'store.history-corrupt' : 'store.corrupt'
  throw storeErrors[code]({ file, reason: damage })
}

function readSize(file: string): number {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat) return 0
  if (!stat.isFile()) throw storeErrors['store.unreadable']({ file, reason: 'it is not a file' })
  try {
    accessSync(file, constants.R_OK | constants.W_OK)
  } catch (error) {
    throw storeErrors['store.unreadable']({ file, reason: error instanceof Error ? error.message : '' }, error)
  }
  return stat.size
}

/** The database header, https://www.sqlite.org/fileformat2.html §1.3. */
function readHeaderDamage(file: string, sizeBytes: number): string | undefined {
  const header = Buffer.alloc(HEADER_BYTES)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, header, 0, HEADER_BYTES, 0)
  } finally {
    closeSync(handle)
  }
  if (sizeBytes < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC)
    return 'it is not an SQLite file'
  const pageBytes = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16)
  const pages = header.readUInt32BE(24) === header.readUInt32BE(92) ? header.readUInt32BE(28) : 0
  // With a write-ahead log the last pages may live there alone.
  const hasLog = (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0
  if (!hasLog && sizeBytes < pages * pageBytes) return `it is cut off: ${sizeBytes} of ${pages * pageBytes} bytes`
  return undefined
}

function readPagesDamage(file: string, sizeBytes: number, kind: FileKind): string | undefined {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: 2000 })
    const question = sizeBytes <= FULL_CHECK_BYTES ? 'pragma quick_check(1)' : 'select name from sqlite_schema limit 1'
    const said = db.prepare(question).get()?.['quick_check']
    return said === undefined || said === 'ok' ? undefined : String(said)
  } catch (error) {
    throw toSqliteError(error, file, kind)
  } finally {
    db?.close()
  }
}
