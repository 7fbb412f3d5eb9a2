/**
 * The history itself. Samples go to a log first, where they survive the end of the process; when their hour is over they
 * become chunks and leave the log. Long work goes in slices, between which other work has its turn.
 */
import type { SeriesQuery } from '../../core/capability.ts'
import { storeErrors } from '../errors.ts'
import { breathe } from './breathe.ts'
import { type Arrivals, decodeArrivals, encodeArrivals } from './chunk-codec.ts'
import type { ChunkStorage, LevelState } from './chunk-storage.ts'
import { toChunks } from './flush.ts'
import { chooseWindow, DAY_MS, floorTo, HOUR_MS, LEVELS, RAW, ROLLED, spanOf } from './levels.ts'
import { createOpenBlocks, type OpenBlocks } from './open-blocks.ts'
import type { Points } from './points.ts'
import { readSeries } from './reading.ts'
import { createRegistry, type KnownSeries, type Registry } from './registry.ts'
import { readStored, type Warn } from './stored-chunks.ts'

/** After an hour ends, its last samples may still be on their way. */
const GRACE_MS = 2 * 60_000
/** A clock of a host may be ahead, but not by this much. */
const MAX_AHEAD_MS = DAY_MS
/** Series flushed, or chunks deleted, before other work gets its turn: about 10 ms. */
const SERIES_PER_SLICE = 16
const DELETES_PER_SLICE = 200
/** The newest day of every level stays, whatever the budget says. */
const NEVER_EVICTED_MS = DAY_MS

/** Samples of one message; `index` is the sender's own number of a series, explained once in `added`. */
export interface SeriesBatch {
  readonly added: readonly {
    readonly index: number
    readonly host: string
    readonly metric: string
    readonly labels: string
  }[]
  readonly index: Uint32Array
  readonly atMs: Float64Array
  readonly values: Float64Array
}
export interface EngineFrame {
  readonly labels: Readonly<Record<string, string>>
  readonly stepMs: number
  readonly atMs: Float64Array
  readonly count: Float64Array
  readonly sum: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
}
export interface SeriesEngine {
  /** Resolves once the samples survive the end of this process; `refused` counts those too old, too far ahead or not finite. */
  append(batch: SeriesBatch, nowMs: number): Promise<{ refused: number }>
  read(query: SeriesQuery): Promise<readonly EngineFrame[]>
  list(host: string): Promise<readonly Pick<KnownSeries, 'metric' | 'labels' | 'firstMs' | 'lastMs'>[]>
  /** Turns hours that are over into chunks and deletes what is past its time. */
  maintain(nowMs: number): Promise<void>
  levels(): Promise<readonly LevelState[]>
  /** Deletes the oldest of the finest level first until `sizeBytes` are free or nothing more may go. */
  evict(sizeBytes: number, nowMs: number): Promise<{ freedBytes: number }>
  close(): Promise<void>
}
export interface EngineOptions {
  readonly storage: ChunkStorage
  /** Days each level is kept, in the order of `LEVELS`. */
  readonly keepDays: readonly number[]
  readonly warn: Warn
}

interface State {
  readonly registry: Registry
  readonly open: OpenBlocks
  keptFromMs: readonly number[]
  lastSeq: number
}

