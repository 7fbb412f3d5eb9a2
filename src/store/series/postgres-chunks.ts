/** Chunks in PostgreSQL, beside the relational tables. */
import type { PoolClient } from 'pg'
import type { Log } from '../../core/capability.ts'
import { openPool } from '../postgres/postgres-pool.ts'
import {
  type ChunkPut,
  type ChunkRow,
  type ChunkStorage,
  type LevelRow,
  type LogRow,
  type SeriesRow,
  toLevelState,
} from './chunk-storage.ts'
import { spanOf } from './levels.ts'

/** Appending goes through one connection after the other; a second one reads beside it. */
const CONNECTIONS = 2

export async function openPostgresChunks(url: string, address: string, log: Log): Promise<ChunkStorage> {
  const { pool, withClient } = await openPool(url, address, log, CONNECTIONS)
  const query = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await withClient((client) => client.query(text, [...values]))).rows as Row[]
  const transaction = <Result>(work: (client: PoolClient) => Promise<Result>) =>
    withClient(async (client) => {
      await client.query('begin')
      const result = await work(client)
      await client.query('commit')
      return result
    })

  return {
    readSeries: () =>
      query<SeriesRow>(
        `select id, host, metric, labels, first_ms as "firstMs", last_ms as "lastMs" from core_series order by id`,
      ),
    async addSeries(rows) {
      const columns = [
        rows.map((row) => row.host),
        rows.map((row) => row.metric),
        rows.map((row) => row.labels),
        rows.map((row) => row.firstMs),
        rows.map((row) => row.lastMs),
      ]
      await query(
        `insert into core_series (host, metric, labels, first_ms, last_ms)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) on conflict do nothing`,
        columns,
      )
      const found = await query<{ id: number }>(
        `select s.id from unnest($1::text[], $2::text[], $3::text[]) with ordinality as a (host, metric, labels, place)
         join core_series s using (host, metric, labels) order by a.place`,
        columns.slice(0, 3),
      )
      return found.map((row) => row.id)
    },
    async deleteSeries(ids) {
      await query('delete from core_series where id = any($1::bigint[])', [ids])
    },
    async appendLog(rows) {
      const added = await query<{ seq: number }>(
        `insert into core_series_log (start_ms, body) select * from unnest($1::bigint[], $2::bytea[]) returning seq`,
        [rows.map((row) => row.startMs), rows.map((row) => Buffer.from(row.body))],
      )
      return Math.max(...added.map((row) => row.seq))
    },
    readLog: () => query<LogRow>(`select seq, start_ms as "startMs", body from core_series_log order by seq`),
    async deleteLog(startMs, throughSeq) {
      await query('delete from core_series_log where start_ms = $1 and seq <= $2', [startMs, throughSeq])
    },
    readChunks: (level, series, startsMs) =>
      query<ChunkRow>(
        `select level, series, start_ms as "startMs", body from core_series_chunk
         where level = $1 and start_ms = any($2::bigint[]) and series = any($3::bigint[]) order by start_ms`,
        [level, startsMs, series],
      ),
    writeChunks: (chunks, seen) =>
      transaction(async (client) => {
        await putChunks(client, chunks)
        await client.query(
          `update core_series s set first_ms = least(s.first_ms, a.first_ms), last_ms = greatest(s.last_ms, a.last_ms)
           from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as a (id, first_ms, last_ms) where s.id = a.id`,
          [seen.map((row) => row.id), seen.map((row) => row.firstMs), seen.map((row) => row.lastMs)],
        )
      }),
    deleteChunks: (level, beforeMs, limit) =>
      transaction(async (client) => {
        const { rows } = await client.query<{ start_ms: number; size: number }>(
          `delete from core_series_chunk where level = $1 and (start_ms, series) in (
             select start_ms, series from core_series_chunk where level = $1 and start_ms < $2 order by start_ms limit $3)
           returning start_ms, length(body) as size`,
          [level, beforeMs, limit],
        )
        const sizeBytes = rows.reduce((sum, row) => sum + row.size, 0)
        const newestMs = rows.reduce((newest, row) => Math.max(newest, row.start_ms), 0)
        if (rows.length > 0) {
          await client.query(
            `update core_series_level set rows = rows - $1, size_bytes = size_bytes - $2,
               kept_from_ms = greatest(kept_from_ms, $3) where level = $4`,
            [rows.length, sizeBytes, newestMs + spanOf(level), level],
          )
        }
        return { rows: rows.length, sizeBytes, newestMs }
      }),
    async readLevels() {
      const rows = await query<LevelRow>(
        `select level, kept_from_ms, rows, size_bytes,
           (select min(start_ms) from core_series_chunk c where c.level = l.level) as oldest_ms
         from core_series_level l order by level`,
      )
      return rows.map(toLevelState)
    },
    // PostgreSQL's own vacuum makes freed pages usable again.
    compact: async () => false,
    close: () => pool.end(),
  }
}

async function putChunks(client: PoolClient, chunks: readonly ChunkPut[]) {
  await client.query(
    `insert into core_series_chunk (level, start_ms, series, body)
     select * from unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bytea[])
     on conflict (level, start_ms, series) do update set body = excluded.body`,
    [
      chunks.map((chunk) => chunk.level),
      chunks.map((chunk) => chunk.startMs),
      chunks.map((chunk) => chunk.series),
      chunks.map((chunk) => Buffer.from(chunk.body)),
    ],
  )
  for (const level of new Set(chunks.map((chunk) => chunk.level))) {
    const own = chunks.filter((chunk) => chunk.level === level)
    const sizeBytes = own.reduce((sum, chunk) => sum + chunk.body.length - (chunk.replacedBytes ?? 0), 0)
    await client.query('update core_series_level set rows = rows + $1, size_bytes = size_bytes + $2 where level = $3', [
      own.filter((chunk) => chunk.replacedBytes === undefined).length,
      sizeBytes,
      level,
    ])
  }
}
