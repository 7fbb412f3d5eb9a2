/** Who is let in, what is answered, and what is on record, with a real server, accounts and audit. */
import { afterEach, describe, expect, test } from 'vitest'
import { type HttpChanges, PASSWORD, startTestHttp, type TestHttp } from '../../../test/parts/http.ts'
import type { ServerParts } from '../capability.ts'
import { VedetteError } from '../errors.ts'

let web: TestHttp
const start = async (changes: HttpChanges = {}) => {
  web = await startTestHttp(changes)
  return web
}
afterEach(() => web.close())

/** A capability with one route of each kind. */
const sample: ServerParts = {
  async routes(scope) {
    scope.get('/seen/:host', { config: { access: { role: 'viewer' } } }, async () => ({ fine: true }))
    scope.get('/private', { config: { access: { role: 'viewer', private: true } } }, async () => ({ secret: 1 }))
    scope.post('/plan', { config: { access: { role: 'viewer', reads: true } } }, async () => ({}))
    scope.post('/act/:host', { config: { access: { role: 'operator', action: 'sample.act' } } }, async (request) => {
      request.auditNote = { target: 'nginx', plan: { steps: 1 } }
      return {}
    })
    scope.delete('/thing/:id', { config: { access: { role: 'admin' } } }, async () => ({}))
    scope.get('/crash', { config: { access: { role: 'viewer' } } }, async () => {
      throw new Error('a secret detail')
    })
    scope.post('/refuse', { config: { access: { role: 'viewer' } } }, async () => {
      throw new VedetteError('auth.last-admin', { status: 409 }, { name: 'Anna' })
    })
  },
}

describe('every route', () => {
  const PUBLIC = [
    'GET /api/accounts/welcome',
    'GET /docs',
    'GET /docs/',
    'GET /docs/json',
    'GET /docs/static/*',
    'GET /docs/static/index.html',
    'GET /docs/static/swagger-initializer.js',
    'GET /docs/yaml',
    'GET /health',
    'GET /healthz',
    'GET /openapi.json',
    'POST /api/accounts/first-admin',
    'POST /api/accounts/sign-in',
  ]
  const toPath = (url: string) => url.replace(/:\w+/g, 'x').replace('*', 'x')
  const live = { accept: () => undefined }

  test('that is open to everybody is on this list', async () => {
    const { http, app } = await start({ options: { live }, settings: { openMetrics: false } })
    await app.ready()
    const open = http.routes.filter(({ access, method }) => access.role === 'public' && method !== 'HEAD')
    expect(open.map(({ method, url }) => `${method} ${url}`).filter((row) => PUBLIC.includes(row) === false)).toEqual(
      [],
    )
  })
  test('else answers 401 to nobody, and 403 to a session from another site', async () => {
    const { http, app, ask, person } = await start({
      options: { live },
      settings: { openMetrics: false },
      capabilities: { sample },
    })
    await app.ready()
    const admin = await person('admin')
    const closed = http.routes.filter(({ access }) => access.role !== 'public')
    expect(closed.length).toBeGreaterThan(25)
    for (const { method, url } of closed) {
      const anonymous = await ask(method, toPath(url))
      expect([method, url, anonymous.statusCode]).toEqual([method, url, 401])
      if (method === 'GET' || method === 'HEAD') continue
      for (const origin of ['https://evil.example', 'http://127.0.0.1:9000', 'null', undefined]) {
        const headers = { cookie: admin.headers.cookie, ...(origin === undefined ? {} : { origin }) }
        const foreign = await ask(method, toPath(url), { headers })
        expect([method, url, origin, foreign.statusCode]).toEqual([method, url, origin, 403])
        expect(foreign.json()).toMatchObject({ code: 'auth.foreign-origin' })
      }
    }
  })
  test('without an access is refused at the start', async () => {
    await start()
    const open: ServerParts = {
      async routes(scope) {
        scope.get('/open', async () => 'everything')
      },
    }
    await expect(web.http.mount({ id: 'careless' }, open)).rejects.toMatchObject({
      code: 'core.route-without-access',
      params: { route: 'GET /api/careless/open' },
    })
    const answer = await web.ask('GET', '/api/careless/open').catch((error: unknown) => error)
    expect(answer).toMatchObject({ code: 'core.route-without-access' })
  })
})

