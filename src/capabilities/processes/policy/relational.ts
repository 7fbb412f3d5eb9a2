/** Policies in the console's own store: the default. */
import type { Transaction } from 'kysely'
import type { Database } from '../../../core/capability.ts'
import { checkKnownDocument, checkRuleDocument, type FieldFault } from './documents.ts'
import { policyErrors } from './errors.ts'
import type { PolicyMemory, PolicySnapshot, PolicySource } from './port.ts'
import {
  addKnownRows,
  addSeeded,
  deleteKnownRow,
  deleteRuleRow,
  type KnownRow,
  type PolicyTables,
  putKnownRows,
  putRuleRows,
  type RuleRow,
  raiseRevision,
  readKnownRows,
  readLastPolicies,
  readRevision,
  readRuleRows,
  readSeeded,
  writeLastPolicies,
} from './queries.ts'
import { CATEGORIES, type CatalogEntry, type KnownDocument, type ProcessRule } from './schema.ts'

const toMicros = (iso: string) => Date.parse(iso) * 1000
const toIso = (micros: number) => new Date(Math.floor(micros / 1000)).toISOString()
/** Text that is no JSON stays text, and fails the check. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const toKnownRow = (entry: CatalogEntry, created_at_us: number, updated_at_us: number): KnownRow => ({
  name: entry.name,
  platform: entry.platform,
  category: entry.category,
  description: JSON.stringify(entry.description),
  is_system: Number(entry.policy.is_system),
  terminatable: Number(entry.policy.terminatable),
  reason: JSON.stringify(entry.policy.reason),
  tags: JSON.stringify(entry.tags),
  created_at_us,
  updated_at_us,
})
const toRuleRow = (rule: ProcessRule): RuleRow => ({
  id: rule.id,
  name: rule.name ?? null,
  path: rule.path ?? null,
  user_name: rule.user ?? null,
  is_system: Number(rule.policy.is_system),
  terminatable: Number(rule.policy.terminatable),
  reason: JSON.stringify(rule.policy.reason),
  created_at_us: toMicros(rule.created_at),
  updated_at_us: toMicros(rule.updated_at),
})
const toPolicy = (row: KnownRow | RuleRow) => ({
  is_system: row.is_system === 1,
  terminatable: row.terminatable === 1,
  reason: parseJson(row.reason),
})
const toTimes = (row: KnownRow | RuleRow) => ({
  created_at: toIso(row.created_at_us),
  updated_at: toIso(row.updated_at_us),
})

function toKnown(row: KnownRow): ReturnType<typeof checkKnownDocument> {
  return checkKnownDocument({
    name: row.name,
    platform: row.platform,
    category: (CATEGORIES as readonly string[]).includes(row.category) ? row.category : 'other',
    description: parseJson(row.description),
    policy: toPolicy(row),
    tags: parseJson(row.tags),
    ...toTimes(row),
  })
}
function toRule(row: RuleRow): ProcessRule {
  const checked = checkRuleDocument({
    id: row.id,
    ...(row.name === null ? {} : { name: row.name }),
    ...(row.path === null ? {} : { path: row.path }),
    ...(row.user_name === null ? {} : { user: row.user_name }),
    policy: toPolicy(row),
    ...toTimes(row),
  })
  if ('value' in checked) return checked.value
  throw policyErrors['processes.policy-malformed']({ document: `process_rules ${row.id}`, ...checked.fault })
}

function toSnapshot(known: readonly KnownRow[], rules: readonly RuleRow[]): PolicySnapshot {
  const good: KnownDocument[] = []
  const refused: PolicySnapshot['refused'][number][] = []
  const refuse = ({ name, platform }: KnownRow, { field }: FieldFault) =>
    refused.push({ document: `known_processes ${platform}/${name}`, field, locks: [{ name, platform }] })
  for (const row of known) {
    const checked = toKnown(row)
    if ('value' in checked) good.push(checked.value)
    else refuse(row, checked.fault)
  }
  return { known: good, rules: rules.map(toRule), refused }
}

export function createRelationalPolicySource(database: Database): PolicySource {
  const db = database.tables<PolicyTables>()
  const withRevision = (change: (trx: Transaction<PolicyTables>) => Promise<boolean>) =>
    db.transaction().execute(async (trx) => {
      const changed = await change(trx)
      if (changed) await raiseRevision(trx)
      return changed
    })
  return {
    adapter: 'relational',
    async seed(entries, atMs) {
      const atUs = atMs * 1000
      await db.transaction().execute(async (trx) => {
        const seeded = new Set((await readSeeded(trx)).map(({ name, platform }) => `${platform}/${name}`))
        const fresh = entries.filter(({ name, platform }) => !seeded.has(`${platform}/${name}`))
        await addKnownRows(
          trx,
          fresh.map((entry) => toKnownRow(entry, atUs, atUs)),
        )
        await addSeeded(trx, fresh)
        if (fresh.length > 0) await raiseRevision(trx)
      })
    },
    async read(stamp) {
      const now = String(await readRevision(db))
      if (now === stamp) return undefined
      // A change between this and what follows shows itself by the next revision.
      const [known, rules] = await Promise.all([readKnownRows(db), readRuleRows(db)])
      return { stamp: now, snapshot: toSnapshot(known, rules) }
    },
    async write({ known, rules }) {
      const rows = known.map((entry) => toKnownRow(entry, toMicros(entry.created_at), toMicros(entry.updated_at)))
      await db.transaction().execute(async (trx) => {
        await putKnownRows(trx, rows)
        await putRuleRows(trx, rules.map(toRuleRow))
        await raiseRevision(trx)
      })
    },
    deleteKnown: (key) => withRevision((trx) => deleteKnownRow(trx, key)),
    deleteRule: (id) => withRevision((trx) => deleteRuleRow(trx, id)),
    close: () => Promise.resolve(),
  }
}

/** Keeps what was last read from a place outside this store. */
export function createRelationalPolicyMemory(database: Database, adapter: string): PolicyMemory {
  const db = database.tables<PolicyTables>()
  return {
    async load() {
      const row = await readLastPolicies(db, adapter)
      if (!row) return undefined
      return { snapshot: JSON.parse(row.snapshot) as PolicySnapshot, readMs: Math.floor(row.read_at_us / 1000) }
    },
    save: (snapshot, readMs) =>
      writeLastPolicies(db, { adapter, snapshot: JSON.stringify(snapshot), read_at_us: readMs * 1000 }),
  }
}
