/** What the history's thread and its owner say to each other. */
import type { SeriesQuery } from '../../core/capability.ts'
import type { Failure } from '../failure.ts'
import type { StoreLocation } from '../store-url.ts'
import type { SeriesBatch, SeriesEngine } from './engine.ts'

export interface ThreadInput {
  readonly location: StoreLocation
  readonly keepDays: readonly number[]
}
export type ThreadRequest =
  | { readonly method: 'append'; readonly batch: SeriesBatch; readonly nowMs: number }
  | { readonly method: 'read'; readonly query: SeriesQuery }
  | { readonly method: 'list'; readonly host: string }
  | { readonly method: 'maintain'; readonly nowMs: number }
  | { readonly method: 'levels' }
  | { readonly method: 'evict'; readonly sizeBytes: number; readonly nowMs: number }
  | { readonly method: 'close' }
export type ThreadResult<Method extends keyof SeriesEngine> = Awaited<ReturnType<SeriesEngine[Method]>>

export type ThreadMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'warning'; readonly message: string; readonly fields: object }