describe('a role', () => {
  test.each([
    ['viewer', 'GET', '/api/sample/seen/local', 200],
    ['viewer', 'POST', '/api/sample/act/local', 403],
    ['operator', 'POST', '/api/sample/act/local', 200],
    ['operator', 'DELETE', '/api/sample/thing/1', 403],
    ['admin', 'DELETE', '/api/sample/thing/1', 200],
    ['viewer', 'GET', '/api/accounts/users', 403],
    ['viewer', 'GET', '/api/accounts/audit', 403],
    ['operator', 'GET', '/api/accounts/audit', 200],
    ['operator', 'GET', '/api/accounts/settings', 403],
  ] as const)('of %s on %s %s is answered %i', async (role, method, url, status) => {
    const { ask, person } = await start({ capabilities: { sample } })
    const { headers } = await person(role)
    expect((await ask(method, url, { headers })).statusCode).toBe(status)
  })
  test('changed or taken away holds for the next request', async () => {
    const { ask, auth, person } = await start({ capabilities: { sample } })
    await person('admin')
    const { headers, user } = await person('operator')
    expect((await ask('POST', '/api/sample/act/local', { headers })).statusCode).toBe(200)
    await auth.updateUser(user.id, { role: 'viewer' })
    expect((await ask('POST', '/api/sample/act/local', { headers })).statusCode).toBe(403)
    await auth.updateUser(user.id, { disabled: true })
    expect((await ask('GET', '/api/sample/seen/local', { headers })).statusCode).toBe(401)
  })
})

describe('a token', () => {
  test('is let in by its header, without an Origin', async () => {
    const { ask, token } = await start({ capabilities: { sample } })
    const { headers } = await token('operator')
    expect((await ask('POST', '/api/sample/act/local', { headers })).statusCode).toBe(200)
    const foreign = { ...headers, origin: 'https://evil.example' }
    expect((await ask('POST', '/api/sample/act/local', { headers: foreign })).statusCode).toBe(200)
  })
  test('does what its role and its capabilities allow', async () => {
    const { ask, token } = await start({ capabilities: { sample } })
    const viewer = await token('viewer', ['sample'])
    expect((await ask('GET', '/api/sample/seen/local', viewer)).statusCode).toBe(200)
    expect((await ask('POST', '/api/sample/act/local', viewer)).json()).toMatchObject({ code: 'auth.role-too-low' })
    const other = await token('admin', ['host', 'findings'])
    expect((await ask('GET', '/api/sample/seen/local', other)).json()).toMatchObject({
      status: 403,
      code: 'auth.outside-token-scope',
      params: { capability: 'sample' },
    })
  })
  test('stands above a cookie that comes along', async () => {
    const { ask, person, token } = await start({ capabilities: { sample } })
    const { headers } = await person('admin')
    const viewer = await token('viewer')
    const both = { ...headers, ...viewer.headers }
    expect((await ask('DELETE', '/api/sample/thing/1', { headers: both })).statusCode).toBe(403)
    const wrong = { ...headers, authorization: 'Bearer vdt_wrong' }
    expect((await ask('GET', '/api/sample/seen/local', { headers: wrong })).statusCode).toBe(401)
  })
})

describe('the audit', () => {
  test('has every write, with plan and outcome, and no plain read', async () => {
    const { ask, auditRows, person } = await start({ capabilities: { sample } })
    const { headers, user } = await person('operator')
    await ask('GET', '/api/sample/seen/web1', { headers })
    await ask('POST', '/api/sample/plan', { headers })
    await ask('POST', '/api/sample/act/web1', { headers })
    await ask('DELETE', '/api/sample/thing/7', { headers })
    await ask('POST', '/api/sample/refuse', { headers })
    const who = { kind: 'user', id: user.id, name: 'operator', role: 'operator' }
    const from = '127.0.0.1'
    expect((await auditRows()).toReversed()).toMatchObject([
      { action: 'accounts.sign-in', who, from, target: 'operator', outcome: 'done' },
      { action: 'sample.act', who, from, host: 'web1', target: 'nginx', plan: { steps: 1 }, outcome: 'done' },
      {
        action: 'sample.delete-thing-id',
        who,
        host: 'local',
        target: '/api/sample/thing/7',
        outcome: 'refused',
        details: { code: 'auth.role-too-low' },
      },
      { action: 'sample.post-refuse', outcome: 'refused', details: { code: 'auth.last-admin' } },
    ])
    expect((await auditRows()).length).toBe(4)
  })
  test('has reads of what is private', async () => {
    const { ask, auditRows, person } = await start({ capabilities: { sample } })
    const { headers } = await person('viewer')
    await ask('GET', '/api/sample/private', { headers })
    expect((await auditRows())[0]).toMatchObject({ action: 'sample.get-private', outcome: 'read' })
  })
  test('has a forged request of another site', async () => {
    const { ask, auditRows, person } = await start({ capabilities: { sample } })
    const { headers } = await person('operator')
    await ask('POST', '/api/sample/act/local', { headers: { ...headers, origin: 'https://evil.example' } })
    expect((await auditRows())[0]).toMatchObject({ outcome: 'refused', details: { code: 'auth.foreign-origin' } })
  })
  test('that cannot be written withholds the answer', async () => {
    const { ask, db, person } = await start({ capabilities: { sample } })
    const { headers } = await person('viewer')
    await db.tables<{ core_audit_turn: { id: number } }>().deleteFrom('core_audit_turn').execute()
    const answer = await ask('GET', '/api/sample/private', { headers })
    expect(answer.statusCode).toBe(507)
    expect(answer.json()).toMatchObject({ code: 'audit.unwritable' })
    expect(answer.body).not.toContain('secret')
  })
})

