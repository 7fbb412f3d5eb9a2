/** The engine on both storages: what comes out equals aggregating what went in, however it got there. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describePostgres, startPostgres, type TestPostgres } from '../../../test/parts/postgres.ts'
import type { SeriesQuery } from '../../core/capability.ts'
import { silentLog } from '../../core/log/silent-log.ts'
import { migratePart } from '../migrate.ts'
import { openPostgresDatabase } from '../postgres/postgres-database.ts'
import { toBatch } from './batch.ts'
import { createSeriesEngine, type EngineFrame, type SeriesEngine } from './engine.ts'
import { DAY_MS, HOUR_MS } from './levels.ts'
import { seriesMigrations } from './migrations.ts'
import { openPostgresChunks } from './postgres-chunks.ts'
import { prepareSqliteChunks, SERIES_PART } from './prepare.ts'
import { openSqliteChunks } from './sqlite-chunks.ts'

const NOW_MS = 1_790_000_000_000
const KEEP_DAYS = [7, 30, 180, 730]
const samplesOf = (metric: string, rows: readonly (readonly [number, number])[]) =>
  rows.map(([atMs, value]) => ({ host: 'local', metric, atMs, value }))
const read = (engine: SeriesEngine, query: Partial<SeriesQuery>) =>
  engine.read({ host: 'local', metric: 'host.cpu', fromMs: 0, toMs: NOW_MS + DAY_MS, stepMs: 60_000, ...query })
const rowsOf = (frame: EngineFrame | undefined) =>
  [...(frame?.atMs ?? [])].map((atMs, place) => [
    atMs,
    frame?.count[place] ?? 0,
    frame?.sum[place] ?? 0,
    frame?.min[place] ?? 0,
    frame?.max[place] ?? 0,
  ])

/** What any correct store says, computed the simple way. */
function aggregate(
  samples: readonly (readonly [number, number])[],
  query: { fromMs: number; toMs: number; stepMs: number },
) {
  const byTime = new Map(samples)
  const buckets = new Map<number, number[]>()
  for (const atMs of [...byTime.keys()].sort((a, b) => a - b)) {
    if (atMs < query.fromMs || atMs >= query.toMs) continue
    const start = Math.floor(atMs / query.stepMs) * query.stepMs
    buckets.set(start, [...(buckets.get(start) ?? []), byTime.get(atMs) ?? 0])
  }
  return [...buckets].map(([start, values]) => [
    start,
    values.length,
    values.reduce((sum, value) => sum + value, 0),
    Math.min(...values),
    Math.max(...values),
  ])
}
function expectClose(found: number[][], wanted: number[][], scale: number) {
  expect(found.map(([start, count, , min, max]) => [start, count, min, max])).toEqual(
    wanted.map(([start, count, , min, max]) => [start, count, min, max]),
  )
  // The order of additions may differ in the last bits.
  found.forEach((row, place) => {
    expect(Math.abs((row[2] ?? 0) - (wanted[place]?.[2] ?? 0))).toBeLessThanOrEqual(scale * 1e-9)
  })
}

