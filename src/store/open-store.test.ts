/** The store as the console opens it: bad files, sudden ends, two processes, a budget. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import type { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Migration } from '../core/capability.ts'
import { createFakeClock } from '../core/clock.ts'
import { VedetteError } from '../core/errors.ts'
import { silentLog } from '../core/log/silent-log.ts'
import type { StorageReport } from '../core/storage.ts'
import { openStore, type Store } from './open-store.ts'

interface Tables {
  thing_note: { id?: number; name: string; body: string }
}
const notes: Migration = {
  name: '0001-notes',
  up: (db) =>
    db.schema
      .createTable('thing_note')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .execute(),
}
const NOW_MS = 1_790_000_000_000
const HOUR_MS = 3_600_000

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-open-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function open(
  options: { url?: string; budgetBytes?: number; clock?: ReturnType<typeof createFakeClock> } = {},
): Promise<Store> {
  const { url, budgetBytes = 1e9, clock = createFakeClock(NOW_MS) } = options
  const store = await openStore({ url, dataDir: folder, log: silentLog, clock, budgetBytes })
  await store.migrate('thing', [notes])
  return store
}
async function fillNotes(store: Store, count: number) {
  const rows = Array.from({ length: count }, (_, place) => ({ name: `n${place}`, body: 'x'.repeat(500) }))
  await store.db.tables<Tables>().insertInto('thing_note').values(rows).execute()
}
const main = () => join(folder, 'vedette.db')
const history = () => join(folder, 'vedette-series.db')

describe('a damaged file', () => {
  const overwrite = (file: string, at: number, bytes: Buffer) => {
    const handle = openSync(file, 'r+')
    writeSync(handle, bytes, 0, bytes.length, at)
    closeSync(handle)
  }
  const damages: readonly { what: string; damage: (file: string) => void }[] = [
    {
      what: 'that is something else',
      damage: (file) => writeFileSync(file, 'not a database, but long enough to look like one'.repeat(50)),
    },
    { what: 'with a broken header', damage: (file) => overwrite(file, 0, Buffer.from('SQLite format 9')) },
    { what: 'cut in half', damage: (file) => truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096) },
    { what: 'with pages of zeroes', damage: (file) => overwrite(file, 8192, Buffer.alloc(16_384)) },
  ]
  test.each(damages)('$what is named and left as it is', async ({ damage }) => {
    const store = await open()
    await fillNotes(store, 200)
    await store.close()
    damage(main())
    const before = readFileSync(main())
    await expect(open()).rejects.toMatchObject({ code: 'store.corrupt', params: { file: main() } })
    expect(readFileSync(main()).equals(before)).toBe(true)
  })

  test('of history is told apart', async () => {
    await (await open()).close()
    writeFileSync(history(), 'x'.repeat(5000))
    await expect(open()).rejects.toMatchObject({ code: 'store.history-corrupt', params: { file: history() } })
    expect(readFileSync(history(), 'utf8')).toBe('x'.repeat(5000))
  })

  test('that is a folder, or an address nobody understands, is named', async () => {
    mkdirSync(main())
    await expect(open()).rejects.toMatchObject({ code: 'store.unreadable', params: { file: main() } })
    const wrong = 'mysql://user:secret@host/db'
    const error: unknown = await open({ url: wrong }).catch((refused: unknown) => refused)
    expect(error).toMatchObject({ code: 'store.url-invalid' })
    expect(String(error)).not.toContain('secret')
  })

  test('that another program holds is named', async () => {
    await (await open()).close()
    const holder = new DatabaseSync(main())
    holder.exec('pragma locking_mode = exclusive; begin exclusive; create table held (id)')
    await expect(open()).rejects.toMatchObject({ code: 'store.locked', params: { file: main() } })
    holder.close()
    await (await open()).close()
  })

  test('in a place that cannot be a folder is named', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    const opening = openStore({ dataDir: join(file, 'data'), log: silentLog, clock: createFakeClock(), budgetBytes: 1 })
    await expect(opening).rejects.toMatchObject({ code: 'store.unreadable' })
  })

  test('an empty file is a new database', async () => {
    writeFileSync(main(), '')
    await (await open()).close()
    expect(statSync(main()).size).toBeGreaterThan(0)
  })

  test('files are their owner’s alone', async () => {
    const store = await open()
    await fillNotes(store, 1)
    for (const file of [main(), `${main()}-wal`, history()]) expect(statSync(file).mode & 0o777).toBe(0o600)
    await store.close()
  })
})

/** Runs `code` in a process of its own with an open `store`; its lines come one by one. */
function startChild(code: string): {
  child: ChildProcessByStdio<null, Readable, null>
  lines: AsyncIterableIterator<string>
} {
  const url = (path: string) => new URL(path, import.meta.url).href
  const program = `
    import { openStore } from '${url('./open-store.ts')}'
    import { systemClock } from '${url('../core/clock.ts')}'
    import { silentLog } from '${url('../core/log/silent-log.ts')}'
    const store = await openStore({ dataDir: ${JSON.stringify(folder)}, log: silentLog, clock: systemClock, budgetBytes: 1e9 })
    const say = (line) => process.stdout.write(line + '\\n')
    ${code}`
  const file = join(folder, 'child.mjs')
  writeFileSync(file, program)
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}
async function takeLines(lines: AsyncIterableIterator<string>, count: number): Promise<string[]> {
  const taken: string[] = []
  while (taken.length < count) {
    const { value, done } = await lines.next()
    if (done) break
    taken.push(value)
  }
  return taken
}

