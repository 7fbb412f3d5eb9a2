import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describePostgres, startPostgres, type TestPostgres } from '../../../test/parts/postgres.ts'
import { migrateCore, openTestDatabase } from '../../../test/parts/store.ts'
import { openPostgresDatabase } from '../../store/postgres/postgres-database.ts'
import type { OpenDatabase } from '../../store/sqlite/sqlite-database.ts'
import type { AuthDesk } from '../auth.ts'
import { createFakeClock } from '../clock.ts'
import { silentLog } from '../log/silent-log.ts'
import { createAuth } from './auth.ts'
import type { AuthTables } from './tables.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const PASSWORD = 'correct horse battery'
const CHEAP = { memoryKib: 64, passes: 1, parallelism: 1 }

function suite(open: () => Promise<OpenDatabase>) {
  let db: OpenDatabase
  let auth: AuthDesk
  let clock: ReturnType<typeof createFakeClock>
  let revoked: string[]
  beforeEach(async () => {
    db = await open()
    clock = createFakeClock()
    auth = createAuth({ db, clock, log: silentLog, passwordCost: CHEAP })
    revoked = []
    auth.onRevoked((id) => revoked.push(id))
  })
  afterEach(() => db.close())

  const address = '192.0.2.7'
  const add = (name = 'Anna', role: 'viewer' | 'operator' | 'admin' = 'admin') =>
    auth.addUser({ name, password: PASSWORD, role })
  const signIn = (name = 'Anna', password = PASSWORD, from = address) => auth.signIn({ name, password, address: from })

  describe('signing in', () => {
    test('gives a session that says who it is', async () => {
      const anna = await add()
      const { session, principal, user } = await signIn('anna ')
      expect(principal).toEqual({ kind: 'user', id: anna.id, name: 'Anna', role: 'admin' })
      expect(user.name).toBe('Anna')
      expect(Buffer.from(session.token, 'base64url').length).toBe(32)
      expect(await auth.authenticate({ session: session.token })).toEqual({
        principal,
        preferences: { language: 'auto', zone: 'auto', theme: 'auto', plainFont: false },
      })
      expect((await auth.user('anna')).lastSignInMs).toBe(clock.now())
    })
    test('keeps neither password nor session token', async () => {
      await add()
      const { session } = await signIn()
      const made = await auth.addToken({ name: 'ci', role: 'viewer' })
      const tables = db.tables<AuthTables>()
      const rows = JSON.stringify(
        await Promise.all([
          tables.selectFrom('core_users').selectAll().execute(),
          tables.selectFrom('core_sessions').selectAll().execute(),
          tables.selectFrom('core_tokens').selectAll().execute(),
        ]),
      )
      for (const secret of [PASSWORD, session.token, made.secret, made.secret.slice(4)])
        expect(rows).not.toContain(secret)
    })
    test.each([
      ['a wrong password', 'Anna', 'wrong password'],
      ['an unknown name', 'Boris', PASSWORD],
      ['nothing', '', ''],
    ])('with %s fails alike', async (_, name, password) => {
      await add()
      await expect(signIn(name, password)).rejects.toMatchObject({ code: 'auth.sign-in-wrong', params: {} })
    })
    test('is slowed down, and not for the same person elsewhere', async () => {
      await add()
      for (let tries = 0; tries < 5; tries++)
        await expect(signIn('Anna', 'wrong')).rejects.toMatchObject({ code: 'auth.sign-in-wrong' })
      await expect(signIn()).rejects.toMatchObject({ code: 'auth.sign-in-throttled', params: { waitSeconds: 1 } })
      await expect(signIn('Anna', PASSWORD, '198.51.100.1')).resolves.toBeDefined()
      clock.advance(1_000)
      await expect(signIn()).resolves.toBeDefined()
    })
    test('renews a hash of an older cost', async () => {
      await add()
      const dearer = createAuth({ db, clock, log: silentLog, passwordCost: { ...CHEAP, passes: 2 } })
      await dearer.signIn({ name: 'Anna', password: PASSWORD, address })
      const row = await db.tables<AuthTables>().selectFrom('core_users').select('password').executeTakeFirstOrThrow()
      expect(row.password).toContain('t=2')
      await expect(signIn()).resolves.toBeDefined()
    })
  })

  describe('a session', () => {
    test('ends when it is idle for a day, and after thirty days however busy', async () => {
      await add()
      const { session } = await signIn()
      clock.advance(DAY - 1)
      expect(await auth.authenticate({ session: session.token })).toBeDefined()
      for (let days = 0; days < 28; days++) {
        clock.advance(DAY - 1)
        expect(await auth.authenticate({ session: session.token })).toBeDefined()
      }
      clock.advance(DAY - 1)
      expect(await auth.authenticate({ session: session.token })).toBeDefined()
      clock.advance(HOUR)
      expect(await auth.authenticate({ session: session.token })).toBeUndefined()
      const idle = await signIn()
      clock.advance(DAY)
      expect(await auth.authenticate({ session: idle.session.token })).toBeUndefined()
    })
    test('ends with signing out', async () => {
      const anna = await add()
      const { session } = await signIn()
      await auth.signOut(session.token)
      expect(await auth.authenticate({ session: session.token })).toBeUndefined()
      expect(revoked).toContain(anna.id)
    })
    test('ends at once when the person is disabled, and disabled people do not come in', async () => {
      await add('Boris')
      const anna = await add('Anna', 'operator')
      const { session } = await signIn()
      await auth.updateUser(anna.id, { disabled: true })
      expect(await auth.authenticate({ session: session.token })).toBeUndefined()
      expect(revoked).toContain(anna.id)
      await expect(signIn()).rejects.toMatchObject({ code: 'auth.sign-in-wrong' })
      await auth.updateUser(anna.id, { disabled: false })
      expect(await auth.authenticate({ session: session.token })).toBeUndefined()
      await expect(signIn()).resolves.toBeDefined()
    })
    test('takes a new role at once', async () => {
      await add('Boris')
      const anna = await add()
      const { session } = await signIn()
      await auth.updateUser(anna.id, { role: 'viewer' })
      expect((await auth.authenticate({ session: session.token }))?.principal.role).toBe('viewer')
      expect(revoked).toContain(anna.id)
    })
    test('goes on while nothing can be written', async () => {
      await add()
      const { session } = await signIn()
      const { secret } = await auth.addToken({ name: 'ci', role: 'viewer' })
      clock.advance(HOUR)
      const tables = db.tables<AuthTables>()
      for (const table of ['core_sessions', 'core_tokens'] as const)
        if (db.dialect === 'sqlite')
          await sql`create trigger ${sql.ref(`full_${table}`)} before update on ${sql.table(table)} begin select raise(abort, 'disk is full'); end`.execute(
            tables,
          )
        else
          await sql`alter table ${sql.table(table)} add constraint full_disk check (created_us < 0) not valid`.execute(
            tables,
          )
      expect(await auth.authenticate({ session: session.token })).toBeDefined()
      expect(await auth.authenticate({ bearer: secret })).toBeDefined()
    })
    test.each(['', 'x', 'A'.repeat(43), "' or 1=1 --", 'vdt_x'])('is not %j', async (token) => {
      expect(await auth.authenticate({ session: token })).toBeUndefined()
      expect(await auth.authenticate({ bearer: token })).toBeUndefined()
    })
  })

  describe('a password', () => {
    test('changed by its owner ends the other sessions and keeps this one', async () => {
      const anna = await add()
      const [here, there] = [await signIn(), await signIn()]
      const change = { current: PASSWORD, next: 'another long one' }
      await auth.changePassword(anna.id, change, { session: here.session.token })
      expect(await auth.authenticate({ session: here.session.token })).toBeDefined()
      expect(await auth.authenticate({ session: there.session.token })).toBeUndefined()
      await expect(signIn()).rejects.toMatchObject({ code: 'auth.sign-in-wrong' })
      await expect(signIn('Anna', 'another long one')).resolves.toBeDefined()
    })
    test('needs the present one, which cannot be guessed quickly', async () => {
      const anna = await add()
      const change = { current: 'guess', next: 'another long one' }
      for (let tries = 0; tries < 5; tries++)
        await expect(auth.changePassword(anna.id, change)).rejects.toMatchObject({
          code: 'auth.password-wrong',
          fields: [{ field: '/password/current' }],
        })
      await expect(auth.changePassword(anna.id, change)).rejects.toMatchObject({ code: 'auth.sign-in-throttled' })
    })
    test('set by an admin ends every session', async () => {
      const anna = await add()
      const { session } = await signIn()
      await auth.updateUser(anna.id, { password: 'another long one' })
      expect(await auth.authenticate({ session: session.token })).toBeUndefined()
    })
    test('must be one', async () => {
      const anna = await add()
      const code = 'auth.password-too-short'
      await expect(auth.addUser({ name: 'b', password: 'short', role: 'viewer' })).rejects.toMatchObject({ code })
      await expect(auth.updateUser(anna.id, { password: 'short' })).rejects.toMatchObject({ code })
      await expect(auth.changePassword(anna.id, { current: PASSWORD, next: 'short' })).rejects.toMatchObject({ code })
    })
  })

  describe('people', () => {
    test.each(['', ' ', '-x', 'a b', 'x'.repeat(65), 'a\nb', '../x', '<b>'])('are not called %j', async (name) => {
      await expect(add(name)).rejects.toMatchObject({ code: 'auth.name-invalid', fields: [{ field: '/name' }] })
    })
    test.each(['anna', '김민수', 'Анна', 'anna@example.org', 'a.b-c_d'])('may be called %s', async (name) => {
      await expect(add(name)).resolves.toMatchObject({ name })
    })
    test('have one name each, whatever its case', async () => {
      await add('Anna')
      await expect(add('ANNA')).rejects.toMatchObject({ code: 'auth.user-exists' })
    })
    test('the last admin stays', async () => {
      const anna = await add()
      const boris = await add('Boris')
      await auth.updateUser(boris.id, { disabled: true })
      for (const change of [{ disabled: true }, { role: 'viewer' }] as const) {
        await expect(auth.updateUser(anna.id, change)).rejects.toMatchObject({ code: 'auth.last-admin' })
        expect(await auth.user(anna.id)).toMatchObject({ disabled: false, role: 'admin' })
      }
      await auth.updateUser(boris.id, { disabled: false })
      const both = await Promise.allSettled([anna, boris].map(({ id }) => auth.updateUser(id, { role: 'viewer' })))
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(await auth.hasAdmin()).toBe(true)
    })
    test('an unknown one is named', async () => {
      await expect(auth.user('nobody')).rejects.toMatchObject({ code: 'auth.user-unknown', params: { name: 'nobody' } })
      await expect(auth.updateUser('nobody', { disabled: true })).rejects.toMatchObject({ code: 'auth.user-unknown' })
    })
    test('choose how they read', async () => {
      const anna = await add()
      const user = await auth.setPreferences(anna.id, { language: 'ko', zone: 'Asia/Seoul', plainFont: true })
      expect(user.preferences).toEqual({ language: 'ko', zone: 'Asia/Seoul', theme: 'auto', plainFont: true })
      expect((await auth.user('Anna')).preferences).toEqual(user.preferences)
      await expect(auth.setPreferences(anna.id, { zone: 'Mars/Base' })).rejects.toMatchObject({
        code: 'auth.zone-unknown',
      })
    })
  })

  describe('a token', () => {
    test('is shown once and says who it is', async () => {
      const anna = await add()
      const { token, secret } = await auth.addToken({
        name: 'ci',
        role: 'operator',
        capabilities: ['host'],
        ownerId: anna.id,
      })
      expect(secret).toMatch(/^vdt_[A-Za-z0-9_-]{43}$/)
      expect(await auth.authenticate({ bearer: secret })).toMatchObject({
        principal: { kind: 'token', id: token.id, name: 'Anna/ci', role: 'operator', capabilities: ['host'] },
      })
      expect(await auth.tokens()).toMatchObject([{ name: 'ci', ownerName: 'Anna', lastUsedMs: clock.now() }])
      expect(JSON.stringify(await auth.tokens())).not.toContain(secret)
    })
    test('ends at its time', async () => {
      const { secret } = await auth.addToken({ name: 'ci', role: 'viewer', expiresMs: clock.now() + DAY })
      clock.advance(DAY - 1)
      expect(await auth.authenticate({ bearer: secret })).toBeDefined()
      clock.advance(1)
      expect(await auth.authenticate({ bearer: secret })).toBeUndefined()
    })
    test('is revoked at once', async () => {
      const { token, secret } = await auth.addToken({ name: 'ci', role: 'viewer' })
      await auth.revokeToken(token.id)
      expect(await auth.authenticate({ bearer: secret })).toBeUndefined()
      expect(revoked).toContain(token.id)
      await expect(auth.revokeToken(token.id)).rejects.toMatchObject({ code: 'auth.token-unknown' })
    })
    test('never may more than its owner, and ends with him', async () => {
      await add('Boris')
      const anna = await add()
      const { token, secret } = await auth.addToken({ name: 'ci', role: 'admin', ownerId: anna.id })
      await auth.updateUser(anna.id, { role: 'viewer' })
      expect((await auth.authenticate({ bearer: secret }))?.principal.role).toBe('viewer')
      expect(revoked).toContain(token.id)
      await auth.updateUser(anna.id, { disabled: true })
      expect(await auth.authenticate({ bearer: secret })).toBeUndefined()
    })
    test('is no session, and a session no token', async () => {
      await add()
      const { session } = await signIn()
      const { secret } = await auth.addToken({ name: 'ci', role: 'viewer' })
      expect(await auth.authenticate({ session: secret })).toBeUndefined()
      expect(await auth.authenticate({ bearer: session.token })).toBeUndefined()
    })
  })

  describe('the link of the first start', () => {
    const first = (secret: string, name = 'Anna', password = PASSWORD) =>
      auth.addFirstAdmin({ secret, name, password, address })
    const make = async () => (await auth.makeFirstAdminSecret()) ?? ''

    test('makes one admin, signed in, once', async () => {
      expect(await auth.hasAdmin()).toBe(false)
      const secret = await make()
      const { session, principal } = await first(secret)
      expect(principal.role).toBe('admin')
      expect(await auth.authenticate({ session: session.token })).toBeDefined()
      await expect(first(secret, 'Boris')).rejects.toMatchObject({ code: 'auth.link-invalid' })
      expect(await auth.makeFirstAdminSecret()).toBeUndefined()
    })
    test('makes one admin of two who are quick', async () => {
      const secret = await make()
      const both = await Promise.allSettled([first(secret, 'Anna'), first(secret, 'Boris')])
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect((await auth.users()).length).toBe(1)
    })
    test('is not used up by a name or password that will not do', async () => {
      const secret = await make()
      await expect(first(secret, 'Anna', 'short')).rejects.toMatchObject({ code: 'auth.password-too-short' })
      await expect(first(secret, '../x')).rejects.toMatchObject({ code: 'auth.name-invalid' })
      await expect(first(secret)).resolves.toBeDefined()
    })
    test('ends with the next start, after a day, and with an admin from the command line', async () => {
      const old = await make()
      const secret = await make()
      await expect(first(old)).rejects.toMatchObject({ code: 'auth.link-invalid' })
      clock.advance(DAY)
      await expect(first(secret)).rejects.toMatchObject({ code: 'auth.link-invalid' })
      const last = await make()
      await add('Boris')
      await expect(first(last)).rejects.toMatchObject({ code: 'auth.link-invalid' })
    })
    test('cannot be guessed', async () => {
      await make()
      for (let tries = 0; tries < 5; tries++)
        await expect(first(`${tries}`.repeat(43))).rejects.toMatchObject({ code: 'auth.link-invalid' })
      await expect(first('x'.repeat(43))).rejects.toMatchObject({ code: 'auth.sign-in-throttled' })
    })
  })
}

describe('SQLite', () => suite(() => openTestDatabase()))

describePostgres('PostgreSQL', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.stop())
  suite(async () => migrateCore(await openPostgresDatabase(await server.createDatabase(), 'test', silentLog)))
})
