/** Agent, link, console and web server together: everything real but the machine, which is a tree of its own. */
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Value } from 'typebox/value'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestHttp, type TestHttp } from '../../../test/parts/http.ts'
import type { Rule, Sample, Series, ServerContext, ServerParts } from '../../core/capability.ts'
import { systemClock } from '../../core/clock.ts'
import { findingsMigrations } from '../../core/findings/migrations.ts'
import { createTestFindings } from '../../core/findings/testing.ts'
import { createLive, type LiveSocket } from '../../core/live.ts'
import { silentLog } from '../../core/log/silent-log.ts'
import { createMetrics } from '../../core/metrics.ts'
import type { Plan } from '../../core/schema.ts'
import { createThreads } from '../../core/threads.ts'
import { createLocalLink } from '../../link/memory.ts'
import { migratePart } from '../../store/migrate.ts'
import { setup as setupAgent } from './agent.ts'
import { type HostConfig, hostConfigSchema } from './config.ts'
import { host as manifest } from './index.ts'
import { setup } from './server.ts'

const SYSTEMCTL = `#!/bin/sh
echo "$@" >> "$(dirname "$0")/calls"
case "$*" in
  *list-units*) cat "$(dirname "$0")/failed" ;;
  *show*) cat "$(dirname "$0")/units" ;;
  journalctl*) cat "$(dirname "$0")/journal" ;;
  *restart*) exit "$(cat "$(dirname "$0")/code")" ;;
esac
`
const unit = (id: string, fields: Readonly<Record<string, string>> = {}) =>
  Object.entries({
    Id: id,
    Names: id,
    Description: `About ${id}`,
    LoadState: 'loaded',
    ActiveState: 'active',
    SubState: 'running',
    ...fields,
  })
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')

type World = Awaited<ReturnType<typeof startWorld>>
let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.close())

async function startWorld() {
  const kept: Sample[] = []
  const series: Series = {
    append: async (samples) => void kept.push(...samples),
    read: async () => [],
    list: async () => [],
  }
  const threads = createThreads()
  const parts: Record<string, ServerParts> = {}
  const web = await startTestHttp({ capabilities: parts })
  const { db, dataDir: folder } = web
  const tree = join(folder, 'machine')
  cpSync(join(import.meta.dirname, 'testdata/debian-12'), tree, { recursive: true })
  for (const name of ['run/systemd/system', 'run/systemd/units', 'log/nginx', 'bin'])
    mkdirSync(join(tree, name), { recursive: true })
  const bin = (name: string) => join(tree, 'bin', name)
  writeFileSync(bin('fake'), SYSTEMCTL)
  chmodSync(bin('fake'), 0o755)
  for (const name of ['failed', 'journal', 'calls']) writeFileSync(bin(name), '')
  writeFileSync(bin('code'), '0')
  writeFileSync(
    bin('units'),
    [unit('nginx.service'), unit('ssh.service', { Names: 'ssh.service sshd.service' })].join('\n\n'),
  )
  writeFileSync(join(tree, 'log/syslog'), Array.from({ length: 50 }, (_, index) => `line ${index + 1}\n`).join(''))
  writeFileSync(join(tree, 'log/auth.log'), 'sudo: min\n')
  writeFileSync(join(folder, 'secret'), 'secret\n')
  symlinkSync(join(folder, 'secret'), join(tree, 'log/out'))
  symlinkSync('auth.log', join(tree, 'log/harmless'))

  await migratePart(db, 'core-findings', findingsMigrations)
  const rules: Record<string, Rule> = Object.fromEntries(
    Object.entries(manifest.rules ?? {}).map(([name, rule]) => [`host.${name}`, rule]),
  )
  const engine = await createTestFindings(db, { rules, clock: web.clock as never })
  const config: HostConfig = {
    ...Value.Parse(hostConfigSchema, Value.Default(hostConfigSchema, {})),
    services: ['nginx', 'sshd', 'redis'],
    procRoot: join(tree, 'proc'),
    sysRoot: join(tree, 'sys'),
    etcRoot: join(tree, 'etc'),
    runRoot: join(tree, 'run'),
    filesRoot: '',
    logRoots: [join(tree, 'log')],
    // On a busy machine a thread alone takes a second to start.
    logSearchMs: 2000,
    systemdPrefix: [bin('fake')],
  }
  const link = createLocalLink({ host: 'local', name: 'web-1', clock: systemClock, log: silentLog })
  const live = createLive({ clock: systemClock, log: silentLog, version: '1', topics: manifest.topics ?? {} })
  const metrics = createMetrics({ series, log: silentLog }).forCapability('host', manifest.metrics ?? {})
  const desk = { findings: engine.desk, render: ({ key }: { key: string }) => key }
  const lent = {
    config,
    log: silentLog,
    clock: systemClock,
    metrics,
    findings: engine.host,
    series,
    audit: web.audit,
    link,
    live,
    threads,
    desk,
    db,
  }
  const server = await setup(lent as unknown as ServerContext<HostConfig>)
  await web.http.mount({ id: 'host' }, server)
  const agent = await setupAgent({
    host: 'local',
    config,
    dataDir: folder,
    log: silentLog,
    clock: systemClock,
    threads,
    push: link.push,
  })
  link.attach(agent.answers ?? {})

  const ask = async (role: 'viewer' | 'operator', method: 'GET' | 'POST', path: string, body?: object) => {
    const { headers } = await web.token(role)
    const answer = await web.ask(method, `/api/host${path}`, { headers, ...(body ? { body } : {}) })
    return { status: answer.statusCode, body: answer.json() }
  }
  return {
    web,
    tree,
    bin,
    kept,
    engine,
    live,
    server,
    ask,
    log: (name: string) => join(tree, 'log', name),
    tail: (role: 'viewer' | 'operator', source: string) =>
      ask(role, 'GET', `/local/logs/tail?source=${encodeURIComponent(source)}`),
    search: (source: string, q: string, regex = false) =>
      ask(
        'operator',
        'GET',
        `/local/logs/search?source=${encodeURIComponent(source)}&q=${encodeURIComponent(q)}&regex=${regex}`,
      ),
    open: () => engine.desk.open().map(({ key }) => key),
    async close() {
      await agent.stop?.()
      await server.stop?.()
      await threads.close()
      link.close()
      live.close()
      await web.close()
    },
  }
}

