/** The engine on a real SQLite and a real PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describePostgres, startPostgres, type TestPostgres } from '../../../test/parts/postgres.ts'
import { migratePart } from '../../store/migrate.ts'
import { openPostgresDatabase } from '../../store/postgres/postgres-database.ts'
import { type OpenDatabase, openSqliteDatabase } from '../../store/sqlite/sqlite-database.ts'
import { findingsMigrations } from './migrations.ts'
import { createTestFindings, DISK, person, UNIT } from './testing.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const min = person('min')
const DISK_KEY = 'host.disk-full:local:/'
const UNIT_KEY = 'host.unit-failed:local:nginx.service'
const ignore = () => undefined
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore }

function suite(openDatabase: () => Promise<OpenDatabase>) {
  let db: OpenDatabase
  beforeEach(async () => {
    db = await openDatabase()
    await migratePart(db, 'core-findings', findingsMigrations)
  })
  afterEach(() => db.close())

  test('rises after N, says so once, and clears with the value now and how long it lasted', async () => {
    const { desk, clock, observe, said, published } = await createTestFindings(db)
    await observe(DISK)
    expect([desk.open(), said]).toEqual([[], []])
    await observe(DISK)
    expect(said).toEqual([
      { name: 'raised', key: DISK_KEY, quiet: null },
      { name: 'changed', key: DISK_KEY, quiet: null },
    ])
    expect(published.at(-1)).toMatchObject({ topic: 'findings.changed', host: 'local', data: { keys: [DISK_KEY] } })
    const [open] = desk.open()
    expect(open).toMatchObject({
      key: DISK_KEY,
      severity: 'caution',
      title: { key: 'host.rule.disk-full.title', params: { free: 5, host: 'local', subject: '/' } },
      why: { key: 'host.rule.disk-full.why' },
      next: { label: { key: 'host.rule.disk-full.next' }, href: `/findings?state=all&open=${open?.id}` },
    })
    clock.advance(2 * HOUR_MS)
    await observe({ ...DISK, active: false, evidence: [{ label: { key: 'free' }, value: 60 }] }, 3)
    expect(desk.open()).toEqual([])
    const { finding, history } = await desk.get(open?.id ?? '')
    expect(finding).toMatchObject({
      state: 'cleared',
      quiet: null,
      cleared: { cause: 'by-itself', lastedMs: 2 * HOUR_MS, evidence: [{ value: 60 }] },
    })
    expect(history.map(({ kind }) => kind)).toEqual(['cleared', 'raised'])
    expect(history[0]).toMatchObject({ who: null, details: { cause: 'by-itself', lastedMs: 2 * HOUR_MS } })
  })

  test('newer evidence of an open finding is seen at once and written in time', async () => {
    const first = await createTestFindings(db)
    await first.desk.start()
    await first.observe(DISK, 2)
    await first.observe({ ...DISK, params: { free: 3 }, evidence: [{ label: { key: 'free' }, value: 3 }] })
    expect(first.desk.open()[0]).toMatchObject({ title: { params: { free: 3 } }, evidence: [{ value: 3 }] })
    expect(first.said.filter(({ name }) => name === 'changed')).toHaveLength(1)
    first.clock.advance(10_000)
    await first.desk.stop()
    expect(first.published.at(-1)).toMatchObject({ data: { keys: [DISK_KEY] } })
    const second = await createTestFindings(db)
    expect(second.desk.open()[0]?.evidence).toEqual([{ label: { key: 'free' }, value: 3 }])
  })

  test('acknowledged until worse', async () => {
    const { desk, observe, said } = await createTestFindings(db)
    await observe(DISK, 2)
    const acknowledged = await desk.acknowledge(DISK_KEY, min)
    expect(acknowledged).toMatchObject({ quiet: 'acknowledged', acknowledged: { by: 'min', severity: 'caution' } })
    expect(desk.counts()).toMatchObject({ danger: 0, caution: 0, info: 0, acknowledged: 1 })
    expect((await desk.list({ state: 'needed' })).findings).toEqual([])
    expect((await desk.list({ state: 'quiet' })).findings).toMatchObject([{ key: DISK_KEY }])
    await observe({ ...DISK, severity: 'info' }, 3)
    await observe(DISK, 2)
    expect(desk.open()[0]?.acknowledged).not.toBeNull()
    await observe({ ...DISK, severity: 'danger' }, 2)
    expect(desk.open()[0]).toMatchObject({ severity: 'danger', acknowledged: null, quiet: null })
    expect(desk.counts()).toMatchObject({ danger: 1, acknowledged: 0 })
    expect(said.filter(({ name }) => name === 'worsened')).toHaveLength(2)
    const { history } = await desk.get(DISK_KEY)
    expect(history.map(({ kind }) => kind)).toEqual(['worsened', 'worsened', 'eased', 'acknowledged', 'raised'])
    expect(history[0]?.details).toEqual({ from: 'caution' })
  })

  test('what a person and a rule say at once is the same in memory and on disk', async () => {
    const { desk, observe, host } = await createTestFindings(db)
    await observe(DISK, 2)
    const worse = { ...DISK, severity: 'danger', sure: true } as const
    await Promise.all([
      desk.acknowledge(DISK_KEY, min),
      host.observe([worse]),
      desk.assign(DISK_KEY, min, 'sora'),
      host.observe([UNIT, { ...DISK, severity: 'info', sure: true }]),
      desk.mute(DISK_KEY, min, { untilMs: Number(desk.open()[0]?.raisedAtMs) + HOUR_MS, reason: 'known' }),
      host.observe([worse]),
    ])
    expect(desk.open().find(({ key }) => key === DISK_KEY)).toMatchObject({
      severity: 'danger',
      assignee: 'sora',
      quiet: 'muted',
    })
    const { desk: again } = await createTestFindings(db)
    expect(again.open()).toEqual(desk.open())
  })

  test('muted with reason until its end, which comes by itself', async () => {
    const { desk, clock, observe, said } = await createTestFindings(db)
    await desk.start()
    await observe(DISK, 2)
    await desk.mute(DISK_KEY, min, { untilMs: clock.now() + HOUR_MS, reason: ' new disk on Friday ' })
    expect(desk.open()[0]).toMatchObject({ quiet: 'muted', mute: { by: 'min', reason: 'new disk on Friday' } })
    expect(desk.counts()).toMatchObject({ caution: 0, muted: 1 })
    clock.advance(HOUR_MS - 1)
    expect(desk.open()[0]?.quiet).toBe('muted')
    clock.advance(1)
    expect(desk.open()[0]).toMatchObject({ quiet: null, mute: null })
    clock.advance(10_000)
    await desk.stop()
    expect((await desk.get(DISK_KEY)).history[0]).toMatchObject({ kind: 'mute-ended', who: null })
    expect(said.at(-1)).toMatchObject({ name: 'changed', quiet: null })
  })

  test('a finding that rises again keeps its mute, its owner and its comments, not its acknowledgement', async () => {
    const { desk, clock, observe } = await createTestFindings(db)
    await observe(DISK, 2)
    await desk.acknowledge(DISK_KEY, min)
    await desk.assign(DISK_KEY, min, 'sora')
    await desk.comment(DISK_KEY, min, 'the log of nginx grows')
    await desk.mute(DISK_KEY, min, { untilMs: clock.now() + HOUR_MS, reason: 'known' })
    await observe({ ...DISK, active: false }, 3)
    const { desk: later, observe: observeLater } = await createTestFindings(db, { clock })
    await observeLater(DISK, 2)
    expect(later.open()[0]).toMatchObject({
      assignee: 'sora',
      quiet: 'muted',
      acknowledged: null,
      raisedCount: 2,
      cleared: null,
    })
    const { history } = await later.get(DISK_KEY)
    expect(history.find(({ kind }) => kind === 'commented')).toMatchObject({
      who: 'min',
      details: { text: 'the log of nginx grows' },
    })
  })

  test('what a person did outlives the process the moment it is answered', async () => {
    const { desk, clock, observe } = await createTestFindings(db)
    await observe(DISK, 2)
    await desk.acknowledge(DISK_KEY, min)
    await desk.expect(DISK_KEY, min, { hosts: ['local'], reason: 'small by design' })
    await desk.addWindow(min, {
      hosts: null,
      fromMs: clock.now(),
      toMs: clock.now() + 1,
      weekly: false,
      reason: 'move',
    })
    // Nothing is stopped or closed: the next engine reads what is on disk.
    const { desk: next } = await createTestFindings(db, { clock })
    expect(next.open()).toEqual(desk.open())
    expect(next.expectations()).toEqual(desk.expectations())
    expect(next.windows()).toEqual(desk.windows())
  })

  test('after a restart counting begins anew and open findings stay open', async () => {
    const first = await createTestFindings(db)
    await first.observe(DISK, 2)
    await first.observe({ ...DISK, active: false }, 2)
    const second = await createTestFindings(db)
    await second.observe({ ...DISK, active: false }, 2)
    expect(second.desk.open()).toHaveLength(1)
    await second.observe({ ...DISK, active: false })
    expect(second.desk.open()).toEqual([])
  })

  test('expected here: quiet until it is worse or no longer expected', async () => {
    const { desk, observe, host } = await createTestFindings(db)
    await observe(DISK, 2)
    const other = { ...DISK, host: 'web-1' }
    await host.observe([other, other])
    await desk.expect(DISK_KEY, min, { hosts: ['local'], reason: 'small by design' })
    expect(desk.open().map(({ host, quiet }) => [host, quiet])).toEqual([
      ['web-1', null],
      ['local', 'expected'],
    ])
    await desk.expect(DISK_KEY, min, { hosts: null, reason: 'all of them' })
    expect(desk.counts()).toMatchObject({ caution: 0, expected: 2 })
    await observe({ ...DISK, severity: 'danger', sure: true })
    expect(desk.counts()).toMatchObject({ danger: 1, expected: 1 })
    for (const { id } of desk.expectations()) await desk.removeExpectation(id, min)
    expect(desk.counts()).toMatchObject({ danger: 1, caution: 1, expected: 0 })
    expect((await desk.get(DISK_KEY)).history[0]).toMatchObject({ kind: 'unexpected', who: 'min' })
  })

  test('in a maintenance window findings are recorded and quiet, and readers hear of its end', async () => {
    const { desk, clock, observe, said, published } = await createTestFindings(db)
    await desk.start()
    const startMs = clock.now()
    const asked = { hosts: ['local'], fromMs: startMs, toMs: startMs + HOUR_MS, weekly: false, reason: 'move' }
    const window = await desk.addWindow(min, asked)
    await observe(UNIT)
    expect(said[0]).toEqual({ name: 'raised', key: UNIT_KEY, quiet: 'maintenance' })
    expect(desk.open()[0]?.maintenance).toMatchObject({ id: window.id, reason: 'move', active: true })
    const before = published.length
    clock.advance(HOUR_MS)
    expect(desk.open()[0]).toMatchObject({ quiet: null, maintenance: null })
    expect(published.length).toBeGreaterThan(before)
    await desk.removeWindow(window.id)
    expect(desk.windows()).toEqual([])
    await desk.stop()
  })

  test('a symptom folds under its cause and stands by itself when the cause clears', async () => {
    const { desk, observe } = await createTestFindings(db)
    await observe(UNIT)
    await observe(DISK, 2)
    expect(desk.open().map(({ key, quiet, foldedUnder, folds }) => ({ key, quiet, foldedUnder, folds }))).toEqual([
      { key: DISK_KEY, quiet: null, foldedUnder: null, folds: [UNIT_KEY] },
      { key: UNIT_KEY, quiet: 'folded', foldedUnder: DISK_KEY, folds: [] },
    ])
    await observe({ ...DISK, active: false }, 3)
    expect(desk.open()).toMatchObject([{ key: UNIT_KEY, quiet: null, foldedUnder: null }])
  })

  test('what is gone clears, for this rule and host alone', async () => {
    const { desk, host } = await createTestFindings(db)
    const units = ['a', 'b'].map((subject) => ({ ...UNIT, subject }))
    await host.observe([...units, { ...UNIT, subject: 'a', host: 'web-1' }])
    await host.keepOnly('unit-failed', 'local', ['b'])
    expect(desk.open().map(({ host, subject }) => `${host} ${subject}`)).toEqual(['local b', 'web-1 a'])
    expect((await desk.get('host.unit-failed:local:a')).finding.cleared).toMatchObject({ cause: 'gone' })
  })

  test('findings of rules that are no longer run clear at the start of a server, not of a command', async () => {
    const first = await createTestFindings(db)
    await first.observe(UNIT)
    const second = await createTestFindings(db, { rules: {} })
    expect(second.desk.open()).toHaveLength(1)
    await second.desk.start()
    await second.desk.stop()
    expect(second.desk.open()).toEqual([])
    expect((await second.desk.get(UNIT_KEY)).finding.cleared?.cause).toBe('unwatched')
  })

  test('an unknown rule is an error, and the others are heard', async () => {
    const { desk, host } = await createTestFindings(db)
    await expect(host.observe([{ ...UNIT, rule: 'typo' }, UNIT])).rejects.toMatchObject({
      code: 'findings.unknown-rule',
      params: { rule: 'host.typo' },
    })
    expect(desk.open()).toHaveLength(1)
    const { desk: again } = await createTestFindings(db)
    expect(again.open()).toHaveLength(1)
  })

  test('lists by state, severity, host, rule and owner, in pages through open and cleared', async () => {
    const { desk, clock, host, observe } = await createTestFindings(db)
    const units = Array.from({ length: 5 }, (_, at) => ({ ...UNIT, subject: `u${at}` }))
    await host.observe(units)
    await observe(DISK, 2)
    await desk.assign(DISK_KEY, min, 'sora')
    for (const unit of units.slice(0, 3)) {
      clock.advance(1000)
      await host.observe([{ ...unit, active: false }])
    }
    const keys = async (filter: Parameters<typeof desk.list>[0]) => {
      const { findings, total } = await desk.list(filter)
      return [total, ...findings.map(({ subject }) => subject)]
    }
    expect(await keys({})).toEqual([3, '/', 'u3', 'u4'])
    expect(await keys({ state: 'needed' })).toEqual([1, '/'])
    expect(await keys({ state: 'quiet' })).toEqual([2, 'u3', 'u4'])
    expect(await keys({ state: 'cleared' })).toEqual([3, 'u2', 'u1', 'u0'])
    expect(await keys({ state: 'all', offset: 2, limit: 2 })).toEqual([6, 'u4', 'u2'])
    expect(await keys({ state: 'all', offset: 5, limit: 9 })).toEqual([6, 'u0'])
    expect(await keys({ state: 'all', severity: 'caution' })).toEqual([1, '/'])
    expect(await keys({ state: 'all', host: 'web-1' })).toEqual([0])
    expect(await keys({ state: 'all', capability: 'host' })).toEqual([6, '/', 'u3', 'u4', 'u2', 'u1', 'u0'])
    expect(await keys({ state: 'all', capability: '%' })).toEqual([0])
    expect(await keys({ rule: 'host.unit-failed', limit: 1 })).toEqual([2, 'u3'])
    expect(await keys({ assignee: 'sora' })).toEqual([1, '/'])
  })

  test('counts what fired, and lets go of what is old', async () => {
    const { desk, clock, observe } = await createTestFindings(db)
    await observe(UNIT)
    await observe({ ...UNIT, active: false })
    await observe(DISK, 2)
    await desk.comment(DISK_KEY, min, 'kept')
    clock.advance(40 * DAY_MS)
    await observe(UNIT)
    await observe({ ...UNIT, active: false, subject: 'other' })
    const fired = Object.fromEntries((await desk.rules(['local'])).map((row) => [row.rule, [row.fired, row.open]]))
    expect(fired).toMatchObject({ 'host.unit-failed': [1, 1], 'host.disk-full': [0, 1], 'host.load': [0, 0] })
    await observe({ ...UNIT, active: false })
    clock.advance(DAY_MS)
    expect(await desk.prune(clock.now() - 30 * DAY_MS)).toBeGreaterThan(0)
    expect((await desk.get(DISK_KEY)).history.map(({ kind }) => kind)).toEqual(['commented'])
    await desk.prune(clock.now())
    await expect(desk.get(UNIT_KEY)).rejects.toMatchObject({ code: 'findings.not-found' })
    expect(desk.open()).toHaveLength(1)
  })

  test('a store that refuses loses nothing: rules are heard, people are told, and all is written later', async () => {
    const first = await createTestFindings(db)
    await first.observe(UNIT)
    await sql`alter table core_findings rename to elsewhere`.execute(db.tables<unknown>())
    await first.observe(DISK, 2)
    expect(first.desk.open()).toHaveLength(2)
    expect(first.said.at(-1)).toEqual({ name: 'changed', key: DISK_KEY, quiet: null })
    await expect(first.desk.acknowledge(UNIT_KEY, min)).rejects.toMatchObject({ code: 'store.failed' })
    expect(first.desk.open().map(({ acknowledged }) => acknowledged)).toEqual([null, null])
    await sql`alter table elsewhere rename to core_findings`.execute(db.tables<unknown>())
    await first.desk.stop()
    const second = await createTestFindings(db)
    expect(second.desk.open()).toEqual(first.desk.open())
    expect((await second.desk.get(DISK_KEY)).history.map(({ kind }) => kind)).toEqual(['raised'])
  })

  test('text that a store would choke on is bounded', async () => {
    const { desk, observe } = await createTestFindings(db)
    const odd = `a\0b\uD800${'x'.repeat(5000)}`
    await observe({
      ...UNIT,
      subject: odd,
      params: { odd, nan: Number.NaN },
      evidence: [{ label: { key: 'log' }, lines: Array.from({ length: 500 }, () => odd) }],
    })
    const { desk: again } = await createTestFindings(db)
    const [finding] = again.open()
    expect(again.open()).toEqual(desk.open().map((one) => ({ ...one })))
    expect(finding?.subject.length).toBe(512)
    expect(finding?.evidence[0]?.lines).toHaveLength(50)
    expect(finding?.title.params).toMatchObject({ nan: null })
  })
}

describe('SQLite', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vedette-findings-'))
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
