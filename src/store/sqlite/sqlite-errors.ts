/** Result codes of SQLite as our errors (https://www.sqlite.org/rescode.html). */
import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { VedetteError } from '../../core/errors.ts'
import { storeErrors } from '../errors.ts'

const BUSY = 5
const LOCKED = 6
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const CONSTRAINT = 19
const NOTADB = 26
const CONSTRAINT_UNIQUE = CONSTRAINT | (8 << 8)
const CONSTRAINT_PRIMARYKEY = CONSTRAINT | (6 << 8)

/** Less than SQLite's shared-memory file grows by at a time. */
const NO_ROOM_BYTES = 64 * 1024

/** What `node:sqlite` throws: `errcode` is the extended result code. */
interface SqliteFailure {
  readonly code: 'ERR_SQLITE_ERROR'
  readonly errcode: number
  readonly message: string
}
const isSqliteFailure = (error: unknown): error is SqliteFailure =>
  error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'

/** `kind` tells whether the file holds history, whose loss is not the loss of everything. */
export function toSqliteError(error: unknown, file: string, kind: 'relational' | 'history' = 'relational'): unknown {
  if (error instanceof VedetteError) return error
  if (!isSqliteFailure(error)) return toNodeError(error, file)
  const reason = error.message
  if (error.errcode === CONSTRAINT_UNIQUE || error.errcode === CONSTRAINT_PRIMARYKEY)
    return storeErrors['store.duplicate']({ reason }, error)
  switch (error.errcode & 0xff) {
    case BUSY:
    case LOCKED:
      return storeErrors['store.locked']({ file }, error)
    case FULL:
      return storeErrors['store.full']({ where: file }, error)
    case READONLY:
    case CANTOPEN:
    case IOERR:
      if (hasNoRoom(file)) return storeErrors['store.full']({ where: file }, error)
      return storeErrors['store.unreadable']({ file, reason }, error)
    case CORRUPT:
    case NOTADB:
      return storeErrors[kind === 'history' ? 'store.history-corrupt' : 'store.corrupt']({ file, reason }, error)
    default:
      return storeErrors['store.failed']({ reason }, error)
  }
}

/** A full disk is told as an I/O error too, when it is the shared-memory file that cannot grow. */
function hasNoRoom(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(file))
    return bavail * bsize < NO_ROOM_BYTES
  } catch {
    return false
  }
}

function toNodeError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  if (error.code === 'ERR_OUT_OF_RANGE')
    return storeErrors['store.number-too-large']({ value: /value: (-?\d+)/.exec(error.message)?.[1] ?? '?' }, error)
  if (error.code === 'ERR_INVALID_STATE') return storeErrors['store.closed']({}, error)
  if (error.code === 'ENOSPC') return storeErrors['store.full']({ where: file }, error)
  return error
}
