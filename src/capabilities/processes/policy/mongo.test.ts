/** A MongoDB that is slow, gone, damaged or edited by hand. */
import { ObjectId } from 'mongodb'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Clock, createFakeClock, systemClock } from '../../../core/clock.ts'
import { silentLog } from '../../../core/log/silent-log.ts'
import { catalog } from '../catalog/catalog.ts'
import { createMongoPolicySource, MONGO_TIMEOUT_MS } from './mongo.ts'
import { createPolicyStore, POLL_MS } from './policy-store.ts'
import type { PolicyStore } from './port.ts'
import { type MongoDouble, startMongoDouble } from './testing/mongo-double.ts'

const SHORT_MS = 300
/** Busy test machines are given time where nothing is to time out. */
const LONG_MS = 10_000
let double: MongoDouble
let clock: ReturnType<typeof createFakeClock>
/** The source's own: its time limits pass when a test says so. */
let limits: ReturnType<typeof createFakeClock>
const stores: PolicyStore[] = []

async function start(sourceClock: Clock = limits, timeoutMs = LONG_MS): Promise<PolicyStore> {
  const source = createMongoPolicySource({ url: double.url, clock: sourceClock, timeoutMs })
  const store = createPolicyStore({ source, catalog, clock, log: silentLog })
  stores.push(store)
  await store.start()
  return store
}
beforeEach(async () => {
  clock = createFakeClock()
  limits = createFakeClock()
  double = await startMongoDouble()
})
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.stop()))
  await double.stop()
})
const document = (name: string) => {
  const found = double.documents('known_processes').find((entry) => entry['name'] === name)
  if (!found) throw new Error(`no ${name}`)
  return found
}
const firefox = { name: 'firefox', platform: 'linux' } as const

describe('the documents', () => {
  test('have exactly the agreed shape, and times as dates', async () => {
    await start()
    const { _id, ...sshd } = document('sshd')
    const at = new Date(clock.now())
    const wanted = catalog.find(({ name }) => name === 'sshd')
    expect(sshd).toEqual({ ...wanted, created_at: at, updated_at: at })
    expect(_id).toBeInstanceOf(ObjectId)
    expect(double.documents('known_processes')).toHaveLength(catalog.length)
  })
  test('are unique on (name, platform): the server refuses a second one', async () => {
    await start()
    const { MongoClient } = await import('mongodb')
    const client = new MongoClient(double.url)
    const twin = { ...document('sshd'), _id: new ObjectId() }
    await expect(client.db('vedette').collection('known_processes').insertOne(twin)).rejects.toMatchObject({
      code: 11000,
    })
    await client.close()
  })
  test('edited by hand are in force within five seconds, and stay so at the next start', async () => {
    const store = await start()
    document('firefox')['policy'] = { is_system: false, terminatable: false, reason: 'Kiosk.' }
    const changed = new Promise<void>((resolve) => store.onChange(resolve))
    clock.advance(POLL_MS)
    await changed
    expect(store.decide(firefox).policy).toEqual({ is_system: false, terminatable: false, reason: 'Kiosk.' })
    expect((await start()).decide(firefox).policy.reason).toBe('Kiosk.')
  })
  test('may hold what is none of ours, and rules with MongoDB’s own ids', async () => {
    const store = await start()
    document('firefox')['owner'] = 'desktop team'
    const policy = { is_system: false, terminatable: false, reason: 'By hand.' }
    const at = new Date()
    double
      .documents('process_rules')
      .push({ _id: new ObjectId(), name: null, user: 'anna', policy, created_at: at, updated_at: at })
    await store.refresh()
    expect(store.state()).toMatchObject({ reachable: true, ruleCount: 1, refused: [] })
    const [rule] = store.rules()
    expect(store.decide({ ...firefox, user: 'anna' }).policy.reason).toBe('By hand.')
    await store.putRule({ user: 'bob', policy }, rule?.id)
    expect(store.rules()).toMatchObject([{ id: rule?.id, user: 'bob' }])
    await store.deleteRule(rule?.id ?? '')
    expect(double.documents('process_rules')).toEqual([])
  })
  test('dropped altogether are seeded again', async () => {
    const store = await start()
    await store.delete({ name: 'firefox', platform: 'common' })
    double.documents('known_processes').splice(0)
    expect((await start()).state().knownCount).toBe(catalog.length)
  })
  test('go to the database in the URL when none is named', async () => {
    const { MongoClient } = await import('mongodb')
    expect(new MongoClient(`${double.url}ops?tls=false`).options.dbName).toBe('ops')
    const source = createMongoPolicySource({ url: `${double.url}ops?tls=false`, clock: systemClock })
    await source.seed(catalog.slice(0, 3), 0)
    expect(double.databases()).toEqual(['ops'])
    await source.close()
  })
})

