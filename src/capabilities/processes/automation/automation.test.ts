/** Policies that act: the real agent, link, guard, audit, findings and store, on real processes; seven days by a fake clock. */
import { Value } from 'typebox/value'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestHttp } from '../../../../test/parts/http.ts'
import { createRealProcesses, isRootHere, LOGIN_UID } from '../../../../test/parts/real-processes.ts'
import type { Live, Rule, ServerContext } from '../../../core/capability.ts'
import { systemClock } from '../../../core/clock.ts'
import { findingsMigrations } from '../../../core/findings/migrations.ts'
import { createTestFindings } from '../../../core/findings/testing.ts'
import { silentLog } from '../../../core/log/silent-log.ts'
import type { Role } from '../../../core/schema.ts'
import { createThreads } from '../../../core/threads.ts'
import { createLocalLink } from '../../../link/memory.ts'
import { migratePart } from '../../../store/migrate.ts'
import { setup as setupAgent } from '../agent.ts'
import { catalog } from '../catalog/catalog.ts'
import type { AgentDetail } from '../collect/schema.ts'
import { type ProcessesConfig, processesConfigSchema } from '../config.ts'
import { createHosts } from '../hosts.ts'
import { processes as manifest } from '../index.ts'
import { createPolicyStore } from '../policy/policy-store.ts'
import type { PolicySource } from '../policy/port.ts'
import { createRelationalPolicySource } from '../policy/relational.ts'
import type { ProcessFacts } from '../schema.ts'
import { createStopDesk } from '../stop/desk.ts'
import { createAutomationStore, DAY_MS } from './queries.ts'
import { mountAutomationRoutes } from './routes.ts'
import { createAutomationRunner } from './runner.ts'
import type { Automation, AutomationInput, AutomationRecord } from './schema.ts'

const STEP_MS = 10 * 60_000
const STEPS_A_DAY = DAY_MS / STEP_MS
const PROGRAM = 'vedette-hog'
const WAITER = 'echo ready; while :; do sleep 1; done'
const HOG: AutomationInput = { title: 'Hogs', action: 'stop', when: { name: PROGRAM, forMinutes: 30 } }

const real = createRealProcesses()
const soon = { timeout: 10_000, interval: 50 }
let world: Awaited<ReturnType<typeof startWorld>>
beforeAll(async () => {
  world = await startWorld()
})
afterAll(async () => {
  await world.close()
  real.end()
})

