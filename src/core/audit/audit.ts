/** The audit: what was planned, by whom, from where, and what came of it; append-only and chained. */
import { join } from 'node:path'
import type { Transaction } from 'kysely'
import type { AuditDesk } from '../audit.ts'
import type { Audit, AuditEntry, Database, Log } from '../capability.ts'
import type { Clock } from '../clock.ts'
import { LOCAL_HOST } from '../schema.ts'
import { type AuditTables, CHAIN_START, KEY_CHANGED, type StoredRow, toKeyId, toMac } from './chain.ts'
import { auditErrors } from './errors.ts'
import { appendToHeadFile } from './head-file.ts'
import { createAuditReader } from './read.ts'
import { verifyAudit } from './verify.ts'

export interface AuditOptions {
  readonly db: Database
  readonly dataDir: string
  readonly clock: Clock
  readonly log: Log
  /** 32 bytes kept outside the database. */
  readonly key: Buffer
}

const MAX_TEXT = 2_000
const MAX_JSON = 64_000
/** Rows that wait while one is being written go together into the next transaction. */
const MAX_BATCH = 100

/** As both databases give it back: no NUL, no half of a surrogate pair. */
const toStorable = (text: string) => text.toWellFormed().replaceAll('\0', '\uFFFD')
const toText = (text: string) => toStorable(text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text)
function toJson(value: unknown): string | null {
  if (value === undefined) return null
  const json = toStorable(JSON.stringify(value) ?? 'null')
  return json.length > MAX_JSON ? JSON.stringify({ tooLong: json.length }) : json
}

type Content = Omit<StoredRow, 'seq' | 'key_id' | 'previous_mac' | 'mac'>

const toContent = (entry: AuditEntry, nowMs: number): Content => ({
  at_us: Math.round(nowMs * 1000),
  who_kind: entry.who.kind,
  who_id: toText(entry.who.id),
  who_name: toText(entry.who.name),
  who_role: entry.who.role,
  came_from: toText(entry.from),
  host: toText(entry.host),
  action: toText(entry.action),
  target: toText(entry.target),
  plan: toJson(entry.plan),
  outcome: entry.outcome,
  details: toJson(entry.details),
})

/** The first row of a key that comes upon rows of another. */
const toKeyChange = (nowMs: number, rows: number): Content =>
  toContent(
    {
      who: { kind: 'system', id: 'audit', name: 'vedette', role: 'admin' },
      from: 'local',
      host: LOCAL_HOST,
      action: KEY_CHANGED,
      target: 'audit',
      outcome: 'done',
      details: { rows },
    },
    nowMs,
  )

interface Waiting {
  readonly content: Content
  resolve(seq: number): void
  reject(error: unknown): void
}

export function createAudit(options: AuditOptions): Audit & AuditDesk {
  const { clock, log, key } = options
  const db = options.db.tables<AuditTables>()
  const headPath = join(options.dataDir, 'audit.head')
  const reader = createAuditReader(options.db)
  const keyId = toKeyId(key)
  const queue: Waiting[] = []
  let writing: Promise<void> | undefined

  /** Every process takes turns on one row, so a row's number and its predecessor cannot change underneath. */
  async function takeTurn(transaction: Transaction<AuditTables>) {
    const turn = await transaction
      .updateTable('core_audit_turn')
      .set((row) => ({ last_seq: row.ref('last_seq') }))
      .where('id', '=', 1)
      .returning('last_seq')
      .executeTakeFirst()
    if (!turn) throw auditErrors['audit.damaged']()
    const last = await transaction
      .selectFrom('core_audit')
      .select(['seq', 'mac', 'key_id'])
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    // Rows cut off the end leave a gap here: their numbers are never given again.
    return {
      lastSeq: Math.max(Number(turn.last_seq), Number(last?.seq ?? 0)),
      lastMac: last?.mac ?? CHAIN_START,
      isNewKey: last !== undefined && last.key_id !== keyId && !(await hasOwnRows(transaction)),
    }
  }
  const hasOwnRows = async (transaction: Transaction<AuditTables>) =>
    (await transaction.selectFrom('core_audit').select('seq').where('key_id', '=', keyId).limit(1).execute()).length > 0

  const writeRows = (contents: readonly Content[]) =>
    db.transaction().execute(async (transaction) => {
      const { lastSeq, lastMac, isNewKey } = await takeTurn(transaction)
      const rows: StoredRow[] = []
      for (const content of isNewKey ? [toKeyChange(clock.now(), lastSeq), ...contents] : contents) {
        const previous = rows.at(-1)
        const row = {
          ...content,
          seq: (previous?.seq ?? lastSeq) + 1,
          key_id: keyId,
          previous_mac: previous?.mac ?? lastMac,
        }
        rows.push({ ...row, mac: toMac(key, row) })
      }
      await transaction.insertInto('core_audit').values(rows).execute()
      await transaction
        .updateTable('core_audit_turn')
        .set({ last_seq: lastSeq + rows.length })
        .where('id', '=', 1)
        .execute()
      return rows
    })

  async function writeBatch(batch: readonly Waiting[]) {
    try {
      const rows = await writeRows(batch.map(({ content }) => content))
      try {
        await appendToHeadFile(headPath, rows)
      } catch (error) {
        // The rows are on disk and chained; only their loss could not be noticed, and `verify` says so.
        log.error({ err: error, file: headPath }, 'the audit’s head file could not be written')
      }
      // A change of keys is recorded before them.
      const own = rows.slice(-batch.length)
      for (const [index, { resolve }] of batch.entries()) resolve(own[index]?.seq ?? 0)
    } catch (error) {
      log.error({ err: error }, 'the audit could not be written')
      const refused = auditErrors['audit.unwritable']({}, error)
      for (const { reject } of batch) reject(refused)
    }
  }
  async function drain() {
    while (queue.length > 0) await writeBatch(queue.splice(0, MAX_BATCH))
    writing = undefined
  }

  return {
    append: (entry) =>
      new Promise<number>((resolve, reject) => {
        queue.push({ content: toContent(entry, clock.now()), resolve, reject })
        writing ??= drain()
      }),
    list: reader.list,
    export: reader.export,
    async verify(signal) {
      await writing
      return verifyAudit({ db: options.db, key, headFile: headPath, signal })
    },
  }
}
