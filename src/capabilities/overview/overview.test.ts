/** `/api/overview` on a real server, audit and SQLite. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../core/capability.ts'
import { DISK, person, UNIT } from '../../core/findings/testing.ts'
import { startTestConsole, type TestWorld } from '../../core/findings/testing-console.ts'
import { migratePart } from '../../store/migrate.ts'
import { type OpenDatabase, openSqliteDatabase } from '../../store/sqlite/sqlite-database.ts'
import { main } from './cli.ts'
import { overview } from './index.ts'

const HOUR_MS = 3_600_000
const DISK_KEY = 'host.disk-full:local:/'
const min = person('min')
const texts = {
  'host.rule.disk-full.title': 'Disk {{subject}} is filling',
  'host.rule.disk-full.why': '{{free}} % free',
  'host.rule.disk-full.next': 'Look at the disk',
  'host.rule.unit-failed.title': '{{subject}} failed',
  'host.plan.restart': 'Restart {{unit}}',
}
const row = (name: string, value: string, source = 'default') => ({ name, value, source })

let folder: string
let db: OpenDatabase
let world: Awaited<ReturnType<typeof startTestConsole>>
let settings: NonNullable<TestWorld['settings']>[number][]
const start = () =>
  startTestConsole(overview, {
    db,
    dataDir: folder,
    texts,
    settings,
    migrate: (part, migrations) => migratePart(db, part, migrations),
    marks: () => [
      { kind: 'service', id: 'a', name: 'a', state: 'good', why: { key: 'x' }, href: '/host', lastSeenMs: 1 },
      { kind: 'service', id: 'b', name: 'b', state: 'danger', why: { key: 'x' }, href: '/host', lastSeenMs: 1 },
    ],
    search: (query) => [{ kind: 'user', title: query, detail: { key: 'x' }, href: '/accounts', score: 1 }],
  })
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-overview-'))
  db = openSqliteDatabase(join(folder, 'vedette.db'))
  settings = [row('server.port', '8000'), row('host.services', 'nginx, sshd')]
  world = await start()
})
afterEach(async () => {
  await world.close()
  await db.close()
  rmSync(folder, { recursive: true, force: true })
})
const entry = (action: string, rest: Partial<AuditEntry> = {}): AuditEntry => ({
  who: min,
  from: '127.0.0.1',
  host: 'local',
  action,
  target: 'nginx.service',
  outcome: 'done',
  ...rest,
})

test('verdict, what needs you, what is quiet, and marks, worst first', async () => {
  await world.observe(UNIT)
  await world.observe(DISK, 2)
  const { status, body } = await world.ask('viewer', 'GET', '/')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    verdict: { tone: 'caution', newestAgeMs: 0, text: { params: { count: 1, hosts: 1, watched: 2 } } },
    needsYou: [{ key: DISK_KEY, folds: ['host.unit-failed:local:nginx.service'] }],
    needsYouTotal: 1,
    quiet: { total: 1, folded: 1, muted: 0 },
    watched: [{ name: 'b' }, { name: 'a' }],
    hosts: [{ id: 'local', connected: true }],
    firstSteps: null,
  })
})

test('ranked by severity, then the oldest; what is acknowledged needs nobody', async () => {
  const units = ['a', 'b', 'c'].map((subject) => ({ ...UNIT, subject, severity: 'caution' as const }))
  for (const unit of units) {
    await world.observe(unit)
    world.clock.advance(1000)
  }
  await world.desk.findings.acknowledge('host.unit-failed:local:a', min)
  await world.observe({ ...UNIT, subject: 'd', host: 'web-1' })
  const { needsYou, needsYouTotal, quiet, verdict } = (await world.ask('viewer', 'GET', '/')).body
  expect(needsYou.map(({ subject }: { subject: string }) => subject)).toEqual(['d', 'b', 'c'])
  expect([needsYouTotal, quiet.total, quiet.acknowledged, verdict.text.params.count]).toEqual([3, 1, 1, 3])
  const { text, body } = await world.ask('viewer', 'GET', '/shift?format=text&language=en&zone=UTC')
  expect(text ?? body).toContain('ACKNOWLEDGED (1)')
  expect(text ?? body).toContain('Known to min')
})

test('first steps show what is done, to admins, until they are put away', async () => {
  const read = async () => (await world.ask('admin', 'GET', '/')).body.firstSteps
  const done = async () =>
    (await read()).filter((step: { done: boolean }) => step.done).map(({ id }: { id: string }) => id)
  expect(await done()).toEqual([])
  await world.auth.addUser({ name: 'min', password: 'a long password', role: 'admin' })
  expect(await done()).toEqual(['admin'])
  await world.auth.addUser({ name: 'sora', password: 'a long password', role: 'viewer' })
  await world.audit.append(entry('accounts.backup'))
  settings.splice(0, 2, row('server.publicUrl', 'https://ops', 'vedette.yaml'), row('host.services', 'x', 'flag'))
  expect(await done()).toEqual(['admin', 'backup', 'services', 'second-user', 'address'])
  expect((await world.ask('operator', 'POST', '/first-steps/dismiss')).status).toBe(403)
  expect((await world.ask('admin', 'POST', '/first-steps/dismiss')).status).toBe(204)
  expect(await read()).toBeNull()
})

test('changes: findings, starts, settings and actions in one list, newest first', async () => {
  world.clock.advance(1000)
  await world.observe(UNIT)
  world.clock.advance(1000)
  await world.desk.findings.mute('host.unit-failed:local:nginx.service', min, {
    untilMs: world.clock.now() + HOUR_MS,
    reason: 'known',
  })
  await world.audit.append(entry('findings.mute'))
  world.clock.advance(1000)
  const plan = { summary: { key: 'host.plan.restart', params: { unit: 'nginx.service' } } }
  await world.audit.append(entry('host.service-restart', { outcome: 'planned', plan }))
  await world.audit.append(entry('host.service-restart', { outcome: 'failed', plan }))
  await world.audit.append(entry('accounts.sign-in'))
  world.clock.advance(1000)
  await world.audit.append(entry('accounts.user-add', { target: 'sora' }))
  world.clock.advance(1000)
  await world.audit.append(entry('host.read-log', { outcome: 'refused' }))

  const read = async (role: 'viewer' | 'operator') => {
    const { changes } = (await world.ask(role, 'GET', '/changes')).body
    return changes.map(({ kind, text, who }: { kind: string; text: { key: string }; who: string | null }) =>
      [kind, text.key, who].join(' '),
    )
  }
  const seen = [
    'action overview.change.failed min',
    'finding findings.did.muted min',
    'finding findings.did.raised ',
    'start overview.change.start ',
  ]
  expect(await read('viewer')).toEqual(seen)
  expect(await read('operator')).toEqual([
    'action overview.change.refused min',
    'action accounts.action.user-add min',
    ...seen,
  ])
  const { body } = await world.ask('viewer', 'GET', '/changes?limit=1')
  expect(body).toMatchObject({ truncated: true, changes: [{ about: plan.summary, severity: 'caution' }] })
  expect((await world.ask('viewer', 'GET', `/changes?sinceMs=${world.clock.now()}`)).body.changes).toEqual([])
  expect((await world.ask('viewer', 'GET', `/changes?sinceMs=${world.clock.now() + 9}`)).body).toMatchObject({
    status: 400,
    code: 'overview.bad-since',
    errors: [{ field: '/sinceMs' }],
  })
})

test.each(['/changes', '/shift'])('%s since a time that no calendar has is refused by its field', async (path) => {
  for (const sinceMs of ['9007199254740993', '8640000000000001', '1e400', '-1', 'NaN']) {
    const { body } = await world.ask('viewer', 'GET', `${path}?sinceMs=${sinceMs}`)
    expect([sinceMs, body]).toMatchObject([sinceMs, { status: 400, errors: [{ field: '/sinceMs' }] }])
  }
  const { body } = await world.ask('viewer', 'GET', `${path}?sinceMs=8640000000000000`)
  expect(body).toMatchObject({ status: 400, code: 'overview.bad-since' })
})

test('a flood of bad sign-ins hides nothing that somebody did', async () => {
  await world.audit.append(entry('host.service-restart'))
  const flood = Array.from({ length: 1200 }, () => entry('accounts.sign-in', { target: 'root' }))
  await Promise.all(flood.map((one) => world.audit.append(one)))
  const { changes, truncated } = (await world.ask('operator', 'GET', '/changes?limit=10')).body
  expect(changes).toMatchObject([{ kind: 'action' }, { kind: 'start' }])
  expect(truncated).toBe(false)
})

test('a restart with other settings says which, and the values to admins only', async () => {
  await world.close()
  settings = [row('server.port', '9443'), row('log.level', 'debug')]
  world = await start()
  world.clock.advance(5000)
  const read = async (role: 'viewer' | 'admin') =>
    (await world.ask(role, 'GET', '/changes')).body.changes.filter(({ kind }: { kind: string }) => kind === 'setting')
  expect((await read('admin')).map(({ text }: { text: { params: object } }) => text.params)).toEqual([
    { name: 'host.services', from: 'nginx, sshd', to: '–' },
    { name: 'log.level', from: '–', to: 'debug' },
    { name: 'server.port', from: '8000', to: '9443' },
  ])
  expect(JSON.stringify(await read('viewer'))).not.toContain('9443')
})

test('search says what the query looks like', async () => {
  const { body } = await world.ask('viewer', 'GET', `/search?q=${encodeURIComponent('10.0.0.7:80')}`)
  expect(body).toMatchObject({ looksLike: 'address', missing: [] })
  expect(body.hits.map(({ title }: { title: string }) => title)).toEqual(['10.0.0.7:80', '10.0.0.7'])
  expect((await world.ask('viewer', 'GET', '/search?q=')).status).toBe(400)
  expect((await world.ask('viewer', 'GET', `/search?q=${'x'.repeat(201)}`)).status).toBe(400)
})

async function work() {
  await world.observe(DISK, 2)
  world.clock.advance(HOUR_MS)
  await world.observe(UNIT)
  await world.desk.findings.assign(DISK_KEY, min, 'sora')
  await world.desk.findings.mute('host.unit-failed:local:nginx.service', min, {
    untilMs: world.clock.now() + HOUR_MS,
    reason: 'new disk on Friday',
  })
  await world.observe({ ...UNIT, subject: 'gone', active: true })
  world.clock.advance(60_000)
  await world.observe({ ...UNIT, subject: 'gone', active: false })
}

test('the shift report as data and as text in the reader’s language and zone', async () => {
  await work()
  const { body } = await world.ask('viewer', 'GET', '/shift')
  expect(body).toMatchObject({
    open: [{ key: DISK_KEY }],
    muted: [{ subject: 'nginx.service' }],
    raised: [{ kind: 'raised' }, { kind: 'raised' }, { kind: 'raised' }],
    cleared: [{ details: { lastedMs: 60_000 } }],
    changes: [{ kind: 'start' }],
    truncated: false,
  })
  expect(body.actions).toHaveLength(2)
  const { text } = await world.ask('viewer', 'GET', '/shift?format=text&language=en&zone=UTC')
  expect(text.split('\n').slice(0, 8)).toEqual([
    'SHIFT REPORT',
    'Sep 21, 07:14 to Sep 21, 15:14 (8 h)',
    '',
    'NEEDS SOMEONE (1)',
    '  [caution] Disk / is filling',
    '    local, for 1 h 1 min, since Sep 21, 14:13',
    '    5 % free',
    '    Owner: sora',
  ])
  expect(text).toContain('min: nginx.service failed: Muted until Sep 21, 16:13: new disk on Friday')
  expect(text).toContain('Sep 21, 15:14  local  gone failed: Cleared by itself after 1 min')
  const korean = await world.ask('viewer', 'GET', '/shift?format=text&language=ko&zone=Asia/Seoul')
  expect(korean.text).toContain('확인할 일 (1)')
  expect(korean.text).toContain('9월 22일 00:14')
  expect((await world.ask('viewer', 'GET', '/shift?format=text&zone=Mars/Base')).body).toMatchObject({
    code: 'overview.unknown-zone',
    status: 400,
  })
})

test('vedette shift prints the same', async () => {
  await work()
  const said: string[] = []
  const run = (args: readonly string[]) =>
    main({
      args,
      settings: { dataDir: folder, section: () => ({}) as never },
      language: 'en',
      say: (text) => world.desk.render(text, { language: 'en', zone: 'UTC' }),
      openWork: () => Promise.reject(new Error('this command is short')),
      open: async () => ({
        db,
        audit: world.audit,
        desk: world.desk,
        clock: world.clock,
        close: async () => undefined,
      }),
      out: (text) => said.push(text),
      err: (text) => said.push(text),
      terminal: false,
      signal: AbortSignal.timeout(10_000),
    })
  expect(await run(['--since', '30m'])).toBe(0)
  expect(said[0]).toContain('(30 min)')
  expect(said[0]).toContain('NEW (2)')
  await run(['--json'])
  expect(JSON.parse(said[1] ?? '')).toMatchObject({ open: [{ key: DISK_KEY }] })
  await expect(run(['--since', 'yesterday'])).rejects.toMatchObject({ code: 'overview.bad-since', exit: 2 })
  await expect(run(['--nope'])).rejects.toMatchObject({ code: 'core.option-unknown' })
})
