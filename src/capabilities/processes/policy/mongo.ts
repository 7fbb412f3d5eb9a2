/**
 * Policies in MongoDB, so that one database governs many consoles: `known_processes` and `process_rules`, with the
 * documents of schema.ts and times as dates. The driver is loaded only when a console is told to use it.
 */
import { createHash } from 'node:crypto'
import type { Collection, Document, MongoClient, MongoError } from 'mongodb'
import type { Clock } from '../../../core/clock.ts'
import { VedetteError } from '../../../core/errors.ts'
import { PLATFORMS } from '../schema.ts'
import { checkKnownDocument, checkRuleDocument } from './documents.ts'
import { policyErrors } from './errors.ts'
import type { PolicySnapshot, PolicySource } from './port.ts'
import { CATEGORIES, type CatalogEntry, type KnownDocument, type KnownKey, type ProcessRule } from './schema.ts'

const KNOWN = 'known_processes'
const RULES = 'process_rules'
/** One document: the keys that were seeded once, so that what a person has deleted does not come back. */
const SEEDS = 'known_processes_seeded'
const SEEDS_ID = 'catalog'
/** Codes of the server's errors. */
const DUPLICATE_KEY = 11000
const UNAUTHORIZED = 13
const DEFAULT_DATABASE = 'vedette'
const DATABASE_IN_URL = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/
/** For a read, and for one change. */
export const MONGO_TIMEOUT_MS = 2000
/** Seeding and importing write hundreds of documents. */
const WRITE_TIMEOUT_FACTOR = 5
/** All in one answer: some 700 documents of half a kilobyte each. */
const BATCH = 10_000

export interface MongoPolicyOptions {
  readonly url: string
  /** Absent: the one in the URL, else `vedette`. */
  readonly database?: string
  readonly clock: Clock
  readonly timeoutMs?: number
}
type Driver = typeof import('mongodb')
interface Connection {
  readonly driver: Driver
  readonly client: MongoClient
  collection(name: string): Collection<Document>
}
type Work<Result> = (at: Connection, signal: AbortSignal) => Promise<Result>
interface SeedDocument {
  readonly _id: string
  readonly keys: readonly string[]
}

async function openConnection({
  url,
  database,
  timeoutMs = MONGO_TIMEOUT_MS,
}: MongoPolicyOptions): Promise<Connection> {
  const driver = await import('mongodb')
  try {
    const client = new driver.MongoClient(url, {
      appName: 'vedette',
      serverSelectionTimeoutMS: timeoutMs,
      connectTimeoutMS: timeoutMs,
      socketTimeoutMS: timeoutMs * WRITE_TIMEOUT_FACTOR,
      waitQueueTimeoutMS: timeoutMs,
      maxPoolSize: 4,
    })
    const db = client.db(database || DATABASE_IN_URL.exec(url)?.[1] || DEFAULT_DATABASE)
    return { driver, client, collection: (name) => db.collection(name) }
  } catch (error) {
    throw policyErrors['processes.policy-settings']({ reason: (error as Error).message }, error)
  }
}

const keyText = ({ name, platform }: { name: string; platform: string }) => `${platform}/${name}`
const toIso = (value: unknown) =>
  value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value
const isPlatform = (value: unknown): value is KnownKey['platform'] =>
  typeof value === 'string' && (PLATFORMS as readonly string[]).includes(value)

/** What else an administrator keeps in a document is none of ours. */
function toCandidate(document: Document) {
  const { name, platform, category, description, policy, tags, created_at, updated_at } = document
  const isKnownCategory = typeof category !== 'string' || (CATEGORIES as readonly string[]).includes(category)
  return {
    name,
    platform,
    // A newer console may know more of them.
    category: isKnownCategory ? category : 'other',
    description,
    policy,
    tags,
    created_at: toIso(created_at),
    updated_at: toIso(updated_at),
  }
}
const withoutUndefined = (value: object) =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field != null))
const idText = (document: Document) => String(document['_id'])

