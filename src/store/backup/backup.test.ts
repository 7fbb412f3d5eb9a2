/** Backups of running stores, brought back into either database. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describePostgres, startPostgres, type TestPostgres } from '../../../test/parts/postgres.ts'
import type { Migration } from '../../core/capability.ts'
import { createFakeClock } from '../../core/clock.ts'
import { silentLog } from '../../core/log/silent-log.ts'
import { createSecrets, secretsMigrations } from '../../core/secrets.ts'
import { openStore, restoreBackup, type Store } from '../open-store.ts'
import { decodeTar, encodeTarHeader, paddingOf, tarEnd } from './tar.ts'

interface Tables {
  thing_note: { id?: number; name: string; at_us: number; share: number; body: Uint8Array | null }
}
const notes: Migration = {
  name: '0001-notes',
  up: async (db, dialect) => {
    await db.schema
      .createTable('thing_note')
      .addColumn('id', 'integer', (column) =>
        dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey().generatedAlwaysAsIdentity(),
      )
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .addColumn('at_us', 'bigint', (column) => column.notNull())
      .addColumn('share', 'double precision', (column) => column.notNull())
      .addColumn('body', dialect === 'sqlite' ? 'blob' : 'bytea')
      .execute()
  },
}
const parts = [
  { id: 'thing', migrations: [notes] },
  { id: 'core-secrets', migrations: secretsMigrations },
]
const KEY = Buffer.alloc(32, 7)
const NOW_MS = 1_790_000_000_000
const BUDGET = 1e9

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-backup-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function open(dataDir: string, url?: string): Promise<Store> {
  const store = await openStore({ dataDir, url, log: silentLog, clock: createFakeClock(NOW_MS), budgetBytes: BUDGET })
  for (const part of parts) await store.migrate(part.id, part.migrations)
  return store
}
const noteRows = Array.from({ length: 1234 }, (_, place) => ({
  name: `заметка ${place}`,
  at_us: NOW_MS * 1000 + place,
  share: place / 7,
  body: place % 3 === 0 ? null : Uint8Array.of(0, place % 256, 255),
}))
async function fill(store: Store, dataDir: string) {
  const db = store.db.tables<Tables>()
  await db.transaction().execute(async (trx) => {
    for (let place = 0; place < noteRows.length; place += 100)
      await trx
        .insertInto('thing_note')
        .values(noteRows.slice(place, place + 100))
        .execute()
  })
  await createSecrets({ db: store.db, clock: createFakeClock(NOW_MS), key: KEY }).put('mail.password', 'hush')
  await store.series.append([{ host: 'local', metric: 'host.cpu', atMs: NOW_MS, value: 42.5 }])
  for (const name of ['secrets.key', 'audit.key']) writeFileSync(join(dataDir, name), `${KEY.toString('base64')}\n`)
  writeFileSync(join(dataDir, 'audit.head'), '1 abc\n')
}
async function expectFilled(store: Store) {
  const db = store.db.tables<Tables>()
  const rows = await db.selectFrom('thing_note').select(['name', 'at_us', 'share', 'body']).orderBy('id').execute()
  expect(rows.map((row) => ({ ...row, body: row.body && [...row.body] }))).toEqual(
    noteRows.map((row) => ({ ...row, body: row.body && [...row.body] })),
  )
  const added = { name: 'new', at_us: 1, share: 0, body: null }
  const { id } = await db.insertInto('thing_note').values(added).returning('id').executeTakeFirstOrThrow()
  expect(id).toBe(noteRows.length + 1)
  const [frame] = await store.series.read({ host: 'local', metric: 'host.cpu', fromMs: 0, toMs: NOW_MS + 1, stepMs: 1 })
  expect(frame?.avg).toEqual([42.5])
  await store.series.append([{ host: 'local', metric: 'host.mem', atMs: NOW_MS, value: 1 }])
  expect(await store.series.list('local')).toHaveLength(2)
}
const restoreInto = (file: string, dataDir: string, url?: string) =>
  restoreBackup(file, { dataDir, url, log: silentLog, clock: createFakeClock(NOW_MS), parts })

/** Every pair of databases. */
function pair(from: () => Promise<string | undefined>, to: () => Promise<string | undefined>) {
  test('what was stored comes back, and the numbers go on', async () => {
    const [source, target, file] = [join(folder, 'a'), join(folder, 'b'), join(folder, 'backup')]
    const store = await open(source, await from())
    await fill(store, source)
    const made = await store.storage.backup(file, { withKey: true })
    await store.close()
    expect(made).toEqual({ sizeBytes: statSync(file).size, tables: 2 })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const url = await to()
    expect(await restoreInto(file, target, url)).toEqual({ tables: 2, rows: noteRows.length + 1, unreadable: [] })
    const back = await open(target, url)
    await expectFilled(back)
    await back.close()
    expect(readFileSync(join(target, 'audit.head'), 'utf8')).toBe('1 abc\n')
    await expect(restoreInto(file, target, url)).rejects.toMatchObject({ code: 'store.target-not-empty' })
    expect(readdirSync(folder).sort()).toEqual(['a', 'b', 'backup'])
  })
}
const none = async () => undefined