async function startWorld() {
  const threads = createThreads()
  const web = await startTestHttp()
  const { db, clock, audit } = web
  await migratePart(db, 'core-findings', findingsMigrations)
  await migratePart(db, 'processes', (await manifest.migrations?.()) ?? [])
  const rules: Record<string, Rule> = Object.fromEntries(
    Object.entries(manifest.rules ?? {}).map(([name, rule]) => [`processes.${name}`, rule]),
  )
  const engine = await createTestFindings(db, { rules, clock })
  const config: ProcessesConfig = {
    ...Value.Parse(processesConfigSchema, Value.Default(processesConfigSchema, {})),
    everyMs: STEP_MS,
    automationStopsPerHour: 2,
  }
  const kept = createRelationalPolicySource(db)
  let away = false
  const source: PolicySource = {
    ...kept,
    read: (stamp) => (away ? Promise.reject(new Error('away')) : kept.read(stamp)),
  }
  const policies = createPolicyStore({ source, catalog, clock, log: silentLog })
  await policies.start()
  const link = createLocalLink({ host: 'local', name: 'web-1', clock: systemClock, log: silentLog })
  const metrics = { add: () => undefined } as unknown as ServerContext<ProcessesConfig>['metrics']
  const findings = engine.desk.forCapability('processes')
  const context = { clock, log: silentLog, config, findings, audit, metrics, link }
  const live = { watchers: () => 0 } as unknown as Live
  const store = createAutomationStore(db)
  const start = () => createAutomationRunner({ context, store, desk })
  const hosts = createHosts({
    clock,
    log: silentLog,
    link,
    live,
    lookupOn: (platform) => (name, kernel) => policies.lookup(name, platform, kernel),
    taken: (host, state) => runner.take(host, state),
  })
  const desk = createStopDesk({ context, hosts, policies })
  let runner = start()
  await web.http.mount(
    { id: 'processes' },
    {
      routes: (scope) =>
        mountAutomationRoutes(scope, { store, runner: { reload: () => runner.reload() }, clock, config }),
    },
  )
  const agent = setupAgent({
    host: 'local',
    config,
    dataDir: web.dataDir,
    log: silentLog,
    clock: systemClock,
    threads,
    push: () => undefined,
  })
  link.attach(agent.answers ?? {})
  const people = new Map<Role, Record<string, string>>()
  for (const role of ['viewer', 'operator', 'admin'] as const) people.set(role, (await web.token(role)).headers)
  let headMs = Date.now()
  return {
    policies,
    clock,
    store,
    rows: web.auditRows,
    open: () => engine.desk.open().map(({ rule }) => rule),
    setAway(next: boolean) {
      away = next
    },
    async restart() {
      await runner.stop()
      runner = start()
    },
    async ask(role: Role, method: string, path: string, body?: object) {
      const headers = people.get(role) ?? {}
      const answer = await web.ask(method, `/api/processes/automation${path}`, { headers, ...(body ? { body } : {}) })
      return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
    },
    /** The agent says what it sees, after `stepMs`. */
    async look(processes: readonly ProcessFacts[], stepMs = STEP_MS) {
      clock.advance(stepMs)
      headMs += 1000
      const head = { atMs: headMs, platform: 'linux' as const, cores: 2, memoryTotalBytes: 1e9, tookMs: 1, limits: [] }
      await hosts.take('local', { ...head, changed: [...processes], gone: [] })
      await runner.idle()
    },
    async facts(pid: number) {
      const detail = (await link.request('local', 'processes.detail', { pid })) as AgentDetail
      return detail.process
    },
    async close() {
      await runner.stop()
      await agent.stop?.()
      await policies.stop()
      await threads.close()
      link.close()
      await web.close()
    },
  }
}

async function startHog() {
  const program = real.copy('/bin/dash', real.folder('/home'), PROGRAM)
  const child = await real.start([program, '-c', WAITER], { uid: LOGIN_UID })
  return world.facts(child.pid)
}
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
const know = (terminatable = true) =>
  world.policies.put({
    name: PROGRAM,
    platform: 'linux',
    category: 'tool',
    description: { en: 'A hog.', ko: '먹보입니다.', ru: 'Обжора.' },
    tags: [],
    policy: { is_system: false, terminatable, reason: 'tool' },
  })
async function add(input: Partial<AutomationInput> = {}): Promise<Automation> {
  const { status, body } = await world.ask('admin', 'POST', '', { ...HOG, ...input })
  expect(status).toBe(201)
  return body
}
const setMode = (id: string, mode: string) => world.ask('admin', 'PUT', `/${id}/mode`, { mode })
const recordOf = async (id: string): Promise<AutomationRecord> =>
  (await world.ask('viewer', 'GET', `/${id}/record`)).body
const outcomes = async (id: string) =>
  (await recordOf(id)).runs.map(({ dryRun, outcome, reasons }) =>
    [dryRun ? 'would' : 'did', outcome, ...reasons.map(({ key }) => key.split('.').at(-1))].join(' '),
  )
/** Long enough for the condition of `HOG`, and one look more. */
const hold = async (facts: readonly ProcessFacts[]) => {
  for (let step = 0; step < 5; step++) await world.look(facts)
}
const rehearse = async (facts: readonly ProcessFacts[], days = 7) => {
  for (let step = 0; step <= days * STEPS_A_DAY; step++) await world.look(facts)
  // The record is written every minute, before the look that follows.
  await world.look(facts)
  await world.look(facts)
}
const arm = async (input: Partial<AutomationInput> = {}) => {
  const one = await add(input)
  await setMode(one.id, 'dry-run')
  await rehearse([])
  expect(await setMode(one.id, 'on')).toMatchObject({ status: 200, body: { mode: 'on' } })
  return one
}
const stopAll = async () => {
  for (const { id } of (await world.store.read()).automations) await world.store.setMode({ id, revision: 1 }, 'off', 0)
}
beforeEach(async () => {
  await stopAll()
  world.setAway(false)
  await world.policies.refresh()
  // An hour later nothing of the rate limit is left.
  await world.look([], 3_600_001)
})

