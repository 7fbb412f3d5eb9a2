/** `/api/findings` on a real server, audit and SQLite. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DISK, UNIT } from '../../core/findings/testing.ts'
import { startTestConsole } from '../../core/findings/testing-console.ts'
import { migratePart } from '../../store/migrate.ts'
import { type OpenDatabase, openSqliteDatabase } from '../../store/sqlite/sqlite-database.ts'
import { main } from './cli.ts'
import { main as show } from './cli-show.ts'
import { findings } from './index.ts'

const HOUR_MS = 3_600_000
const DISK_KEY = 'host.disk-full:local:/'
const texts = {
  'host.rule.disk-full.title': 'Disk {{subject}} is filling',
  'host.rule.disk-full.why': '{{free}} % free',
  'host.rule.disk-full.next': 'Look at the disk',
  'host.rule.unit-failed.title': '{{subject}} failed',
}

let folder: string
let db: OpenDatabase
let world: Awaited<ReturnType<typeof startTestConsole>>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-findings-routes-'))
  db = openSqliteDatabase(join(folder, 'vedette.db'))
  world = await startTestConsole(findings, {
    db,
    dataDir: folder,
    texts,
    migrate: (part, migrations) => migratePart(db, part, migrations),
  })
  await world.observe(DISK, 2)
  await world.observe({ ...UNIT, evidence: [{ label: { key: 'Log' }, lines: ['exit 1'] }] })
})
afterEach(async () => {
  await world.close()
  await db.close()
  rmSync(folder, { recursive: true, force: true })
})

test('lists with filters, pages and words in the reader’s language', async () => {
  const { status, body } = await world.ask('viewer', 'GET', '/?state=needed&language=en')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    total: 1,
    counts: { caution: 1, danger: 0, folded: 1 },
    findings: [{ key: DISK_KEY, words: { title: 'Disk / is filling', why: '5 % free', next: 'Look at the disk' } }],
  })
  expect((await world.ask('viewer', 'GET', '/?limit=1&offset=1')).body.findings).toMatchObject([{ quiet: 'folded' }])
  expect((await world.ask('viewer', 'GET', '/?severity=danger')).body).toMatchObject({ total: 1 })
  expect((await world.ask('viewer', 'GET', '/?severity=worst')).status).toBe(400)
  expect((await world.ask('viewer', 'GET', '/?limit=0')).status).toBe(400)
})

test('one by id or by its key, with history', async () => {
  const [{ id }] = (await world.ask('viewer', 'GET', '/')).body.findings
  for (const ref of [id, encodeURIComponent(DISK_KEY)]) {
    const { body } = await world.ask('viewer', 'GET', `/${ref}`)
    expect(body).toMatchObject({ finding: { key: DISK_KEY, id }, history: [{ kind: 'raised', who: null }] })
  }
  expect((await world.ask('viewer', 'GET', '/nothing')).body).toMatchObject({ status: 404, code: 'findings.not-found' })
})

test('a viewer reads and never acts', async () => {
  const ref = encodeURIComponent(DISK_KEY)
  const acts = [
    ['POST', `/${ref}/assign`, { assignee: null }],
    ['POST', `/${ref}/comment`, { text: 'x' }],
    ['POST', `/${ref}/acknowledge`, {}],
    ['POST', `/${ref}/unacknowledge`, {}],
    ['POST', `/${ref}/mute`, { untilMs: world.clock.now() + 1, reason: 'x' }],
    ['POST', `/${ref}/unmute`, {}],
    ['POST', `/${ref}/expect`, { hosts: 'this', reason: 'x' }],
    ['POST', '/windows', { hosts: null, fromMs: 0, toMs: 1, reason: 'x' }],
    ['DELETE', '/windows/x', undefined],
    ['DELETE', '/expectations/x', undefined],
  ] as const
  for (const [method, path, body] of acts) {
    expect((await world.ask('viewer', method, path, body)).status, path).toBe(403)
  }
  expect(world.desk.findings.open()[0]).toMatchObject({ acknowledged: null, mute: null, expected: null })
})

test('an operator acts, and everything is in the audit with its target', async () => {
  const ref = encodeURIComponent(DISK_KEY)
  const post = async (verb: string, body: object = {}) => {
    const answer = await world.ask('operator', 'POST', `/${ref}/${verb}`, body)
    expect(answer.status, `${verb}: ${answer.text}`).toBe(200)
    return answer.body
  }
  await world.auth.addUser({ name: 'sora', password: 'a long password', role: 'viewer' })
  const untilMs = world.clock.now() + HOUR_MS
  expect(await post('assign', { assignee: 'sora' })).toMatchObject({ assignee: 'sora' })
  await post('comment', { text: 'the log of nginx grows' })
  expect(await post('acknowledge')).toMatchObject({ acknowledged: { by: 'operator', severity: 'caution' } })
  await post('unacknowledge')
  expect((await world.ask('operator', 'POST', `/${ref}/acknowledge`)).status).toBe(200)
  await post('unacknowledge')
  expect(await post('mute', { untilMs, reason: 'new disk on Friday' })).toMatchObject({ quiet: 'muted' })
  expect(await post('unmute')).toMatchObject({ mute: null })
  expect(await post('expect', { hosts: 'this', reason: 'small' })).toMatchObject({ quiet: 'expected' })
  const { rows } = await world.desk.audit.list({ action: 'findings.' }, { limit: 50 })
  expect(rows.map(({ action, target, outcome }) => [action, target, outcome])).toEqual(
    [
      'expect',
      'unmute',
      'mute',
      'unacknowledge',
      'acknowledge',
      'unacknowledge',
      'acknowledge',
      'comment',
      'assign',
    ].map((verb) => [`findings.${verb}`, DISK_KEY, 'done']),
  )
  expect(rows[2]).toMatchObject({ host: 'local', details: { reason: 'new disk on Friday', untilMs } })
})

test('what makes no sense is refused with a code', async () => {
  const ref = encodeURIComponent(DISK_KEY)
  const cases = [
    [`/${ref}/assign`, { assignee: 'nobody' }, 422, 'findings.unknown-person'],
    [`/${ref}/mute`, { untilMs: 1, reason: 'x' }, 400, 'findings.bad-time'],
    [`/${ref}/mute`, { untilMs: world.clock.now() + 1, reason: '  ' }, 400, 'findings.bad-reason'],
    [`/${ref}/mute`, { untilMs: world.clock.now() + 1 }, 400, 'core.request-invalid'],
    [`/${ref}/acknowledge`, { severity: 'info' }, 409, 'findings.worse-now'],
    [`/${ref}/comment`, { text: 'x'.repeat(4001) }, 400, 'core.request-invalid'],
    [`/${ref}/expect`, { hosts: ['db-9'], reason: 'x' }, 422, 'findings.unknown-host'],
    ['/nothing/comment', { text: 'x' }, 404, 'findings.not-found'],
    ['/windows', { hosts: ['db-9'], fromMs: 0, toMs: 1, reason: 'x' }, 422, 'findings.unknown-host'],
    ['/windows', { hosts: null, fromMs: 2, toMs: 1, reason: 'x' }, 400, 'findings.bad-time'],
  ] as const
  for (const [path, body, status, code] of cases) {
    const answer = await world.ask('operator', 'POST', path, body)
    expect(answer.body, path).toMatchObject({ status, code })
    expect(answer.body.title).not.toMatch(/^(findings|core)\./)
    if (code === 'findings.bad-time')
      expect(answer.body.errors).toMatchObject([{ field: /mute$/.test(path) ? '/untilMs' : '/toMs' }])
  }
})

test('maintenance windows and expectations come and go', async () => {
  const nowMs = world.clock.now()
  const asked = { hosts: ['local'], fromMs: nowMs, toMs: nowMs + HOUR_MS, reason: 'move' }
  const made = await world.ask('operator', 'POST', '/windows', asked)
  expect(made).toMatchObject({ status: 201, body: { ...asked, weekly: false, active: true, by: 'operator' } })
  expect((await world.ask('viewer', 'GET', '/windows')).body.windows).toHaveLength(1)
  expect((await world.ask('viewer', 'GET', '/')).body.counts).toMatchObject({ maintenance: 2, caution: 0 })
  expect((await world.ask('operator', 'DELETE', `/windows/${made.body.id}`)).status).toBe(200)
  expect((await world.ask('operator', 'DELETE', `/windows/${made.body.id}`)).status).toBe(404)

  await world.ask('operator', 'POST', `/${encodeURIComponent(DISK_KEY)}/expect`, { hosts: 'all', reason: 'small' })
  const { expectations } = (await world.ask('viewer', 'GET', '/expectations')).body
  expect(expectations).toMatchObject([{ rule: 'host.disk-full', subject: '/', hosts: null }])
  await world.ask('operator', 'DELETE', `/expectations/${expectations[0].id}`)
  expect((await world.ask('viewer', 'GET', '/')).body.counts).toMatchObject({ expected: 0, caution: 1 })
})

test('rules say how often they fired', async () => {
  const { rules } = (await world.ask('viewer', 'GET', '/rules')).body
  expect(rules.find(({ rule }: { rule: string }) => rule === 'host.disk-full')).toEqual({
    rule: 'host.disk-full',
    capability: 'host',
    severity: 'caution',
    raiseAfter: 2,
    clearAfter: 3,
    symptomOf: [],
    open: 1,
    fired: 1,
    wouldHaveFired: null,
    historyDays: null,
  })
})

test('numbers follow what is open', async () => {
  const read = async () => await world.metrics.registry.metrics()
  expect(await read()).toContain('vedette_findings_open{severity="caution"} 1')
  expect(await read()).toContain('vedette_findings_quiet{reason="folded"} 1')
})

test('is found by subject, host, rule and words, the best first', async () => {
  const find = async (query: string) => (await world.parts.search?.(query, AbortSignal.timeout(1000))) ?? []
  expect(await find('nginx.service')).toMatchObject([{ kind: 'finding', title: 'nginx.service', score: 1 }])
  expect((await find('NGINX')).map(({ score }) => score)).toEqual([0.5])
  expect((await find('is filling')).map(({ title }) => title)).toEqual(['/'])
  expect(await find('local')).toHaveLength(2)
  expect(await find('nowhere')).toEqual([])
  expect(await find('  ')).toEqual([])
  await world.observe({ ...UNIT, active: false })
  expect((await find('nginx.service')).map(({ score }) => score)).toEqual([0.5])
})

function runCommand(command: typeof main, args: readonly string[]) {
  const said: string[] = []
  const core = { db, audit: world.audit, desk: world.desk, clock: world.clock, close: async () => undefined }
  const code = command({
    args,
    settings: { dataDir: folder, section: () => ({}) as never },
    language: 'en',
    say: (text) => world.desk.render(text, { language: 'en', zone: 'UTC' }),
    open: async () => core,
    openWork: () => Promise.reject(new Error('this command is short')),
    out: (text) => said.push(text),
    err: (text) => said.push(text),
    terminal: false,
    signal: AbortSignal.timeout(10_000),
  })
  return code.then((exit) => ({ exit, text: said.join('\n') }))
}

test('the commands list and show in plain words', async () => {
  world.clock.advance(12 * 60_000)
  await world.desk.findings.comment(DISK_KEY, { kind: 'user', id: 'm', name: 'min', role: 'operator' }, 'mine')
  const { id } = (await world.desk.findings.get(DISK_KEY)).finding
  expect(await runCommand(main, [])).toEqual({
    exit: 0,
    text: `1 thing needs you now.

[caution] Disk / is filling
  local · 12 min · ${id}
  5 % free
  Next: Look at the disk

1 quiet: 0 muted, 0 expected, 0 in maintenance, 0 acknowledged, 1 explained by another. --all shows it.`,
  })
  expect((await runCommand(main, ['--all'])).text).toContain('Explained by: Disk / is filling')
  expect(JSON.parse((await runCommand(main, ['--json'])).text)).toMatchObject({ findings: [{ key: DISK_KEY }] })
  const shown = await runCommand(show, ['host.unit-failed:local:nginx.service'])
  expect(shown.text).toContain('Log:\n  exit 1')
  expect((await runCommand(show, [DISK_KEY])).text).toMatch(/min: Comment: mine\n.* {2}New$/)
  await expect(runCommand(show, [])).rejects.toMatchObject({ code: 'core.command-words' })
  await expect(runCommand(show, ['nothing'])).rejects.toMatchObject({ code: 'findings.not-found', exit: 4 })
  await expect(runCommand(main, ['--nope'])).rejects.toMatchObject({ code: 'core.option-unknown' })
})