test('who wants to see the storage now is not shown an older count', async () => {
  const clock = createFakeClock(NOW_MS)
  const store = await open({ clock })
  const readRows = async (maxAgeMs?: number) =>
    (await store.storage.report(maxAgeMs === undefined ? {} : { maxAgeMs })).uses.find(({ what }) => what === 'note')
      ?.rows
  expect(await readRows()).toBe(0)
  await fillNotes(store, 30)
  clock.advance(60_000)
  // A health check may be told less; it does not stand in for an exact answer.
  expect(await readRows()).toBe(0)
  expect(await readRows(5_000)).toBe(30)
  await fillNotes(store, 1)
  clock.advance(4_000)
  expect(await readRows(5_000)).toBe(30)
  clock.advance(1_000)
  expect(await readRows(5_000)).toBe(31)
  await store.close()
})

describe('a process that is killed', () => {
  test('has kept every row and every sample it confirmed', async () => {
    await (await open()).close()
    const { child, lines } = startChild(`
      const notes = store.db.tables()
      for (let n = 0; ; n++) {
        await Promise.all([
          notes.insertInto('thing_note').values({ name: 'n' + n, body: '' }).execute(),
          store.series.append([{ host: 'local', metric: 'host.cpu', atMs: Date.now() - 5 * ${HOUR_MS} + n, value: n }]),
        ])
        say(String(n))
      }`)
    const confirmed = (await takeLines(lines, 50)).length
    child.kill('SIGKILL')
    for await (const _ of lines) {
      // What it still managed to say is not counted: fifty are enough.
    }
    expect(confirmed).toBe(50)
    const store = await open()
    const rows = await store.db.tables<Tables>().selectFrom('thing_note').select('name').execute()
    const names = new Set(rows.map((row) => row.name))
    expect(Array.from({ length: confirmed }, (_, n) => `n${n}`).filter((name) => !names.has(name))).toEqual([])
    const query = { host: 'local', metric: 'host.cpu', fromMs: 0, toMs: Date.now(), stepMs: 24 * HOUR_MS }
    const frames = await store.series.read(query)
    const count = frames[0]?.count.reduce((sum, one) => sum + one, 0) ?? 0
    expect(count).toBeGreaterThanOrEqual(confirmed)
    await store.close()
  }, 60_000)
})

describe('two processes', () => {
  test('write to the same file, and neither loses a row nor fails', async () => {
    const store = await open()
    const writer = (who: string) => `
      const db = store.db.tables()
      say('ready')
      for (let n = 0; n < 40; n++) {
        await db.transaction().execute(async (trx) => {
          const { count } = await trx.selectFrom('thing_note').select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow()
          await trx.insertInto('thing_note').values({ name: '${who}', body: String(count) }).execute()
        })
      }
      await store.close()
      say('done')`
    const { lines } = startChild(writer('beside'))
    await takeLines(lines, 1)
    const db = store.db.tables<Tables>()
    for (let n = 0; n < 40; n++) {
      await db.transaction().execute(async (trx) => {
        const { count } = await trx
          .selectFrom('thing_note')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow()
        await trx
          .insertInto('thing_note')
          .values({ name: 'here', body: String(count) })
          .execute()
      })
    }
    expect(await takeLines(lines, 1)).toEqual(['done'])
    const rows = await db.selectFrom('thing_note').select('body').orderBy('id').execute()
    // Each counted all rows before its own: no transaction saw half of another's.
    expect(rows.map((row) => row.body)).toEqual(Array.from({ length: 80 }, (_, place) => String(place)))
    await store.close()
  }, 60_000)
})

