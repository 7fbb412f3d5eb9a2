/** Opens the store that the settings name: relational tables, history and the data folder's budget behind core's ports. */
import { mkdirSync } from 'node:fs'
import type { Database, Log, Migration, Series } from '../core/capability.ts'
import type { Clock } from '../core/clock.ts'
import { VedetteError } from '../core/errors.ts'
import type { StorageDesk } from '../core/storage.ts'
import { enforceBudget } from './budget.ts'
import { storeErrors } from './errors.ts'
import { migratePart } from './migrate.ts'
import { LEVELS } from './series/levels.ts'
import { seriesMigrations } from './series/migrations.ts'
import { prepareSqliteChunks, SERIES_PART } from './series/prepare.ts'
import { openSeries } from './series/series.ts'
import { type OpenDatabase, openSqliteDatabase } from './sqlite/sqlite-database.ts'
import { readStorageReport } from './storage-report.ts'
import { parseStoreUrl, type StoreLocation } from './store-url.ts'
import { readTableUse } from './table-use.ts'

/** The report is asked for by every health check: for those it is counted anew when this old. */
const REPORT_AGE_MS = 15_000
/** Sizes of tables take a look at every page of the database. */
const TABLES_AGE_MS = 5 * 60_000

export interface StoreOptions {
  /** `sqlite:///./x.db`, `postgres://…`; `<dataDir>/vedette.db` when not said. */
  readonly url?: string | undefined
  readonly dataDir: string
  readonly log: Log
  readonly clock: Clock
  readonly budgetBytes: number
  /** Days each level of the history is kept; 7, 30, 180, 730 when not said. */
  readonly keepDays?: {
    readonly raw: number
    readonly minute: number
    readonly tenMinutes: number
    readonly hour: number
  }
}

export interface Store {
  readonly db: Database
  readonly series: Series
  readonly storage: StorageDesk
  /** Brings one part's tables up to date; `store.newer` when a newer program wrote them. */
  migrate(part: string, migrations: readonly Migration[]): Promise<void>
  /**
   * Keeps every other console off this database until `close`; rejects with `store.in-use`. For the server, not for
   * commands. A data folder of its own, as with SQLite, is held by the console's lock on the folder.
   */
  hold(): Promise<void>
  /** Evicts history, oldest and finest first, until the data folder fits its budget; for a job to call. */
  enforceBudget(): Promise<{ readonly freedBytes: number }>
  health(): Promise<{ readonly ok: boolean; readonly detail: string }>
  close(): Promise<void>
}

/** What a restore brings tables up with: the same list the composition root migrates at start. */
export interface MigratedPart {
  readonly id: string
  readonly migrations: readonly Migration[]
}
export interface RestoreOptions {
  readonly dataDir: string
  readonly url?: string | undefined
  readonly log: Log
  readonly clock: Clock
  /** Every part that is migrated at start, in that order. */
  readonly parts: readonly MigratedPart[]
}
export interface RestoreResult {
  readonly tables: number
  readonly rows: number
  /** What the backup cannot bring back without its keys: `secret <name>`, `audit` (its chain cannot be checked). */
  readonly unreadable: readonly string[]
}

/** Checks, opens and prepares both files (or the PostgreSQL database) before anything else of the console starts. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataDir, log, clock, budgetBytes } = options
  const location = parseStoreUrl(options.url, dataDir, process.cwd())
  makeFolder(dataDir)
  const db = await openDatabase(location, log)
  try {
    await prepareSeries(location, db)
  } catch (error) {
    await db.close()
    throw error
  }
  const series = openSeries({ input: { location, keepDays: toKeepDays(options.keepDays) }, clock, log })
  let held: { release(): Promise<void> } | undefined
  const parts = { db, series, location, dataDir, budgetBytes }
  const readTables = remember(clock, () => readTableUse(db))
  const readReport = (tablesAgeMs: number) => readStorageReport(parts, () => readTables(tablesAgeMs))
  // Apart, so that who wants it exact never gets what a health check asked for.
  const readRough = remember(clock, () => readReport(TABLES_AGE_MS))
  const readExact = remember(clock, readReport)
  return {
    db,
    series,
    storage: {
      report: ({ maxAgeMs } = {}) =>
        maxAgeMs === undefined ? readRough(REPORT_AGE_MS) : readExact(maxAgeMs, maxAgeMs),
      backup: async (file, { withKey }) => {
        const { writeBackup } = await import('./backup/write-backup.ts')
        return await writeBackup({ file, withKey, location, dataDir, nowMs: clock.now() })
      },
    },
    async hold() {
      if (location.dialect === 'sqlite') return
      const { holdDatabase } = await import('./postgres/postgres-hold.ts')
      held = await holdDatabase({ ...location, log, clock })
    },
    migrate: (part, migrations) => migratePart(db, part, migrations),
    enforceBudget: () => enforceBudget(parts, log),
    async health() {
      const blocked = series.blocked()
      if (blocked) return { ok: false, detail: blocked }
      try {
        await db.ping()
        return { ok: true, detail: location.dialect }
      } catch (error) {
        return { ok: false, detail: error instanceof VedetteError ? error.code : 'store.failed' }
      }
    },
    async close() {
      await series.close()
      await db.close()
      await held?.release()
    },
  }
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw storeErrors['store.unreadable']({ file: dataDir, reason: error instanceof Error ? error.message : '' }, error)
  }
}

function openDatabase(location: StoreLocation, log: Log): Promise<OpenDatabase> | OpenDatabase {
  if (location.dialect === 'sqlite') return openSqliteDatabase(location.file)
  return import('./postgres/postgres-database.ts').then((module) =>
    module.openPostgresDatabase(location.url, location.address, log),
  )
}

async function prepareSeries(location: StoreLocation, db: Database): Promise<void> {
  if (location.dialect === 'sqlite') await prepareSqliteChunks(location.seriesFile)
  else await migratePart(db, SERIES_PART, seriesMigrations)
}

const toKeepDays = (days: StoreOptions['keepDays']): readonly number[] =>
  days ? [days.raw, days.minute, days.tenMinutes, days.hour] : LEVELS.map((level) => level.keepDays)

/** Those who ask meanwhile, or again within `ageMs`, share one answer. */
function remember<Answer, Wanted extends unknown[]>(
  clock: Clock,
  ask: (...wanted: Wanted) => Promise<Answer>,
): (ageMs: number, ...wanted: Wanted) => Promise<Answer> {
  let last: { readonly atMs: number; readonly answer: Promise<Answer> } | undefined
  return (ageMs, ...wanted) => {
    const nowMs = clock.monotonicMs()
    if (last && nowMs - last.atMs < ageMs) return last.answer
    const answer = ask(...wanted)
    last = { atMs: nowMs, answer }
    answer.catch(() => {
      last = undefined
    })
    return answer
  }
}

/** Into an empty place only; throws `store.target-not-empty`, `store.backup-damaged`, `store.backup-newer`. */
export async function restoreBackup(file: string, options: RestoreOptions): Promise<RestoreResult> {
  const { dataDir, url, parts, log } = options
  const { restore } = await import('./backup/restore-backup.ts')
  return await restore({ file, location: parseStoreUrl(url, dataDir, process.cwd()), dataDir, parts, log })
}
