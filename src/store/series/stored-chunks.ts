/** Chunks read from the storage, decoded; a damaged one is left out and said, and costs its own time only. */
import { decodeBuckets, decodePoints } from './chunk-codec.ts'
import type { ChunkRow, ChunkStorage } from './chunk-storage.ts'
import { RAW, widthOf } from './levels.ts'
import { type Buckets, emptyBuckets, emptyPoints, type Points } from './points.ts'

export interface Stored<Columns> {
  readonly columns: Columns
  readonly body?: Uint8Array
}
export interface StoredChunks {
  points(series: number, startMs: number): Stored<Points>
  buckets(level: number, series: number, startMs: number): Stored<Buckets>
}
export type Warn = (message: string, fields: object) => void

export interface ChunkAsk {
  readonly level: number
  readonly startsMs: readonly number[]
}

export async function readStored(
  storage: ChunkStorage,
  series: readonly number[],
  asks: readonly ChunkAsk[],
  warn: Warn,
): Promise<StoredChunks> {
  const found = new Map<string, ChunkRow>()
  const keyOf = (level: number, id: number, startMs: number) => `${level}/${id}/${startMs}`
  for (const { level, startsMs } of asks) {
    for (const chunk of await storage.readChunks(level, series, startsMs))
      found.set(keyOf(level, chunk.series, chunk.startMs), chunk)
  }
  function decode<Columns>(
    key: { level: number; series: number; startMs: number },
    empty: Columns,
    decoder: (body: Uint8Array) => Columns,
  ): Stored<Columns> {
    const body = found.get(keyOf(key.level, key.series, key.startMs))?.body
    if (!body) return { columns: empty }
    try {
      return { columns: decoder(body), body }
    } catch (error) {
      warn('a damaged chunk of the history was left out', { ...key, reason: String(error) })
      return { columns: empty, body }
    }
  }
  return {
    points: (id, startMs) =>
      decode({ level: RAW, series: id, startMs }, emptyPoints(), (body) => decodePoints(body, startMs)),
    buckets: (level, id, startMs) =>
      decode({ level, series: id, startMs }, emptyBuckets(), (body) => decodeBuckets(body, startMs, widthOf(level))),
  }
}
