/** Policies that another console changes, and a MongoDB that is slow, gone or damaged: what may be stopped then, asked of the whole server. */
import { ObjectId } from 'mongodb'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Asker, startWorld, type World } from '../../../test/parts/processes.ts'
import { createRealProcesses, isRootHere, LOGIN_UID } from '../../../test/parts/real-processes.ts'
import { systemClock } from '../../core/clock.ts'
import { silentLog } from '../../core/log/silent-log.ts'
import { createAutomationStore, DAY_MS } from './automation/queries.ts'
import { NEEDED_DAYS } from './automation/schema.ts'
import { catalog } from './catalog/catalog.ts'
import { createMongoPolicySource } from './policy/mongo.ts'
import { createPolicyStore } from './policy/policy-store.ts'
import type { PolicySource } from './policy/port.ts'
import { createRelationalPolicySource } from './policy/relational.ts'
import type { PolicyState } from './policy/schema.ts'
import { type MongoDouble, startMongoDouble } from './policy/testing/mongo-double.ts'
import type { StopPlan, Stopped } from './stop/schema.ts'

/** What MongoDB says of it is made by `teach`. */
const PROGRAM = 'vedmongo'
const WAITER = 'echo ready; while :; do sleep 1; done'
const soon = { timeout: 15_000, interval: 50 }
/** A look at the processes comes seldom while nobody watches, and more seldom on a busy machine. */
const untilSeen = (own: Identity) =>
  vi.waitFor(async () => expect(await rowOf(own)).toBeDefined(), { timeout: 45_000, interval: 200 })
const NEVER_MS = 60_000
/** Every plan and every stop waits for MongoDB as long as it may take. */
const PATIENCE_MS = 90_000

const real = createRealProcesses()
afterAll(() => real.end())
let double: MongoDouble
let world: World

interface Identity {
  readonly pid: number
  readonly startTime: number
}
/** A program of a login user, from home. */
async function start(name = PROGRAM): Promise<Identity> {
  const program = real.copy('/bin/dash', real.folder('/home'), name)
  const { pid } = await real.start([program, '-c', WAITER], { uid: LOGIN_UID })
  const { body } = await world.ask('viewer', 'GET', `/local/process/${pid}`)
  return { pid, startTime: body.process.startTime as number }
}
const isAlive = ({ pid }: Identity) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
const plan = async (who: Asker, { pid, startTime }: Identity): Promise<StopPlan> =>
  (await world.ask(who, 'POST', `/local/process/${pid}/plan`, { startTime })).body
const stop = (who: Asker, { pid, startTime }: Identity, { digest }: StopPlan, typed?: string) =>
  world.ask(who, 'POST', `/local/process/${pid}/stop`, { startTime, digest, ...(typed ? { typed } : {}) })
/** Why it is refused to somebody who saw the plan and goes on all the same. */
async function refusalOf(who: Asker, identity: Identity): Promise<string> {
  const shown = await plan(who, identity)
  const { body } = await stop(who, identity, shown, PROGRAM)
  const { outcome, why } = body as Stopped
  expect([outcome, why.key]).toEqual(['blocked', shown.refusals[0]?.key])
  return why.key.replace('processes.stop.refusal.', '')
}
const state = async (): Promise<PolicyState> => (await world.ask('viewer', 'GET', '/policies/state')).body
const rowOf = async ({ pid }: Identity) => (await world.list()).processes.find((row) => row.pid === pid)
const auditOf = async ({ pid }: Identity) =>
  (await world.web.auditRows()).filter(
    ({ action, target }) => action === 'processes.stop' && target.endsWith(`(PID ${pid})`),
  )

const words = { en: 'A hog.', ko: '먹보입니다.', ru: 'Обжора.' }
const toEntry = (terminatable: boolean) => ({
  name: PROGRAM,
  platform: 'linux' as const,
  category: 'other' as const,
  description: words,
  policy: { is_system: false, terminatable, reason: 'tool' },
  tags: [],
})
const known = () => {
  const found = double.documents('known_processes').find(({ name }) => name === PROGRAM)
  if (!found) throw new Error(`nobody has said what ${PROGRAM} is`)
  return found
}
/** As an administrator writes it into the database. */
async function teach() {
  const at = new Date()
  double.documents('known_processes').push({ _id: new ObjectId(), ...toEntry(true), created_at: at, updated_at: at })
  await world.ask('operator', 'POST', '/policies/sync')
}
async function startOnMongo() {
  double = await startMongoDouble()
  world = await startWorld({ mongodbUrl: double.url })
  await teach()
}
async function end() {
  await world.close()
  await double.stop()
}
const untilReachable = () =>
  vi.waitFor(async () => {
    await world.ask('operator', 'POST', '/policies/sync')
    expect(await state()).toMatchObject({ reachable: true })
  }, soon)

