import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describePostgres, startPostgres, type TestPostgres } from '../../../test/parts/postgres.ts'
import { freshDataDir, migrateCore, openTestDatabase } from '../../../test/parts/store.ts'
import { openPostgresDatabase } from '../../store/postgres/postgres-database.ts'
import type { OpenDatabase } from '../../store/sqlite/sqlite-database.ts'
import type { AuditProblem } from '../audit.ts'
import type { AuditEntry } from '../capability.ts'
import { createFakeClock } from '../clock.ts'
import { silentLog } from '../log/silent-log.ts'
import { createAudit } from './audit.ts'
import type { AuditTables } from './chain.ts'

const run = promisify(execFile)
const clock = createFakeClock()
const key = randomBytes(32)
const entry = (target: string, changes: Partial<AuditEntry> = {}): AuditEntry => ({
  who: { kind: 'user', id: 'u1', name: 'Anna', role: 'admin' },
  from: '192.0.2.7',
  host: 'local',
  action: 'host.service-restart',
  target,
  outcome: 'done',
  ...changes,
})

function suite(open: (dataDir: string) => Promise<OpenDatabase>) {
  let db: OpenDatabase
  let dataDir: string
  beforeEach(async () => {
    dataDir = freshDataDir()
    db = await open(dataDir)
  })
  afterEach(() => db.close())

  const start = (options: { key?: Buffer; dataDir?: string } = {}) =>
    createAudit({ db, dataDir, clock, log: silentLog, key, ...options })
  const rows = () => db.tables<AuditTables>()
  const headFile = () => join(dataDir, 'audit.head')
  async function fill(count: number, audit = start()) {
    for (let number = 1; number <= count; number++) await audit.append(entry(`unit-${number}`))
    return audit
  }
  const kinds = (problems: readonly AuditProblem[]) =>
    problems.map(({ kind, seq, toSeq }) => [kind, seq, ...(toSeq === undefined ? [] : [toSeq])].join(' '))

  test('counts rows from one and finds a whole chain whole', async () => {
    const audit = start()
    expect(await audit.append(entry('nginx', { plan: { steps: ['stop', 'start'] }, details: { code: 'x' } }))).toBe(1)
    expect(await audit.append(entry('sshd'))).toBe(2)
    expect(await audit.verify()).toMatchObject({ ok: true, rows: 2, problems: [], notInHeadFileCount: 0 })
    const { rows: listed } = await audit.list({}, { limit: 10 })
    expect(listed[1]).toEqual({
      seq: 1,
      atMs: clock.now(),
      who: { kind: 'user', id: 'u1', name: 'Anna', role: 'admin' },
      from: '192.0.2.7',
      host: 'local',
      action: 'host.service-restart',
      target: 'nginx',
      plan: { steps: ['stop', 'start'] },
      outcome: 'done',
      details: { code: 'x' },
    })
  })

  test('numbers a hundred appends at once without a gap', async () => {
    const audit = start()
    const seqs = await Promise.all(Array.from({ length: 250 }, (_, index) => audit.append(entry(`u${index}`))))
    expect(seqs).toEqual(Array.from({ length: 250 }, (_, index) => index + 1))
    expect(await audit.verify()).toMatchObject({ ok: true, rows: 250, notInHeadFileCount: 0 })
  })

  test('two writers on one database take turns', async () => {
    const [one, two] = [start(), start()]
    await Promise.all(Array.from({ length: 60 }, (_, index) => (index % 2 ? one : two).append(entry(`unit-${index}`))))
    expect(await one.verify()).toMatchObject({ ok: true, rows: 60, notInHeadFileCount: 0 })
  })

  test('keeps what both databases can hold, and verifies it', async () => {
    const audit = start()
    await audit.append(entry('nul \0 and half \ud800 a pair', { plan: { text: '\0\ud800' }, details: { long: 'x' } }))
    await audit.append(entry('x'.repeat(5_000), { plan: 'y'.repeat(100_000) }))
    expect(await audit.verify()).toMatchObject({ ok: true, rows: 2 })
    const { rows: listed } = await audit.list({}, { limit: 1 })
    expect(listed[0]?.target.length).toBeLessThan(2_100)
    expect(listed[0]?.plan).toEqual({ tooLong: 100_002 })
  })

  const columns = ['target', 'who_name', 'came_from', 'outcome', 'plan', 'details', 'action', 'host'] as const
  test.each(columns)('finds a changed %s', async (column) => {
    const audit = start()
    await audit.append(entry('a', { plan: 1, details: { a: 1 } }))
    await audit.append(entry('b', { plan: 1, details: { a: 1 } }))
    await audit.append(entry('c'))
    await rows()
      .updateTable('core_audit')
      .set({ [column]: 'other' })
      .where('seq', '=', 2)
      .execute()
    const verdict = await audit.verify()
    expect(verdict.ok).toBe(false)
    expect(kinds(verdict.problems)).toEqual(['changed 2'])
  })

  test('finds a changed time, and a plan that was taken away', async () => {
    const audit = start()
    await audit.append(entry('a'))
    await audit.append(entry('b', { plan: 1 }))
    await rows()
      .updateTable('core_audit')
      .set((row) => ({ at_us: row('at_us', '-', 1) }))
      .where('seq', '=', 1)
      .execute()
    await rows().updateTable('core_audit').set({ plan: null }).where('seq', '=', 2).execute()
    expect(kinds((await audit.verify()).problems)).toEqual(['changed 1', 'changed 2'])
  })

  test('finds missing rows, at the beginning and inside', async () => {
    const audit = await fill(8)
    await rows().deleteFrom('core_audit').where('seq', 'in', [1, 4, 5]).execute()
    expect(kinds((await audit.verify()).problems)).toEqual(['missing 1 1', 'missing 4 5'])
  })

  test('finds rows that changed places', async () => {
    const audit = await fill(5)
    for (const [from, to] of [
      [2, 99],
      [4, 2],
      [99, 4],
    ] as const)
      await rows().updateTable('core_audit').set({ seq: to }).where('seq', '=', from).execute()
    const verdict = await audit.verify()
    expect(kinds(verdict.problems)).toEqual(expect.arrayContaining(['reordered 2 4', 'reordered 4 2']))
    expect(verdict.problems.some(({ kind }) => kind === 'changed')).toBe(false)
  })

  test('finds rows cut off the end, even when the database’s own count was set back', async () => {
    const audit = await fill(6)
    await rows().deleteFrom('core_audit').where('seq', '>', 4).execute()
    expect(kinds((await audit.verify()).problems)).toEqual(['cut-off 5 6'])
    await rows().updateTable('core_audit_turn').set({ last_seq: 4 }).execute()
    expect(kinds((await audit.verify()).problems)).toEqual(['cut-off 5 6'])
  })

  test('finds an emptied table', async () => {
    const audit = await fill(3)
    await rows().deleteFrom('core_audit').execute()
    await rows().updateTable('core_audit_turn').set({ last_seq: 0 }).execute()
    expect(kinds((await audit.verify()).problems)).toEqual(['cut-off 1 3'])
  })

  test('what is appended after a cut leaves the gap to be seen', async () => {
    const audit = await fill(6)
    await rows().deleteFrom('core_audit').where('seq', '>', 4).execute()
    expect(await audit.append(entry('after'))).toBe(7)
    expect(kinds((await audit.verify()).problems)).toEqual(['missing 5 6'])
    await rows().updateTable('core_audit_turn').set({ last_seq: 4 }).execute()
    await rows().deleteFrom('core_audit').where('seq', '>', 4).execute()
    expect(await audit.append(entry('anew'))).toBe(5)
    expect(kinds((await audit.verify()).problems)).toEqual(expect.arrayContaining(['rewritten 5', 'cut-off 6 7']))
  })

  test('a row whose line in the head file is missing is told, and is no alarm', async () => {
    const audit = await fill(3)
    const lines = readFileSync(headFile(), 'utf8').split('\n')
    writeFileSync(headFile(), `${lines.slice(0, 2).join('\n')}\n`)
    expect(await audit.verify()).toMatchObject({ ok: true, notInHeadFile: [3], notInHeadFileCount: 1 })
    await audit.append(entry('next'))
    expect(await audit.verify()).toMatchObject({ ok: true, notInHeadFile: [3] })
  })

  test.each([0, 1, 5, 40, 66])(
    'a head line cut after %i characters is no alarm, and the next line is whole',
    async (kept) => {
      const audit = await fill(3)
      const text = readFileSync(headFile(), 'utf8')
      const lastLine = text.trimEnd().lastIndexOf('\n') + 1
      truncateSync(headFile(), lastLine + kept)
      expect(await audit.verify()).toMatchObject({ ok: true })
      await audit.append(entry('next'))
      const verdict = await audit.verify()
      expect(verdict).toMatchObject({ ok: true, rows: 4 })
      expect(verdict.notInHeadFile).not.toContain(4)
    },
  )

  test('a forged or removed head file is told', async () => {
    const audit = await fill(2)
    appendFileSync(headFile(), 'hello\n')
    expect(kinds((await audit.verify()).problems)).toEqual(['head-damaged 3'])
    writeFileSync(headFile(), `1 ${'a'.repeat(64)}\n`)
    expect(kinds((await audit.verify()).problems)).toEqual(['rewritten 1'])
    rmSync(headFile())
    expect(kinds((await audit.verify()).problems)).toEqual(['head-missing 0'])
  })

  test('rows of another key are told apart from changed ones', async () => {
    await fill(3)
    const other = start({ key: randomBytes(32) })
    await other.append(entry('under the new key'))
    expect(await other.verify()).toMatchObject({ ok: true, rows: 5, problems: [], otherKey: { seq: 1, toSeq: 3 } })
  })

  test('a new key says so in its first row, once, and everybody gets the number of the own row', async () => {
    await fill(3)
    const other = start({ key: randomBytes(32) })
    // Nothing written with the new key yet: as the first check after a restore without keys.
    expect(await other.verify()).toMatchObject({ ok: true, otherKey: { seq: 1, toSeq: 3 } })
    expect(await Promise.all(['a', 'b'].map((target) => other.append(entry(target))))).toEqual([5, 6])
    const { rows: listed } = await other.list({ action: 'audit.key-changed' }, { limit: 10 })
    expect(listed).toMatchObject([{ seq: 4, details: { rows: 3 } }])
    await rows().updateTable('core_audit').set({ target: 'x' }).where('seq', '=', 5).execute()
    expect(kinds((await other.verify()).problems)).toEqual(['changed 5'])
  })

  test('a key named falsely hides no change', async () => {
    const audit = await fill(4)
    const alter = { key_id: 'f'.repeat(16), target: 'altered' }
    await rows().updateTable('core_audit').set(alter).where('seq', '<=', 2).execute()
    const verdict = await audit.verify()
    expect(kinds(verdict.problems)).toEqual(['other-key 1 2'])
    expect(verdict).toMatchObject({ ok: false })
    expect(verdict.otherKey).toBeUndefined()
  })

  test('rows of another key between rows of this one are a problem, and so is a history that does not lead to it', async () => {
    const audit = await fill(2)
    await start({ key: randomBytes(32) }).append(entry('foreign'))
    await audit.append(entry('own again'))
    expect(kinds((await audit.verify()).problems)).toEqual(['other-key 3 4'])
    await rows().deleteFrom('core_audit').where('seq', '=', 2).execute()
    expect(await start({ key: randomBytes(32) }).verify()).toMatchObject({ ok: false })
  })

  test('whoever has no key cannot add a row that passes', async () => {
    const audit = await fill(2)
    const last = await rows().selectFrom('core_audit').selectAll().where('seq', '=', 2).executeTakeFirstOrThrow()
    await rows()
      .insertInto('core_audit')
      .values({ ...last, seq: 3, target: 'forged', previous_mac: last.mac })
      .execute()
    expect(kinds((await audit.verify()).problems)).toEqual(['changed 3'])
  })

  test.each([0, -1])('a row put before the first one, as number %i, is no row of ours', async (seq) => {
    const audit = await fill(2)
    const first = await rows().selectFrom('core_audit').selectAll().where('seq', '=', 1).executeTakeFirstOrThrow()
    await rows()
      .insertInto('core_audit')
      .values({ ...first, seq, target: 'forged' })
      .execute()
    expect(kinds((await audit.verify()).problems)).toEqual([`changed ${seq}`])
  })

  test('lists by every filter and by pages', async () => {
    const audit = start()
    await audit.append(entry('nginx'))
    clock.advance(1_000)
    const fromMs = clock.now()
    await audit.append(entry('sshd', { outcome: 'refused', host: 'web1', details: { code: 'host.guarded' } }))
    await audit.append(
      entry('100%_done', { action: 'accounts.sign-in', who: { kind: 'token', id: 't', name: 'ci', role: 'viewer' } }),
    )
    const targets = async (filter: Parameters<typeof audit.list>[0]) =>
      (await audit.list(filter, { limit: 10 })).rows.map(({ target }) => target)
    expect(await targets({})).toEqual(['100%_done', 'sshd', 'nginx'])
    expect(await targets({ who: 'ANNA' })).toEqual(['sshd', 'nginx'])
    expect(await targets({ action: 'accounts.' })).toEqual(['100%_done'])
    expect(await targets({ action: 'accounts' })).toEqual([])
    expect(await targets({ host: 'web1' })).toEqual(['sshd'])
    expect(await targets({ outcome: 'refused' })).toEqual(['sshd'])
    expect(await targets({ fromMs })).toEqual(['100%_done', 'sshd'])
    expect(await targets({ toMs: fromMs })).toEqual(['nginx'])
    expect(await targets({ text: 'GUARDED' })).toEqual(['sshd'])
    expect(await targets({ text: '100%_' })).toEqual(['100%_done'])
    expect(await targets({ text: '%' })).toEqual(['100%_done'])
    const first = await audit.list({}, { limit: 2 })
    expect(first.nextBeforeSeq).toBe(2)
    const second = await audit.list({}, { limit: 2, beforeSeq: first.nextBeforeSeq ?? 0 })
    expect(second).toMatchObject({ rows: [{ seq: 1 }] })
    expect(second.nextBeforeSeq).toBeUndefined()
  })

  test('exports lines, and cells no spreadsheet takes for a formula', async () => {
    const audit = start()
    await audit.append(entry('=cmd|"x"!A1', { details: { a: 'b,c' } }))
    await audit.append(entry('line\nbreak'))
    const read = async (format: 'jsonl' | 'csv') => {
      let text = ''
      for await (const line of audit.export({}, format)) text += line
      return text
    }
    const objects = (await read('jsonl'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { seq: number })
    expect(objects.map(({ seq }) => seq)).toEqual([1, 2])
    const csv = await read('csv')
    expect(csv).toContain('seq,time,who,kind')
    expect(csv).toContain(`"'=cmd|""x""!A1"`)
    expect(csv).toContain('"line\nbreak"')
  })

  test('a table that cannot be written refuses the action', async () => {
    const audit = await fill(1)
    await rows().deleteFrom('core_audit_turn').execute()
    await expect(audit.append(entry('x'))).rejects.toMatchObject({ code: 'audit.unwritable' })
  })

  test('a head file that cannot be written loses no row', async () => {
    const audit = start({ dataDir: join(dataDir, 'not-there') })
    expect(await audit.append(entry('x'))).toBe(1)
    expect(await start().verify()).toMatchObject({ rows: 1, notInHeadFileCount: 1 })
  })
}

describe('SQLite', () => suite(openTestDatabase))

test('the command line and the console write into one file in turns', async () => {
  const dataDir = freshDataDir()
  const db = await openTestDatabase(dataDir)
  const audit = createAudit({ db, dataDir, clock, log: silentLog, key })
  const program = fileURLToPath(new URL('./testdata/append-rows.mjs', import.meta.url))
  const outside = run(process.execPath, [program, dataDir, key.toString('hex'), '40'])
  let over = false
  const inside = (async () => {
    while (!over) await audit.append(entry('inside'))
  })()
  await outside.finally(() => {
    over = true
  })
  await inside
  const verdict = await audit.verify()
  expect(verdict).toMatchObject({ ok: true, notInHeadFileCount: 0 })
  expect(verdict.rows).toBeGreaterThan(40)
  await db.close()
})

describePostgres('PostgreSQL', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.stop())
  suite(async () => migrateCore(await openPostgresDatabase(await server.createDatabase(), 'test', silentLog)))
})
