/** Where the history's chunks lie (port): SQLite or PostgreSQL. One process appends at a time; calls do not overlap. */

export interface SeriesRow {
  readonly id: number
  readonly host: string
  readonly metric: string
  /** JSON with the names in order. */
  readonly labels: string
  readonly firstMs: number
  readonly lastMs: number
}
export interface ChunkRow {
  readonly level: number
  readonly series: number
  readonly startMs: number
  readonly body: Uint8Array
}
export interface ChunkPut extends ChunkRow {
  /** Size of the chunk this one takes the place of; absent when there was none. */
  readonly replacedBytes?: number
}
/** Samples as they arrived, until their hour is over and they are in chunks. */
export interface LogRow {
  readonly seq: number
  readonly startMs: number
  readonly body: Uint8Array
}
export interface LevelState {
  readonly level: number
  /** What is older has been deleted. */
  readonly keptFromMs: number
  readonly rows: number
  readonly sizeBytes: number
  readonly oldestMs?: number
}
/** As both databases tell it. */
export interface LevelRow {
  readonly level: number
  readonly kept_from_ms: number
  readonly rows: number
  readonly size_bytes: number
  readonly oldest_ms: number | null
}
export const toLevelState = (row: LevelRow): LevelState => ({
  level: row.level,
  keptFromMs: row.kept_from_ms,
  rows: row.rows,
  sizeBytes: row.size_bytes,
  ...(row.oldest_ms === null ? {} : { oldestMs: row.oldest_ms }),
})
export interface Deleted {
  readonly rows: number
  readonly sizeBytes: number
  /** Start of the newest chunk deleted. */
  readonly newestMs: number
}

export interface ChunkStorage {
  readSeries(): Promise<readonly SeriesRow[]>
  /** Ids in the order asked; series that are there already keep theirs. */
  addSeries(rows: readonly Omit<SeriesRow, 'id'>[]): Promise<readonly number[]>
  deleteSeries(ids: readonly number[]): Promise<void>
  /** Resolves with the newest number once the rows survive the end of this process. Numbers only grow. */
  appendLog(rows: readonly Omit<LogRow, 'seq'>[]): Promise<number>
  /** In the order they were appended. */
  readLog(): Promise<readonly LogRow[]>
  deleteLog(startMs: number, throughSeq: number): Promise<void>
  readChunks(level: number, series: readonly number[], startsMs: readonly number[]): Promise<readonly ChunkRow[]>
  /** All or nothing; `seen` moves the first and last time of its series. */
  writeChunks(
    chunks: readonly ChunkPut[],
    seen: readonly { id: number; firstMs: number; lastMs: number }[],
  ): Promise<void>
  /** The oldest of one level that start before `beforeMs`, at most `limit`; moves `keptFromMs` with them. */
  deleteChunks(level: number, beforeMs: number, limit: number): Promise<Deleted>
  readLevels(): Promise<readonly LevelState[]>
  /** Gives a slice of freed space back to the disk; `true` when there is more to give. */
  compact(): Promise<boolean>
  close(): Promise<void>
}