describe('a malformed document', () => {
  test.each([
    ['policy', undefined, 'policy'],
    ['policy', { is_system: false, terminatable: 'yes', reason: '' }, 'policy.terminatable'],
    ['policy', { is_system: true, terminatable: true, reason: '' }, 'policy.terminatable'],
    ['description', 'Shows web pages.', 'description'],
    ['tags', 'browser', 'tags'],
    ['created_at', 'yesterday', 'created_at'],
  ])('with %s %j is named and locks its name alone', async (field, value, named) => {
    const store = await start()
    document('firefox')[field] = value
    await store.refresh()
    expect(store.state()).toMatchObject({
      reachable: true,
      refused: [{ document: 'known_processes common/firefox', field: named }],
    })
    expect(store.decide(firefox)).toMatchObject({ from: 'malformed', policy: { terminatable: false } })
    expect(store.decide({ name: 'chromium', platform: 'linux' }).policy.terminatable).toBe(true)
    await store.put({ ...catalogEntry('firefox'), tags: ['mended'] })
    expect(store.state().refused).toEqual([])
    expect(store.decide(firefox)).toMatchObject({ from: 'known', known: { tags: ['mended'] } })
  })
  test('of no readable platform locks its name on every platform', async () => {
    const store = await start()
    document('firefox')['platform'] = 'beos'
    await store.refresh()
    for (const platform of ['linux', 'windows'] as const)
      expect(store.decide({ name: 'firefox', platform }).from).toBe('malformed')
  })
  test('of no readable name could be about any program: the last known policies stay in force', async () => {
    const store = await start()
    document('firefox')['policy'] = { is_system: false, terminatable: false, reason: 'Kiosk.' }
    const broken = document('chromium')
    broken['name'] = 5
    await store.refresh()
    expect(store.state()).toMatchObject({
      reachable: false,
      problem: {
        key: 'processes.error.policy-malformed',
        params: { document: `known_processes ${broken['_id']}`, field: 'name' },
      },
    })
    expect(store.decide(firefox).policy.reason).toBe('program')
    broken['name'] = 'chromium'
    await store.refresh()
    expect(store.state().reachable).toBe(true)
    expect(store.decide(firefox).policy.reason).toBe('Kiosk.')
  })
  test('among the rules is named, and the last known policies stay in force', async () => {
    const store = await start()
    double
      .documents('process_rules')
      .push({ _id: 'r1' as never, user: 'anna', policy: 'no', created_at: new Date(), updated_at: new Date() })
    await store.refresh()
    expect(store.state()).toMatchObject({
      reachable: false,
      problem: { params: { document: 'process_rules r1', field: 'policy' } },
    })
  })
  test('of a category this console does not know is taken as another one', async () => {
    const store = await start()
    document('firefox')['category'] = 'satellites'
    await store.refresh()
    expect(store.get({ name: 'firefox', platform: 'common' }).category).toBe('other')
  })
})

describe('out of reach', () => {
  test('at the start: the catalog is in force, and the state says so', async () => {
    await double.shut()
    const store = await start(systemClock, SHORT_MS)
    expect(store.state()).toMatchObject({
      adapter: 'mongodb',
      reachable: false,
      sinceMs: clock.now(),
      readMs: 0,
      knownCount: catalog.length,
      problem: { key: 'processes.error.policy-unreachable' },
    })
    expect(store.lookup('sshd', 'linux')?.policy.is_system).toBe(true)
  })
  test('later: what was read last stays in force, changes are refused, and it comes back by itself', async () => {
    const store = await start()
    await store.put({ ...catalogEntry('firefox'), policy: { is_system: false, terminatable: false, reason: 'Kiosk.' } })
    const { readMs } = store.state()
    clock.advance(1000)
    await double.shut()
    await outOfTime(store.refresh())
    expect(store.state()).toMatchObject({ reachable: false, sinceMs: clock.now(), readMs })
    expect(store.decide(firefox).policy.reason).toBe('Kiosk.')
    const refused = { code: 'processes.policy-unreachable', status: 503 }
    await expect(outOfTime(store.put(catalogEntry('firefox')))).rejects.toMatchObject(refused)
    await expect(outOfTime(store.import([catalogEntry('firefox')]))).rejects.toMatchObject(refused)
    await expect(outOfTime(store.delete({ name: 'firefox', platform: 'common' }))).rejects.toMatchObject(refused)
    expect(store.decide(firefox).policy.reason).toBe('Kiosk.')
    await double.listen()
    await untilReachable(store)
    expect(store.decide(firefox).policy.reason).toBe('Kiosk.')
  })
  test('slow: nobody waits longer than the limit, which leaves five seconds for a change', async () => {
    const store = await start()
    double.setDelay(60_000)
    await outOfTime(store.refresh())
    expect(store.state()).toMatchObject({ reachable: false, problem: { params: { reason: 'timeout' } } })
    expect(POLL_MS + MONGO_TIMEOUT_MS).toBeLessThan(5000)
    double.setDelay(0)
    await untilReachable(store)
  })
  test('for writing: what others have seeded is read', async () => {
    await start()
    double.forbid('createIndexes', 'update')
    const store = await start()
    expect(store.state()).toMatchObject({ reachable: true, knownCount: catalog.length })
    await expect(store.put(catalogEntry('firefox'))).rejects.toMatchObject({
      code: 'processes.policy-forbidden',
      status: 403,
      params: { reason: 'Unauthorized' },
    })
  })
  test('dropped connections are made again without anybody noticing', async () => {
    const store = await start()
    double.dropConnections()
    await untilReachable(store)
    await store.put({ ...catalogEntry('firefox'), tags: ['again'] })
    expect(store.lookup('firefox', 'linux')?.tags).toEqual(['again'])
  })
  test.each(['http://mongo.example', 'mongodb://', 'mongodb://host:port:port/'])(
    'a wrong address is named: %s',
    async (url) => {
      const source = createMongoPolicySource({ url, clock: systemClock })
      await expect(source.read(undefined)).rejects.toMatchObject({ code: 'processes.policy-settings' })
      await source.close()
    },
  )
})

const catalogEntry = (name: string) => {
  const entry = catalog.find((each) => each.name === name)
  if (!entry) throw new Error(`no ${name}`)
  return entry
}
/** The longest limit passes while this is under way. */
function outOfTime<Result>(work: Promise<Result>): Promise<Result> {
  limits.advance(LONG_MS * 5)
  return work
}
async function untilReachable(store: PolicyStore): Promise<void> {
  for (let tries = 0; tries < 10 && !store.state().reachable; tries++) await store.refresh()
  expect(store.state()).toMatchObject({ reachable: true })
}