const sample = fc.tuple(
  fc.integer({ min: -3 * DAY_MS, max: 5 * HOUR_MS }).map((offset) => NOW_MS + offset),
  fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
)
const operation = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('append' as const), samples: fc.array(sample, { maxLength: 40 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('maintain' as const), laterMs: fc.integer({ min: 0, max: 6 * HOUR_MS }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
)
const question = fc.record({
  fromMs: fc.integer({ min: -4 * DAY_MS, max: DAY_MS }).map((offset) => NOW_MS + offset),
  rangeMs: fc.integer({ min: 1, max: 5 * DAY_MS }),
  stepMs: fc.oneof(
    fc.constantFrom(1000, 10_000, 60_000, 300_000, 600_000, HOUR_MS, 2 * HOUR_MS, 6 * HOUR_MS, DAY_MS),
    fc.integer({ min: 20_000, max: DAY_MS }),
  ),
})

type Operation = typeof operation extends fc.Arbitrary<infer Kind> ? Kind : never
type Question = typeof question extends fc.Arbitrary<infer Kind> ? Kind : never

/** Where one test's history lies; opening it again is a restart. */
interface Place {
  open(): Promise<SeriesEngine>
}

async function perform(place: Place, operations: readonly Operation[]) {
  let engine = await place.open()
  const known: (readonly [number, number])[] = []
  let nowMs = NOW_MS
  for (const step of operations) {
    if (step.kind === 'append') {
      await engine.append(toBatch(samplesOf('host.cpu', step.samples)), nowMs)
      known.push(...step.samples)
    } else if (step.kind === 'maintain') {
      nowMs += step.laterMs
      await engine.maintain(nowMs)
    } else {
      await engine.close()
      engine = await place.open()
    }
  }
  return { engine, known }
}

async function expectAnswer(engine: SeriesEngine, known: readonly (readonly [number, number])[], asked: Question) {
  const { fromMs, rangeMs, stepMs } = asked
  const [frame] = await read(engine, { fromMs, toMs: fromMs + rangeMs, stepMs })
  const step = frame?.stepMs ?? stepMs
  const whole = {
    stepMs: step,
    fromMs: Math.floor(fromMs / step) * step,
    toMs: Math.ceil((fromMs + rangeMs) / step) * step,
  }
  expectClose(rowsOf(frame), aggregate(known, whole), 1e9)
}

function suite(createPlace: () => Promise<Place>, numRuns: number) {
  const open = async () => (await createPlace()).open()

  test('a roll-up equals aggregating the raw data: any samples, late and twice, any step, across restarts', async () => {
    const operations = fc.array(operation, { maxLength: 12 })
    const questions = fc.array(question, { minLength: 1, maxLength: 8 })
    const property = fc.asyncProperty(operations, questions, async (steps, asked) => {
      const { engine, known } = await perform(await createPlace(), steps)
      for (const one of asked) await expectAnswer(engine, known, one)
      await engine.close()
    })
    await fc.assert(property, { numRuns })
  }, 120_000)

  test('samples are readable at once, and gaps are absent', async () => {
    const engine = await open()
    await engine.append(
      toBatch(
        samplesOf('host.cpu', [
          [NOW_MS, 1],
          [NOW_MS + 120_000, 3],
        ]),
      ),
      NOW_MS,
    )
    const [frame] = await read(engine, { stepMs: 60_000, fromMs: NOW_MS, toMs: NOW_MS + 600_000 })
    const start = Math.floor(NOW_MS / 60_000) * 60_000
    expect(rowsOf(frame)).toEqual([
      [start, 1, 1, 1, 1],
      [start + 120_000, 1, 3, 3, 3],
    ])
    await engine.close()
  })

  test('labels pick series, and a host’s series are listed with their first and last time', async () => {
    const engine = await open()
    const disk = (mount: string, value: number) => ({
      host: 'local',
      metric: 'host.disk',
      labels: { mount, kind: 'ext4' },
      atMs: NOW_MS + value,
      value,
    })
    await engine.append(toBatch([disk('/', 1), disk('/var', 2), disk('/', 3)]), NOW_MS)
    const frames = await read(engine, { metric: 'host.disk', labels: { mount: '/' } })
    expect(frames.map((frame) => frame.labels)).toEqual([{ kind: 'ext4', mount: '/' }])
    expect(await read(engine, { metric: 'host.disk' })).toHaveLength(2)
    expect(await engine.list('local')).toEqual([
      { metric: 'host.disk', labels: { kind: 'ext4', mount: '/' }, firstMs: NOW_MS + 1, lastMs: NOW_MS + 3 },
      { metric: 'host.disk', labels: { kind: 'ext4', mount: '/var' }, firstMs: NOW_MS + 2, lastMs: NOW_MS + 2 },
    ])
    await engine.close()
  })

  test('what is too old, too far ahead or not a number is refused and counted', async () => {
    const engine = await open()
    const rows = [
      [NOW_MS - 8 * DAY_MS, 1],
      [NOW_MS + 2 * DAY_MS, 2],
      [NOW_MS, Number.NaN],
      [NOW_MS, Number.POSITIVE_INFINITY],
      [NOW_MS, 5],
    ] as const
    expect(await engine.append(toBatch(samplesOf('host.cpu', rows)), NOW_MS)).toEqual({ refused: 4 })
    const [frame] = await read(engine, { stepMs: 1000 })
    expect([...(frame?.max ?? [])]).toEqual([5])
    await engine.close()
  })

  test('levels outlive each other: an old range is answered from a coarser level with a wider step', async () => {
    const engine = await open()
    const wanted = []
    for (let day = 0; day < 40; day++) {
      const atMs = NOW_MS + day * DAY_MS
      await engine.append(
        toBatch(
          samplesOf('host.cpu', [
            [atMs, day],
            [atMs + 30_000, day + 10],
          ]),
        ),
        atMs + 30_000,
      )
      await engine.maintain(atMs + 2 * HOUR_MS)
      wanted.push([Math.floor(atMs / 600_000) * 600_000, 2, 2 * day + 10, day, day + 10])
    }
    const nowMs = NOW_MS + 40 * DAY_MS
    const days = { fromMs: NOW_MS, toMs: nowMs }
    const [recent] = await read(engine, { fromMs: nowMs - 3 * DAY_MS, toMs: nowMs, stepMs: 15_000 })
    expect(recent).toMatchObject({ stepMs: 15_000 })
    expect(recent?.atMs).toHaveLength(6)
    const [old] = await read(engine, { ...days, stepMs: 100_000 })
    expect(old?.stepMs).toBe(600_000)
    expect(rowsOf(old)).toEqual(wanted)
    const levels = await engine.levels()
    expect(levels.map((level) => Math.round((nowMs - (level.oldestMs ?? 0)) / DAY_MS))).toEqual([7, 31, 42, 52])
    expect(levels.every((level) => level.rows > 0 && level.sizeBytes > 0)).toBe(true)
    await engine.close()
  })

  test('eviction takes the finest and oldest first and never the newest day', async () => {
    const engine = await open()
    for (let hour = 0; hour < 100; hour++) {
      const atMs = NOW_MS + hour * HOUR_MS
      const rows = Array.from({ length: 60 }, (_, minute): [number, number] => [
        atMs + minute * 60_000,
        Math.sin(hour + minute),
      ])
      await engine.append(toBatch(samplesOf('host.cpu', rows)), atMs + HOUR_MS)
    }
    const nowMs = NOW_MS + 100 * HOUR_MS
    await engine.maintain(nowMs + HOUR_MS)
    const before = await engine.levels()
    const { freedBytes } = await engine.evict(5000, nowMs)
    const after = await engine.levels()
    expect(freedBytes).toBeGreaterThanOrEqual(5000)
    expect((before[0]?.sizeBytes ?? 0) - (after[0]?.sizeBytes ?? 0)).toBe(freedBytes)
    expect(after.slice(1)).toEqual(before.slice(1))
    await engine.evict(1e12, nowMs)
    const last = await engine.levels()
    expect(last[0]?.oldestMs).toBeGreaterThan(nowMs - DAY_MS - HOUR_MS)
    expect(last[0]?.oldestMs).toBeLessThan(nowMs - DAY_MS + HOUR_MS)
    const [frame] = await read(engine, { fromMs: nowMs - 20 * HOUR_MS, toMs: nowMs, stepMs: HOUR_MS })
    expect(frame?.atMs).toHaveLength(21)
    await engine.close()
  })

  test('a process that only reads sees what another appends, and never flushes', async () => {
    const place = await createPlace()
    const writer = await place.open()
    const reader = await place.open()
    await writer.append(toBatch(samplesOf('host.cpu', [[NOW_MS, 1]])), NOW_MS)
    expect(await read(reader, {})).toHaveLength(1)
    await reader.maintain(NOW_MS + 3 * HOUR_MS)
    expect((await reader.levels())[0]?.rows).toBe(0)
    await writer.append(toBatch(samplesOf('host.cpu', [[NOW_MS + 1, 2]])), NOW_MS)
    await writer.maintain(NOW_MS + 3 * HOUR_MS)
    const [frame] = await read(reader, { stepMs: HOUR_MS })
    expect([...(frame?.count ?? [])]).toEqual([2])
    await writer.close()
    await reader.close()
  })
}

const warn = (message: string) => expect.fail(message)

describe('on SQLite', () => {
  let folder: string
  let places = 0
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vedette-series-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  suite(async () => {
    const file = join(folder, `${places++}.db`)
    await prepareSqliteChunks(file)
    return { open: async () => createSeriesEngine({ storage: openSqliteChunks(file), keepDays: KEEP_DAYS, warn }) }
  }, 200)
})

describePostgres('on PostgreSQL', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.stop())
  suite(async () => {
    const url = await server.createDatabase()
    const db = await openPostgresDatabase(url, 'test', silentLog)
    await migratePart(db, SERIES_PART, seriesMigrations)
    await db.close()
    return {
      open: async () =>
        createSeriesEngine({ storage: await openPostgresChunks(url, 'test', silentLog), keepDays: KEEP_DAYS, warn }),
    }
  }, 15)
})
