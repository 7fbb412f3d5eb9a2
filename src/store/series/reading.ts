/** One series over a window: stored chunks and what is still open, in buckets of the step asked. */
import type { ChunkStorage } from './chunk-storage.ts'
import { floorTo, HOUR_MS, RAW, spanOf, type Window, widthOf } from './levels.ts'
import type { OpenBlocks } from './open-blocks.ts'
import {
  type Buckets,
  emptyBuckets,
  emptyPoints,
  joinColumns,
  mergePoints,
  type Points,
  replaceRange,
  rollUp,
  sliceColumns,
  widen,
} from './points.ts'
import type { KnownSeries } from './registry.ts'
import { readStored, type StoredChunks, type Warn } from './stored-chunks.ts'

function startsOf(level: number, fromMs: number, toMs: number): number[] {
  const startsMs: number[] = []
  for (let startMs = floorTo(fromMs, spanOf(level)); startMs < toMs; startMs += spanOf(level)) startsMs.push(startMs)
  return startsMs
}

export async function readSeries(
  series: KnownSeries,
  window: Window,
  from: { readonly storage: ChunkStorage; readonly open: OpenBlocks; readonly warn: Warn },
): Promise<Buckets> {
  const fromMs = Math.max(window.fromMs, series.firstMs)
  const toMs = Math.min(window.toMs, series.lastMs + 1)
  if (fromMs >= toMs) return emptyBuckets()
  // Open samples are taken before stored ones: an hour flushed in between is then seen twice, which does no harm.
  const open = from.open.find(series.id, fromMs, toMs)
  const openHours = [...new Set(open.map((block) => block.hourMs))]
  const startsMs = startsOf(window.level, fromMs, toMs)
  const asks = [{ level: window.level, startsMs }]
  if (window.level !== RAW && openHours.length > 0) asks.push({ level: RAW, startsMs: openHours })
  const stored = await readStored(from.storage, [series.id], asks, from.warn)
  const merge = (points: Points, blocks: typeof open) =>
    blocks.reduce((merged, block) => mergePoints(merged, block.points), points)
  if (window.level === RAW) {
    const points = joinColumns(
      startsMs.map((startMs) => stored.points(series.id, startMs).columns),
      emptyPoints(),
    )
    return rollUp(sliceColumns(merge(points, open), window.fromMs, window.toMs), window.stepMs)
  }
  let buckets = joinLevel(series.id, window.level, startsMs, stored)
  for (const hourMs of openHours) {
    const blocks = open.filter((block) => block.hourMs === hourMs)
    const hour = merge(stored.points(series.id, hourMs).columns, blocks)
    buckets = replaceRange(buckets, hourMs, hourMs + HOUR_MS, rollUp(hour, widthOf(window.level)))
  }
  return widen(sliceColumns(buckets, window.fromMs, window.toMs), window.stepMs)
}

const joinLevel = (id: number, level: number, startsMs: readonly number[], stored: StoredChunks): Buckets =>
  joinColumns(
    startsMs.map((startMs) => stored.buckets(level, id, startMs).columns),
    emptyBuckets(),
  )
