/** Sessions of the browser: found by the hash of their secret, ended by idleness, age, sign-out or a change of the person. */
import type { Authenticated, Session } from '../auth.ts'
import type { Database, Log } from '../capability.ts'
import type { Clock } from '../clock.ts'
import { makeSecret, toSecretHash } from './secret.ts'
import type { AuthTables } from './tables.ts'
import { toPreferences } from './users.ts'

export interface SessionLimits {
  /** Unused this long, it ends. */
  readonly idleMs: number
  /** However much it is used, it ends this long after signing in. */
  readonly longestMs: number
}
export const SESSION_LIMITS: SessionLimits = { idleMs: 24 * 3_600_000, longestMs: 30 * 24 * 3_600_000 }
/** "Last seen" is written at most this often: looking at a page must not become a write each time. */
const SEEN_EVERY_MS = 60_000

export function createSessions(options: { db: Database; clock: Clock; log: Log; limits: SessionLimits }) {
  const { clock, limits, log } = options
  const db = options.db.tables<AuthTables>()

  /** A full disk must not turn away people who only look. */
  async function noteSeen(hash: string, nowMs: number) {
    try {
      await db
        .updateTable('core_sessions')
        .set({ last_seen_us: nowMs * 1000 })
        .where('hash', '=', hash)
        .execute()
    } catch (error) {
      log.warn({ err: error }, 'when a session was last seen could not be noted')
    }
  }

  return {
    async start(userId: string): Promise<Session> {
      const token = makeSecret()
      const nowMs = clock.now()
      const expiresMs = nowMs + limits.longestMs
      await db
        .deleteFrom('core_sessions')
        .where((row) =>
          row.or([row('expires_us', '<=', nowMs * 1000), row('last_seen_us', '<=', (nowMs - limits.idleMs) * 1000)]),
        )
        .execute()
      await db
        .insertInto('core_sessions')
        .values({
          hash: toSecretHash(token) ?? '',
          user_id: userId,
          created_us: nowMs * 1000,
          last_seen_us: nowMs * 1000,
          expires_us: expiresMs * 1000,
        })
        .execute()
      return { token, expiresMs }
    },

    async authenticate(token: string): Promise<Authenticated | undefined> {
      const hash = toSecretHash(token)
      if (!hash) return undefined
      const row = await db
        .selectFrom('core_sessions as session')
        .innerJoin('core_users as user', 'user.id', 'session.user_id')
        .select(['session.last_seen_us', 'session.expires_us'])
        .select(['user.id', 'user.name', 'user.role', 'user.disabled'])
        .select(['user.language', 'user.zone', 'user.theme', 'user.plain_font'])
        .where('session.hash', '=', hash)
        .executeTakeFirst()
      if (!row || row.disabled === 1) return undefined
      const nowMs = clock.now()
      const lastSeenMs = Number(row.last_seen_us) / 1000
      if (Number(row.expires_us) / 1000 <= nowMs || lastSeenMs + limits.idleMs <= nowMs) return undefined
      if (nowMs - lastSeenMs >= SEEN_EVERY_MS) await noteSeen(hash, nowMs)
      return {
        principal: { kind: 'user', id: row.id, name: row.name, role: row.role },
        preferences: toPreferences(row),
      }
    },

    /** Whose session it was. */
    async end(token: string): Promise<string | undefined> {
      const hash = toSecretHash(token)
      if (!hash) return undefined
      const ended = await db
        .deleteFrom('core_sessions')
        .where('hash', '=', hash)
        .returning('user_id')
        .executeTakeFirst()
      return ended?.user_id
    },
    async endAllOf(userId: string, keepToken?: string): Promise<void> {
      const keep = keepToken === undefined ? undefined : toSecretHash(keepToken)
      let query = db.deleteFrom('core_sessions').where('user_id', '=', userId)
      if (keep !== undefined) query = query.where('hash', '!=', keep)
      await query.execute()
    },
  }
}
