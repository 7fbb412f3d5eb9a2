/** Connections to PostgreSQL: values as SQLite gives them, errors as ours, and a lost connection is replaced. */
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { Log } from '../../core/capability.ts'
import { storeErrors } from '../errors.ts'
import { isExact, toParameter } from '../values.ts'
import { isBrokenConnection, toPostgresError } from './postgres-errors.ts'

const MAX_CONNECTIONS = 10
const CONNECT_TIMEOUT_MS = 5000
const INT8 = 20
const NUMERIC = 1700
const BOOL = 16

export interface ReachablePool {
  readonly pool: Pool
  /** For Kysely's dialect. */
  readonly kysely: PostgresPool
  /** One connection for several statements; broken ones are thrown away. */
  withClient<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result>
}

function toNumber(text: string): number {
  const value = Number(text)
  if (!isExact(value)) throw storeErrors['store.number-too-large']({ value: text })
  return value
}

/** `pg` is loaded here and nowhere else, so that it costs nothing until a PostgreSQL address is set. */
export async function openPool(url: string, address: string, log: Log, max = MAX_CONNECTIONS): Promise<ReachablePool> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'vedette',
    keepAlive: true,
    types: {
      getTypeParser: (type: number, format?: 'text' | 'binary') => {
        if (type === INT8 || type === NUMERIC) return toNumber
        if (type === BOOL) return (text: string) => (text === 't' ? 1 : 0)
        return format === 'binary' ? pg.types.getTypeParser(type, 'binary') : pg.types.getTypeParser(type, 'text')
      },
    } as typeof pg.types,
  })
  // Without a listener a connection that breaks, idle or in use, would end the process.
  pool.on('error', (error) => log.warn({ address, reason: error.message }, 'a database connection broke'))
  pool.on('connect', (client) => {
    client.on('error', (error) => log.debug({ address, reason: error.message }, 'a database connection broke'))
  })
  const connect = () => pool.connect().catch((error) => Promise.reject(toPostgresError(error, address)))
  return { pool, kysely: toKyselyPool(pool, connect, address), withClient: createWithClient(connect, address) }
}

function createWithClient(connect: () => Promise<PoolClient>, address: string): ReachablePool['withClient'] {
  return async (work) => {
    const client = await connect()
    try {
      const result = await work(client)
      client.release()
      return result
    } catch (error) {
      // Whatever state a failed transaction left behind ends with the connection.
      await client.query('rollback').then(
        () => client.release(isBrokenConnection(error)),
        () => client.release(true),
      )
      throw toPostgresError(error, address)
    }
  }
}

function toKyselyPool(pool: Pool, connect: () => Promise<PoolClient>, address: string): PostgresPool {
  // Kysely knows a connection by its identity.
  const known = new WeakMap<PoolClient, PostgresPoolClient>()
  const toKyselyClient = (client: PoolClient): PostgresPoolClient => {
    const query = async (sql: string, parameters: readonly unknown[]) => {
      try {
        return await client.query(sql, parameters.map(toParameter))
      } catch (error) {
        throw toPostgresError(error, address)
      }
    }
    const wrapped = {
      query: query as unknown as PostgresPoolClient['query'],
      release: (destroy?: boolean) => client.release(destroy),
    }
    known.set(client, wrapped)
    return wrapped
  }
  return {
    connect: async () => {
      const client = await connect()
      return known.get(client) ?? toKyselyClient(client)
    },
    end: () => pool.end(),
    options: pool.options,
  }
}