describe('history', () => {
  const minutes = (hours: number) =>
    Array.from({ length: hours * 60 }, (_, minute) => ({
      host: 'local',
      metric: 'host.cpu',
      atMs: NOW_MS + minute * 60_000,
      value: Math.sin(minute),
    }))

  test('is appended, read, listed, compacted by the clock, and there after a restart', async () => {
    const clock = createFakeClock(NOW_MS)
    const store = await open({ clock })
    await store.series.append(minutes(5))
    clock.advance(6 * HOUR_MS)
    const query = { host: 'local', metric: 'host.cpu', fromMs: NOW_MS, toMs: NOW_MS + 5 * HOUR_MS, stepMs: HOUR_MS }
    const before = await store.series.read(query)
    expect(before[0]?.count.reduce((sum, one) => sum + one, 0)).toBe(300)
    const use = (await store.storage.report()).uses.find((one) => one.what === 'series raw')
    expect(use?.rows).toBeGreaterThan(0)
    await store.close()
    const again = await open({ clock })
    expect(await again.series.read(query)).toEqual(before)
    expect(await again.series.list('local')).toMatchObject([{ metric: 'host.cpu', firstMs: NOW_MS }])
    expect(await again.health()).toEqual({ ok: true, detail: 'sqlite' })
    await again.close()
  })

  test('the mean of equal samples is never outside of them', async () => {
    const store = await open()
    const samples = [0, 1, 2].map((second) => ({ host: 'local', metric: 'host.x', atMs: NOW_MS + second, value: 0.1 }))
    await store.series.append(samples)
    const [frame] = await store.series.read({
      host: 'local',
      metric: 'host.x',
      fromMs: NOW_MS,
      toMs: NOW_MS + HOUR_MS,
      stepMs: HOUR_MS,
    })
    expect(frame).toMatchObject({ avg: [0.1], min: [0.1], max: [0.1], count: [3] })
    await store.close()
  })

  test('gives way to the budget, oldest and finest first; tables do not', async () => {
    const clock = createFakeClock(NOW_MS)
    const store = await open({ clock, budgetBytes: 11e6 })
    await fillNotes(store, 1000)
    for (let hour = 0; hour < 72; hour++) {
      const samples = Array.from({ length: 120 }, (_, place) => place).flatMap((metric) =>
        Array.from({ length: 60 }, (_, minute) => ({
          host: 'local',
          metric: `host.m${metric}`,
          atMs: NOW_MS + hour * HOUR_MS + minute * 60_000,
          value: Math.sin(metric * 7 + minute * hour),
        })),
      )
      await store.series.append(samples)
      clock.advance(HOUR_MS)
    }
    const sizes = (report: StorageReport, what: string) => report.uses.find((use) => use.what === what)
    let before: StorageReport
    do {
      clock.advance(31_000)
      before = await store.storage.report()
    } while ((sizes(before, 'series raw')?.rows ?? 0) < 120 * 72)
    expect(before).toMatchObject({ budgetBytes: 11e6, state: 'full' })
    const { freedBytes } = await store.enforceBudget()
    expect(freedBytes).toBeGreaterThan(0)
    clock.advance(60_000)
    const after = await store.storage.report()
    expect(after.usedBytes).toBeLessThanOrEqual(11e6)
    expect(sizes(after, 'series raw')?.sizeBytes).toBeLessThan(sizes(before, 'series raw')?.sizeBytes ?? 0)
    for (const [place, what] of ['series 1 min', 'series 10 min', 'series 1 h'].entries())
      expect(sizes(after, what)).toMatchObject({ rows: sizes(before, what)?.rows, evictionOrder: place + 2 })
    expect(after).toMatchObject({ state: 'nearly-full' })
    expect(after.usedBytes).toBeGreaterThan(9e6)
    expect(sizes(after, 'note')).toMatchObject({ capability: 'thing', rows: 1000 })
    expect(sizes(after, 'note')?.evictionOrder).toBeUndefined()
    await store.close()
  }, 60_000)

  test('after closing, appending and reading say so', async () => {
    const store = await open()
    await store.close()
    await expect(store.series.append(minutes(1))).rejects.toBeInstanceOf(VedetteError)
    await expect(store.series.list('local')).rejects.toMatchObject({ code: 'store.closed' })
  })
})
