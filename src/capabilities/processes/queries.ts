/** The top ten of each minute in the store. Times there are microseconds UTC. */
import { Check } from 'typebox/value'
import type { Database } from '../../core/capability.ts'
import { type TopMinute, topMinuteSchema } from './top/schema.ts'

interface TopTables {
  processes_top: { host: string; at_us: number; entries: string }
}

export interface TopStore {
  write(host: string, minute: TopMinute): Promise<void>
  /** Oldest first; rows that are not what they must be are left out. */
  read(range: { host: string; fromMs: number; toMs: number }): Promise<readonly TopMinute[]>
  prune(beforeMs: number): Promise<void>
}

const parseMinute = (atUs: number, entries: string): TopMinute | undefined => {
  try {
    const minute = { atMs: Number(atUs) / 1000, ...(JSON.parse(entries) as object) }
    return Check(topMinuteSchema, minute) ? minute : undefined
  } catch {
    return undefined
  }
}

export function createTopStore(database: Database): TopStore {
  const db = database.tables<TopTables>()
  return {
    async write(host, { atMs, ...entries }) {
      const row = { host, at_us: atMs * 1000, entries: JSON.stringify(entries) }
      await db
        .insertInto('processes_top')
        .values(row)
        .onConflict((conflict) => conflict.columns(['host', 'at_us']).doUpdateSet({ entries: row.entries }))
        .execute()
    },
    async read({ host, fromMs, toMs }) {
      const rows = await db
        .selectFrom('processes_top')
        .select(['at_us', 'entries'])
        .where('host', '=', host)
        .where('at_us', '>=', fromMs * 1000)
        .where('at_us', '<', toMs * 1000)
        .orderBy('at_us')
        .execute()
      return rows.flatMap(({ at_us, entries }) => parseMinute(at_us, entries) ?? [])
    },
    async prune(beforeMs) {
      await db
        .deleteFrom('processes_top')
        .where('at_us', '<', beforeMs * 1000)
        .execute()
    },
  }
}
