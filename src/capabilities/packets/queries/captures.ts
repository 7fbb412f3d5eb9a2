/** Captures, their reports and notes in the store. Times there are microseconds UTC. */
import { type Selectable, type SqlBool, sql } from 'kysely'
import { Check } from 'typebox/value'
import type { Database } from '../../../core/capability.ts'
import type { Text } from '../../../core/schema.ts'
import { type Capture, type CaptureState, type Note, type Summary, summarySchema } from '../schema.ts'
import type { CapturesTable, PacketsTables } from './tables.ts'

/** A capture as the store knows it: without what only the running console knows. */
export interface StoredCapture extends Omit<Capture, 'progress' | 'expiresMs'> {
  readonly site?: string
  /** Of a file that lies elsewhere, as it was when it was analysed last. */
  readonly mark?: string
}
export interface CapturePage {
  readonly captures: readonly StoredCapture[]
  /** Where the next page begins; absent on the last. */
  readonly next?: string
}
export interface CaptureFilter {
  readonly search?: string
  readonly state?: CaptureState
  readonly before?: string
  readonly limit?: number
}

export interface NewCapture {
  readonly id: string
  readonly name: string
  readonly origin: StoredCapture['origin']
  readonly place?: string
  readonly site?: string
  readonly state: CaptureState
  readonly sizeBytes?: number
  readonly compression?: StoredCapture['compression']
  readonly by: string
  readonly addedMs: number
  readonly level: StoredCapture['level']
  readonly mark?: string
}
/** What is said is changed. */
export interface CaptureChange {
  readonly name?: string
  readonly keep?: boolean
  readonly state?: CaptureState
  readonly sizeBytes?: number
  readonly sha256?: string
  readonly compression?: StoredCapture['compression']
  readonly duplicateOf?: string
  readonly level?: StoredCapture['level']
  readonly reason?: Text | null
}

const PAGE = 100

export function parseText(json: string | null): Text | undefined {
  if (json === null) return undefined
  try {
    return JSON.parse(json) as Text
  } catch {
    return undefined
  }
}

export function parseSummary(json: string | null): Summary | undefined {
  if (json === null) return undefined
  try {
    const value: unknown = JSON.parse(json)
    return Check(summarySchema, value) ? value : undefined
  } catch {
    return undefined
  }
}

type Row = Selectable<CapturesTable> & { notes: number | string | bigint; job: string | null }

function toCapture(row: Row): StoredCapture {
  const reason = parseText(row.reason)
  const summary = parseSummary(row.summary)
  return {
    id: row.id,
    name: row.name,
    origin: row.origin,
    ...(row.place === null ? {} : { place: row.place }),
    ...(row.site === null ? {} : { site: row.site }),
    state: row.state,
    ...(row.size_bytes === null ? {} : { sizeBytes: Number(row.size_bytes) }),
    compression: row.compression,
    ...(row.sha256 === null ? {} : { sha256: row.sha256 }),
    ...(row.duplicate_of === null ? {} : { duplicateOf: row.duplicate_of }),
    by: row.added_by,
    addedMs: Number(row.added_us) / 1000,
    ...(row.done_us === null ? {} : { doneMs: Number(row.done_us) / 1000 }),
    level: row.level,
    keep: Number(row.keep) === 1,
    ...(reason ? { reason } : {}),
    ...(summary ? { summary } : {}),
    noteCount: Number(row.notes),
    ...(row.job === null ? {} : { job: row.job }),
    ...(row.file_mark === null ? {} : { mark: row.file_mark }),
  }
}

