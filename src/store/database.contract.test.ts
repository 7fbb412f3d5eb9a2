/** What every relational store promises, asked of SQLite and of a real PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Generated, type Kysely, sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describePostgres, startPostgres, type TestPostgres } from '../../test/parts/postgres.ts'
import type { Migration } from '../core/capability.ts'
import { silentLog } from '../core/log/silent-log.ts'
import { migratePart, readApplied } from './migrate.ts'
import { openPostgresDatabase } from './postgres/postgres-database.ts'
import { type OpenDatabase, openSqliteDatabase } from './sqlite/sqlite-database.ts'

interface Tables {
  thing_note: { id: Generated<number>; name: string; at_us: number; done: number | boolean; body: Uint8Array | null }
}

const migrations: readonly Migration[] = [
  {
    name: '0001-notes',
    up: async (db, dialect) => {
      await db.schema
        .createTable('thing_note')
        .addColumn('id', 'integer', (column) =>
          dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey().generatedAlwaysAsIdentity(),
        )
        .addColumn('name', 'text', (column) => column.notNull().unique())
        .addColumn('at_us', 'bigint', (column) => column.notNull())
        .addColumn('done', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('body', dialect === 'sqlite' ? 'blob' : 'bytea')
        .execute()
    },
  },
]
const second: Migration = {
  name: '0002-colour',
  up: async (db) => {
    await db.schema.alterTable('thing_note').addColumn('colour', 'text').execute()
  },
}
const NOW_US = 1_790_000_000_000_123
const note = (name: string) => ({ name, at_us: NOW_US, done: 0, body: null })

function suite(open: () => Promise<OpenDatabase>) {
  let store: OpenDatabase
  let db: Kysely<Tables>
  beforeEach(async () => {
    store = await open()
    db = store.tables<Tables>()
    await migratePart(store, 'thing', migrations)
  })
  afterEach(() => store.close())
  const names = async () =>
    (await db.selectFrom('thing_note').select('name').orderBy('name').execute()).map((row) => row.name)

  test('microseconds, texts of every script, bytes and truth come back as they went in', async () => {
    const row = { name: 'диск 디스크 💾', at_us: NOW_US, done: true, body: Uint8Array.of(0, 1, 255) }
    const { id } = await db.insertInto('thing_note').values(row).returning('id').executeTakeFirstOrThrow()
    const found = await db.selectFrom('thing_note').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect({ ...found, body: [...(found.body ?? [])] }).toEqual({ ...row, id, done: 1, body: [0, 1, 255] })
  })

  test('counts and sums are numbers', async () => {
    await db
      .insertInto('thing_note')
      .values([note('a'), note('b')])
      .execute()
    const row = await db
      .selectFrom('thing_note')
      .select((eb) => [
        eb.fn.countAll<number>().as('count'),
        eb.fn.sum<number>('at_us').as('sum'),
        eb.fn.max('at_us').as('max'),
      ])
      .executeTakeFirstOrThrow()
    expect({ ...row }).toEqual({ count: 2, sum: NOW_US * 2, max: NOW_US })
  })

  test('a number past 2^53 is refused, not rounded', async () => {
    await sql`insert into thing_note (name, at_us) values ('big', 9007199254740993)`.execute(db)
    await expect(names()).resolves.toEqual(['big'])
    await expect(db.selectFrom('thing_note').select('at_us').execute()).rejects.toMatchObject({
      code: 'store.number-too-large',
    })
  })

  test('a text with a NUL character is kept, the character replaced', async () => {
    await db.insertInto('thing_note').values(note('a\0b')).execute()
    expect(await names()).toEqual(['a\uFFFDb'])
  })

  test('a failed transaction leaves nothing', async () => {
    const work = db.transaction().execute(async (trx) => {
      await trx.insertInto('thing_note').values(note('a')).execute()
      await trx.insertInto('thing_note').values(note('a')).execute()
    })
    await expect(work).rejects.toMatchObject({ code: 'store.duplicate', status: 409 })
    expect(await names()).toEqual([])
  })

  test('transactions begun together all happen', async () => {
    await db.insertInto('thing_note').values(note('counter')).execute()
    const increment = () =>
      db.transaction().execute(async (trx) => {
        const row = await trx
          .updateTable('thing_note')
          .set((eb) => ({ done: eb('done', '+', 1) }))
          .where('name', '=', 'counter')
          .returning('done')
          .executeTakeFirstOrThrow()
        return row.done
      })
    const seen = await Promise.all(Array.from({ length: 20 }, increment))
    expect(seen.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  })

  test('a wrong statement is an error of ours', async () => {
    await expect(sql`select nothing from nowhere`.execute(db)).rejects.toMatchObject({ code: 'store.failed' })
  })

  test('a heavy read answers like any other', async () => {
    await db
      .insertInto('thing_note')
      .values([note('a'), note('b')])
      .execute()
    const query = db.selectFrom('thing_note').select(['name', 'at_us']).where('name', '=', 'b').compile()
    expect((await store.heavy(query, 10_000)).map((row) => ({ ...row }))).toEqual([{ name: 'b', at_us: NOW_US }])
  })

  test('a heavy read is stopped at its time limit, and the next one runs', async () => {
    const endless = sql<{
      n: number
    }>`with recursive c(x) as (select 1 union all select x + 1 from c where x < 100000000000)
      select count(*) as n from c`.compile(db)
    const startMs = performance.now()
    await expect(store.heavy(endless, 300)).rejects.toMatchObject({ code: 'store.query-too-slow', status: 504 })
    expect(performance.now() - startMs).toBeLessThan(5000)
    const query = db.selectFrom('thing_note').select('name').compile()
    expect(await store.heavy(query, 10_000)).toEqual([])
  })

  test('a heavy read cannot write', async () => {
    await expect(store.heavy(db.insertInto('thing_note').values(note('a')).compile(), 10_000)).rejects.toMatchObject({
      name: 'VedetteError',
    })
    expect(await names()).toEqual([])
  })

  test('a part’s migrations run once, in order, and later ones alone', async () => {
    await migratePart(store, 'thing', migrations)
    await migratePart(store, 'thing', [...migrations, second])
    expect(await readApplied(store, 'thing')).toEqual(['0001-notes', '0002-colour'])
    await sql`update thing_note set colour = 'red'`.execute(db)
  })

  test('parts do not see each other’s migrations', async () => {
    await migratePart(store, 'other-part', [
      { name: '0001-first', up: (any) => any.schema.createTable('other_thing').addColumn('id', 'integer').execute() },
    ])
    expect(await readApplied(store, 'thing')).toEqual(['0001-notes'])
    expect(await readApplied(store, 'other-part')).toEqual(['0001-first'])
  })

  test('a failed migration leaves nothing, and the next start tries again', async () => {
    const half: Migration = {
      name: '0002-half',
      up: async (any) => {
        await any.schema.createTable('thing_half').addColumn('id', 'integer').execute()
        await sql`select nothing from nowhere`.execute(any)
      },
    }
    await expect(migratePart(store, 'thing', [...migrations, half])).rejects.toMatchObject({
      code: 'store.migration-failed',
      params: { part: 'thing', migration: '0002-half' },
    })
    await expect(sql`select * from thing_half`.execute(db)).rejects.toMatchObject({ code: 'store.failed' })
    await migratePart(store, 'thing', [...migrations, second])
    expect(await readApplied(store, 'thing')).toEqual(['0001-notes', '0002-colour'])
  })

  test('data of a newer program is refused', async () => {
    await migratePart(store, 'thing', [...migrations, second])
    await expect(migratePart(store, 'thing', migrations)).rejects.toMatchObject({
      code: 'store.newer',
      params: { part: 'thing', migration: '0002-colour' },
    })
  })

  test('after closing every request says so', async () => {
    await store.close()
    await expect(names()).rejects.toThrow()
  })
}

describe('SQLite', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vedette-store-'))
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
  suite(async () => openPostgresDatabase(await server.createDatabase(), 'test', silentLog))

  test('an unreachable, missing or closed database is named', async () => {
    await expect(openPostgresDatabase(`${server.url}_missing`, 'h/postgres_missing', silentLog)).rejects.toMatchObject({
      code: 'store.no-database',
      params: { name: 'postgres_missing' },
    })
    await expect(openPostgresDatabase('postgres://vedette@127.0.0.1:1/x', 'h/x', silentLog)).rejects.toMatchObject({
      // Other words than those for a database that was lost: nobody keeps trying.
      code: 'store.unreachable-at-start',
      params: { address: 'h/x' },
    })
  })

  test('a lost server is an error of ours, and the connection comes back by itself', async () => {
    const store = await openPostgresDatabase(await server.createDatabase(), 'test', silentLog)
    try {
      await migratePart(store, 'thing', migrations)
      const db = store.tables<Tables>()
      await server.kill()
      await expect(db.selectFrom('thing_note').selectAll().execute()).rejects.toMatchObject({
        code: 'store.unreachable',
      })
      await server.start()
      expect(await db.selectFrom('thing_note').selectAll().execute()).toEqual([])
    } finally {
      await store.close()
    }
  }, 60_000)
})
