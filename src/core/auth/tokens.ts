/** API tokens: shown once, kept hashed, limited by role, capabilities and time; never more than their owner may. */
import { randomUUID } from 'node:crypto'
import type { ApiToken, Authenticated, NewToken } from '../auth.ts'
import type { Database, Log, Principal } from '../capability.ts'
import type { Clock } from '../clock.ts'
import { ROLES, type Role } from '../schema.ts'
import { authErrors, toFieldError } from './errors.ts'
import { makeSecret, toSecretHash } from './secret.ts'
import type { AuthTables, TokenRow } from './tables.ts'
import { toPreferences } from './users.ts'

/** So that people and secret scanners know one when they see it. */
export const TOKEN_PREFIX = 'vdt_'
/** "Last used" is written at most this often. */
const USED_EVERY_MS = 60_000

const lower = (a: Role, b: Role): Role => (ROLES.indexOf(a) < ROLES.indexOf(b) ? a : b)
const parseCapabilities = (text: string | null): readonly string[] | undefined =>
  text === null ? undefined : (JSON.parse(text) as string[])

function toToken(row: TokenRow, ownerName: string | null): ApiToken {
  const capabilities = parseCapabilities(row.capabilities)
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    createdMs: Number(row.created_us) / 1000,
    ...(capabilities ? { capabilities } : {}),
    ...(row.owner_id === null ? {} : { ownerId: row.owner_id }),
    ...(ownerName === null ? {} : { ownerName }),
    ...(row.expires_us === null ? {} : { expiresMs: Number(row.expires_us) / 1000 }),
    ...(row.last_used_us === null ? {} : { lastUsedMs: Number(row.last_used_us) / 1000 }),
  }
}

export function createTokens(options: { db: Database; clock: Clock; log: Log }) {
  const { clock, log } = options
  const db = options.db.tables<AuthTables>()
  const select = () =>
    db
      .selectFrom('core_tokens as token')
      .leftJoin('core_users as owner', 'owner.id', 'token.owner_id')
      .selectAll('token')
      .select(['owner.name as owner_name', 'owner.role as owner_role', 'owner.disabled as owner_disabled'])
      .select(['owner.language', 'owner.zone', 'owner.theme', 'owner.plain_font'])

  const find = async (column: 'token.id' | 'token.hash', value: string) => {
    const row = await select().where(column, '=', value).executeTakeFirst()
    return row ? { row, token: toToken(row, row.owner_name) } : undefined
  }

  /** A full disk must not turn away programs that only read. */
  async function noteUsed(id: string, nowMs: number) {
    try {
      await db
        .updateTable('core_tokens')
        .set({ last_used_us: nowMs * 1000 })
        .where('id', '=', id)
        .execute()
    } catch (error) {
      log.warn({ err: error }, 'when a token was last used could not be noted')
    }
  }

  return {
    async list(ownerId?: string): Promise<readonly ApiToken[]> {
      const all = select().orderBy('token.created_us', 'desc').orderBy('token.id')
      const rows = await (ownerId === undefined ? all : all.where('token.owner_id', '=', ownerId)).execute()
      return rows.map((row) => toToken(row, row.owner_name))
    },

    async add(token: NewToken): Promise<{ token: ApiToken; secret: string }> {
      const name = token.name.trim()
      if (name === '' || name.length > 64) throw toFieldError('auth.name-invalid', '/name', { name })
      const secret = makeSecret(TOKEN_PREFIX)
      const id = randomUUID()
      await db
        .insertInto('core_tokens')
        .values({
          id,
          name,
          hash: toSecretHash(secret, TOKEN_PREFIX) ?? '',
          role: token.role,
          capabilities: token.capabilities ? JSON.stringify(token.capabilities) : null,
          owner_id: token.ownerId ?? null,
          created_us: clock.now() * 1000,
          expires_us: token.expiresMs === undefined ? null : token.expiresMs * 1000,
          last_used_us: null,
        })
        .execute()
      const made = await find('token.id', id)
      if (!made) throw authErrors['auth.token-unknown']({ id })
      return { token: made.token, secret }
    },

    async revoke(id: string): Promise<ApiToken> {
      const found = await find('token.id', id)
      if (!found) throw authErrors['auth.token-unknown']({ id })
      await db.deleteFrom('core_tokens').where('id', '=', id).execute()
      return found.token
    },

    async authenticate(secret: string): Promise<Authenticated | undefined> {
      const hash = toSecretHash(secret, TOKEN_PREFIX)
      const found = hash === undefined ? undefined : await find('token.hash', hash)
      const nowMs = clock.now()
      if (!found || !isUsable(found.token, found.row, nowMs)) return undefined
      const { row, token } = found
      if (nowMs - (token.lastUsedMs ?? 0) >= USED_EVERY_MS) await noteUsed(token.id, nowMs)
      return { principal: toTokenPrincipal(token, row.owner_role), ...toOwnerPreferences(row) }
    },
  }
}

/** A token whose owner is gone or disabled is worth nothing. */
function isUsable(token: ApiToken, row: { owner_role: Role | null; owner_disabled: number | null }, nowMs: number) {
  const ownerGone = token.ownerId !== undefined && (row.owner_role === null || row.owner_disabled === 1)
  return !ownerGone && (token.expiresMs === undefined || token.expiresMs > nowMs)
}

function toTokenPrincipal(token: ApiToken, ownerRole: Role | null): Principal {
  return {
    kind: 'token',
    id: token.id,
    name: token.ownerName === undefined ? token.name : `${token.ownerName}/${token.name}`,
    role: ownerRole === null ? token.role : lower(token.role, ownerRole),
    ...(token.capabilities ? { capabilities: token.capabilities } : {}),
  }
}

function toOwnerPreferences(row: {
  language: string | null
  zone: string | null
  theme: string | null
  plain_font: number | null
}): Pick<Authenticated, 'preferences'> {
  const { language, zone, theme, plain_font } = row
  if (language === null || zone === null || theme === null || plain_font === null) return {}
  return { preferences: toPreferences({ language, zone, theme, plain_font }) }
}