/** A reader of the live line, and what it heard. */
function listen(web: TestHttp, topics: readonly string[], role: 'viewer' | 'operator') {
  const heard: { type: string; topic?: string; data?: { lines?: { text: string }[] } }[] = []
  let hear: (data: { toString(): string }) => void = () => undefined
  const socket: LiveSocket = {
    bufferedAmount: 0,
    send: (text) => void heard.push(JSON.parse(text)),
    close: () => undefined,
    terminate: () => undefined,
    ping: () => undefined,
    on: (event: string, listener: unknown) => {
      if (event === 'message') hear = listener as typeof hear
    },
  }
  world.live.accept(socket, { kind: 'user', id: role, name: role, role }, web.origin)
  hear(JSON.stringify({ type: 'subscribe', topics }))
  return heard
}
const soon = { timeout: 5000, interval: 20 }

describe('vitals', () => {
  it('come from the agent by themselves, and into history', async () => {
    await vi.waitFor(async () => {
      const { body } = await world.ask('viewer', 'GET', '/hosts')
      expect(body.hosts).toMatchObject([
        { id: 'local', silent: false, vitals: { facts: { hostname: 'vedette-debian' } } },
      ])
    }, soon)
    expect((await world.ask('viewer', 'GET', '/local/now')).body.vitals.memory.totalBytes).toBeGreaterThan(0)
    expect(world.kept.some(({ metric, host }) => metric === 'host.memory-used-percent' && host === 'local')).toBe(true)
  })
  it('are nobody’s on an unknown host', async () => {
    expect((await world.ask('viewer', 'GET', '/nope/now')).body.code).toBe('link.unknown-host')
    expect((await world.ask('viewer', 'GET', '/local/history?metric=x&fromMs=0&toMs=1000000')).body.code).toBe(
      'host.metric-unknown',
    )
  })
  it('come twice as often, and more, while somebody watches', async () => {
    const heard = listen(world.web, ['host.vitals:local'], 'viewer')
    await vi.waitFor(() => expect(heard.filter(({ type }) => type === 'data').length).toBeGreaterThan(2), {
      ...soon,
      timeout: 9000,
    })
  })
})