/** A document without a readable name could be about any program: then nothing of this read may be used. */
function toLocks({ name, platform }: Document): readonly KnownKey[] | undefined {
  if (typeof name !== 'string' || name === '') return undefined
  return (isPlatform(platform) ? [platform] : PLATFORMS).map((each) => ({ name, platform: each }))
}
function toSnapshot(known: readonly Document[], rules: readonly Document[]): PolicySnapshot {
  const good: KnownDocument[] = []
  const refused: PolicySnapshot['refused'][number][] = []
  for (const document of known) {
    const checked = checkKnownDocument(withoutUndefined(toCandidate(document)))
    if ('value' in checked) good.push(checked.value)
    else {
      const locks = toLocks(document)
      const label = locks
        ? keyText({ name: document['name'], platform: String(document['platform']) })
        : idText(document)
      const said = { document: `${KNOWN} ${label}`, field: checked.fault.field }
      if (!locks) throw policyErrors['processes.policy-malformed']({ ...said, expected: checked.fault.expected })
      refused.push({ ...said, locks })
    }
  }
  return { known: good, rules: rules.map(toRule), refused }
}
function toRule(document: Document): ProcessRule {
  const { name, path, user, policy, created_at, updated_at } = document
  const times = { created_at: toIso(created_at), updated_at: toIso(updated_at) }
  const checked = checkRuleDocument(withoutUndefined({ id: idText(document), name, path, user, policy, ...times }))
  if ('value' in checked) return checked.value
  throw policyErrors['processes.policy-malformed']({ document: `${RULES} ${idText(document)}`, ...checked.fault })
}

const toKnownFilter = ({ name, platform }: KnownKey) => ({ name, platform })
const toKnownFields = ({ category, description, policy, tags }: CatalogEntry, createdAt: Date, updatedAt: Date) => ({
  category,
  description,
  policy,
  tags,
  created_at: createdAt,
  updated_at: updatedAt,
})
const EVERY_RULE_FIELD = { name: '', path: '', user: '' }
function toRuleUpdate({ id: _, name, path, user, policy, created_at, updated_at }: ProcessRule) {
  const chosen = withoutUndefined({ name, path, user })
  const gone = Object.fromEntries(Object.entries(EVERY_RULE_FIELD).filter(([field]) => !(field in chosen)))
  return {
    $set: { ...chosen, policy, created_at: new Date(created_at), updated_at: new Date(updated_at) },
    ...(Object.keys(gone).length > 0 ? { $unset: gone } : {}),
  }
}

/** A connection that ended while nobody used it, or two consoles that added the same at once; all that is asked here may be asked again. */
const mayAskAgain = (error: unknown) => {
  const { code, hasErrorLabel } = error as MongoError
  return (
    code === DUPLICATE_KEY || (typeof hasErrorLabel === 'function' && (error as MongoError).hasErrorLabel('ResetPool'))
  )
}

