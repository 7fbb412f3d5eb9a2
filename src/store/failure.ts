/** Errors between threads lose their class on the way: code and parameters travel. */
import { VedetteError } from '../core/errors.ts'
import type { Params } from '../core/schema.ts'
import { storeErrors } from './errors.ts'

export interface Failure {
  readonly code: string
  readonly params: Params
  readonly reason: string
}

export function toFailure(error: unknown): Failure {
  if (error instanceof VedetteError)
    return { code: error.code, params: error.params, reason: String(error.cause ?? '') }
  return { code: 'store.failed', params: { reason: String(error) }, reason: String(error) }
}

export function fromFailure(failure: Failure): VedetteError {
  const isKnown = (code: string): code is keyof typeof storeErrors.rows => Object.hasOwn(storeErrors.rows, code)
  const code = isKnown(failure.code) ? failure.code : 'store.failed'
  return storeErrors[code](failure.params, failure.reason)
}
