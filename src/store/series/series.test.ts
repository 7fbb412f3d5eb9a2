/** The port as capabilities use it: through the thread, while the database is away, after the thread has died. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { describePostgres, startPostgres, type TestPostgres } from '../../../test/parts/postgres.ts'
import { createFakeClock } from '../../core/clock.ts'
import { silentLog } from '../../core/log/silent-log.ts'
import { migratePart } from '../migrate.ts'
import { openPostgresDatabase } from '../postgres/postgres-database.ts'
import { LEVELS } from './levels.ts'
import { seriesMigrations } from './migrations.ts'
import { prepareSqliteChunks, SERIES_PART } from './prepare.ts'
import { openSeries } from './series.ts'

const NOW_MS = 1_790_000_000_000
const keepDays = LEVELS.map((level) => level.keepDays)
const sample = (metric: string, second: number) => ({
  host: 'local',
  metric,
  atMs: NOW_MS + second * 1000,
  value: second,
})
const query = (metric: string) => ({ host: 'local', metric, fromMs: NOW_MS, toMs: NOW_MS + 60_000, stepMs: 1000 })

describe('the engine of the history', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vedette-thread-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('works here for few series, and moves to a thread for many without losing any', async () => {
    const file = join(folder, 'grows.db')
    await prepareSqliteChunks(file)
    const clock = createFakeClock(NOW_MS)
    const posted = vi.spyOn(Worker.prototype, 'postMessage')
    const input = { location: { dialect: 'sqlite' as const, file, seriesFile: file }, keepDays }
    const series = openSeries({ input, clock, log: silentLog, threadAbove: 20 })
    try {
      await series.append(Array.from({ length: 20 }, (_, place) => sample(`host.m${place}`, 1)))
      await series.append([sample('host.m0', 2)])
      expect(posted).not.toHaveBeenCalled()
      await series.append([sample('host.one-more', 2)])
      const reading = series.read(query('host.m0'))
      await Promise.all([series.append([sample('host.m0', 3)]), series.append([sample('host.m19', 3)])])
      expect(posted).toHaveBeenCalled()
      expect((await reading)[0]?.avg.slice(0, 2)).toEqual([1, 2])
      expect((await series.read(query('host.m0')))[0]?.avg).toEqual([1, 2, 3])
      expect((await series.read(query('host.m19')))[0]?.avg).toEqual([1, 3])
      expect(await series.list('local')).toHaveLength(21)
    } finally {
      posted.mockRestore()
      await series.close()
    }
  })

  test('when its thread dies, nothing confirmed is lost and the next one learns every series anew', async () => {
    const file = join(folder, 'series.db')
    await prepareSqliteChunks(file)
    const clock = createFakeClock(NOW_MS)
    const posted = vi.spyOn(Worker.prototype, 'postMessage')
    const series = openSeries({
      input: { location: { dialect: 'sqlite', file, seriesFile: file }, keepDays },
      clock,
      log: silentLog,
      threadAbove: 0,
    })
    try {
      await series.append([sample('host.z', 1)])
      await series.append([sample('host.a', 1), sample('host.b', 1)])
      const worker = posted.mock.contexts[0] as Worker
      await worker.terminate()
      await series.append([sample('host.b', 2), sample('host.c', 2)])
      expect(posted.mock.contexts.at(-1)).not.toBe(worker)
      for (const [metric, seconds] of [
        ['host.a', [1]],
        ['host.b', [1, 2]],
        ['host.c', [2]],
      ] as const)
        expect((await series.read(query(metric)))[0]?.avg).toEqual(seconds)
    } finally {
      posted.mockRestore()
      await series.close()
    }
  })

  test('appends made together are written together, each told when it is safe', async () => {
    const file = join(folder, 'many.db')
    await prepareSqliteChunks(file)
    const series = openSeries({
      input: { location: { dialect: 'sqlite', file, seriesFile: file }, keepDays },
      clock: createFakeClock(NOW_MS),
      log: silentLog,
    })
    await Promise.all(Array.from({ length: 60 }, (_, second) => series.append([sample('host.a', second)])))
    expect((await series.read(query('host.a')))[0]?.count).toHaveLength(60)
    const last = series.append([sample('host.b', 5)])
    await series.close()
    await expect(last).resolves.toBeUndefined()
  })
})

describePostgres('history in PostgreSQL', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.stop())

  test('waits in memory while the server is away, and says so', async () => {
    const url = await server.createDatabase()
    const db = await openPostgresDatabase(url, 'test', silentLog)
    await migratePart(db, SERIES_PART, seriesMigrations)
    await db.close()
    const clock = createFakeClock(NOW_MS)
    const location = { dialect: 'postgres' as const, url, address: 'test' }
    const series = openSeries({ input: { location, keepDays }, clock, log: silentLog })
    await series.append([sample('host.a', 1)])
    await server.kill()
    const waiting = series.append([sample('host.a', 2), sample('host.b', 2)])
    await vi.waitUntil(() => series.blocked() !== undefined, { timeout: 10_000 })
    expect(series.blocked()).toBe('store.unreachable')
    expect(series.waitingSamples()).toBe(2)
    await server.start()
    clock.advance(5000)
    await waiting
    expect(series.blocked()).toBeUndefined()
    expect((await series.read(query('host.a')))[0]?.avg).toEqual([1, 2])
    expect((await series.read(query('host.b')))[0]?.avg).toEqual([2])
    await series.close()
  }, 60_000)
})
