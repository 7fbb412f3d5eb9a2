/** Who uses the data folder, and how much of its budget and its disk is left. */
import { basename } from 'node:path'
import type { Database } from '../core/capability.ts'
import type { StorageReport, StorageUse } from '../core/storage.ts'
import { type EntryUse, readDisk, readFolderUse } from './folder-use.ts'
import { LEVELS } from './series/levels.ts'
import type { OpenSeries } from './series/series.ts'
import type { StoreLocation } from './store-url.ts'
import { readTableUse, type TableUse } from './table-use.ts'

/** Free space below which the disk is nearly full. It is said, but nothing is evicted: others may have filled it. */
const RESERVE_BYTES = 256 * 1024 * 1024
const RESERVE_SHARE = 0.02
const NEARLY_FULL_SHARE = 0.9
/** With less than this not even a small change of the database is sure to succeed. */
const NO_ROOM_BYTES = 1024 * 1024

export interface StorageParts {
  readonly db: Database
  readonly series: OpenSeries
  readonly location: StoreLocation
  readonly dataDir: string
  readonly budgetBytes: number
}
export interface StorageUsage {
  readonly usedBytes: number
  readonly freeBytes: number
  /** Free space below which the disk counts as nearly full. */
  readonly reserveBytes: number
  readonly entries: readonly EntryUse[]
}

const isHistoryTable = (table: string) => table.startsWith('core_series')
const isMigrationTable = (table: string) => table.startsWith('core_migration_')
const sum = (rows: readonly { sizeBytes: number }[]) => rows.reduce((total, row) => total + row.sizeBytes, 0)

/** In PostgreSQL history is counted by its chunks: the tables themselves do not shrink when rows go. */
export async function readUsage(parts: StorageParts): Promise<StorageUsage> {
  const entries = await readFolderUse(parts.dataDir)
  const { freeBytes, totalBytes } = await readDisk(parts.dataDir)
  const usedBytes = sum(entries) + (parts.location.dialect === 'postgres' ? await readDatabaseBytes(parts) : 0)
  const reserveBytes = Math.min(RESERVE_BYTES, totalBytes * RESERVE_SHARE)
  return { usedBytes, freeBytes, reserveBytes, entries }
}

async function readDatabaseBytes(parts: StorageParts): Promise<number> {
  const tables = await readTableUse(parts.db)
  return sum(tables.filter((use) => !isHistoryTable(use.table))) + sum(await parts.series.levels())
}

/** `readTables` may be a little behind: it is the dear part. */
export async function readStorageReport(
  parts: StorageParts,
  readTables: () => Promise<readonly TableUse[]>,
): Promise<StorageReport> {
  const usage = await readUsage(parts)
  // A database that cannot answer now must not hide what the folder says.
  const [levels, tables] = await Promise.all([parts.series.levels().catch(() => []), readTables().catch(() => [])])
  const history = levels.map(
    (state): StorageUse => ({
      what: `series ${LEVELS[state.level]?.name ?? state.level}`,
      capability: 'core',
      sizeBytes: state.sizeBytes,
      rows: state.rows,
      evictionOrder: state.level + 1,
      ...(state.oldestMs === undefined ? {} : { oldestMs: state.oldestMs }),
    }),
  )
  const files = toFileUses(parts.location, usage.entries)
  const named = [...history, ...toTableUses(tables), ...files]
  const unnamedBytes = usage.usedBytes - sum(named)
  const overhead: StorageUse = {
    what: 'indexes and journals',
    capability: 'core',
    sizeBytes: Math.max(0, unnamedBytes),
  }
  return {
    budgetBytes: parts.budgetBytes,
    usedBytes: usage.usedBytes,
    freeBytes: usage.freeBytes,
    state: toState(usage, parts.budgetBytes, parts.series.blocked()),
    uses: [...named, overhead].sort((a, b) => b.sizeBytes - a.sizeBytes),
  }
}

function toState(usage: StorageUsage, budgetBytes: number, blocked: string | undefined): StorageReport['state'] {
  const { usedBytes, freeBytes, reserveBytes } = usage
  if (blocked === 'store.full' || freeBytes < NO_ROOM_BYTES || usedBytes > budgetBytes) return 'full'
  return usedBytes > budgetBytes * NEARLY_FULL_SHARE || freeBytes < reserveBytes ? 'nearly-full' : 'ok'
}

function toTableUses(tables: readonly TableUse[]): StorageUse[] {
  const own = tables.filter(
    (use) => !isHistoryTable(use.table) && !isMigrationTable(use.table) && use.table.includes('_'),
  )
  return own.map(({ table, sizeBytes, rows }) => {
    const [capability = '', ...noun] = table.split('_')
    return { what: noun.join(' '), capability, sizeBytes, rows }
  })
}

/** The databases' own files are told apart by table and level. */
function toFileUses(location: StoreLocation, entries: readonly EntryUse[]): StorageUse[] {
  const databases = location.dialect === 'sqlite' ? [basename(location.file), basename(location.seriesFile)] : []
  return entries
    .filter((entry) => !databases.some((name) => entry.name === name || entry.name.startsWith(`${name}-`)))
    .map(({ name, isFolder, sizeBytes }) => ({
      what: name,
      capability: isFolder && name !== 'logs' ? name : 'core',
      sizeBytes,
    }))
}