describe('a backup of SQLite', () => {
  describe('into SQLite', () => pair(none, none))

  async function makeBackup(withKey: boolean): Promise<string> {
    const store = await open(join(folder, 'a'))
    await fill(store, join(folder, 'a'))
    const file = join(folder, 'backup')
    await store.storage.backup(file, { withKey })
    await store.close()
    return file
  }

  test('without its keys it says what nobody can read, and a key put there beforehand is used', async () => {
    const file = await makeBackup(false)
    expect((await restoreInto(file, join(folder, 'b'))).unreadable).toEqual(['secret mail.password'])
    expect(existsSync(join(folder, 'b', 'secrets.key'))).toBe(false)
    mkdirSync(join(folder, 'c'))
    copyFileSync(join(folder, 'a', 'secrets.key'), join(folder, 'c', 'secrets.key'))
    expect((await restoreInto(file, join(folder, 'c'))).unreadable).toEqual([])
  })

  test('a different key in the target is not overwritten', async () => {
    const file = await makeBackup(true)
    mkdirSync(join(folder, 'b'))
    writeFileSync(join(folder, 'b', 'secrets.key'), 'another')
    await expect(restoreInto(file, join(folder, 'b'))).rejects.toMatchObject({ code: 'store.target-not-empty' })
    expect(readdirSync(join(folder, 'b'))).toEqual(['secrets.key'])
  })

  test('damaged, cut or foreign files are refused and leave nothing behind', async () => {
    const whole = readFileSync(await makeBackup(true))
    const target = join(folder, 'b')
    const cases: (readonly [string, Buffer])[] = [
      ['empty', Buffer.alloc(0)],
      ['foreign', Buffer.from('PK\x03\x04 not a backup at all')],
      ...[0.01, 0.3, 0.7, 0.99].map((share) => ['cut', whole.subarray(0, whole.length * share)] as const),
      ...[10, 0.2, 0.5, 0.9].map((share) => {
        const changed = Buffer.from(whole)
        const place = Math.floor(share < 1 ? whole.length * share : share)
        changed[place] = (changed[place] ?? 0) ^ 0xff
        return ['changed', changed] as const
      }),
    ]
    for (const [what, bytes] of cases) {
      const file = join(folder, what)
      writeFileSync(file, bytes)
      await expect(restoreInto(file, target), what).rejects.toMatchObject({ code: 'store.backup-damaged' })
      expect(readdirSync(target)).toEqual([])
    }
    await expect(restoreInto(join(folder, 'nowhere'), target)).rejects.toMatchObject({
      code: 'store.backup-unreadable',
    })
  })

  test('one of a newer program is refused', async () => {
    const store = await open(join(folder, 'a'))
    const later: Migration = { name: '0002-later', up: async () => undefined }
    await store.migrate('thing', [notes, later])
    const file = join(folder, 'backup')
    await store.storage.backup(file, { withKey: false })
    await store.close()
    await expect(restoreInto(file, join(folder, 'b'))).rejects.toMatchObject({ code: 'store.backup-newer' })
  })

  test('an existing file is not overwritten, and a folder that is not there is named', async () => {
    const store = await open(join(folder, 'a'))
    const file = join(folder, 'backup')
    writeFileSync(file, 'precious')
    await expect(store.storage.backup(file, { withKey: false })).rejects.toMatchObject({ code: 'store.backup-exists' })
    expect(readFileSync(file, 'utf8')).toBe('precious')
    await expect(store.storage.backup(join(folder, 'no', 'x'), { withKey: false })).rejects.toMatchObject({
      code: 'store.backup-unwritable',
    })
    await store.close()
  })

  test('writers go on while it is made, and what it holds is of one moment', async () => {
    const store = await open(join(folder, 'a'))
    await fill(store, join(folder, 'a'))
    const db = store.db.tables<Tables>()
    let isMaking = true
    let written = 0
    const writing = (async () => {
      while (isMaking) {
        const pairNumber = written++
        await db.transaction().execute(async (trx) => {
          for (const half of ['left', 'right'])
            await trx
              .insertInto('thing_note')
              .values({ name: `${half} ${pairNumber}`, at_us: 1, share: 0, body: null })
              .execute()
        })
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    const file = join(folder, 'backup')
    await store.storage.backup(file, { withKey: false })
    isMaking = false
    await writing
    await store.close()
    expect(written).toBeGreaterThan(1)
    await restoreInto(file, join(folder, 'b'))
    const back = await open(join(folder, 'b'))
    const halves = await back.db
      .tables<Tables>()
      .selectFrom('thing_note')
      .select('name')
      .where('at_us', '=', 1)
      .execute()
    expect(halves.length % 2).toBe(0)
    await back.close()
  })
})

describePostgres('a backup and PostgreSQL', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.stop())
  const database = () => server.createDatabase()
  describe('from SQLite to PostgreSQL', () => pair(none, database))
  describe('from PostgreSQL to SQLite', () => pair(database, none))
  describe('from PostgreSQL to PostgreSQL', () => pair(database, database))
})

describe('tar', () => {
  const collect = async (chunks: AsyncIterable<Buffer>) => {
    const entries: Record<string, string> = {}
    for await (const entry of decodeTar(chunks)) {
      const content: Buffer[] = []
      for await (const part of entry.content) content.push(part)
      entries[entry.name] = Buffer.concat(content).toString()
    }
    return entries
  }
  const files = { 'a.txt': 'hello', 'empty.txt': '', 'b.db': 'x'.repeat(1500) }
  const archive = Buffer.concat([
    ...Object.entries(files).flatMap(([name, text]) => [
      encodeTarHeader(name, text.length, 1),
      Buffer.from(text),
      paddingOf(text.length),
    ]),
    tarEnd,
  ])

  test.each([1, 7, 511, 512, 513, 100_000])('is read in pieces of %i bytes', async (pieceBytes) => {
    async function* pieces() {
      for (let place = 0; place < archive.length; place += pieceBytes) yield archive.subarray(place, place + pieceBytes)
    }
    expect(await collect(pieces())).toEqual(files)
  })

  test('a size beyond eight gigabytes is kept', async () => {
    const sizeBytes = 9 * 2 ** 30
    async function* pieces() {
      yield encodeTarHeader('big', sizeBytes, 1)
    }
    const { value } = await decodeTar(pieces()).next()
    expect(value).toMatchObject({ name: 'big', sizeBytes })
  })
})
