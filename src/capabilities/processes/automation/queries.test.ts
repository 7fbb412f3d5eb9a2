import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describePostgres, startPostgres, type TestPostgres } from '../../../../test/parts/postgres.ts'
import { openTestDatabase } from '../../../../test/parts/store.ts'
import type { Database } from '../../../core/capability.ts'
import { silentLog } from '../../../core/log/silent-log.ts'
import { migratePart } from '../../../store/migrate.ts'
import { openPostgresDatabase } from '../../../store/postgres/postgres-database.ts'
import { migrations } from '../migrations/list.ts'
import { type AutomationStore, createAutomationStore, DAY_MS } from './queries.ts'
import type { AutomationInput, AutomationRun } from './schema.ts'

const NOW = 1_790_000_000_000
const HOG: AutomationInput = { title: 'Hogs', action: 'stop', when: { name: 'hog', forMinutes: 5 } }
const RUN: AutomationRun = {
  atMs: NOW,
  host: 'local',
  revision: 1,
  dryRun: false,
  outcome: 'stopped',
  process: { pid: 5, startTime: 6, name: 'hog' },
  text: { key: 'processes.automation.did.stopped', params: { policy: 'Hogs', name: 'hog', pid: 5 } },
  reasons: [],
}

function runContract(open: () => Promise<Database & { close(): Promise<void> }>) {
  let db: Database & { close(): Promise<void> }
  let store: AutomationStore
  beforeAll(async () => {
    db = await open()
    await migratePart(db, 'processes', migrations)
    store = createAutomationStore(db)
  })
  afterAll(() => db.close())

  it('keeps policies, off until somebody turns them on', async () => {
    expect(await store.read()).toEqual({ on: true, automations: [] })
    const added = await store.add({ ...HOG, host: 'web-1' }, NOW)
    expect(added).toMatchObject({ ...HOG, host: 'web-1', mode: 'off', revision: 1, rehearsed: [], createdAtMs: NOW })
    await store.setMode(added, 'dry-run', NOW + 1)
    expect((await store.read()).automations).toMatchObject([{ mode: 'dry-run', updatedAtMs: NOW + 1 }])
    await store.setMode({ ...added, revision: 7 }, 'on', NOW)
    expect((await store.read()).automations).toMatchObject([{ mode: 'dry-run' }])
    await store.delete(added.id)
    await expect(store.delete(added.id)).rejects.toMatchObject({ code: 'processes.automation-unknown' })
  })
  it('remembers the switch', async () => {
    await store.switchTo(false)
    expect((await store.read()).on).toBe(false)
    await store.switchTo(true)
    expect((await store.read()).on).toBe(true)
  })
  it('adds up the time watched, and begins anew with another meaning', async () => {
    const one = await store.add(HOG, NOW)
    const time = { automation: one.id, revision: 1, host: 'local', atMs: NOW, watchedMs: DAY_MS / 2 }
    await store.addWatched([time, time, { ...time, atMs: NOW + DAY_MS }, { ...time, host: 'web-1' }])
    const hosts = async () => (await store.read()).automations[0]?.rehearsed.map(({ host, days }) => [host, days])
    expect((await hosts())?.sort()).toEqual([
      ['local', 1],
      ['web-1', 0],
    ])
    await store.setMode(one, 'dry-run', NOW)
    const renamed = await store.edit(one.id, { ...HOG, title: 'Big ones' }, NOW)
    expect(renamed).toMatchObject({ mode: 'dry-run', revision: 1, title: 'Big ones' })
    const other = await store.edit(one.id, { ...HOG, when: { name: 'dog', forMinutes: 5 } }, NOW)
    expect(other).toMatchObject({ mode: 'off', revision: 2, rehearsed: [] })
    await store.delete(one.id)
  })
  it('keeps what was done', async () => {
    const one = await store.add(HOG, NOW)
    await store.addRun(one.id, '/usr/bin/hog', RUN)
    await store.addRun(one.id, '/usr/bin/hog', { ...RUN, dryRun: true, atMs: NOW + 1 })
    expect((await store.record(one.id, 10)).runs).toEqual([{ ...RUN, dryRun: true, atMs: NOW + 1 }, RUN])
    expect(await store.countStopsSince(NOW)).toBe(1)
    expect(await store.countStopsSince(NOW + 1)).toBe(0)
    expect((await store.subjectsSince('local', NOW)).length).toBe(2)
    expect(await store.subjectsSince('web-1', NOW)).toEqual([])
    await store.prune(NOW + 1)
    expect((await store.record(one.id, 10)).runs.length).toBe(1)
  })
  it('leaves out what is not what it must be', async () => {
    await db
      .tables<{ processes_automation: { condition: string } }>()
      .updateTable('processes_automation')
      .set({ condition: '{"forMinutes":0}' })
      .execute()
    expect((await store.read()).automations).toEqual([])
  })
}

describe('on SQLite', () => runContract(openTestDatabase))
describePostgres('on PostgreSQL', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  }, 60_000)
  afterAll(() => postgres.stop())
  runContract(async () => openPostgresDatabase(await postgres.createDatabase(), 'test', silentLog))
})
