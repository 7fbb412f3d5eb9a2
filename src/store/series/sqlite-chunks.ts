/** Chunks in a file of their own: history can be lost, moved or left out without touching accounts, audit and findings. */
import type { DatabaseSync } from 'node:sqlite'
import { openSqliteFile } from '../sqlite/sqlite-connection.ts'
import { toSqliteError } from '../sqlite/sqlite-errors.ts'
import {
  type ChunkPut,
  type ChunkRow,
  type ChunkStorage,
  type Deleted,
  type LevelRow,
  type LogRow,
  type SeriesRow,
  toLevelState,
} from './chunk-storage.ts'
import { spanOf } from './levels.ts'

/** Pages given back in one slice: about 10 ms. */
const COMPACT_PAGES = 1000

/** How much one level grew or shrank. */
type Growth = { rows: number; sizeBytes: number }

export function openSqliteChunks(file: string): ChunkStorage {
  // `normal`: samples survive the end of the process; a power cut may take the newest seconds of history, nothing else.
  const db = openSqliteFile(file, { kind: 'history', durability: 'normal' })
  const statements = prepareStatements(db)

  async function guarded<Result>(work: () => Result): Promise<Result> {
    try {
      return work()
    } catch (error) {
      throw toSqliteError(error, file, 'history')
    }
  }
  /** Writers of other processes are waited for at the start, not in the middle. */
  const transaction = <Result>(work: () => Result): Promise<Result> =>
    guarded(() => {
      db.exec('begin immediate')
      try {
        const result = work()
        db.exec('commit')
        return result
      } catch (error) {
        if (db.isTransaction) db.exec('rollback')
        throw error
      }
    })
  function addSeries(row: Omit<SeriesRow, 'id'>): number {
    statements.addSeries.run(row.host, row.metric, row.labels, row.firstMs, row.lastMs)
    return Number(statements.findSeries.get(row.host, row.metric, row.labels)?.['id'])
  }
  function putChunks(chunks: readonly ChunkPut[]) {
    const grown = new Map<number, Growth>()
    for (const chunk of chunks) {
      statements.putChunk.run(chunk.level, chunk.startMs, chunk.series, chunk.body)
      const growth = grown.get(chunk.level) ?? { rows: 0, sizeBytes: 0 }
      growth.rows += chunk.replacedBytes === undefined ? 1 : 0
      growth.sizeBytes += chunk.body.length - (chunk.replacedBytes ?? 0)
      grown.set(chunk.level, growth)
    }
    for (const [level, growth] of grown) statements.grow.run(growth.rows, growth.sizeBytes, level)
  }
  function deleteChunks(level: number, beforeMs: number, limit: number): Deleted {
    const rows = statements.deleteChunks.all(level, beforeMs, limit) as { start_ms: number; size: number }[]
    const sizeBytes = rows.reduce((sum, row) => sum + row.size, 0)
    const newestMs = rows.reduce((newest, row) => Math.max(newest, row.start_ms), 0)
    if (rows.length > 0) {
      statements.grow.run(-rows.length, -sizeBytes, level)
      statements.keepFrom.run(newestMs + spanOf(level), level)
    }
    return { rows: rows.length, sizeBytes, newestMs }
  }
  return {
    readSeries: () => guarded(() => statements.readSeries.all() as unknown as SeriesRow[]),
    addSeries: (rows) => transaction(() => rows.map(addSeries)),
    deleteSeries: (ids) =>
      transaction(() => {
        for (const id of ids) statements.deleteSeries.run(id)
      }),
    appendLog: (rows) =>
      transaction(() =>
        rows.reduce((_, row) => Number(statements.addLog.run(row.startMs, row.body).lastInsertRowid), 0),
      ),
    readLog: () => guarded(() => statements.readLog.all() as unknown as LogRow[]),
    deleteLog: (startMs, throughSeq) => guarded(() => void statements.deleteLog.run(startMs, throughSeq)),
    readChunks: (level, series, startsMs) =>
      guarded(() => {
        const found: ChunkRow[] = []
        for (const id of series) {
          for (const startMs of startsMs) {
            const row = statements.readChunk.get(level, startMs, id)
            if (row) found.push({ level, series: id, startMs, body: row['body'] as Uint8Array })
          }
        }
        return found
      }),
    writeChunks: (chunks, seen) =>
      transaction(() => {
        putChunks(chunks)
        for (const { id, firstMs, lastMs } of seen) statements.see.run(firstMs, lastMs, id)
      }),
    deleteChunks: (level, beforeMs, limit) => transaction(() => deleteChunks(level, beforeMs, limit)),
    readLevels: () => guarded(() => (statements.readLevels.all() as unknown as LevelRow[]).map(toLevelState)),
    compact: () =>
      guarded(() => {
        db.exec(`pragma incremental_vacuum(${COMPACT_PAGES})`)
        const hasMore = Number(db.prepare('pragma freelist_count').get()?.['freelist_count']) > 0
        // The file itself shrinks only when the log is written back to it.
        if (!hasMore) db.exec('pragma wal_checkpoint(truncate)')
        return hasMore
      }),
    close: () => guarded(() => db.close()),
  }
}

function prepareStatements(db: DatabaseSync) {
  const prepare = (text: string) => db.prepare(text)
  return {
    readSeries: prepare(
      'select id, host, metric, labels, first_ms as firstMs, last_ms as lastMs from core_series order by id',
    ),
    addSeries: prepare(
      'insert into core_series (host, metric, labels, first_ms, last_ms) values (?, ?, ?, ?, ?) on conflict do nothing',
    ),
    findSeries: prepare('select id from core_series where host = ? and metric = ? and labels = ?'),
    see: prepare('update core_series set first_ms = min(first_ms, ?), last_ms = max(last_ms, ?) where id = ?'),
    deleteSeries: prepare('delete from core_series where id = ?'),
    addLog: prepare('insert into core_series_log (start_ms, body) values (?, ?)'),
    readLog: prepare('select seq, start_ms as startMs, body from core_series_log order by seq'),
    deleteLog: prepare('delete from core_series_log where start_ms = ? and seq <= ?'),
    readChunk: prepare('select body from core_series_chunk where level = ? and start_ms = ? and series = ?'),
    putChunk: prepare(
      `insert into core_series_chunk (level, start_ms, series, body) values (?, ?, ?, ?)
       on conflict (level, start_ms, series) do update set body = excluded.body`,
    ),
    deleteChunks: prepare(
      `delete from core_series_chunk where rowid in (
         select rowid from core_series_chunk where level = ? and start_ms < ? order by start_ms limit ?)
       returning start_ms, length(body) as size`,
    ),
    grow: prepare('update core_series_level set rows = rows + ?, size_bytes = size_bytes + ? where level = ?'),
    keepFrom: prepare('update core_series_level set kept_from_ms = max(kept_from_ms, ?) where level = ?'),
    readLevels: prepare(
      `select level, kept_from_ms, rows, size_bytes,
         (select min(start_ms) from core_series_chunk c where c.level = l.level) as oldest_ms
       from core_series_level l order by level`,
    ),
  }
}