describe('services', () => {
  it('are listed by their configured names, aliases and processes', async () => {
    const { body } = await world.ask('viewer', 'GET', '/local/services')
    expect(body.manager).toBe('systemd')
    expect(body.services).toMatchObject([
      { name: 'nginx', source: 'unit', state: 'active', unit: 'nginx.service' },
      { name: 'sshd', source: 'unit', unit: 'ssh.service' },
      { name: 'redis', source: 'nothing', state: 'inactive', verbs: [] },
    ])
    expect(readFileSync(world.bin('calls'), 'utf8').match(/systemctl show/g)?.length).toBeLessThanOrEqual(2)
  })

  const planOf = async (name: string, verb: string) =>
    (await world.ask('viewer', 'POST', `/local/services/${name}/plan`, { verb })).body as Plan
  const apply = (role: 'viewer' | 'operator', name: string, body: object) =>
    world.ask(role, 'POST', `/local/services/${name}/apply`, body)
  const audited = async () =>
    (await world.web.auditRows())
      .filter(({ action }) => action.startsWith('host.'))
      .map(({ action, outcome }) => `${action} ${outcome}`)

  it('are acted on as planned, with a row before and a row after', async () => {
    const plan = await planOf('nginx', 'restart')
    const answer = await apply('operator', 'nginx', { verb: 'restart', digest: plan.digest })
    expect(answer).toMatchObject({ status: 200, body: { service: { name: 'nginx', state: 'active' } } })
    expect(readFileSync(world.bin('calls'), 'utf8')).toContain(
      'systemctl --no-ask-password --no-pager restart -- nginx.service',
    )
    expect(await audited()).toEqual(['host.service-restart done', 'host.service-restart planned'])
  })
  it('are not touched by a viewer', async () => {
    const plan = await planOf('nginx', 'restart')
    expect((await apply('viewer', 'nginx', { verb: 'restart', digest: plan.digest })).status).toBe(403)
    expect(readFileSync(world.bin('calls'), 'utf8')).not.toContain('restart')
  })
  it('are left alone when things changed since the plan was shown', async () => {
    const plan = await planOf('nginx', 'restart')
    writeFileSync(world.bin('units'), unit('nginx.service', { ActiveState: 'failed' }))
    const answer = await apply('operator', 'nginx', { verb: 'restart', digest: plan.digest })
    expect(answer).toMatchObject({ status: 409, body: { code: 'host.plan-changed' } })
    expect(readFileSync(world.bin('calls'), 'utf8')).not.toContain('restart')
    expect(await audited()).toEqual(['host.service-restart refused'])
  })
  it('are left alone when the plan is a refusal', async () => {
    const plan = await planOf('redis', 'start')
    expect(plan.refusals.map(({ key }) => key)).toEqual(['host.plan.refusal.unknown'])
    const answer = await apply('operator', 'redis', { verb: 'start', digest: plan.digest })
    expect(answer.status).toBe(404)
    expect(await audited()).toEqual(['host.service-start refused', 'host.service-start planned'])
  })
  it('are stopped only by who types the name where it hurts', async () => {
    const plan = await planOf('sshd', 'stop')
    expect(plan.typeToConfirm).toBe('ssh.service')
    expect((await apply('operator', 'sshd', { verb: 'stop', digest: plan.digest })).body.code).toBe(
      'host.confirmation-missing',
    )
    expect((await apply('operator', 'sshd', { verb: 'stop', digest: plan.digest, typed: 'ssh.service' })).status).toBe(
      200,
    )
  })
  it('say why systemd failed, and it is on record', async () => {
    const plan = await planOf('nginx', 'restart')
    writeFileSync(world.bin('code'), '1')
    const answer = await apply('operator', 'nginx', { verb: 'restart', digest: plan.digest })
    expect(answer).toMatchObject({ status: 502, body: { code: 'host.service-failed' } })
    expect(await audited()).toEqual(['host.service-restart failed', 'host.service-restart planned'])
  })
  it('refuse names that are none before systemctl sees them', async () => {
    const plan = await planOf(encodeURIComponent('--help'), 'stop')
    expect(plan.refusals.length).toBe(1)
    expect(readFileSync(world.bin('calls'), 'utf8')).not.toContain('--help')
  })
  it('raise a finding within seconds when a unit fails, and clear it', async () => {
    writeFileSync(world.bin('failed'), 'breaks.service loaded failed failed Breaks\n')
    writeFileSync(
      world.bin('journal'),
      `${JSON.stringify({ MESSAGE: 'boom password=hunter2', SYSLOG_IDENTIFIER: 'sh' })}\n`,
    )
    writeFileSync(join(world.tree, 'run/systemd/units/invocation:breaks.service'), '')
    await vi.waitFor(() => expect(world.open()).toContain('host.unit-failed:local:breaks.service'), soon)
    const [finding] = world.engine.desk.open().filter(({ rule }) => rule === 'host.unit-failed')
    expect(finding?.evidence.at(-1)?.lines).toEqual(['sh: boom password=‹hidden›'])
    writeFileSync(world.bin('failed'), '')
    writeFileSync(join(world.tree, 'run/systemd/units/invocation:other.service'), '')
    await vi.waitFor(() => expect(world.open()).not.toContain('host.unit-failed:local:breaks.service'), soon)
  })
})