describe('a problem', () => {
  test('is problem+json with a stable code', async () => {
    const { ask } = await start()
    const answer = await ask('GET', '/api/accounts/me')
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(answer.headers['www-authenticate']).toBe('Bearer')
    expect(answer.json()).toEqual({
      type: 'urn:vedette:auth.required',
      title: 'Sign in first.',
      status: 401,
      code: 'auth.required',
      instance: '/api/accounts/me',
    })
  })
  test.each([
    [undefined, 'Sign in first.'],
    ['ko-KR,ko;q=0.9', '먼저 로그인하십시오.'],
    ['de, ru;q=0.5, en;q=0.1', 'Сначала войдите.'],
    ['fr', 'Sign in first.'],
  ])('is in the reader’s language: %s', async (language, title) => {
    const { ask } = await start()
    const headers = language ? { 'accept-language': language } : {}
    expect((await ask('GET', '/api/accounts/me', { headers })).json()).toMatchObject({ title })
  })
  test('is in the language the person chose', async () => {
    const { ask, person, auth } = await start()
    const { headers, user } = await person('viewer')
    await auth.setPreferences(user.id, { language: 'ru' })
    const answer = await ask('GET', '/api/accounts/users', { headers: { ...headers, 'accept-language': 'ko' } })
    expect(answer.json()).toMatchObject({ title: expect.stringContaining('нужна роль') })
  })
  test.each([
    [
      {},
      [
        { field: '/name', message: 'This is needed.' },
        { field: '/password', message: 'This is needed.' },
      ],
    ],
    [{ name: 5, password: 'x' }, [{ field: '/name', message: 'This should be of type string.' }]],
    [{ name: '', password: 'x' }, [{ field: '/name', message: expect.stringContaining('at least 1 ') }]],
    [{ name: 'a', password: 'x', 'a/b': 1 }, [{ field: '/a~1b', message: 'There is no such field.' }]],
    [[], [{ field: '/', message: 'This should be of type object.' }]],
  ])('names each wrong field of %j', async (body, errors) => {
    const { ask } = await start()
    const answer = await ask('POST', '/api/accounts/sign-in', { body })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'core.request-invalid', errors })
  })
  test('names the field of a choice and of a wrong query', async () => {
    const { ask, person } = await start()
    const { headers } = await person('admin')
    const body = { name: 'b', password: PASSWORD, role: 'king' }
    expect((await ask('POST', '/api/accounts/users', { headers, body })).json()).toMatchObject({
      errors: [{ field: '/role', message: 'This should be one of: viewer, operator, admin.' }],
    })
    expect((await ask('GET', '/api/accounts/audit?limit=0', { headers })).json()).toMatchObject({
      errors: [{ field: '/limit', message: 'This should be at least 1.' }],
    })
    expect((await ask('GET', '/api/accounts/audit?limit=many', { headers })).json()).toMatchObject({
      errors: [{ field: '/limit', message: 'This should be of type integer.' }],
    })
  })
  test('of a rule names the field too', async () => {
    const { ask, person } = await start()
    const { headers } = await person('admin')
    const body = { name: 'longenough', password: 'longenough1', role: 'viewer' }
    expect((await ask('POST', '/api/accounts/users', { headers, body })).json()).toMatchObject({
      code: 'auth.password-like-name',
      errors: [{ field: '/password', message: 'The password is too close to the name. Choose another.' }],
    })
  })
  test.each([
    ['not JSON', '{"name":', 'application/json', 400, 'core.body-unreadable'],
    ['empty', '', 'application/json', 400, 'core.body-unreadable'],
    ['a prototype', '{"__proto__":{"admin":true}}', 'application/json', 400, 'core.body-unreadable'],
    ['of another type', '<a/>', 'application/xml', 415, 'core.media-type-unsupported'],
    [
      'a form of another site',
      'name=a&password=b',
      'application/x-www-form-urlencoded',
      415,
      'core.media-type-unsupported',
    ],
    ['too large', JSON.stringify({ name: 'x'.repeat(1_100_000) }), 'application/json', 413, 'core.body-too-large'],
  ])('says what is wrong with a body: %s', async (_, payload, type, status, code) => {
    const { app } = await start()
    const headers = { host: '127.0.0.1:8000', 'content-type': type }
    const answer = await app.inject({ method: 'POST', url: '/api/accounts/sign-in', headers, payload })
    expect([answer.statusCode, answer.json()]).toMatchObject([status, { code, status }])
  })
  test.each([
    ['GET', '/api/nothing', 404, 'core.not-found'],
    ['GET', '/api/accounts/users/x/y', 404, 'core.not-found'],
    ['GET', '/%zz', 404, 'core.not-found'],
    ['POST', '/nothing', 404, 'core.not-found'],
    ['DELETE', '/api/accounts/sign-in', 405, 'core.method-not-allowed'],
    ['PUT', '/healthz', 405, 'core.method-not-allowed'],
  ])('tells unknown from impossible: %s %s', async (method, url, status, code) => {
    const { ask } = await start()
    const answer = await ask(method, url)
    expect([answer.statusCode, answer.json()]).toMatchObject([status, { code }])
    if (status === 405) expect(answer.headers['allow']).toBeTruthy()
  })
  test.each(['/%ff', '/api/%E0%A4%A?x'])('names an address that is no URL: %s', async (url) => {
    const { ask } = await start()
    const answer = await ask('GET', url)
    expect(answer.json()).toMatchObject({ status: 404, title: `There is nothing at ${url}.` })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'x-content-type-options': 'nosniff',
    })
  })
})