const FAULTS: readonly [string, () => unknown, () => unknown][] = [
  ['slow', () => double.setDelay(NEVER_MS), () => double.setDelay(0)],
  ['gone', () => double.shut(), () => double.listen()],
]

describe.runIf(isRootHere).each(FAULTS)('a MongoDB that is %s', (_, begin, mend) => {
  beforeEach(startOnMongo)
  afterEach(end)

  it(
    'leaves the list as it was, and stopping to an admin who types the name, on record as such',
    async () => {
      const own = await start()
      await untilSeen(own)
      await vi.waitFor(async () => expect(await rowOf(own)).toMatchObject({ known: { terminatable: true } }), soon)
      expect(await plan('operator', own)).toMatchObject({ policies: 'fresh', refusals: [], role: 'operator' })
      await begin()
      await vi.waitFor(async () => expect(await state()).toMatchObject({ reachable: false }), soon)
      expect(await rowOf(own)).toMatchObject({ known: { name: PROGRAM, terminatable: true }, verdict: 'safe' })

      expect(await refusalOf('operator', own)).toBe('policies')
      expect(await refusalOf('program', own)).toBe('automation-policies')
      expect((await auditOf(own)).map(({ outcome }) => outcome)).toEqual(['refused', 'planned', 'refused', 'planned'])
      const first = (await world.ask('viewer', 'GET', '/local/process/1')).body.process as Identity
      expect(await refusalOf('admin', first)).toBe('first')
      expect(isAlive(own)).toBe(true)

      const shown = await plan('admin', own)
      expect(shown).toMatchObject({ policies: 'lastKnown', refusals: [], role: 'admin', typeToConfirm: PROGRAM })
      expect((await stop('admin', own, shown)).body.code).toBe('processes.confirmation-missing')
      expect(isAlive(own)).toBe(true)
      expect((await stop('admin', own, shown, PROGRAM)).body).toMatchObject({ outcome: 'terminated', how: 'soft' })
      const [done] = (await auditOf(own)).filter(({ outcome }) => outcome === 'done')
      expect(done).toMatchObject({
        who: { name: 'admin' },
        plan: { policies: 'lastKnown' },
        details: { policies: 'lastKnown' },
      })

      await mend()
      await untilReachable()
      expect(await plan('operator', await start())).toMatchObject({ policies: 'fresh', refusals: [], role: 'operator' })
    },
    PATIENCE_MS,
  )

  it(
    'leaves what the last policies forbid forbidden, to an admin too',
    async () => {
      known()['policy'] = { is_system: false, terminatable: false, reason: 'Payroll.' }
      await world.ask('operator', 'POST', '/policies/sync')
      const own = await start()
      await begin()
      expect(await refusalOf('admin', own)).toBe('policy')
      expect(isAlive(own)).toBe(true)
    },
    PATIENCE_MS,
  )

  it(
    'keeps policies that act from acting, and they say why',
    async () => {
      const rule = { title: 'Hogs', action: 'stop', when: { name: PROGRAM, forMinutes: 1 } }
      const { id, revision } = (await world.ask('admin', 'POST', '/automation', rule)).body
      const days = Array.from({ length: NEEDED_DAYS }, (__, day) => ({
        ...{ automation: id, revision, host: 'local', watchedMs: DAY_MS },
        atMs: Date.now() - day * DAY_MS,
      }))
      await createAutomationStore(world.db).addWatched(days)
      expect((await world.ask('admin', 'PUT', `/automation/${id}/mode`, { mode: 'on' })).body).toMatchObject({
        mode: 'on',
      })
      const told = async ({ pid }: Identity) =>
        (await world.ask('viewer', 'GET', `/automation/${id}/record`)).body.runs
          .filter((run: { process: Identity }) => run.process.pid === pid)
          .map((run: { outcome: string; reasons: { key: string }[] }) => [
            run.outcome,
            ...run.reasons.map(({ key }) => key.split('.').at(-1)),
          ])
      const own = await start()
      await begin()
      await hold()
      await vi.waitFor(async () => expect(await told(own)).toEqual([['refused', 'automation-policies']]), soon)
      expect(isAlive(own)).toBe(true)
      await mend()
      await untilReachable()
      // The same policy on the same way: it was the policies alone that held it back.
      const next = await start()
      await hold()
      await vi.waitFor(async () => expect(await told(next)).toEqual([['stopped', 'soft']]), soon)
      expect(isAlive(next)).toBe(false)
    },
    PATIENCE_MS,
  )
})

