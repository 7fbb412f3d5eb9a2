import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describePostgres, startPostgres, type TestPostgres } from '../../../test/parts/postgres.ts'
import { createFakeClock } from '../../core/clock.ts'
import { migratePart } from '../../store/migrate.ts'
import { openPostgresDatabase } from '../../store/postgres/postgres-database.ts'
import { type OpenDatabase, openSqliteDatabase } from '../../store/sqlite/sqlite-database.ts'
import { migrations } from './migrations/list.ts'
import { createOverviewQueries, type OverviewQueries } from './queries.ts'
import { recordStart } from './starts.ts'

const ignore = () => undefined
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore }
const END_MS = 4_000_000_000_000

function suite(openDatabase: () => Promise<OpenDatabase>) {
  let db: OpenDatabase
  let queries: OverviewQueries
  beforeEach(async () => {
    db = await openDatabase()
    await migratePart(db, 'overview', migrations)
    queries = createOverviewQueries(db)
  })
  afterEach(() => db.close())

  test('each start knows what changed since the one before', async () => {
    const clock = createFakeClock()
    const start = async (values: Readonly<Record<string, string>>) => {
      const settings = Object.entries(values).map(([name, value]) => ({ name, value, source: 'default' }))
      await recordStart(queries, { settings: () => settings }, clock, '1.2.3')
      clock.advance(1000)
    }
    await start({ a: '1', b: '2' })
    await start({ a: '1', b: '2' })
    await start({ a: '1', b: '3', c: '4' })
    await start({ c: '4' })
    const starts = await queries.starts(0, END_MS, 10)
    expect(starts.map(({ changed }) => changed)).toEqual([
      [
        { name: 'a', from: '1', to: null },
        { name: 'b', from: '3', to: null },
      ],
      [
        { name: 'b', from: '2', to: '3' },
        { name: 'c', from: null, to: '4' },
      ],
      [],
      [],
    ])
    expect(starts[3]).toMatchObject({ atMs: 1_790_000_000_000, version: '1.2.3' })
    expect(await queries.starts(1_790_000_001_000, 1_790_000_002_000, 10)).toHaveLength(1)
  })

  test('the list of starts is bounded', async () => {
    queries = createOverviewQueries(db, 20)
    for (let at = 1; at <= 23; at++) await queries.addStart({ atMs: at, version: '1', changed: [] }, { at: `${at}` })
    const starts = await queries.starts(0, END_MS, 9999)
    expect([starts.length, starts[0]?.atMs, starts.at(-1)?.atMs]).toEqual([20, 23, 4])
    expect(await queries.lastSettings()).toEqual({ at: '23' })
  })

  test('what is put away stays away', async () => {
    expect(await queries.isDismissed('first-steps')).toBe(false)
    await queries.dismiss('first-steps', 'min', 1)
    await queries.dismiss('first-steps', 'sora', 2)
    expect(await queries.isDismissed('first-steps')).toBe(true)
    expect(await queries.isDismissed('other')).toBe(false)
  })
}

describe('SQLite', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vedette-overview-queries-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  suite(async () => openSqliteDatabase(join(folder, 'vedette.db')))
})

describePostgres('PostgreSQL', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.stop())
  suite(async () => openPostgresDatabase(await server.createDatabase(), 'test', silent))
})
