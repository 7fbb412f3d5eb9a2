/** The routes of `accounts`, with a real server on a real database. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PASSWORD, startTestHttp, type TestHttp } from '../../../test/parts/http.ts'
import { PASSWORD_MIN_LENGTH as OWN_MIN_LENGTH } from '../../core/auth/password.ts'
import { PASSWORD_MIN_LENGTH } from './schema.ts'

let web: TestHttp
beforeEach(async () => {
  web = await startTestHttp({
    desk: {
      storage: {
        report: async ({ maxAgeMs } = {}) => ({
          budgetBytes: 1,
          usedBytes: maxAgeMs ?? 0,
          freeBytes: 1,
          state: 'ok',
          uses: [],
        }),
        backup: async (file) => {
          writeFileSync(file, 'everything')
          return { sizeBytes: 10, tables: 3 }
        },
      },
      jobs: { list: () => [{ name: 'host.usual', everyMs: 1_000, running: false, failures: 0 }] },
      settings: () => [{ name: 'store.url', value: '••••', source: 'environment' }],
    },
  })
})
afterEach(() => web.close())
const api = (path: string) => `/api/accounts/${path}`

test('the page and core ask for equally long passwords', () => {
  expect(PASSWORD_MIN_LENGTH).toBe(OWN_MIN_LENGTH)
})

describe('the first admin', () => {
  test('comes in by the link, and the link is then dead', async () => {
    expect((await web.ask('GET', api('welcome'))).json()).toEqual({ needsFirstAdmin: true })
    const token = await web.auth.makeFirstAdminSecret()
    const body = { token, name: 'anna', password: PASSWORD }
    const first = await web.ask('POST', api('first-admin'), { body })
    expect([first.statusCode, first.json()]).toMatchObject([200, { name: 'anna', role: 'admin', kind: 'user' }])
    const cookie = first.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    expect((await web.ask('GET', api('me'), { headers: { cookie } })).statusCode).toBe(200)
    expect((await web.ask('GET', api('welcome'))).json()).toEqual({ needsFirstAdmin: false })
    const second = await web.ask('POST', api('first-admin'), { body: { ...body, name: 'eve' } })
    expect([second.statusCode, second.json().code]).toEqual([403, 'auth.link-invalid'])
    const rows = (await web.auditRows()).map(({ action, target, outcome, who }) => [action, target, outcome, who.name])
    expect(rows).toEqual([
      ['accounts.first-admin', 'eve', 'refused', 'anonymous'],
      ['accounts.first-admin', 'anna', 'done', 'anna'],
    ])
  })
})

describe('me', () => {
  test('is who signed in, and how she reads', async () => {
    const { headers, user } = await web.person('viewer', 'anna')
    const change = { language: 'ko', zone: 'Asia/Seoul', theme: 'dark', plainFont: true }
    const answer = await web.ask('PATCH', api('me'), { headers, body: change })
    expect(answer.json()).toEqual({ kind: 'user', id: user.id, name: 'anna', role: 'viewer', preferences: change })
    expect((await web.ask('GET', api('me'), { headers })).json().preferences).toEqual(change)
    const wrong = await web.ask('PATCH', api('me'), { headers, body: { zone: 'Mars/Base' } })
    expect(wrong.json()).toMatchObject({ code: 'auth.zone-unknown', errors: [{ field: '/zone' }] })
  })
  test('changes the password, which ends the other sessions', async () => {
    const { headers } = await web.person('viewer', 'anna')
    const other = await web.ask('POST', api('sign-in'), { body: { name: 'anna', password: PASSWORD } })
    const elsewhere = { cookie: `${other.cookies[0]?.name}=${other.cookies[0]?.value}` }
    const password = { current: PASSWORD, next: 'a new long password' }
    const wrong = await web.ask('PATCH', api('me'), { headers, body: { password: { ...password, current: 'x' } } })
    expect(wrong.json()).toMatchObject({ status: 403, errors: [{ field: '/password/current' }] })
    expect((await web.ask('PATCH', api('me'), { headers, body: { password } })).statusCode).toBe(200)
    expect((await web.ask('GET', api('me'), { headers })).statusCode).toBe(200)
    expect((await web.ask('GET', api('me'), { headers: elsewhere })).statusCode).toBe(401)
    const row = (await web.auditRows())[0]
    expect(row).toMatchObject({ action: 'accounts.password', outcome: 'done', target: 'anna' })
    expect(JSON.stringify(await web.auditRows())).not.toContain('password":')
  })
  test('is a token, which has no preferences to change and no session to end', async () => {
    const { headers } = await web.token('operator', ['accounts'])
    expect((await web.ask('GET', api('me'), { headers })).json()).toMatchObject({
      kind: 'token',
      capabilities: ['accounts'],
      preferences: { language: 'auto' },
    })
    for (const [method, path] of [
      ['PATCH', 'me'],
      ['POST', 'sign-out'],
    ] as const) {
      const answer = await web.ask(method, api(path), {
        headers,
        ...(path === 'me' ? { body: { theme: 'dark' } } : {}),
      })
      expect(answer.json()).toMatchObject({ status: 403, code: 'auth.token-needs-person' })
    }
  })
})

describe('people', () => {
  test('are added, changed and shut out by an admin', async () => {
    const { headers, user: admin } = await web.person('admin')
    const body = { name: 'boris', password: PASSWORD, role: 'viewer' }
    const added = await web.ask('POST', api('users'), { headers, body })
    expect([added.statusCode, added.json()]).toMatchObject([201, { name: 'boris', role: 'viewer', disabled: false }])
    expect(added.body).not.toContain('password')
    expect((await web.ask('POST', api('users'), { headers, body })).json().code).toBe('auth.user-exists')
    const { id } = added.json()
    const change = (target: string, what: object) => web.ask('PATCH', api(`users/${target}`), { headers, body: what })
    expect((await change(id, { role: 'operator', disabled: true })).json()).toMatchObject({
      role: 'operator',
      disabled: true,
    })
    expect((await change(admin.id, { role: 'viewer' })).json().code).toBe('auth.last-admin')
    expect((await change('nobody', { role: 'viewer' })).statusCode).toBe(404)
    expect((await change(id, {})).json()).toMatchObject({ errors: [{ message: 'Nothing was given to change.' }] })
    expect((await web.ask('GET', api('users'), { headers })).json().users).toMatchObject([
      { name: 'admin' },
      { name: 'boris', disabled: true },
    ])
    const rows = await web.auditRows()
    expect(rows.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'accounts.user-change refused',
      'accounts.user-change done',
      'accounts.user-add refused',
      'accounts.user-add done',
      'accounts.sign-in done',
    ])
    expect(rows[1]).toMatchObject({
      target: 'boris',
      plan: { before: { role: 'viewer', disabled: false }, change: { role: 'operator', disabled: true } },
    })
  })
})

describe('what outlives a token', () => {
  test('is not made by one: no people, no roles, no passwords', async () => {
    const { headers } = await web.token('admin', ['accounts'])
    const { user } = await web.person('viewer', 'boris')
    const body = { name: 'eve', password: PASSWORD, role: 'admin' }
    const refused = { status: 403, code: 'auth.token-needs-person' }
    expect((await web.ask('POST', api('users'), { headers, body })).json()).toMatchObject(refused)
    const change = (what: object) => web.ask('PATCH', api(`users/${user.id}`), { headers, body: what })
    for (const what of [{ role: 'admin' }, { password: 'a new long password' }, { disabled: false }])
      expect((await change(what)).json()).toMatchObject(refused)
    expect((await change({ disabled: true })).json()).toMatchObject({ disabled: true })
    expect((await web.auth.users()).map(({ name, role }) => `${name} ${role}`)).toEqual(['boris viewer'])
  })
  test('ends with a password that an admin sets: sessions and tokens of that person only', async () => {
    const admin = await web.person('admin')
    const boris = await web.person('operator', 'boris')
    const make = async ({ headers }: { headers: Record<string, string> }) => {
      const made = await web.ask('POST', api('tokens'), { headers, body: { name: 'ci', role: 'viewer' } })
      return { authorization: `Bearer ${made.json().secret}` }
    }
    const [his, hers] = [await make(boris), await make(admin)]
    const body = { password: 'a new long password' }
    expect((await web.ask('PATCH', api(`users/${boris.user.id}`), { headers: admin.headers, body })).statusCode).toBe(
      200,
    )
    const statuses = [his, boris.headers, hers].map(
      async (headers) => (await web.ask('GET', api('me'), { headers })).statusCode,
    )
    expect(await Promise.all(statuses)).toEqual([401, 401, 200])
  })
})

describe('tokens', () => {
  const make = (headers: Record<string, string>, body: object) => web.ask('POST', api('tokens'), { headers, body })

  test('are one’s own, at most as mighty as oneself', async () => {
    const { headers } = await web.person('operator')
    const made = await make(headers, { name: 'ci', role: 'viewer', capabilities: ['accounts'], expiresInDays: 1 })
    expect(made.statusCode).toBe(201)
    const { secret, token } = made.json()
    expect(token).toMatchObject({ name: 'ci', ownerName: 'operator', expiresMs: web.clock.now() + 86_400_000 })
    expect((await make(headers, { name: 'x', role: 'admin' })).json().code).toBe('auth.token-role-too-high')
    const bearer = { headers: { authorization: `Bearer ${secret}` } }
    expect((await web.ask('GET', api('me'), bearer)).statusCode).toBe(200)
    web.clock.advance(86_400_000)
    expect((await web.ask('GET', api('me'), bearer)).statusCode).toBe(401)
    expect(JSON.stringify(await web.auditRows())).not.toContain(secret)
  })
  test('make no tokens', async () => {
    const { headers } = await web.token('admin')
    expect((await make(headers, { name: 'x', role: 'viewer' })).json().code).toBe('auth.token-needs-person')
  })
  test('of others are an admin’s matter', async () => {
    const owner = await web.person('operator')
    const { token, secret } = (await make(owner.headers, { name: 'ci', role: 'viewer' })).json()
    const viewer = await web.person('viewer')
    const admin = await web.person('admin')
    const list = async (headers: Record<string, string>) =>
      (await web.ask('GET', api('tokens'), { headers })).json().tokens.length
    expect([await list(owner.headers), await list(viewer.headers), await list(admin.headers)]).toEqual([1, 0, 1])
    const revoke = (headers: Record<string, string>) => web.ask('DELETE', api(`tokens/${token.id}`), { headers })
    expect((await revoke(viewer.headers)).statusCode).toBe(404)
    expect((await revoke(admin.headers)).statusCode).toBe(200)
    expect((await web.ask('GET', api('me'), { headers: { authorization: `Bearer ${secret}` } })).statusCode).toBe(401)
  })
})

describe('the audit', () => {
  test('is listed by pages, checked and exported', async () => {
    const { headers } = await web.person('admin')
    for (const theme of ['dark', 'light', 'auto']) await web.ask('PATCH', api('me'), { headers, body: { theme } })
    const page = (await web.ask('GET', api('audit?limit=2&action=accounts.preferences'), { headers })).json()
    expect(page).toMatchObject({ rows: [{ seq: 4 }, { seq: 3 }], nextBeforeSeq: 3 })
    const next = (await web.ask('GET', api('audit?limit=2&action=accounts.&beforeSeq=3'), { headers })).json()
    expect(next.rows.map(({ seq }: { seq: number }) => seq)).toEqual([2, 1])
    expect((await web.ask('GET', api('audit/verify'), { headers })).json()).toMatchObject({ ok: true, rows: 4 })
    const csv = await web.ask('GET', api('audit/export?format=csv&who=admin'), { headers })
    expect(csv.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': expect.stringMatching(/^attachment; filename="vedette-audit-2026-.*\.csv"$/),
    })
    // A head line, five rows — reading this one is on record before it leaves — and the end.
    expect(csv.body.split('\r\n').length).toBe(7)
    expect((await web.auditRows())[0]).toMatchObject({
      action: 'accounts.audit-export',
      outcome: 'read',
      details: { who: 'admin' },
    })
  })
})

describe('the console’s own matters', () => {
  test('are told', async () => {
    const { headers } = await web.person('admin')
    const get = async (path: string) => (await web.ask('GET', api(path), { headers })).json()
    // Counted for who looks, not taken from the last health check.
    expect(await get('storage')).toMatchObject({ state: 'ok', usedBytes: 5_000 })
    expect(await get('jobs')).toEqual({
      jobs: [{ name: 'host.usual', everyMs: 1_000, running: false, failures: 0 }],
    })
    expect(await get('settings')).toEqual({
      settings: [{ name: 'store.url', value: '••••', source: 'environment' }],
    })
  })
  test('a backup is downloaded, recorded, and leaves nothing behind', async () => {
    // A folder of its own: other tests of this machine put their backups together in the usual one.
    const folder = mkdtempSync(join(tmpdir(), 'vedette-accounts-'))
    vi.stubEnv('TMPDIR', folder)
    const { headers } = await web.person('admin')
    const answer = await web.ask('POST', api('backup'), { headers, body: {} })
    expect([answer.statusCode, answer.body]).toEqual([200, 'everything'])
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="vedette-2026-/)
    const rows = await web.auditRows()
    expect(rows[0]).toMatchObject({ action: 'accounts.backup', outcome: 'done', details: { tables: 3 } })
    await expect.poll(() => readdirSync(folder)).toEqual([])
    vi.unstubAllEnvs()
  })
})