/** The columns that change. */
function toColumns(change: CaptureChange): Partial<CapturesTable> {
  const { name, keep, state, sizeBytes, sha256, compression, duplicateOf, level, reason } = change
  const columns = {
    name,
    keep: keep === undefined ? undefined : Number(keep),
    state,
    size_bytes: sizeBytes,
    sha256,
    compression,
    duplicate_of: duplicateOf,
    level,
    reason: reason ? JSON.stringify(reason) : reason,
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}

/** `<addedUs>-<id>`: pages stay right while captures come. */
function parseBefore(before: string): { addedUs: number; id: string } | undefined {
  const [, addedUs = '', id = ''] = /^(\d{1,17})-(.{1,64})$/.exec(before) ?? []
  return addedUs === '' ? undefined : { addedUs: Number(addedUs), id }
}
const escapeLike = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&')

export type CapturesStore = ReturnType<typeof createCapturesStore>

export function createCapturesStore(database: Database) {
  const db = database.tables<PacketsTables>()

  const select = () =>
    db
      .selectFrom('packets_captures as c')
      .selectAll('c')
      .select((eb) => [
        eb
          .selectFrom('packets_notes as n')
          .select(eb.fn.countAll<number>().as('count'))
          .whereRef('n.capture', '=', 'c.id')
          .as('notes'),
        eb
          .selectFrom('packets_jobs as j')
          .select('j.id')
          .whereRef('j.capture', '=', 'c.id')
          .orderBy('j.added_us', 'desc')
          .limit(1)
          .as('job'),
      ])

  return {
    async list({ search, state, before, limit = PAGE }: CaptureFilter): Promise<CapturePage> {
      let query = select()
        .orderBy('c.added_us', 'desc')
        .orderBy('c.id', 'desc')
        .limit(limit + 1)
      if (state) query = query.where('c.state', '=', state)
      if (search) {
        const like = `%${escapeLike(search.toLowerCase())}%`
        const matches = (column: string) => sql<SqlBool>`lower(${sql.ref(column)}) like ${like} escape '\\'`
        const noted = db.selectFrom('packets_notes').select('capture').where(matches('words'))
        query = query.where(({ eb, or }) =>
          or([matches('c.name'), matches('c.place'), matches('c.sha256'), eb('c.id', 'in', noted)]),
        )
      }
      const from = before === undefined ? undefined : parseBefore(before)
      if (from)
        query = query.where(({ eb, or, and }) =>
          or([
            eb('c.added_us', '<', from.addedUs),
            and([eb('c.added_us', '=', from.addedUs), eb('c.id', '<', from.id)]),
          ]),
        )
      const rows = await query.execute()
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return {
        captures: page.map((row) => toCapture(row as Row)),
        ...(rows.length > limit && last ? { next: `${last.added_us}-${last.id}` } : {}),
      }
    },

    async get(id: string): Promise<StoredCapture | undefined> {
      const row = await select().where('c.id', '=', id).executeTakeFirst()
      return row && toCapture(row as Row)
    },

    /** Bytes that the console itself keeps under this hash; the oldest when there are several. A file that lies elsewhere may go. */
    async findBySha256(sha256: string): Promise<StoredCapture | undefined> {
      const row = await select()
        .where('c.sha256', '=', sha256)
        .where('c.origin', '!=', 'folder')
        .where('c.state', '!=', 'arriving')
        .orderBy('c.added_us')
        .limit(1)
        .executeTakeFirst()
      return row && toCapture(row as Row)
    },

    /** The capture that is read from this file where it lies. */
    async findByPlace(place: string): Promise<StoredCapture | undefined> {
      const row = await select()
        .where('c.origin', '=', 'folder')
        .where('c.place', '=', place)
        .limit(1)
        .executeTakeFirst()
      return row && toCapture(row as Row)
    },

    async add(capture: NewCapture): Promise<void> {
      await db
        .insertInto('packets_captures')
        .values({
          id: capture.id,
          name: capture.name,
          origin: capture.origin,
          place: capture.place ?? null,
          site: capture.site ?? null,
          state: capture.state,
          size_bytes: capture.sizeBytes ?? null,
          compression: capture.compression ?? 'none',
          sha256: null,
          duplicate_of: null,
          added_by: capture.by,
          added_us: capture.addedMs * 1000,
          done_us: null,
          level: capture.level,
          keep: 0,
          reason: null,
          summary: null,
          file_mark: capture.mark ?? null,
        })
        .execute()
    },

    /** False when it is not there any more. */
    async change(id: string, change: CaptureChange): Promise<boolean> {
      const values = toColumns(change)
      if (Object.keys(values).length === 0) return true
      const { numUpdatedRows } = await db
        .updateTable('packets_captures')
        .set(values)
        .where('id', '=', id)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    /** With everything that belongs to it, in one go. */
    async remove(id: string): Promise<void> {
      await db.transaction().execute(async (all) => {
        await all.deleteFrom('packets_jobs').where('capture', '=', id).execute()
        await all.deleteFrom('packets_notes').where('capture', '=', id).execute()
        await all.deleteFrom('packets_reports').where('capture', '=', id).execute()
        await all.updateTable('packets_captures').set({ duplicate_of: null }).where('duplicate_of', '=', id).execute()
        await all.deleteFrom('packets_captures').where('id', '=', id).execute()
      })
    },

    /** The report as it was written: JSON. */
    async report(id: string): Promise<string | undefined> {
      const row = await db.selectFrom('packets_reports').select('report').where('capture', '=', id).executeTakeFirst()
      return row?.report
    },

    async listArriving(): Promise<readonly StoredCapture[]> {
      return (await select().where('c.state', '=', 'arriving').execute()).map((row) => toCapture(row as Row))
    },
    /** Settled, not kept, and added before then. */
    async listExpired(beforeMs: number): Promise<readonly string[]> {
      const rows = await db
        .selectFrom('packets_captures')
        .select('id')
        .where('added_us', '<', beforeMs * 1000)
        .where('keep', '=', 0)
        .where('state', 'in', ['done', 'failed', 'cancelled'])
        .execute()
      return rows.map((row) => row.id)
    },

    async addNote(note: Note & { readonly capture: string }): Promise<void> {
      await db
        .insertInto('packets_notes')
        .values({ id: note.id, capture: note.capture, at_us: note.atMs * 1000, written_by: note.by, words: note.text })
        .execute()
    },
    async removeNote(capture: string, id: string): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('packets_notes')
        .where('id', '=', id)
        .where('capture', '=', capture)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },

    async notes(capture: string): Promise<readonly Note[]> {
      const rows = await db
        .selectFrom('packets_notes')
        .selectAll()
        .where('capture', '=', capture)
        .orderBy('at_us')
        .execute()
      return rows.map((row) => ({ id: row.id, atMs: Number(row.at_us) / 1000, by: row.written_by, text: row.words }))
    },
  }
}
