/**
 * Jobs that analyse captures. Each attempt has a fence; whoever writes a result says under which one, and a result of an older
 * fence changes nothing. What an attempt gives is written in one transaction with the state of its capture.
 */
import type { Selectable } from 'kysely'
import type { Database } from '../../../core/capability.ts'
import type { Text } from '../../../core/schema.ts'
import type { Compression, JobState, Level, Summary } from '../schema.ts'
import { parseText } from './captures.ts'
import { noteDuplicate } from './duplicates.ts'
import { FRESH_JOB, type PacketsTables } from './tables.ts'

export interface StoredJob {
  readonly id: string
  readonly capture?: string
  readonly state: JobState
  readonly level: Level
  readonly attempts: number
  readonly fence: number
  readonly owner?: string
  readonly leaseUntilMs: number
  readonly addedMs: number
  readonly startedMs?: number
  readonly endedMs?: number
  readonly reason?: Text
  /** Of a file that lies elsewhere: what was handed out. */
  readonly mark?: string
}
export interface Result {
  readonly report: string
  readonly summary: Summary
  readonly sizeBytes: number
  readonly compression: Compression
  readonly sha256?: string
  /** Of a file that lies elsewhere: what was read. */
  readonly mark?: string
}
/** Why an attempt gave nothing: it is begun again from `againMs` on, or never. */
export interface Failure {
  readonly reason: Text
  readonly againMs?: number
}

function toJob(row: Selectable<PacketsTables['packets_jobs']>): StoredJob {
  const reason = parseText(row.reason)
  return {
    id: row.id,
    ...(row.capture === null ? {} : { capture: row.capture }),
    state: row.state,
    level: row.level,
    attempts: Number(row.attempts),
    fence: Number(row.fence),
    ...(row.owner === null ? {} : { owner: row.owner }),
    leaseUntilMs: Number(row.lease_until_us) / 1000,
    addedMs: Number(row.added_us) / 1000,
    ...(row.started_us === null ? {} : { startedMs: Number(row.started_us) / 1000 }),
    ...(row.ended_us === null ? {} : { endedMs: Number(row.ended_us) / 1000 }),
    ...(reason ? { reason } : {}),
    ...(row.file_mark === null ? {} : { mark: row.file_mark }),
  }
}

const MOST_DEAD_LETTERS = 200
const UNFINISHED = ['waiting', 'running'] as const

export type JobsStore = ReturnType<typeof createJobsStore>