/** Two minutes pass on the console, with a look every now and then. */
async function hold() {
  const watch = world.watch()
  for (let step = 0; step < 5; step++) {
    const seen = watch.changes().length
    await vi.waitFor(() => expect(watch.changes().length).toBeGreaterThan(seen), soon)
    world.advance(25_000)
  }
  watch.end()
}

describe.runIf(isRootHere)('a malformed document in MongoDB', () => {
  beforeEach(startOnMongo)
  afterEach(end)

  it('is named, and what it is about is not stopped by anybody; everything else is as before', async () => {
    const own = await start()
    const other = await start('vedother')
    known()['policy'].terminatable = 'yes'
    expect(await refusalOf('admin', own)).toBe('policy')
    expect(await refusalOf('operator', own)).toBe('policy')
    const refused = [{ document: `known_processes linux/${PROGRAM}`, field: 'policy.terminatable' }]
    expect(await state()).toMatchObject({ reachable: true, refused })
    expect(await plan('operator', other)).toMatchObject({ policies: 'fresh', refusals: [], typeToConfirm: 'vedother' })
    expect(isAlive(own)).toBe(true)
  })
  it('among the rules, which may be about anything, is named, and only an admin goes on', async () => {
    const own = await start()
    const at = new Date()
    const bad = {
      _id: new ObjectId(),
      user: 'anna',
      policy: { is_system: false, terminatable: 'no', reason: '' },
      created_at: at,
      updated_at: at,
    }
    double.documents('process_rules').push(bad)
    expect(await refusalOf('operator', own)).toBe('policies')
    const problem = { params: { document: `process_rules ${bad._id}`, field: 'policy.terminatable' } }
    expect(await state()).toMatchObject({ reachable: false, problem })
    expect(await plan('admin', own)).toMatchObject({ policies: 'lastKnown', refusals: [], typeToConfirm: PROGRAM })
    expect(isAlive(own)).toBe(true)
  })
})

const PLACES: readonly [string, () => Promise<void>, () => PolicySource][] = [
  ['MongoDB', startOnMongo, () => createMongoPolicySource({ url: double.url, clock: systemClock })],
  [
    'the store',
    async () => {
      double = await startMongoDouble()
      world = await startWorld()
    },
    () => createRelationalPolicySource(world.db),
  ],
]

describe.runIf(isRootHere).each(PLACES)('what another console writes into %s', (_, begin, open) => {
  beforeEach(begin)
  afterEach(end)

  it(
    'is in force here within five seconds, though nobody asks',
    async () => {
      const another = createPolicyStore({ source: open(), catalog, clock: systemClock, log: silentLog })
      await another.start()
      try {
        const own = await start()
        await untilSeen(own)
        for (const terminatable of [true, false]) {
          await another.put(toEntry(terminatable))
          const beganMs = performance.now()
          await vi.waitFor(async () => expect(await rowOf(own)).toMatchObject({ known: { terminatable } }), soon)
          expect(performance.now() - beganMs).toBeLessThan(5000)
        }
        expect(await refusalOf('admin', own)).toBe('policy')
        // The guard does not wait for that: it reads them itself before it decides.
        await another.put(toEntry(true))
        expect(await plan('operator', own)).toMatchObject({ policies: 'fresh', refusals: [], role: 'operator' })
      } finally {
        await another.stop()
      }
    },
    PATIENCE_MS,
  )
})