export function createSeriesEngine({ storage, keepDays, warn }: EngineOptions): SeriesEngine {
  let state: State | undefined
  // Only the process that appends flushes and deletes; the command line beside it reads the log afresh each time.
  let isWriter = false
  let maintaining: Promise<void> | undefined
  let retiredAtMs = Number.NEGATIVE_INFINITY
  const idOf = new Map<number, number>()
  let last: Promise<unknown> = Promise.resolve()
  /** One change of the storage after the other. */
  function exclusive<Result>(work: () => Promise<Result>): Promise<Result> {
    const run = last.then(work, work)
    last = run.catch(() => undefined)
    return run
  }

  async function load(): Promise<State> {
    const registry = createRegistry(await storage.readSeries())
    const loaded: State = { registry, open: createOpenBlocks(), keptFromMs: await readKept(), lastSeq: 0 }
    for (const row of await storage.readLog()) {
      try {
        take(loaded, decodeArrivals(row.body))
      } catch (error) {
        warn('a damaged part of the history was left out', { seq: row.seq, reason: String(error) })
      }
      loaded.lastSeq = row.seq
    }
    return loaded
  }
  const readKept = async () => (await storage.readLevels()).map((level) => level.keptFromMs)
  function take(into: State, arrivals: Arrivals) {
    arrivals.series.forEach((id, place) => {
      const atMs = arrivals.atMs[place] ?? 0
      const known = into.registry.get(id)
      if (!known || atMs < (into.keptFromMs[RAW] ?? 0)) return
      known.firstMs = Math.min(known.firstMs, atMs)
      known.lastMs = Math.max(known.lastMs, atMs)
      into.open.add(id, atMs, arrivals.values[place] ?? 0)
    })
  }
  async function stateToRead(): Promise<State> {
    if (!state || !isWriter) state = await exclusive(async () => (isWriter && state ? state : await load()))
    return state
  }
  async function stateToWrite(): Promise<State> {
    if (!state || !isWriter) state = await load()
    isWriter = true
    return state
  }

  async function addSeries(into: State, batch: SeriesBatch) {
    const fresh = batch.added.filter((row) => !idOf.has(row.index))
    if (fresh.length === 0) return
    const rows = fresh.map(({ host, metric, labels, index }) => {
      const atMs = batch.atMs[batch.index.indexOf(index)] ?? 0
      return { host, metric, labels, firstMs: atMs, lastMs: atMs }
    })
    const ids = await storage.addSeries(rows)
    rows.forEach((row, place) => {
      const id = ids[place] ?? 0
      idOf.set(fresh[place]?.index ?? -1, id)
      into.registry.add({ ...row, id })
    })
  }
  async function append(batch: SeriesBatch, nowMs: number): Promise<{ refused: number }> {
    const into = await stateToWrite()
    await addSeries(into, batch)
    const byHour = new Map<number, Arrivals>()
    const oldestMs = Math.max(into.keptFromMs[RAW] ?? 0, nowMs - (keepDays[RAW] ?? 0) * DAY_MS)
    let refused = 0
    batch.index.forEach((index, place) => {
      const atMs = Math.trunc(batch.atMs[place] ?? Number.NaN)
      const value = batch.values[place] ?? Number.NaN
      const id = idOf.get(index)
      const isTimely = atMs >= oldestMs && atMs <= nowMs + MAX_AHEAD_MS
      // Samples meant for an engine that is gone: whoever sent them explains their series anew.
      if (id === undefined) throw storeErrors['store.failed']({ reason: 'samples of a series not named before' })
      if (!isTimely || !Number.isFinite(value)) {
        refused++
        return
      }
      const hourMs = floorTo(atMs, HOUR_MS)
      const arrivals = byHour.get(hourMs) ?? { series: [], atMs: [], values: [] }
      arrivals.series.push(id)
      arrivals.atMs.push(atMs)
      arrivals.values.push(value)
      byHour.set(hourMs, arrivals)
    })
    if (byHour.size > 0) {
      const rows = [...byHour].map(([startMs, arrivals]) => ({ startMs, body: encodeArrivals(arrivals) }))
      into.lastSeq = await storage.appendLog(rows)
      for (const arrivals of byHour.values()) take(into, arrivals)
    }
    return { refused }
  }

  async function flushSlice(into: State, hourMs: number, slice: readonly (readonly [number, Points])[]) {
    const ids = slice.map(([id]) => id)
    const asks = [RAW, ...ROLLED].map((level) => ({ level, startsMs: [floorTo(hourMs, spanOf(level))] }))
    const stored = await readStored(storage, ids, asks, warn)
    const chunks = slice.flatMap(([id, points]) => toChunks(id, hourMs, points, stored))
    const seen = ids.flatMap((id) => into.registry.get(id) ?? [])
    await storage.writeChunks(chunks, seen)
  }
  async function flushHour(into: State, hourMs: number) {
    // Numbers up to here belong to samples taken out now; what arrives during the flush has greater ones.
    const { hour, throughSeq } = await exclusive(async () => ({
      hour: [...into.open.detach(hourMs)],
      throughSeq: into.lastSeq,
    }))
    try {
      for (let place = 0; place < hour.length; place += SERIES_PER_SLICE) {
        await exclusive(() => flushSlice(into, hourMs, hour.slice(place, place + SERIES_PER_SLICE)))
        await breathe()
      }
      await exclusive(() => storage.deleteLog(hourMs, throughSeq))
      into.open.drop(hourMs)
    } catch (error) {
      into.open.putBack(hourMs)
      throw error
    }
  }
  /** Deletes what starts before `beforeMs` until `isEnough`, in slices. */
  async function deleteOld(into: State, level: number, beforeMs: number, isEnough: (bytes: number) => boolean) {
    const deleteSlice = () => {
      // A raw chunk stays while samples wait for it: its hour is computed from all of them.
      const waitingMs = level === RAW ? into.open.oldestHourMs() : Number.POSITIVE_INFINITY
      return storage.deleteChunks(level, Math.min(beforeMs, waitingMs), DELETES_PER_SLICE)
    }
    let freedBytes = 0
    while (!isEnough(freedBytes)) {
      const deleted = await exclusive(deleteSlice)
      freedBytes += deleted.sizeBytes
      if (deleted.rows > 0) into.keptFromMs = await readKept()
      if (deleted.rows < DELETES_PER_SLICE) break
      await breathe()
    }
    return freedBytes
  }
  async function forgetSeries(into: State, beforeMs: number) {
    const inUse = new Set(idOf.values())
    const gone = [...into.registry.all()].filter((known) => known.lastMs < beforeMs && !inUse.has(known.id))
    if (gone.length === 0) return
    await exclusive(() => storage.deleteSeries(gone.map((known) => known.id)))
    for (const known of gone) into.registry.remove(known.id)
  }
  async function maintainNow(into: State, nowMs: number) {
    for (const hourMs of into.open.hours()) {
      if (hourMs + HOUR_MS + GRACE_MS <= nowMs) await flushHour(into, hourMs)
    }
    if (nowMs - retiredAtMs < HOUR_MS) return
    for (const level of LEVELS.keys()) {
      const beforeMs = floorTo(nowMs - (keepDays[level] ?? 0) * DAY_MS - spanOf(level), spanOf(level)) + 1
      await deleteOld(into, level, beforeMs, () => false)
    }
    await forgetSeries(into, nowMs - Math.max(...keepDays) * DAY_MS)
    retiredAtMs = nowMs
  }

  return {
    append: (batch, nowMs) => exclusive(() => append(batch, nowMs)),
    async read(query) {
      const from = await stateToRead()
      const matched = from.registry.find(query.host, query.metric, query.labels ?? {})
      const window = chooseWindow(query, from.keptFromMs, matched.length)
      const frames: EngineFrame[] = []
      for (const series of matched) {
        const buckets = await readSeries(series, window, { storage, open: from.open, warn })
        if (buckets.atMs.length === 0) continue
        frames.push({
          labels: series.labels,
          stepMs: window.stepMs,
          atMs: Float64Array.from(buckets.atMs),
          count: Float64Array.from(buckets.count),
          sum: Float64Array.from(buckets.sum),
          min: Float64Array.from(buckets.min),
          max: Float64Array.from(buckets.max),
        })
        await breathe()
      }
      return frames
    },
    async list(host) {
      const from = await stateToRead()
      const oldestMs = Math.min(...from.keptFromMs)
      return from.registry.ofHost(host).map(({ metric, labels, firstMs, lastMs }) => ({
        metric,
        labels,
        firstMs: Math.max(firstMs, oldestMs),
        lastMs,
      }))
    },
    async maintain(nowMs) {
      if (!isWriter || !state) return
      const from = state
      // One after the other: a second call finds what the first left.
      const run = (maintaining ?? Promise.resolve()).catch(() => undefined).then(() => maintainNow(from, nowMs))
      maintaining = run
      await run
    },
    levels: () => storage.readLevels(),
    async evict(sizeBytes, nowMs) {
      const into = await stateToRead()
      let freedBytes = 0
      for (const level of LEVELS.keys()) {
        const beforeMs = floorTo(nowMs - NEVER_EVICTED_MS, spanOf(level))
        freedBytes += await deleteOld(into, level, beforeMs, (freed) => freedBytes + freed >= sizeBytes)
      }
      while (await exclusive(() => storage.compact())) await breathe()
      return { freedBytes }
    },
    close: () => exclusive(() => storage.close()),
  }
}
