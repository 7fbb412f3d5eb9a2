/** Captures, their reports and notes in the store. Times there are microseconds UTC. */
import { type Selectable, type SqlBool, sql } from 'kysely'
import { Check } from 'typebox/value'
import type { Database } from '../../core/capability.ts'
import type { Text } from '../../core/schema.ts'
import {
  type Capture,
  type CaptureOrigin,
  type CaptureState,
  type Compression,
  type Level,
  type Note,
  type Summary,
  summarySchema,
} from './schema.ts'

export interface CapturesTable {
  id: string
  name: string
  origin: CaptureOrigin
  place: string | null
  site: string | null
  state: CaptureState
  size_bytes: number | null
  compression: Compression
  sha256: string | null
  duplicate_of: string | null
  added_by: string
  added_us: number
  done_us: number | null
  level: Level
  keep: number
  reason: string | null
  summary: string | null
}
interface NotesTable {
  id: string
  capture: string
  at_us: number
  written_by: string
  words: string
}
export interface PacketsTables {
  packets_captures: CapturesTable
  packets_reports: { capture: string; fence: number; report: string }
  packets_notes: NotesTable
  packets_jobs: {
    id: string
    capture: string | null
    state: 'waiting' | 'running' | 'done' | 'dead' | 'cancelled'
    level: Level
    attempts: number
    fence: number
    owner: string | null
    lease_until_us: number
    added_us: number
    started_us: number | null
    ended_us: number | null
    reason: string | null
    raw: string | null
  }
  packets_sites: { id: string; name: string; host: string; port: number; login: string; host_key: string }
}

/** A capture as the store knows it: without what only the running console knows. */
export interface StoredCapture extends Omit<Capture, 'progress' | 'expiresMs'> {
  readonly site?: string
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
  }
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