export function createJobsStore(database: Database) {
  const db = database.tables<PacketsTables>()
  const rows = () => db.selectFrom('packets_jobs').selectAll()

  return {
    /** The capture waits from now on. */
    async add(job: { id: string; capture: string; level: Level; nowMs: number }): Promise<void> {
      await db.transaction().execute(async (all) => {
        await all
          .insertInto('packets_jobs')
          .values({
            ...FRESH_JOB,
            id: job.id,
            capture: job.capture,
            state: 'waiting',
            level: job.level,
            added_us: job.nowMs * 1000,
          })
          .execute()
        await all
          .updateTable('packets_captures')
          .set({ state: 'waiting', reason: null, level: job.level })
          .where('id', '=', job.capture)
          .execute()
      })
    },
    async get(id: string): Promise<StoredJob | undefined> {
      const row = await rows().where('id', '=', id).executeTakeFirst()
      return row && toJob(row)
    },
    /** The unfinished job of a capture. */
    async ofCapture(capture: string): Promise<StoredJob | undefined> {
      const row = await rows().where('capture', '=', capture).where('state', 'in', UNFINISHED).executeTakeFirst()
      return row && toJob(row)
    },
    async listUnfinished(): Promise<readonly StoredJob[]> {
      return (await rows().where('state', 'in', UNFINISHED).orderBy('added_us').execute()).map(toJob)
    },
    async listDead(): Promise<readonly StoredJob[]> {
      const dead = await rows()
        .where('state', '=', 'dead')
        .orderBy('ended_us', 'desc')
        .limit(MOST_DEAD_LETTERS)
        .execute()
      return dead.map(toJob)
    },

    /** The oldest job that is due, as long as nobody else was faster: a new attempt under a new fence. */
    async claim(by: { owner: string; nowMs: number; leaseMs: number; only?: string }): Promise<StoredJob | undefined> {
      const nowUs = by.nowMs * 1000
      let due = rows().where('state', 'in', UNFINISHED).where('lease_until_us', '<=', nowUs)
      if (by.only !== undefined) due = due.where('id', '=', by.only)
      const found = await due.orderBy('added_us').limit(1).executeTakeFirst()
      if (!found) return undefined
      return await db.transaction().execute(async (all) => {
        const taken = await all
          .updateTable('packets_jobs')
          .set({
            state: 'running',
            owner: by.owner,
            attempts: Number(found.attempts) + 1,
            fence: Number(found.fence) + 1,
            lease_until_us: nowUs + by.leaseMs * 1000,
            started_us: nowUs,
          })
          .where('id', '=', found.id)
          .where('fence', '=', found.fence)
          .where('state', 'in', UNFINISHED)
          .returningAll()
          .executeTakeFirst()
        if (taken?.capture)
          await all
            .updateTable('packets_captures')
            .set({ state: 'analysing' })
            .where('id', '=', taken.capture)
            .execute()
        return taken && toJob(taken)
      })
    },

    /** The oldest job that is due, under a new fence, to be handed to whoever takes it until `holdMs` later. */
    async dispatch(by: { owner: string; nowMs: number; holdMs: number }): Promise<StoredJob | undefined> {
      const nowUs = by.nowMs * 1000
      const found = await rows()
        .where('state', 'in', UNFINISHED)
        .where('lease_until_us', '<=', nowUs)
        .orderBy('added_us')
        .limit(1)
        .executeTakeFirst()
      if (!found) return undefined
      const taken = await db
        .updateTable('packets_jobs')
        .set({
          state: 'waiting',
          owner: by.owner,
          fence: Number(found.fence) + 1,
          lease_until_us: nowUs + by.holdMs * 1000,
        })
        .where('id', '=', found.id)
        .where('fence', '=', found.fence)
        .where('state', 'in', UNFINISHED)
        .returningAll()
        .executeTakeFirst()
      return taken && toJob(taken)
    },
    /** Somebody has begun what was handed out; false when it is over already. */
    async begin(id: string, fence: number, by: { owner: string; attempts: number; nowMs: number; leaseMs: number }) {
      return await db.transaction().execute(async (all) => {
        const job = await all
          .updateTable('packets_jobs')
          .set({
            state: 'running',
            owner: by.owner,
            attempts: by.attempts,
            started_us: by.nowMs * 1000,
            lease_until_us: (by.nowMs + by.leaseMs) * 1000,
          })
          .where('id', '=', id)
          .where('fence', '=', fence)
          .where('state', 'in', UNFINISHED)
          .returning('capture')
          .executeTakeFirst()
        if (!job?.capture) return false
        await all.updateTable('packets_captures').set({ state: 'analysing' }).where('id', '=', job.capture).execute()
        return true
      })
    },

    /** Says that it goes on; false when this attempt is over (cancelled, or somebody else has it). */
    async renew(id: string, fence: number, change: { leaseUntilMs: number; owner?: string; attempts?: number }) {
      const { numUpdatedRows } = await db
        .updateTable('packets_jobs')
        .set({
          lease_until_us: change.leaseUntilMs * 1000,
          ...(change.owner === undefined ? {} : { owner: change.owner }),
          ...(change.attempts === undefined ? {} : { attempts: change.attempts }),
        })
        .where('id', '=', id)
        .where('fence', '=', fence)
        .where('state', '=', 'running')
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    /** False when the fence is an older one: then nothing is written. */
    async finish(id: string, fence: number, result: Result, nowMs: number): Promise<boolean> {
      return await db.transaction().execute(async (all) => {
        const job = await all
          .updateTable('packets_jobs')
          .set({ state: 'done', ended_us: nowMs * 1000, reason: null })
          .where('id', '=', id)
          .where('fence', '=', fence)
          .where('state', 'in', UNFINISHED)
          .returning(['capture', 'file_mark'])
          .executeTakeFirst()
        if (!job?.capture) return false
        const mark = result.mark ?? job.file_mark
        await all
          .insertInto('packets_reports')
          .values({ capture: job.capture, fence, report: result.report })
          .onConflict((conflict) => conflict.column('capture').doUpdateSet({ fence, report: result.report }))
          .execute()
        await all
          .updateTable('packets_captures')
          .set({
            state: 'done',
            done_us: nowMs * 1000,
            reason: null,
            summary: JSON.stringify(result.summary),
            size_bytes: result.sizeBytes,
            compression: result.compression,
            ...(result.sha256 ? { sha256: result.sha256 } : {}),
            ...(mark === null ? {} : { file_mark: mark }),
          })
          .where('id', '=', job.capture)
          .execute()
        if (result.sha256) await noteDuplicate(all, job.capture, result.sha256)
        return true
      })
    },

    async fail(id: string, fence: number, failure: Failure, nowMs: number): Promise<boolean> {
      const { reason, againMs } = failure
      const dead = againMs === undefined
      return await db.transaction().execute(async (all) => {
        const job = await all
          .updateTable('packets_jobs')
          .set({
            state: dead ? 'dead' : 'waiting',
            reason: JSON.stringify(reason),
            lease_until_us: dead ? 0 : againMs * 1000,
            ended_us: dead ? nowMs * 1000 : null,
          })
          .where('id', '=', id)
          .where('fence', '=', fence)
          .where('state', 'in', UNFINISHED)
          .returning('capture')
          .executeTakeFirst()
        if (!job?.capture) return job !== undefined
        await all
          .updateTable('packets_captures')
          .set({ state: dead ? 'failed' : 'waiting', reason: JSON.stringify(reason) })
          .where('id', '=', job.capture)
          .execute()
        return true
      })
    },

    /** What is about to be handed out of a file that lies elsewhere. */
    async setMark(id: string, fence: number, mark: string): Promise<void> {
      await db
        .updateTable('packets_jobs')
        .set({ file_mark: mark })
        .where('id', '=', id)
        .where('fence', '=', fence)
        .execute()
    },

    /** Not before then. */
    async hold(id: string, fence: number, untilMs: number): Promise<void> {
      await db
        .updateTable('packets_jobs')
        .set({ lease_until_us: untilMs * 1000 })
        .where('id', '=', id)
        .where('fence', '=', fence)
        .where('state', 'in', UNFINISHED)
        .execute()
    },
    /** The attempt did not count: the console stops. */
    async giveBack(id: string, fence: number): Promise<void> {
      await db
        .updateTable('packets_jobs')
        .set((row) => ({ state: 'waiting', attempts: row('attempts', '-', 1), lease_until_us: 0 }))
        .where('id', '=', id)
        .where('fence', '=', fence)
        .where('state', '=', 'running')
        .execute()
    },
    /** At the start of the console, which is the only one: nobody runs these any more. */
    async releaseAll(untilMs = 0): Promise<void> {
      await db
        .updateTable('packets_jobs')
        .set({ lease_until_us: untilMs * 1000 })
        .where('state', '=', 'running')
        .execute()
    },

    /** Those handed out that nobody has begun: they are handed out again from then on. */
    async releaseWaiting(untilMs: number): Promise<void> {
      await db
        .updateTable('packets_jobs')
        .set({ lease_until_us: untilMs * 1000 })
        .where('state', '=', 'waiting')
        .where('lease_until_us', '>', untilMs * 1000)
        .execute()
    },

    /** Ends an unfinished job; its fence grows, so that nothing it still gives is taken. */
    async cancel(id: string, nowMs: number): Promise<boolean> {
      return await db.transaction().execute(async (all) => {
        const job = await all
          .updateTable('packets_jobs')
          .set((row) => ({ state: 'cancelled', ended_us: nowMs * 1000, fence: row('fence', '+', 1) }))
          .where('id', '=', id)
          .where('state', 'in', UNFINISHED)
          .returning('capture')
          .executeTakeFirst()
        if (!job) return false
        if (job.capture)
          await all.updateTable('packets_captures').set({ state: 'cancelled' }).where('id', '=', job.capture).execute()
        return true
      })
    },
    /** A dead letter or a cancelled job begins anew, with all its attempts. */
    async retry(id: string): Promise<boolean> {
      return await db.transaction().execute(async (all) => {
        const job = await all
          .updateTable('packets_jobs')
          .set({ state: 'waiting', attempts: 0, lease_until_us: 0, ended_us: null, reason: null })
          .where('id', '=', id)
          .where('state', 'in', ['dead', 'cancelled'])
          .where('capture', 'is not', null)
          .returning('capture')
          .executeTakeFirst()
        if (!job?.capture) return false
        await all
          .updateTable('packets_captures')
          .set({ state: 'waiting', reason: null })
          .where('id', '=', job.capture)
          .execute()
        return true
      })
    },
    /** A dead letter that nobody wants to see any more; its capture stays as it is. */
    async discard(id: string): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('packets_jobs')
        .where('id', '=', id)
        .where('state', 'in', ['dead', 'cancelled', 'done'])
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
    /** A message that nobody here can read: not lost, but put where people see it. */
    async addForeign(letter: { id: string; raw: string; reason: Text; nowMs: number }): Promise<void> {
      await db
        .insertInto('packets_jobs')
        .values({
          ...FRESH_JOB,
          id: letter.id,
          capture: null,
          state: 'dead',
          level: 'full',
          added_us: letter.nowMs * 1000,
          ended_us: letter.nowMs * 1000,
          reason: JSON.stringify(letter.reason),
          raw: letter.raw,
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute()
    },
  }
}
