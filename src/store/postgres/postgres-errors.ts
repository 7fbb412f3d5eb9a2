/** PostgreSQL's SQLSTATE codes (its manual, appendix A) and broken connections as our errors. */
import { VedetteError } from '../../core/errors.ts'
import { storeErrors } from '../errors.ts'

/** SQLSTATE, or Node's name of a system error. */
const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '')

/** Said by `pg` in words only. */
const BROKEN =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable|query read timeout/i
const UNREACHABLE = /^(E[A-Z]+|08...|57P0[123]|53300)$/

export function isBrokenConnection(error: unknown): boolean {
  return error instanceof Error && (UNREACHABLE.test(codeOf(error)) || BROKEN.test(error.message))
}

/** `address` is host and database, without the password. */
export function toPostgresError(error: unknown, address: string): unknown {
  if (!(error instanceof Error) || error instanceof VedetteError) return error
  const reason = error.message || codeOf(error)
  if (isBrokenConnection(error)) return storeErrors['store.unreachable']({ address, reason }, error)
  if (/after calling end on the pool/i.test(error.message)) return storeErrors['store.closed']({}, error)
  switch (codeOf(error)) {
    case '28P01':
    case '28000':
      return storeErrors['store.sign-in-refused']({ address, reason }, error)
    case '3D000':
      return storeErrors['store.no-database']({ address, name: address.slice(address.indexOf('/') + 1) }, error)
    case '53100':
      return storeErrors['store.full']({ where: address }, error)
    case '23505':
      return storeErrors['store.duplicate']({ reason }, error)
    case '55P03':
      return storeErrors['store.locked']({ file: address }, error)
    case '':
      return error
    default:
      return storeErrors['store.failed']({ reason }, error)
  }
}
