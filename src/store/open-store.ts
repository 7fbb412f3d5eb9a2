/** Opens the store that the settings name: relational tables, history and the data folder's budget behind core's ports. */
import type { Database, Log, Migration, Series } from '../core/capability.ts'
import type { Clock } from '../core/clock.ts'
import type { StorageDesk } from '../core/storage.ts'

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

export declare function openStore(options: StoreOptions): Promise<Store>
export declare function restoreBackup(file: string, options: RestoreOptions): Promise<RestoreResult>
