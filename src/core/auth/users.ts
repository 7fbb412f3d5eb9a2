/** People: their names, roles, passwords and preferences. */
import { randomUUID } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import type { Preferences, Theme, User } from '../auth.ts'
import type { Database, Principal } from '../capability.ts'
import type { Clock } from '../clock.ts'
import type { Language, Role } from '../schema.ts'
import { authErrors, toFieldError } from './errors.ts'
import { checkNewPassword, type Passwords } from './password.ts'
import type { AuthTables, UserRow } from './tables.ts'

export const toNameKey = (name: string) => name.trim().normalize('NFKC').toLowerCase()
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@-]{0,63}$/u

export const toPreferences = (row: Pick<UserRow, 'language' | 'zone' | 'theme' | 'plain_font'>): Preferences => ({
  language: row.language as Language | 'auto',
  zone: row.zone,
  theme: row.theme as Theme,
  plainFont: row.plain_font === 1,
})
export const toUser = (row: Selectable<UserRow>): User => ({
  id: row.id,
  name: row.name,
  role: row.role,
  disabled: row.disabled === 1,
  createdMs: Number(row.created_us) / 1000,
  ...(row.last_sign_in_us === null ? {} : { lastSignInMs: Number(row.last_sign_in_us) / 1000 }),
  preferences: toPreferences(row),
})
export const toPrincipal = (user: User): Principal => ({
  kind: 'user',
  id: user.id,
  name: user.name,
  role: user.role,
})

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

export interface NewUser {
  readonly name: string
  readonly password: string
  readonly role: Role
}

export function createUsers(options: { db: Database; clock: Clock; passwords: Passwords }) {
  const { clock, passwords } = options
  const db = options.db.tables<AuthTables>()

  const findRow = (idOrName: string) =>
    db
      .selectFrom('core_users')
      .selectAll()
      .where((row) => row.or([row('id', '=', idOrName), row('name_key', '=', toNameKey(idOrName))]))
      .executeTakeFirst()
  const findByName = (name: string) =>
    db.selectFrom('core_users').selectAll().where('name_key', '=', toNameKey(name)).executeTakeFirst()
  async function getRow(idOrName: string) {
    const row = await findRow(idOrName)
    if (!row) throw authErrors['auth.user-unknown']({ name: idOrName })
    return row
  }

  /** Checks and hashes outside of any transaction: the hash takes long. */
  async function toNewRow(user: NewUser): Promise<UserRow> {
    const name = user.name.trim().normalize('NFC')
    if (!NAME.test(name)) throw toFieldError('auth.name-invalid', '/name', { name })
    checkNewPassword(user.password, name, '/password')
    return {
      id: randomUUID(),
      name,
      name_key: toNameKey(name),
      role: user.role,
      password: await passwords.hash(user.password),
      disabled: 0,
      created_us: clock.now() * 1000,
      last_sign_in_us: null,
      language: 'auto',
      zone: 'auto',
      theme: 'auto',
      plain_font: 0,
    }
  }
  async function insert(connection: Kysely<AuthTables>, row: UserRow): Promise<User> {
    const inserted = await connection
      .insertInto('core_users')
      .values(row)
      .onConflict((conflict) => conflict.column('name_key').doNothing())
      .returningAll()
      .executeTakeFirst()
    if (!inserted) throw toFieldError('auth.user-exists', '/name', { name: row.name })
    return toUser(inserted)
  }
  const countAdmins = async (connection: Kysely<AuthTables>) => {
    const { admins } = await connection
      .selectFrom('core_users')
      .select((row) => row.fn.countAll().as('admins'))
      .where('role', '=', 'admin')
      .where('disabled', '=', 0)
      .executeTakeFirstOrThrow()
    return Number(admins)
  }

  return {
    findByName,
    getRow,
    toNewRow,
    insert,
    countAdmins: () => countAdmins(db),
    countAdminsIn: countAdmins,
    async list() {
      const rows = await db.selectFrom('core_users').selectAll().orderBy('name_key').execute()
      return rows.map(toUser)
    },
    async add(user: NewUser) {
      return insert(db, await toNewRow(user))
    },
    async update(id: string, change: { role?: Role; disabled?: boolean; password?: string }): Promise<User> {
      const before = await getRow(id)
      if (change.password !== undefined) checkNewPassword(change.password, before.name, '/password')
      const set = {
        ...(change.role === undefined ? {} : { role: change.role }),
        ...(change.disabled === undefined ? {} : { disabled: change.disabled ? 1 : 0 }),
        ...(change.password === undefined ? {} : { password: await passwords.hash(change.password) }),
      }
      if (Object.keys(set).length === 0) return toUser(before)
      return db.transaction().execute(async (transaction) => {
        // Writing every admin first makes two demotions at once wait for each other, so one sees the other's.
        await transaction
          .updateTable('core_users')
          .set((row) => ({ role: row.ref('role') }))
          .where('role', '=', 'admin')
          .execute()
        const after = await transaction
          .updateTable('core_users')
          .set(set)
          .where('id', '=', before.id)
          .returningAll()
          .executeTakeFirst()
        if (!after) throw authErrors['auth.user-unknown']({ name: id })
        const wasAdmin = before.role === 'admin' && before.disabled === 0
        if (wasAdmin && (await countAdmins(transaction)) === 0)
          throw authErrors['auth.last-admin']({ name: after.name })
        return toUser(after)
      })
    },
    async setPassword(id: string, password: string) {
      await db
        .updateTable('core_users')
        .set({ password: await passwords.hash(password) })
        .where('id', '=', id)
        .execute()
    },
    async setPreferences(id: string, change: Partial<Preferences>): Promise<User> {
      const row = await getRow(id)
      if (change.zone !== undefined && change.zone !== 'auto' && !isZone(change.zone))
        throw toFieldError('auth.zone-unknown', '/zone', { zone: change.zone })
      const next = { ...toPreferences(row), ...change }
      const set = {
        language: next.language,
        zone: next.zone,
        theme: next.theme,
        plain_font: next.plainFont ? 1 : 0,
      }
      await db.updateTable('core_users').set(set).where('id', '=', row.id).execute()
      return toUser({ ...row, ...set })
    },
    async noteSignIn(id: string) {
      await db
        .updateTable('core_users')
        .set({ last_sign_in_us: clock.now() * 1000 })
        .where('id', '=', id)
        .execute()
    },
  }
}
