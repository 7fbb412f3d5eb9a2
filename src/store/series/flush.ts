/** An hour of raw samples into chunks: the raw chunk, and that hour's buckets in the chunk of every coarser level. */
import { encodeBuckets, encodePoints } from './chunk-codec.ts'
import type { ChunkPut } from './chunk-storage.ts'
import { floorTo, HOUR_MS, RAW, ROLLED, spanOf, widthOf } from './levels.ts'
import { mergePoints, type Points, replaceRange, rollUp } from './points.ts'
import type { StoredChunks } from './stored-chunks.ts'

const sizeOf = (body: Uint8Array | undefined) => (body ? { replacedBytes: body.length } : {})

/**
 * Every level is computed from the whole raw hour, so late samples, samples sent twice and an hour flushed twice after a
 * crash all end in the same chunks.
 */
export function toChunks(series: number, hourMs: number, added: Points, stored: StoredChunks): ChunkPut[] {
  const before = stored.points(series, hourMs)
  const points = mergePoints(before.columns, added)
  const raw = { level: RAW, series, startMs: hourMs, body: encodePoints(points, hourMs), ...sizeOf(before.body) }
  const rolled = ROLLED.map((level) => {
    const startMs = floorTo(hourMs, spanOf(level))
    const known = stored.buckets(level, series, startMs)
    const hour = rollUp(points, widthOf(level))
    const buckets = replaceRange(known.columns, hourMs, hourMs + HOUR_MS, hour)
    return { level, series, startMs, body: encodeBuckets(buckets, startMs, widthOf(level)), ...sizeOf(known.body) }
  })
  return [raw, ...rolled]
}