describe('a crash', () => {
  test('in a handler answers 500 without its details, there and nowhere else', async () => {
    const { ask, person } = await start({ capabilities: { sample } })
    const { headers } = await person('viewer')
    const answer = await ask('GET', '/api/sample/crash', { headers })
    expect(answer.json()).toMatchObject({ status: 500, code: 'core.internal' })
    expect(answer.body).not.toContain('secret detail')
    expect((await ask('GET', '/api/sample/seen/local', { headers })).statusCode).toBe(200)
  })
  test('while routes are set up answers 500 under that capability alone', async () => {
    const broken: ServerParts = {
      async routes(scope) {
        scope.get('/early', { config: { access: { role: 'viewer' } } }, async () => 'early')
        throw new Error('no such device')
      },
    }
    const { ask, person } = await start({ capabilities: { broken, sample } })
    const { headers } = await person('viewer')
    for (const url of ['/api/broken', '/api/broken/early', '/api/broken/never'])
      expect((await ask('GET', url, { headers })).json()).toMatchObject({ status: 500, code: 'core.capability-broken' })
    expect((await ask('GET', '/api/sample/seen/local', { headers })).statusCode).toBe(200)
  })
})

describe('bad sign-ins', () => {
  test('ten thousand of them leave the console quick, and the real person free', async () => {
    const { ask, app, auth, auditRows } = await start()
    await auth.addUser({ name: 'anna', password: PASSWORD, role: 'admin' })
    const attempt = (password: string, remoteAddress: string) =>
      app.inject({
        method: 'POST',
        url: '/api/accounts/sign-in',
        headers: { host: '127.0.0.1:8000' },
        payload: { name: 'anna', password },
        remoteAddress,
      })
    const statuses = new Map<number, number>()
    let slowestMs = 0
    for (let round = 0; round < 100; round++) {
      const batch = Array.from({ length: 100 }, (_, index) => attempt(`guess${index}`, '203.0.113.9'))
      const askedMs = performance.now()
      await ask('GET', '/healthz')
      slowestMs = Math.max(slowestMs, performance.now() - askedMs)
      for (const { statusCode } of await Promise.all(batch))
        statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1)
    }
    // Five were looked at; the others cost no hash and leave no row.
    expect(statuses.get(401)).toBe(5)
    expect(statuses.get(429)).toBe(9_995)
    expect((await auditRows()).map(({ outcome }) => outcome)).toEqual(Array(5).fill('refused'))
    expect(slowestMs).toBeLessThan(2_000)
    expect((await attempt(PASSWORD, '198.51.100.1')).statusCode).toBe(200)
    const waiting = await attempt(PASSWORD, '203.0.113.9')
    expect(waiting.json()).toMatchObject({ code: expect.stringMatching(/sign-in-throttled|too-many-requests/) })
    expect(Number(waiting.headers['retry-after'])).toBeGreaterThan(0)
  }, 60_000)
})