describe('who may', () => {
  it('read and write is decided by role, and writing is on record', async () => {
    expect((await world.ask('operator', 'POST', '', HOG)).status).toBe(403)
    const one = await add({ title: 'Audited' })
    expect(one).toMatchObject({ mode: 'off', rehearsed: [] })
    expect((await world.ask('viewer', 'GET', '')).body).toMatchObject({ on: true, neededDays: 7, stopsPerHour: 2 })
    expect((await world.ask('operator', 'PUT', '/switch', { on: false })).status).toBe(403)
    expect((await world.ask('viewer', 'PUT', `/${one.id}/mode`, { mode: 'on' })).status).toBe(403)
    expect((await world.ask('admin', 'DELETE', `/${one.id}`)).status).toBe(204)
    expect((await world.ask('admin', 'DELETE', `/${one.id}`)).body.code).toBe('processes.automation-unknown')
    const actions = (await world.rows()).filter(({ target }) => target === 'Audited').map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['processes.automation-add', 'processes.automation-delete']))
  })
  it.each([
    [{ when: { forMinutes: 5 } }, 'processes.automation-empty'],
    [{ when: { name: 'x', forMinutes: 0 } }, undefined],
    [{ when: { name: 'x', forMinutes: 5, verdict: 'safe' } }, undefined],
    [{ action: 'restart' }, undefined],
    [{ title: '   ' }, undefined],
  ])('bad input %j is refused', async (change, code) => {
    const { status, body } = await world.ask('admin', 'POST', '', { ...HOG, ...change })
    expect(status).toBe(400)
    if (code) expect(body.code).toBe(code)
  })
})

describe('seven days of dry run', () => {
  it('are recorded days: neither the calendar, silence nor an edit makes one', async () => {
    const one = await add()
    expect(await setMode(one.id, 'on')).toMatchObject({ status: 409 })
    await setMode(one.id, 'dry-run')
    await rehearse([], 3)
    // The console was off, or somebody set the clock.
    await world.look([], 30 * DAY_MS)
    const early = await setMode(one.id, 'on')
    expect(early.body).toMatchObject({ code: 'processes.automation-not-rehearsed', params: { days: 3, needed: 7 } })
    await world.restart()
    await world.look([])
    await rehearse([], 4)
    const { rehearsed, days } = await recordOf(one.id)
    expect(rehearsed).toMatchObject([{ host: 'local', days: 7 }])
    expect(days.length).toBeGreaterThanOrEqual(8)
    expect((await setMode(one.id, 'on')).status).toBe(200)
    const edited = await world.ask('admin', 'PUT', `/${one.id}`, { ...HOG, when: { name: 'b', forMinutes: 30 } })
    expect(edited.body).toMatchObject({ mode: 'off', revision: 2, rehearsed: [] })
    expect((await setMode(one.id, 'on')).status).toBe(409)
  })
  it('are not needed to notify', async () => {
    const one = await add({ action: 'notify' })
    expect((await setMode(one.id, 'on')).status).toBe(200)
  })
  it('of one host say nothing of another', async () => {
    const one = await add()
    await world.store.addWatched([
      { automation: one.id, revision: 1, host: 'web-9', atMs: world.clock.now(), watchedMs: 8 * DAY_MS },
    ])
    expect((await setMode(one.id, 'on')).status).toBe(200)
    const hog = await startHogOrSelf()
    await hold([hog])
    expect((await outcomes(one.id)).every((outcome) => outcome.startsWith('would '))).toBe(true)
    expect((await outcomes(one.id)).length).toBe(1)
  })
})
const startHogOrSelf = () =>
  isRootHere ? startHog() : world.facts(process.pid).then((facts) => ({ ...facts, name: PROGRAM }))

