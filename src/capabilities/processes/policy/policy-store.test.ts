/** The store on a source that does as it is told; places themselves are asked by the contract. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshDataDir, openTestDatabase } from '../../../../test/parts/store.ts'
import { createFakeClock } from '../../../core/clock.ts'
import { silentLog } from '../../../core/log/silent-log.ts'
import { migratePart } from '../../../store/migrate.ts'
import type { OpenDatabase } from '../../../store/sqlite/sqlite-database.ts'
import { catalog } from '../catalog/catalog.ts'
import { policyErrors } from './errors.ts'
import { policyMigration } from './migration.ts'
import { createPolicyStore, POLL_MS } from './policy-store.ts'
import type { PolicyMemory, PolicySnapshot, PolicySource } from './port.ts'
import { createRelationalPolicyMemory, createRelationalPolicySource } from './relational.ts'

let clock: ReturnType<typeof createFakeClock>
let database: OpenDatabase
beforeEach(async () => {
  clock = createFakeClock()
  database = await openTestDatabase(freshDataDir())
  await migratePart(database, 'processes', [policyMigration])
})
afterEach(() => database.close())

const unreachable = () => Promise.reject(policyErrors['processes.policy-unreachable']({ reason: 'timeout' }))
/** A real source that can be cut off, and that counts how it is asked. */
function createCuttable() {
  const real = createRelationalPolicySource(database)
  const reads: (string | undefined)[] = []
  let cut = false
  let hold: Promise<void> | undefined
  const source: PolicySource = {
    ...real,
    adapter: 'mongodb',
    seed: (entries, atMs) => (cut ? unreachable() : real.seed(entries, atMs)),
    async read(stamp) {
      reads.push(stamp)
      await hold
      return cut ? unreachable() : real.read(stamp)
    },
    write: (changes) => (cut ? unreachable() : real.write(changes)),
  }
  return {
    source,
    reads,
    cut(value: 'cut' | 'whole') {
      cut = value === 'cut'
    },
    hold() {
      const held = Promise.withResolvers<void>()
      hold = held.promise
      return held.resolve
    },
  }
}
const start = async (source: PolicySource, memory?: PolicyMemory) => {
  const store = createPolicyStore({ source, catalog, clock, log: silentLog, ...(memory ? { memory } : {}) })
  await store.start()
  return store
}
const locked = { ...(catalog.find(({ name }) => name === 'firefox') ?? raise()) }
function raise(): never {
  throw new Error('no firefox')
}
const forbidden = { ...locked, policy: { is_system: false, terminatable: false, reason: 'Kiosk.' } }

test('a start while the place is out of reach goes on with what the last run read', async () => {
  const place = createCuttable()
  const memory = createRelationalPolicyMemory(database, 'mongodb')
  const first = await start(place.source, memory)
  await first.put(forbidden)
  const { readMs } = first.state()
  await first.stop()
  clock.advance(3_600_000)
  place.cut('cut')
  const second = await start(place.source, memory)
  expect(second.state()).toMatchObject({ reachable: false, sinceMs: clock.now(), readMs })
  expect(second.decide({ name: 'firefox', platform: 'linux' }).policy.reason).toBe('Kiosk.')
  place.cut('whole')
  await second.refresh()
  expect(second.state()).toMatchObject({ reachable: true, readMs: clock.now() })
  await second.stop()
})

test('a memory that fails hurts nobody', async () => {
  const broken: PolicyMemory = {
    load: () => Promise.reject(new Error('disk')),
    save: () => Promise.reject(new Error('disk')),
  }
  const store = await start(createCuttable().source, broken)
  expect(store.state()).toMatchObject({ reachable: true })
  await store.stop()
})

test('the state says since when, however often it is tried', async () => {
  const place = createCuttable()
  const store = await start(place.source)
  let told = 0
  store.onChange(() => told++)
  clock.advance(1000)
  place.cut('cut')
  await store.refresh()
  const sinceMs = clock.now()
  clock.advance(1000)
  await store.refresh()
  expect(store.state()).toMatchObject({ reachable: false, sinceMs })
  expect(told).toBe(1)
  await store.stop()
})

test('looks every few seconds for changes, never over itself, and not after the stop', async () => {
  const place = createCuttable()
  const store = await start(place.source)
  expect(place.reads).toEqual([undefined])
  const release = place.hold()
  clock.advance(POLL_MS * 3)
  expect(place.reads).toHaveLength(2)
  // Only what is new since: an unchanged place answers with nothing.
  expect(place.reads[1]).toBe('1')
  release()
  await store.refresh()
  await store.stop()
  const { length } = place.reads
  clock.advance(POLL_MS * 3)
  expect(place.reads).toHaveLength(length)
})

test('a refresh begins after it was asked for, also while a read is under way', async () => {
  const place = createCuttable()
  const store = await start(place.source)
  const release = place.hold()
  clock.advance(POLL_MS)
  const refreshed = Promise.all([store.refresh(), store.refresh()])
  expect(place.reads).toHaveLength(2)
  release()
  await refreshed
  // One for both, and of everything.
  expect(place.reads.slice(2)).toEqual([undefined])
  await store.stop()
})

test('a row somebody damaged in the database locks its name', async () => {
  const store = await start(createRelationalPolicySource(database))
  await database
    .tables<{ processes_known: { name: string; description: string } }>()
    .updateTable('processes_known')
    .set({ description: '{' })
    .where('name', '=', 'firefox')
    .execute()
  await store.refresh()
  expect(store.state().refused).toEqual([{ document: 'known_processes common/firefox', field: 'description' }])
  expect(store.decide({ name: 'firefox', platform: 'linux' }).from).toBe('malformed')
  await store.put(forbidden)
  expect(store.state().refused).toEqual([])
  await store.stop()
})

test.each([
  [{ policy: { is_system: false, terminatable: false, reason: '' } }, 'processes.rule-empty'],
  [{ name: 'x', policy: { is_system: false, terminatable: true, reason: '' } }, 'processes.rule-loosens'],
  [{ name: 'x', policy: { is_system: true, terminatable: true, reason: '' } }, 'processes.policy-contradictory'],
])('a rule %j is refused: %s', async (rule, code) => {
  const store = await start(createRelationalPolicySource(database))
  await expect(store.putRule(rule)).rejects.toMatchObject({ code, status: 400 })
  expect(store.rules()).toEqual([])
  await store.stop()
})
test('a part of the system that may be stopped is refused', async () => {
  const store = await start(createRelationalPolicySource(database))
  const odd = { ...forbidden, policy: { is_system: true, terminatable: true, reason: '' } }
  await expect(store.put(odd)).rejects.toMatchObject({ code: 'processes.policy-contradictory' })
  await store.stop()
})

test('700 documents are read and answer quickly', async () => {
  const store = await start(createRelationalPolicySource(database))
  const snapshot: PolicySnapshot = { known: store.export().known_processes, rules: [], refused: [] }
  expect(snapshot.known).toHaveLength(catalog.length)
  const startMs = performance.now()
  for (let round = 0; round < 10; round++)
    for (const { name } of catalog) store.decide({ name, platform: 'linux', path: '/usr/bin/x', user: 'root' })
  expect(performance.now() - startMs).toBeLessThan(1000)
  await store.stop()
})