export function createMongoPolicySource(options: MongoPolicyOptions): PolicySource {
  const { clock, timeoutMs = MONGO_TIMEOUT_MS } = options
  let opening: Promise<Connection> | undefined
  let closed = false

  function connection(): Promise<Connection> {
    opening ??= openConnection(options)
    return opening
  }
  /** The driver has a limit for each step; this one is for all of them. */
  function withinLimit<Result>(limitMs: number, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const ending = new AbortController()
    return new Promise((resolve, reject) => {
      const cancel = clock.after(limitMs, () => {
        reject(policyErrors['processes.policy-unreachable']({ reason: 'timeout' }))
        ending.abort()
      })
      work(ending.signal).finally(cancel).then(resolve, reject)
    })
  }
  async function tryTwice<Result>(work: Work<Result>, signal: AbortSignal): Promise<Result> {
    const at = await connection()
    if (closed) throw new Error('closed')
    try {
      return await work(at, signal)
    } catch (error) {
      if (mayAskAgain(error) && !closed && !signal.aborted) return work(at, signal)
      throw error
    }
  }
  async function ask<Result>(work: Work<Result>, limitMs = timeoutMs): Promise<Result> {
    try {
      return await withinLimit(limitMs, (signal) => tryTwice(work, signal))
    } catch (error) {
      if (error instanceof VedetteError) throw error
      const { code, codeName, name } = error as { code?: unknown; codeName?: string; name: string }
      const what = code === UNAUTHORIZED ? 'processes.policy-forbidden' : 'processes.policy-unreachable'
      throw policyErrors[what]({ reason: codeName ?? name }, error)
    }
  }
  const askToWrite = <Result>(work: Work<Result>) =>
    ask<Result>(async (at, signal) => {
      // A change waits in the driver until there is a server: one that was given up must not be sent then.
      await at.client.db().command({ ping: 1 })
      signal.throwIfAborted()
      return work(at, signal)
    }, timeoutMs * WRITE_TIMEOUT_FACTOR)
  /** Ours are UUIDs; documents made by hand have an id of MongoDB's own kind. */
  const toIdFilter = ({ ObjectId }: Driver, id: string): Document => ({
    _id: /^[0-9a-f]{24}$/.test(id) ? new ObjectId(id) : id,
  })

  return {
    adapter: 'mongodb',
    seed: (entries, atMs) =>
      askToWrite(async ({ collection }) => {
        await collection(KNOWN).createIndex({ name: 1, platform: 1 }, { unique: true })
        const seeds = collection(SEEDS) as unknown as Collection<SeedDocument & Document>
        const isEmpty = (await collection(KNOWN).findOne({}, { projection: { _id: 1 } })) === null
        const before = isEmpty ? [] : ((await seeds.findOne({ _id: SEEDS_ID }))?.keys ?? [])
        const seen = new Set(before)
        const fresh = entries.filter((entry) => !seen.has(keyText(entry)))
        if (fresh.length === 0) return
        const at = new Date(atMs)
        const updates = fresh.map((entry) => ({
          updateOne: {
            filter: toKnownFilter(entry),
            update: { $setOnInsert: toKnownFields(entry, at, at) },
            upsert: true,
          },
        }))
        await collection(KNOWN).bulkWrite(updates, { ordered: false })
        const keys = { $each: fresh.map(keyText) }
        await seeds.updateOne({ _id: SEEDS_ID }, { $addToSet: { keys } } as Document, { upsert: true })
      }).catch((error: VedetteError) => {
        // A console that may only read lives with what others have seeded.
        if (error.code !== 'processes.policy-forbidden') throw error
      }),
    read: (stamp) =>
      ask(async ({ driver, collection }, signal) => {
        const read = (name: string) =>
          collection(name)
            .find({}, { raw: true, batchSize: BATCH, maxTimeMS: timeoutMs, signal })
            .sort({ _id: 1 })
            .toArray() as unknown as Promise<Buffer[]>
        const [known, rules] = await Promise.all([read(KNOWN), read(RULES)])
        const digest = createHash('sha256')
        for (const bytes of [...known, ...rules]) digest.update(bytes)
        const now = `${known.length} ${rules.length} ${digest.digest('hex')}`
        if (now === stamp) return undefined
        const parse = (bytes: Buffer) => driver.BSON.deserialize(bytes)
        return { stamp: now, snapshot: toSnapshot(known.map(parse), rules.map(parse)) }
      }),
    write: ({ known, rules }) =>
      askToWrite(async ({ driver, collection }) => {
        const knownUpdates = known.map((entry) => {
          const fields = toKnownFields(entry, new Date(entry.created_at), new Date(entry.updated_at))
          return { updateOne: { filter: toKnownFilter(entry), update: { $set: fields }, upsert: true } }
        })
        const ruleUpdates = rules.map((rule) => ({
          updateOne: { filter: toIdFilter(driver, rule.id), update: toRuleUpdate(rule), upsert: true },
        }))
        if (knownUpdates.length > 0) await collection(KNOWN).bulkWrite(knownUpdates, { ordered: false })
        if (ruleUpdates.length > 0) await collection(RULES).bulkWrite(ruleUpdates as never, { ordered: false })
      }),
    deleteKnown: ({ name, platform }) =>
      askToWrite(async ({ collection }) => (await collection(KNOWN).deleteOne({ name, platform })).deletedCount > 0),
    deleteRule: (id) =>
      askToWrite(
        async ({ driver, collection }) => (await collection(RULES).deleteOne(toIdFilter(driver, id))).deletedCount > 0,
      ),
    async close() {
      closed = true
      const at = await opening?.catch(() => undefined)
      await at?.client.close()
    },
  }
}
