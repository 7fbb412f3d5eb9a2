/** Archives that somebody made by hand: whole as files, and not backups of ours. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFakeClock } from '../../core/clock.ts'
import { silentLog } from '../../core/log/silent-log.ts'
import { openStore, restoreBackup } from '../open-store.ts'
import { encodeTarHeader, paddingOf, tarEnd } from './tar.ts'

const NOW_MS = 1_790_000_000_000
let folder: string
let target: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-forged-'))
  target = join(folder, 'target')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

type Entry = readonly [name: string, content: Buffer]
const toFile = ([name, content]: Entry) => ({
  name,
  sizeBytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
})
const toTar = ([name, content]: Entry) => [encodeTarHeader(name, content.length, 1), content, paddingOf(content.length)]

function forge(entries: readonly Entry[], changes: object = {}): string {
  const manifest = {
    product: 'vedette',
    format: 1,
    version: '1.0.0',
    createdMs: NOW_MS,
    dialect: 'sqlite',
    migrations: {},
    tables: [],
    files: entries.map(toFile),
    ...changes,
  }
  const all: Entry[] = [['manifest.json', Buffer.from(JSON.stringify(manifest))], ...entries]
  const file = join(folder, 'backup')
  writeFileSync(file, zstdCompressSync(Buffer.concat([...all.flatMap(toTar), tarEnd])))
  return file
}
function makeDatabase(sql: string): Buffer {
  const file = join(folder, 'made.db')
  rmSync(file, { force: true })
  const db = new DatabaseSync(file)
  db.exec(sql)
  db.close()
  return readFileSync(file)
}
const restore = (file: string) =>
  restoreBackup(file, { dataDir: target, url: undefined, log: silentLog, clock: createFakeClock(NOW_MS), parts: [] })

const plain = () => makeDatabase('create table core_thing (id integer)')
const series = (): Entry => ['series.db', plain()]
const tables = (sql = 'create table core_thing (id integer)'): Entry => ['tables.db', makeDatabase(sql)]
const head: Entry = ['audit.head', Buffer.from('1 abc\n')]

describe('a forged archive', () => {
  const cases: Readonly<Record<string, () => string>> = {
    'without tables.db': () => forge([series(), head]),
    'without series.db': () => forge([head, tables()]),
    'with a file nobody knows': () => forge([tables(), series(), ['vedette.yaml', Buffer.from('x')]]),
    'with the name “.”': () => forge([tables(), series(), ['.', Buffer.from('x')]]),
    'with the name “..”': () => forge([tables(), series(), ['..', Buffer.from('x')]]),
    'with an empty name': () => forge([tables(), series(), ['', Buffer.from('x')]]),
    'with a name in another folder': () => forge([tables(), series(), ['../audit.key', Buffer.from('x')]]),
    'with a file listed twice': () => forge([tables(), series(), head, head]),
    'with a file there twice': () =>
      forge([tables(), series(), head, head], { files: [tables(), series(), head].map(toFile) }),
    'with a file that is not listed': () =>
      forge([tables(), series(), head], { files: [tables(), series()].map(toFile) }),
    'with a file longer than listed': () => {
      const bomb: Entry = ['tables.db', Buffer.alloc(3_000_000)]
      return forge([bomb, series()], { files: [{ ...toFile(bomb), sizeBytes: 10 }, toFile(series())] })
    },
    'with a size below zero': () => forge([tables(), series()], { files: [{ ...toFile(tables()), sizeBytes: -1 }] }),
    'with a file that is no database': () => forge([['tables.db', Buffer.from('no database'.repeat(99))], series()]),
    'with a trigger': () =>
      forge([
        tables('create table core_thing (id); create trigger core_t after insert on core_thing begin select 1; end'),
        series(),
      ]),
    'with a view': () => forge([tables('create view core_thing as select 1'), series()]),
    'with a view in the history': () =>
      forge([tables(), ['series.db', makeDatabase('create view core_x as select 1')]]),
    'with a virtual table': () => forge([tables('create virtual table core_thing using fts5(x)'), series()]),
    'with a table of PostgreSQL’s catalog': () => forge([tables('create table pg_authid (id)'), series()]),
    'with a table no migration makes, for another database': () =>
      forge([tables(), series(), head], { dialect: 'postgres' }),
  }
  test.each(Object.keys(cases))('%s is refused and leaves nothing behind', async (what) => {
    await expect(restore(cases[what]?.() ?? '')).rejects.toMatchObject({ code: 'store.backup-damaged' })
    expect(readdirSync(target)).toEqual([])
  })
  test('that says it needs more than the disk has is refused before it is written', async () => {
    const file = forge([tables(), series()], { files: [{ ...toFile(tables()), sizeBytes: 2 ** 52 }, toFile(series())] })
    await expect(restore(file)).rejects.toMatchObject({ code: 'store.full' })
    expect(readdirSync(target)).toEqual([])
  })
})

test('a restore that fails while files are put in place can be repeated, and a key that was there stays', async () => {
  const file = forge([tables(), series(), head, ['audit.key', Buffer.from('key')], ['secrets.key', Buffer.from('own')]])
  mkdirSync(join(target, 'vedette-series.db', 'in-the-way'), { recursive: true })
  writeFileSync(join(target, 'secrets.key'), 'own')
  await expect(restore(file)).rejects.toMatchObject({ code: 'EISDIR' })
  expect(readdirSync(target).sort()).toEqual(['secrets.key', 'vedette-series.db'])
  rmSync(join(target, 'vedette-series.db'), { recursive: true })
  await restore(file)
  expect(readFileSync(join(target, 'audit.head'), 'utf8')).toBe('1 abc\n')
})

test('what the console itself stores is never taken for foreign', async () => {
  const source = join(folder, 'source')
  const store = await openStore({
    dataDir: source,
    url: undefined,
    log: silentLog,
    clock: createFakeClock(NOW_MS),
    budgetBytes: 1e9,
  })
  await store.storage.backup(join(folder, 'real'), { withKey: false })
  await store.close()
  await restore(join(folder, 'real'))
  expect(existsSync(join(target, 'vedette-series.db'))).toBe(true)
})
