/** What may be asked of the engine, whether it runs here or in a thread of its own. */
import type { Log, SeriesQuery } from '../../core/capability.ts'
import type { StoreLocation } from '../store-url.ts'
import type { ChunkStorage } from './chunk-storage.ts'
import { createSeriesEngine, type SeriesBatch, type SeriesEngine } from './engine.ts'

export interface EngineInput {
  readonly location: StoreLocation
  readonly keepDays: readonly number[]
}
export type EngineRequest =
  | { readonly method: 'append'; readonly batch: SeriesBatch; readonly nowMs: number }
  | { readonly method: 'read'; readonly query: SeriesQuery }
  | { readonly method: 'list'; readonly host: string }
  | { readonly method: 'maintain'; readonly nowMs: number }
  | { readonly method: 'levels' }
  | { readonly method: 'evict'; readonly sizeBytes: number; readonly nowMs: number }
  | { readonly method: 'close' }
export type EngineAnswer<Method extends keyof SeriesEngine> = Awaited<ReturnType<SeriesEngine[Method]>>

export interface EngineClient {
  ask<Result>(request: EngineRequest): Promise<Result>
  /**
   * Makes an engine ready for this many series; the number grows with every engine, which knows nothing of the one before.
   */
  start(seriesCount: number): number
  hasStarted(): boolean
  close(): Promise<void>
}

async function openStorage({ location }: EngineInput, log: Log): Promise<ChunkStorage> {
  if (location.dialect === 'sqlite') return (await import('./sqlite-chunks.ts')).openSqliteChunks(location.seriesFile)
  return (await import('./postgres-chunks.ts')).openPostgresChunks(location.url, location.address, log)
}

/** Opens the engine at the first request; a file that cannot be opened now may be there at the next. */
export function createAnswerer(input: EngineInput, log: Log): (request: EngineRequest) => Promise<unknown> {
  let opened: Promise<SeriesEngine> | undefined
  const warn = (message: string, fields: object) => log.warn(fields, message)
  const engine = (): Promise<SeriesEngine> => {
    opened ??= openStorage(input, log).then((storage) =>
      createSeriesEngine({ storage, keepDays: input.keepDays, warn }),
    )
    opened.catch(() => {
      opened = undefined
    })
    return opened
  }
  return async (request) => {
    const series = await engine()
    switch (request.method) {
      case 'append':
        return await series.append(request.batch, request.nowMs)
      case 'read':
        return await series.read(request.query)
      case 'list':
        return await series.list(request.host)
      case 'maintain':
        return await series.maintain(request.nowMs)
      case 'levels':
        return await series.levels()
      case 'evict':
        return await series.evict(request.sizeBytes, request.nowMs)
      case 'close':
        return await series.close()
    }
  }
}