describe('logs', () => {
  it('lists what there is, with the topic to listen to', async () => {
    const { body } = await world.ask('viewer', 'GET', '/local/logs')
    const names = body.sources.map(({ id, private: isPrivate }: { id: string; private: boolean }) => [
      id.split('/').at(-1),
      isPrivate,
    ])
    expect(names).toEqual([
      ['syslog', false],
      ['auth.log', true],
      ['harmless', false],
      ['out', false],
    ])
    expect(body.sources[0].topic).toBe(`host.log:local:${world.log('syslog')}`)
  })
  it('gives the last 20 lines', async () => {
    const { status, body } = await world.tail('viewer', world.log('syslog'))
    expect(status).toBe(200)
    expect(body.lines.map(({ text }: { text: string }) => text)).toEqual(
      Array.from({ length: 20 }, (_, index) => `line ${index + 31}`),
    )
  })
  it.each([
    ['..', (log: World['log']) => `${log('syslog')}/../../../secret`],
    ['an absolute path', () => '/etc/passwd'],
    ['a link out', (log: World['log']) => log('out')],
    ['a unit that is none', () => 'journal/../../x'],
  ])('refuses %s and records it', async (_, source) => {
    const { status, body } = await world.tail('operator', source(world.log))
    expect([status, body.code]).toEqual([403, 'host.log-outside'])
    expect((await world.web.auditRows())[0]).toMatchObject({
      action: 'host.log-read',
      outcome: 'refused',
      target: source(world.log),
    })
  })
  it.each(['auth.log', 'harmless'])('keeps %s from viewers and records who reads it', async (name) => {
    expect((await world.tail('viewer', world.log(name))).body.code).toBe('host.log-private')
    expect((await world.tail('operator', world.log(name))).body.lines).toEqual([{ text: 'sudo: min' }])
    const rows = (await world.web.auditRows()).filter(({ action }) => action === 'host.log-read')
    expect(rows.map(({ outcome }) => outcome)).toEqual(['read', 'refused'])
  })
  it('searches, and no pattern holds the agent', async () => {
    writeFileSync(world.log('hostile'), `${'a'.repeat(60)}!\n`)
    expect((await world.search(world.log('syslog'), 'line 7')).body).toMatchObject({
      lines: [{ text: 'line 7' }],
      ended: 'all',
    })
    expect((await world.search(world.log('hostile'), '^(a+)+$', true)).body.code).toBe('host.log-search-slow')
    expect((await world.search(world.log('syslog'), '(', true)).body.code).toBe('host.log-pattern-invalid')
    expect((await world.ask('viewer', 'GET', '/local/now')).status).toBe(200)
  })
  it('come live to who may read them', async () => {
    const open = `host.log:local:${world.log('syslog')}`
    const shut = `host.log:local:${world.log('auth.log')}`
    const guarded = `host.private-log:local:${world.log('auth.log')}`
    const viewer = listen(world.web, [open, shut, guarded], 'viewer')
    const operator = listen(world.web, [guarded], 'operator')
    await vi.waitFor(
      () => {
        writeFileSync(world.log('syslog'), 'new\n', { flag: 'a' })
        writeFileSync(world.log('auth.log'), 'secret\n', { flag: 'a' })
        expect(operator.some(({ topic, data }) => topic === guarded && data?.lines?.[0]?.text === 'secret')).toBe(true)
        expect(viewer.some(({ topic, data }) => topic === open && data?.lines?.[0]?.text === 'new')).toBe(true)
      },
      { ...soon, interval: 300 },
    )
    expect(viewer.filter(({ type }) => type === 'refused').map(({ topic }) => topic)).toEqual([guarded])
    expect(viewer.some(({ type, topic }) => type === 'data' && topic === shut)).toBe(false)
  })
  it('records who asks the live line for a file outside', async () => {
    listen(world.web, ['host.log:local:/etc/shadow'], 'viewer')
    await vi.waitFor(async () => {
      const rows = await world.web.auditRows()
      expect(rows[0]).toMatchObject({ action: 'host.log-follow', outcome: 'refused', target: '/etc/shadow' })
    }, soon)
  })
})

it('is found by the search, and marked as watched', async () => {
  await vi.waitFor(async () => expect((await world.server.watched?.())?.length).toBe(3), soon)
  const marks = await world.server.watched?.()
  expect(marks?.map(({ name, state }) => [name, state])).toEqual([
    ['vedette-debian', 'good'],
    ['nginx', 'good'],
    ['sshd', 'good'],
  ])
  const titles = async (query: string) =>
    (await world.server.search?.(query, AbortSignal.timeout(5000)))?.map(({ kind, title }) => [
      kind,
      title.split('/').at(-1),
    ])
  expect(await titles('nginx')).toContainEqual(['service', 'nginx'])
  expect(await titles('vedette')).toContainEqual(['host', 'vedette-debian'])
  expect(await titles('syslog')).toContainEqual(['log', 'syslog'])
  expect(await titles('zzz')).toEqual([])
})
