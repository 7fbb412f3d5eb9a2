/** Who may come in, and as whom. */
import type { AuthDesk, Credential, SignedIn, User } from '../auth.ts'
import type { Database, Log } from '../capability.ts'
import type { Clock } from '../clock.ts'
import { authErrors, toFieldError } from './errors.ts'
import { checkNewPassword, createPasswords, type PasswordCost } from './password.ts'
import { makeSecret, toSecretHash } from './secret.ts'
import { createSessions, SESSION_LIMITS, type SessionLimits } from './sessions.ts'
import type { AuthTables } from './tables.ts'
import { createThrottle, type Throttle } from './throttle.ts'
import { createTokens } from './tokens.ts'
import { createUsers, toNameKey, toPrincipal, toUser } from './users.ts'

/** The link of the first start works this long; a new start prints a new one. */
const FIRST_ADMIN_MS = 24 * 3_600_000

export interface AuthOptions {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly sessionLimits?: SessionLimits
  /** Tests hash cheaply. */
  readonly passwordCost?: PasswordCost
}

function begin(throttle: Throttle, account: string, address: string) {
  const waitMs = throttle.begin(account, address)
  if (waitMs > 0) throw authErrors['auth.sign-in-throttled']({ waitSeconds: Math.ceil(waitMs / 1000) })
}

export function createAuth(options: AuthOptions): AuthDesk {
  const { clock, log } = options
  const db = options.db.tables<AuthTables>()
  const passwords = createPasswords(options.passwordCost)
  const throttle = createThrottle(clock)
  const users = createUsers({ db: options.db, clock, passwords })
  const sessions = createSessions({ db: options.db, clock, log, limits: options.sessionLimits ?? SESSION_LIMITS })
  const tokens = createTokens({ db: options.db, clock, log })
  const listeners = new Set<(principalId: string) => void>()
  const revoked = (principalId: string) => {
    for (const listener of listeners) listener(principalId)
  }
  /** A role that fell or an owner who left takes the tokens' sockets along. */
  async function revokedWithTokens(userId: string) {
    revoked(userId)
    for (const token of await tokens.list(userId)) revoked(token.id)
  }
  async function startSession(user: User): Promise<SignedIn> {
    const session = await sessions.start(user.id)
    await users.noteSignIn(user.id)
    return { user, principal: toPrincipal(user), session }
  }

  async function signIn(attempt: { name: string; password: string; address: string }): Promise<SignedIn> {
    const account = toNameKey(attempt.name)
    begin(throttle, account, attempt.address)
    const row = await users.findByName(attempt.name)
    // An unknown name costs the same work as a wrong password.
    const right = await passwords.matches(attempt.password, row?.password)
    if (!row || !right || row.disabled === 1) throw authErrors['auth.sign-in-wrong']()
    throttle.succeeded(account, attempt.address)
    if (passwords.isOutdated(row.password)) await users.setPassword(row.id, attempt.password)
    return startSession(toUser(row))
  }

  async function addFirstAdmin(attempt: {
    secret: string
    name: string
    password: string
    address: string
  }): Promise<SignedIn> {
    begin(throttle, 'first-admin', attempt.address)
    const hash = toSecretHash(attempt.secret) ?? ''
    const valid = (connection: typeof db) =>
      connection
        .selectFrom('core_first_admin')
        .select('hash')
        .where('hash', '=', hash)
        .where('expires_us', '>', clock.now() * 1000)
        .executeTakeFirst()
    if (!(await valid(db))) throw authErrors['auth.link-invalid']()
    throttle.succeeded('first-admin', attempt.address)
    // A bad name or password must not use the link up.
    const row = await users.toNewRow({ name: attempt.name, password: attempt.password, role: 'admin' })
    const user = await db.transaction().execute(async (transaction) => {
      const used = await transaction.deleteFrom('core_first_admin').where('hash', '=', hash).returning('hash').execute()
      if (used.length === 0 || (await users.countAdminsIn(transaction)) > 0) throw authErrors['auth.link-invalid']()
      return users.insert(transaction, row)
    })
    log.info({ user: user.name }, 'the first admin was made')
    return startSession(user)
  }

  return {
    users: users.list,
    user: async (idOrName) => toUser(await users.getRow(idOrName)),
    addUser: users.add,
    async updateUser(id, change) {
      const user = await users.update(id, change)
      if (change.disabled || change.password !== undefined) await sessions.endAllOf(user.id)
      await revokedWithTokens(user.id)
      return user
    },
    setPreferences: users.setPreferences,
    async changePassword(id, { current, next }, keep?: Credential) {
      const row = await users.getRow(id)
      // Whoever holds a stolen session must not try passwords faster than at the door.
      begin(throttle, row.id, 'signed-in')
      if (!(await passwords.matches(current, row.password)))
        throw toFieldError('auth.password-wrong', '/password/current')
      throttle.succeeded(row.id, 'signed-in')
      checkNewPassword(next, row.name, '/password/next')
      await users.setPassword(row.id, next)
      await sessions.endAllOf(row.id, keep && 'session' in keep ? keep.session : undefined)
      revoked(row.id)
    },

    signIn,
    async signOut(session) {
      const userId = await sessions.end(session)
      if (userId !== undefined) revoked(userId)
    },
    authenticate: (credential) =>
      'session' in credential ? sessions.authenticate(credential.session) : tokens.authenticate(credential.bearer),

    tokens: tokens.list,
    addToken: tokens.add,
    async revokeToken(id) {
      const token = await tokens.revoke(id)
      revoked(token.id)
      return token
    },

    hasAdmin: async () => (await users.countAdmins()) > 0,
    async makeFirstAdminSecret() {
      if ((await users.countAdmins()) > 0) return undefined
      const secret = makeSecret()
      await db.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('core_first_admin').execute()
        await transaction
          .insertInto('core_first_admin')
          .values({ hash: toSecretHash(secret) ?? '', expires_us: (clock.now() + FIRST_ADMIN_MS) * 1000 })
          .execute()
      })
      return secret
    },
    addFirstAdmin,

    onRevoked(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
