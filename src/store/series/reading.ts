/** One series over a window: stored chunks and what is still open, in buckets of the step asked. */
import { breathe } from './breathe.ts'
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
import { readStored, type Warn } from './stored-chunks.ts'

/** Chunks decoded before other work gets its turn: about 5 ms. */
const CHUNKS_PER_SLICE = 32

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
    const parts = await decodeEach(startsMs, (startMs) => stored.points(series.id, startMs).columns)
    const points = joinColumns(parts, emptyPoints())
    return rollUp(sliceColumns(merge(points, open), window.fromMs, window.toMs), window.stepMs)
  }
  const parts = await decodeEach(startsMs, (startMs) => stored.buckets(window.level, series.id, startMs).columns)
  let buckets = joinColumns(parts, emptyBuckets())
  for (const hourMs of openHours) {
    const blocks = open.filter((block) => block.hourMs === hourMs)
    const hour = merge(stored.points(series.id, hourMs).columns, blocks)
    buckets = replaceRange(buckets, hourMs, hourMs + HOUR_MS, rollUp(hour, widthOf(window.level)))
  }
  return widen(sliceColumns(buckets, window.fromMs, window.toMs), window.stepMs)
}

async function decodeEach<Columns>(
  startsMs: readonly number[],
  decode: (startMs: number) => Columns,
): Promise<Columns[]> {
  const parts: Columns[] = []
  for (const startMs of startsMs) {
    parts.push(decode(startMs))
    if (parts.length % CHUNKS_PER_SLICE === 0) await breathe()
  }
  return parts
}
