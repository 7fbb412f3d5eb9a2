/**
 * One console a database. PostgreSQL's own lock (its manual, 13.3.5 “Advisory Locks”) on a connection that does nothing
 * else: it is gone with the process however that ended.
 */
import { hostname } from 'node:os'
import type { Client } from 'pg'
import type { Log } from '../../core/capability.ts'
import { type Clock, systemClock } from '../../core/clock.ts'
import { storeErrors } from '../errors.ts'
import { toPostgresError } from './postgres-errors.ts'

/** “vede”; the second half of the lock's number is the schema, as one database may hold several consoles' tables. */
const LOCK_CLASS = 0x76656465
const CONNECT_TIMEOUT_MS = 5000
const RETRY_MS = 2000
/** A console whose machine lost its power must not hold the database for the two hours that TCP waits. */
const KEEPALIVE = 'set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3'
const TAKE = 'select pg_try_advisory_lock($1, hashtext(current_schema())) as taken'
const WHO = `
  select a.application_name as name, host(a.client_addr) as address, a.backend_start as since
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.granted and l.classid::bigint = $1
    and l.objid = hashtext(current_schema())::bit(32)::bigint::oid
    and l.database = (select oid from pg_database where datname = current_database())`

export interface HeldDatabase {
  release(): Promise<void>
}
export interface HoldOptions {
  readonly url: string
  /** Without the password. */
  readonly address: string
  readonly log: Log
  readonly clock?: Clock
}

/** Rejects with `store.in-use`, naming who has the database. A lost connection is replaced and the lock taken again. */
export async function holdDatabase(options: HoldOptions): Promise<HeldDatabase> {
  const { address, log, clock = systemClock } = options
  let client: Client
  let cancelRetry: (() => void) | undefined
  let isReleased = false
  const hold = async () => {
    client = await takeLock(options)
    client.once('end', () => {
      if (!isReleased) retry()
    })
    // Released while it connected.
    if (isReleased) await client.end()
  }
  const retry = () => {
    cancelRetry = clock.after(RETRY_MS, () => {
      hold().catch((error: unknown) => {
        log.error({ err: error, address }, 'this console no longer holds its database alone; it tries again')
        if (!isReleased) retry()
      })
    })
  }
  await hold()
  return {
    async release() {
      isReleased = true
      cancelRetry?.()
      await client.end().catch(() => undefined)
    },
  }
}

async function takeLock({ url, address, log }: HoldOptions): Promise<Client> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: `vedette ${process.pid} on ${hostname()}`.slice(0, 60),
    keepAlive: true,
  })
  // Without a listener a connection that breaks would end the process.
  client.on('error', (error) => log.debug({ address, reason: error.message }, 'the holding connection broke'))
  try {
    await client.connect()
    await client.query(KEEPALIVE)
    const { rows } = await client.query<{ taken: boolean }>(TAKE, [LOCK_CLASS])
    if (rows[0]?.taken) return client
    throw storeErrors['store.in-use']({ address, ...(await readHolder(client)) })
  } catch (error) {
    await client.end().catch(() => undefined)
    throw toPostgresError(error, address)
  }
}

async function readHolder(client: Client): Promise<{ holder: string; since: string }> {
  const { rows } = await client.query<{ name: string | null; address: string | null; since: Date | null }>(WHO, [
    LOCK_CLASS,
  ])
  const { name, address, since } = rows[0] ?? {}
  const holder = [name, address].filter(Boolean).join(', ')
  return { holder: holder || '?', since: since?.toISOString() ?? '?' }
}
