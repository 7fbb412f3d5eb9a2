/** The relational store on PostgreSQL. */
import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import type { PoolClient } from 'pg'
import type { Log } from '../../core/capability.ts'
import { VedetteError } from '../../core/errors.ts'
import { storeErrors } from '../errors.ts'
import type { OpenDatabase } from '../sqlite/sqlite-database.ts'
import { toParameter } from '../values.ts'
import { openPool } from './postgres-pool.ts'

const QUERY_CANCELED = '57014'
/** Beyond the server's own limit: what is left when the server or the network does not answer at all. */
const GRACE_MS = 1000

export async function openPostgresDatabase(url: string, address: string, log: Log): Promise<OpenDatabase> {
  const { pool, kysely: kyselyPool, withClient } = await openPool(url, address, log)
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: kyselyPool }) })
  const ping = async () => {
    await withClient((client) => client.query('select 1'))
  }
  try {
    await ping()
  } catch (error) {
    await pool.end()
    throw toStartError(error)
  }
  return {
    dialect: 'postgres',
    tables: <Tables>() => kysely as unknown as Kysely<Tables>,
    heavy: async <Row>(query: CompiledQuery<Row>, timeoutMs: number) => {
      try {
        return (await withClient((client) => readWithin(client, query, timeoutMs))) as readonly Row[]
      } catch (error) {
        throw isTooSlow(error) ? storeErrors['store.query-too-slow']({ timeoutMs }, error) : error
      }
    },
    ping,
    async close() {
      await kysely.destroy()
      // Kysely ends the pool only when it has used it.
      if (!pool.ended) await pool.end()
    },
  }
}

/** Nothing keeps trying yet. */
function toStartError(error: unknown): unknown {
  if (!(error instanceof VedetteError) || error.code !== 'store.unreachable') return error
  return storeErrors['store.unreachable-at-start'](error.params, error.cause)
}

async function readWithin(client: PoolClient, query: CompiledQuery, timeoutMs: number): Promise<readonly unknown[]> {
  await client.query('begin read only')
  await client.query(`set local statement_timeout = ${Math.max(1, Math.ceil(timeoutMs))}`)
  const question = {
    text: query.sql,
    values: query.parameters.map(toParameter),
    query_timeout: timeoutMs + GRACE_MS,
  }
  const { rows } = await client.query(question)
  await client.query('commit')
  return rows
}

function isTooSlow(error: unknown): boolean {
  const cause = error instanceof VedetteError ? error.cause : error
  if (!(cause instanceof Error)) return false
  return ('code' in cause && cause.code === QUERY_CANCELED) || /query read timeout/i.test(cause.message)
}
