/**
 * Periodic work with a lease in the store: a job never runs over itself, not even in two consoles on
 * one database, and its fencing token lets results of a run that lost its lease be refused.
 */
import { randomUUID } from 'node:crypto'
import type { Database, Job, Log, Metric, Metrics, Migration } from './capability.ts'
import type { Clock } from './clock.ts'

interface JobsTables {
  core_jobs: {
    name: string
    owner: string
    fence: number
    lease_until_us: number
    last_start_us: number | null
    last_end_us: number | null
    last_error: string | null
  }
}

export const jobsMigrations: readonly Migration[] = [
  {
    name: '0001-jobs',
    up: async (db) => {
      await db.schema
        .createTable('core_jobs')
        .addColumn('name', 'varchar(200)', (column) => column.primaryKey())
        .addColumn('owner', 'varchar(64)', (column) => column.notNull())
        .addColumn('fence', 'bigint', (column) => column.notNull())
        .addColumn('lease_until_us', 'bigint', (column) => column.notNull())
        .addColumn('last_start_us', 'bigint')
        .addColumn('last_end_us', 'bigint')
        .addColumn('last_error', 'text')
        .execute()
    },
  },
]

export const jobMetrics = {
  'job.runs': { kind: 'counter', unit: 'count', help: 'Runs of a job by outcome', labels: ['job', 'outcome'] },
  'job.duration': { kind: 'histogram', unit: 'seconds', help: 'Duration of a run of a job', labels: ['job'] },
} as const satisfies Record<string, Metric>

export interface JobState {
  readonly name: string
  readonly everyMs: number
  readonly running: boolean
  readonly lastStartMs?: number
  readonly lastEndMs?: number
  /** Why the last run failed; absent when it went well. */
  readonly lastError?: string
  /** Failed runs since the last good one. */
  readonly failures: number
}
export interface JobsDesk {
  list(): readonly JobState[]
}
export interface JobsRunner extends JobsDesk {
  add(capability: string, jobs: readonly Job[]): void
  /** Waits for running jobs, after asking them to stop. */
  stop(): Promise<void>
}

/** A lease outlives its run's time limit a little, so that the run is over before another may begin. */
const LEASE_MARGIN_MS = 5_000
/** How long stopping waits for a run that does not listen to its signal; its lease then runs out by itself. */
const STOP_PATIENCE_MS = 2_000

interface Entry {
  readonly name: string
  readonly job: Job
  readonly abort: AbortController
  running: Promise<void> | undefined
  cancelTimer: () => void
  lastStartMs?: number
  lastEndMs?: number
  lastError: string | undefined
  failures: number
}

export function createJobs(options: { db: Database; clock: Clock; log: Log; metrics: Metrics }): JobsRunner {
  const { clock, log, metrics } = options
  const db = options.db.tables<JobsTables>()
  const owner = randomUUID()
  const entries: Entry[] = []

  /** The fencing token, or nothing while another console holds the lease. */
  async function takeLease(entry: Entry): Promise<number | undefined> {
    const nowUs = clock.now() * 1000
    const untilUs = nowUs + (entry.job.timeoutMs + LEASE_MARGIN_MS) * 1000
    await db
      .insertInto('core_jobs')
      .values({
        name: entry.name,
        owner,
        fence: 0,
        lease_until_us: 0,
        last_start_us: null,
        last_end_us: null,
        last_error: null,
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
    const taken = await db
      .updateTable('core_jobs')
      .set((row) => ({ owner, fence: row('fence', '+', 1), lease_until_us: untilUs, last_start_us: nowUs }))
      .where('name', '=', entry.name)
      .where('lease_until_us', '<=', nowUs)
      .returning('fence')
      .executeTakeFirst()
    return taken && Number(taken.fence)
  }

  async function release(entry: Entry, fence: number) {
    await db
      .updateTable('core_jobs')
      .set({ lease_until_us: 0, last_end_us: clock.now() * 1000, last_error: entry.lastError ?? null })
      .where('name', '=', entry.name)
      .where('fence', '=', fence)
      .execute()
  }

  async function work(entry: Entry, fence: number) {
    const late = new AbortController()
    const cancel = clock.after(entry.job.timeoutMs, () =>
      late.abort(new Error(`timed out after ${entry.job.timeoutMs} ms`)),
    )
    const signal = AbortSignal.any([late.signal, entry.abort.signal])
    const running = entry.job.run({ signal, fence })
    try {
      await Promise.race([running, rejectOnAbort(signal)])
      entry.lastError = undefined
      entry.failures = 0
    } catch (error) {
      if (!entry.abort.signal.aborted) {
        entry.lastError = error instanceof Error ? error.message : String(error)
        entry.failures++
        log.error({ job: entry.name, err: error, failures: entry.failures }, 'a job failed')
      }
      // A run that ignores its signal keeps its lease until it truly ends: it must not meet its successor.
      await running.catch(() => undefined)
    } finally {
      cancel()
    }
  }

  async function run(entry: Entry) {
    const fence = await takeLease(entry)
    if (fence === undefined) return
    const startMs = clock.monotonicMs()
    entry.lastStartMs = clock.now()
    await work(entry, fence)
    entry.lastEndMs = clock.now()
    metrics.add('job.runs', 1, { job: entry.name, outcome: entry.lastError ? 'failed' : 'done' })
    metrics.observe('job.duration', (clock.monotonicMs() - startMs) / 1000, { job: entry.name })
    await release(entry, fence)
  }

  const tick = (entry: Entry) => {
    if (entry.running || entry.abort.signal.aborted) return
    entry.running = run(entry)
      .catch((error: unknown) => log.error({ job: entry.name, err: error }, 'a job could not take or return its lease'))
      .finally(() => {
        entry.running = undefined
      })
  }

  return {
    add(capability, jobs) {
      for (const job of jobs) {
        const entry: Entry = {
          name: `${capability}.${job.name}`,
          job,
          abort: new AbortController(),
          running: undefined,
          cancelTimer: () => undefined,
          lastError: undefined,
          failures: 0,
        }
        entry.cancelTimer = clock.every(job.everyMs, () => tick(entry))
        entries.push(entry)
        tick(entry)
      }
    },
    list: () =>
      entries.map((entry) => ({
        name: entry.name,
        everyMs: entry.job.everyMs,
        running: entry.running !== undefined,
        failures: entry.failures,
        ...(entry.lastStartMs === undefined ? {} : { lastStartMs: entry.lastStartMs }),
        ...(entry.lastEndMs === undefined ? {} : { lastEndMs: entry.lastEndMs }),
        ...(entry.lastError === undefined ? {} : { lastError: entry.lastError }),
      })),
    async stop() {
      for (const entry of entries) {
        entry.cancelTimer()
        entry.abort.abort(new Error('the console stops'))
      }
      const patience = new Promise((resolve) => clock.after(STOP_PATIENCE_MS, () => resolve(undefined)))
      await Promise.race([Promise.all(entries.map((entry) => entry.running)), patience])
    },
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