describe.runIf(isRootHere)('a real process', () => {
  it('that nobody knows is never stopped', async () => {
    const one = await arm()
    const hog = await startHog()
    await hold([hog])
    expect(await outcomes(one.id)).toEqual(['did refused automation-unknown'])
    expect(isAlive(hog.pid)).toBe(true)
    process.kill(-hog.pid, 'SIGKILL')
  })
  it('goes through a dry run that says what would have been, then is stopped, audited and raised', async () => {
    await know()
    const one = await add()
    const hog = await startHog()
    await setMode(one.id, 'dry-run')
    await hold([hog])
    expect(await outcomes(one.id)).toEqual(['would stopped'])
    expect(isAlive(hog.pid)).toBe(true)
    expect(world.open()).toContain('processes.automation-would-have')
    await rehearse([hog])
    expect(await outcomes(one.id)).toEqual(['would stopped'])
    expect((await setMode(one.id, 'on')).status).toBe(200)
    await world.look([hog])
    expect(isAlive(hog.pid)).toBe(true)
    await hold([hog])
    expect((await outcomes(one.id))[0]).toBe('did stopped soft')
    await vi.waitFor(() => expect(isAlive(hog.pid)).toBe(false), soon)
    const rows = (await world.rows()).filter(({ target }) => target.endsWith(`(PID ${hog.pid})`))
    expect(rows.every(({ who }) => who.kind === 'system')).toBe(true)
    expect(rows.map(({ action, outcome }) => `${action} ${outcome}`).sort()).toEqual([
      'processes.automation-dry-run planned',
      'processes.stop done',
      'processes.stop planned',
    ])
    expect(world.open()).toContain('processes.automation-acted')
    for (let step = 0; step <= STEPS_A_DAY; step++) await world.look([])
    await vi.waitFor(() => expect(world.open()).toEqual([]), soon)
  })
  it('is left alone while policies cannot be read, are forbidden, or the switch is off', async () => {
    await know()
    const one = await arm()
    const hog = await startHog()
    world.setAway(true)
    await hold([hog])
    expect(await outcomes(one.id)).toEqual(['did refused automation-policies'])
    world.setAway(false)
    await know(false)
    await world.look([])
    await hold([hog])
    expect((await outcomes(one.id))[0]).toBe('did refused policy')
    await know()
    await world.look([])
    expect((await world.ask('admin', 'PUT', '/switch', { on: false })).status).toBe(200)
    await hold([hog])
    await world.restart()
    await hold([hog])
    expect((await outcomes(one.id)).length).toBe(2)
    expect(isAlive(hog.pid)).toBe(true)
    await world.ask('admin', 'PUT', '/switch', { on: true })
    process.kill(-hog.pid, 'SIGKILL')
  })
  it('is left alone once as many were stopped as may be in an hour, also after a restart', async () => {
    await know()
    const one = await arm()
    const hogs = [await startHog(), await startHog(), await startHog()]
    await hold(hogs)
    expect((await outcomes(one.id)).sort()).toEqual(['did limited', 'did stopped soft', 'did stopped soft'])
    await world.restart()
    const left = hogs.filter(({ pid }) => isAlive(pid))
    expect(left.length).toBe(1)
    await hold(left)
    expect((await outcomes(one.id))[0]).toBe('did limited')
    expect(left.every(({ pid }) => isAlive(pid))).toBe(true)
    for (const { pid } of left) process.kill(-pid, 'SIGKILL')
  })
  it('whose pid changed hands is not touched', async () => {
    await know()
    const one = await arm()
    const hog = await startHog()
    await hold([{ ...hog, startTime: hog.startTime - 1 }])
    expect(await outcomes(one.id)).toEqual(['did failed identity-changed'])
    expect(isAlive(hog.pid)).toBe(true)
    process.kill(-hog.pid, 'SIGKILL')
  })
})

it('a notice is raised, audited, and ends with what it is about', async () => {
  const one = await add({ action: 'notify', when: { name: 'thing', memoryPercentOver: 20, forMinutes: 30 } })
  await setMode(one.id, 'on')
  const facts = { ...(await world.facts(process.pid)), name: 'thing', memoryPercent: 30 }
  await hold([facts])
  expect(await outcomes(one.id)).toEqual(['did notified'])
  expect(world.open()).toContain('processes.automation-noticed')
  await hold([facts])
  expect(world.open()).toContain('processes.automation-noticed')
  const [row] = (await world.rows()).filter(({ action }) => action === 'processes.automation-notify')
  expect(row).toMatchObject({ who: { kind: 'system', name: 'Hogs' }, outcome: 'done' })
  for (let step = 0; step < 12; step++) await world.look([{ ...facts, memoryPercent: 2 }])
  await vi.waitFor(() => expect(world.open()).not.toContain('processes.automation-noticed'), soon)
})
