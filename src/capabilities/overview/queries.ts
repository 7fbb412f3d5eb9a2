/** Starts of the console with the settings that changed between them, and what was put away. Times are microseconds UTC. */
import type { Database } from '../../core/capability.ts'

interface Tables {
  overview_starts: { at: number | string; version: string; settings: string; changed: string }
  overview_dismissed: { what: string; by_name: string; at: number | string }
}

export interface ChangedSetting {
  readonly name: string
  /** `null`: it was not there. */
  readonly from: string | null
  readonly to: string | null
}
export interface Start {
  readonly atMs: number
  readonly version: string
  readonly changed: readonly ChangedSetting[]
}

/** Enough for a restart every day for years. */
const KEPT_STARTS = 2000
const toMicros = (ms: number) => Math.round(ms * 1000)

export type OverviewQueries = ReturnType<typeof createOverviewQueries>

export function createOverviewQueries(database: Database, keptStarts = KEPT_STARTS) {
  const db = database.tables<Tables>()
  return {
    /** `name` → `value` as they were at the last start; nothing before the first. */
    async lastSettings(): Promise<Readonly<Record<string, string>> | undefined> {
      const row = await db
        .selectFrom('overview_starts')
        .select('settings')
        .orderBy('at', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && (JSON.parse(row.settings) as Record<string, string>)
    },
    async addStart(start: Start, settings: Readonly<Record<string, string>>): Promise<void> {
      const row = {
        at: toMicros(start.atMs),
        version: start.version,
        settings: JSON.stringify(settings),
        changed: JSON.stringify(start.changed),
      }
      await db.transaction().execute(async (transaction) => {
        // Only the last ones are compared with.
        await transaction.updateTable('overview_starts').set({ settings: '{}' }).execute()
        await transaction
          .insertInto('overview_starts')
          .values(row)
          .onConflict((conflict) => conflict.column('at').doUpdateSet(row))
          .execute()
        const oldest = await transaction
          .selectFrom('overview_starts')
          .select('at')
          .orderBy('at', 'desc')
          .offset(keptStarts)
          .limit(1)
          .executeTakeFirst()
        if (oldest) await transaction.deleteFrom('overview_starts').where('at', '<=', oldest.at).execute()
      })
    },
    /** Newest first. */
    async starts(fromMs: number, toMs: number, limit: number): Promise<readonly Start[]> {
      const rows = await db
        .selectFrom('overview_starts')
        .select(['at', 'version', 'changed'])
        .where('at', '>=', toMicros(fromMs))
        .where('at', '<', toMicros(toMs))
        .orderBy('at', 'desc')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        atMs: Number(row.at) / 1000,
        version: row.version,
        changed: JSON.parse(row.changed) as ChangedSetting[],
      }))
    },
    async isDismissed(what: string): Promise<boolean> {
      const row = await db.selectFrom('overview_dismissed').select('what').where('what', '=', what).executeTakeFirst()
      return row !== undefined
    },
    async dismiss(what: string, by: string, atMs: number): Promise<void> {
      await db
        .insertInto('overview_dismissed')
        .values({ what, by_name: by, at: toMicros(atMs) })
        .onConflict((conflict) => conflict.column('what').doNothing())
        .execute()
    },
  }
}
