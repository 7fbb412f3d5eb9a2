/** What the history's thread and its owner say to each other. */
import type { SeriesQuery } from '../../core/capability.ts'
import { VedetteError } from '../../core/errors.ts'
import type { Params } from '../../core/schema.ts'
import { storeErrors } from '../errors.ts'
import type { StoreLocation } from '../store-url.ts'
import type { SeriesBatch, SeriesEngine } from './engine.ts'

export interface ThreadInput {
  readonly location: StoreLocation
  readonly keepDays: readonly number[]
}
export type ThreadRequest =
  | { readonly method: 'append'; readonly batches: readonly SeriesBatch[]; readonly nowMs: number }
  | { readonly method: 'read'; readonly query: SeriesQuery }
  | { readonly method: 'list'; readonly host: string }
  | { readonly method: 'maintain'; readonly nowMs: number }
  | { readonly method: 'levels' }
  | { readonly method: 'evict'; readonly sizeBytes: number; readonly nowMs: number }
  | { readonly method: 'close' }
export type ThreadResult<Method extends keyof SeriesEngine> = Awaited<ReturnType<SeriesEngine[Method]>>

export interface Failure {
  readonly code: string
  readonly params: Params
  readonly reason: string
}
export type ThreadMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'warning'; readonly message: string; readonly fields: object }

/** Errors lose their class on the way: code and parameters travel. */
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
