import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openStore, type Store } from '../store/open-store.ts'
import type { Job, JobRun, Metrics } from './capability.ts'
import { createFakeClock } from './clock.ts'
import { createJobs, jobsMigrations } from './jobs.ts'
import { silentLog } from './log/silent-log.ts'

const noMetrics: Metrics = {
  set: () => undefined,
  add: () => undefined,
  observe: () => undefined,
  sample: () => undefined,
}
const clock = createFakeClock()
let store: Store
beforeEach(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'vedette-jobs-'))
  store = await openStore({ dataDir, log: silentLog, clock, budgetBytes: 1e9 })
  await store.migrate('core-jobs', jobsMigrations)
})
afterEach(() => store.close())

const start = () => createJobs({ db: store.db, clock, log: silentLog, metrics: noMetrics })
/** A job that ends when it is told to, and remembers its runs. */
function createHandJob(changes: Partial<Job> = {}) {
  const runs: { run: JobRun; end: (error?: Error) => void }[] = []
  const job: Job = {
    name: 'sweep',
    everyMs: 1_000,
    timeoutMs: 5_000,
    run: (run) =>
      new Promise((resolve, reject) => runs.push({ run, end: (error) => (error ? reject(error) : resolve()) })),
    ...changes,
  }
  return { job, runs }
}

describe('a job', () => {
  it('runs at once, then every period, and never over itself', async () => {
    const jobs = start()
    const { job, runs } = createHandJob()
    jobs.add('host', [job])
    await vi.waitFor(() => expect(runs).toHaveLength(1))
    clock.advance(3_000)
    expect(runs).toHaveLength(1)
    runs[0]?.end()
    await vi.waitFor(() => expect(jobs.list()[0]?.running).toBe(false))
    clock.advance(1_000)
    await vi.waitFor(() => expect(runs).toHaveLength(2))
    runs[1]?.end()
    await jobs.stop()
  })

  it('says why it failed, and forgets that once it goes well', async () => {
    const jobs = start()
    const { job, runs } = createHandJob()
    jobs.add('host', [job])
    await vi.waitFor(() => expect(runs).toHaveLength(1))
    runs[0]?.end(new Error('no such disk'))
    await vi.waitFor(() =>
      expect(jobs.list()[0]).toMatchObject({
        name: 'host.sweep',
        running: false,
        lastError: 'no such disk',
        failures: 1,
      }),
    )
    clock.advance(1_000)
    await vi.waitFor(() => expect(runs).toHaveLength(2))
    runs[1]?.end()
    await vi.waitFor(() => expect(jobs.list()[0]).toMatchObject({ running: false, failures: 0 }))
    expect(jobs.list()[0]?.lastError).toBeUndefined()
    await jobs.stop()
  })

  it('is asked to stop at its time limit, and keeps its lease until it truly has', async () => {
    const jobs = start()
    const { job, runs } = createHandJob()
    jobs.add('host', [job])
    await vi.waitFor(() => expect(runs).toHaveLength(1))
    clock.advance(5_000)
    expect(runs[0]?.run.signal.aborted).toBe(true)
    await vi.waitFor(() => expect(jobs.list()[0]?.lastError).toBe('timed out after 5000 ms'))
    clock.advance(10_000)
    expect(runs).toHaveLength(1)
    runs[0]?.end()
    await vi.waitFor(() => expect(jobs.list()[0]?.running).toBe(false))
    await jobs.stop()
  })

  it('runs in one of two consoles on one store, with a fence that grows', async () => {
    const first = start()
    const second = start()
    const here = createHandJob()
    const there = createHandJob()
    first.add('host', [here.job])
    await vi.waitFor(() => expect(here.runs).toHaveLength(1))
    second.add('host', [there.job])
    await vi.waitFor(() => expect(second.list()[0]?.running).toBe(false))
    expect(there.runs).toHaveLength(0)
    here.runs[0]?.end()
    await vi.waitFor(() => expect(first.list()[0]?.running).toBe(false))
    await first.stop()
    clock.advance(1_000)
    await vi.waitFor(() => expect(there.runs).toHaveLength(1))
    expect(there.runs[0]?.run.fence).toBeGreaterThan(here.runs[0]?.run.fence ?? Number.POSITIVE_INFINITY)
    there.runs[0]?.end()
    await second.stop()
  })

  it('is taken over when the console that ran it died', async () => {
    const dead = start()
    const lost = createHandJob()
    dead.add('host', [lost.job])
    await vi.waitFor(() => expect(lost.runs).toHaveLength(1))
    // Its process is gone: nobody ends the run, nobody returns the lease.
    clock.advance(11_000)
    const heir = start()
    const { job, runs } = createHandJob()
    heir.add('host', [job])
    await vi.waitFor(() => expect(runs).toHaveLength(1))
    runs[0]?.end()
    lost.runs[0]?.end()
    await heir.stop()
  })
})
