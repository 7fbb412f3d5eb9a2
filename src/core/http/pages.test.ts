/** The page and its files, the probes of other programs, and the description of the API. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type HttpChanges, startTestHttp, type TestHttp } from '../../../test/parts/http.ts'

let web: TestHttp
const start = async (changes: HttpChanges = {}) => {
  web = await startTestHttp(changes)
  return web
}
afterEach(() => web.close())

describe('pages', () => {
  const build = () => {
    const webDir = mkdtempSync(join(tmpdir(), 'vedette-web-'))
    mkdirSync(join(webDir, 'assets'))
    writeFileSync(
      join(webDir, 'index.html'),
      '<script nonce="__NONCE__" src="/assets/a-1.js"></script><style nonce="__NONCE__">',
    )
    writeFileSync(join(webDir, 'assets', 'a-1.js'), `let a = 1\n${'// filler\n'.repeat(500)}`)
    writeFileSync(join(webDir, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    return webDir
  }
  const html = { headers: { accept: 'text/html,application/xhtml+xml' } }

  test('come with a nonce of their own and a strict policy', async () => {
    const { ask } = await start({ options: { webDir: build() } })
    const [one, two] = [await ask('GET', '/', html), await ask('GET', '/hosts/local?range=1h', html)]
    expect([one?.statusCode, two?.statusCode]).toEqual([200, 200])
    const policy = String(one?.headers['content-security-policy'])
    const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    expect(nonce.length).toBe(24)
    expect(one?.body).toBe(`<script nonce="${nonce}" src="/assets/a-1.js"></script><style nonce="${nonce}">`)
    expect(two?.body).not.toContain(nonce)
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain("connect-src 'self' ws://127.0.0.1:8000")
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(one?.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    })
  })
  test('have their hashed files for good, compressed', async () => {
    const { ask } = await start({ options: { webDir: build() } })
    const file = await ask('GET', '/assets/a-1.js', { headers: { 'accept-encoding': 'gzip, br' } })
    expect(file.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
      'content-type': expect.stringContaining('javascript'),
    })
    expect(file.rawPayload.length).toBeLessThan(500)
    expect((await ask('GET', '/favicon.svg')).headers['content-type']).toContain('image/svg+xml')
  })
  test.each(['/assets/missing.js', '/assets/..%2f..%2fvedette.db', '/api/nothing', '/docs/nothing'])(
    'are not what %s gets',
    async (url) => {
      const { ask } = await start({ options: { webDir: build() } })
      const answer = await ask('GET', url, html)
      expect(answer.headers['content-type']).not.toContain('javascript')
      expect(answer.body).not.toContain('SQLite')
      expect([403, 404]).toContain(answer.statusCode)
    },
  )
  test('are for those who want HTML', async () => {
    const { ask } = await start({ options: { webDir: build() } })
    expect((await ask('GET', '/hosts', { headers: { accept: 'application/json' } })).json()).toMatchObject({
      code: 'core.not-found',
    })
  })
  test('that are not built say how to build them', async () => {
    const { ask } = await start()
    const answer = await ask('GET', '/', html)
    expect(answer.statusCode).toBe(503)
    expect(answer.body).toContain('npm start')
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  })
})

describe('probes', () => {
  test('/healthz says ok to everybody', async () => {
    const { ask } = await start()
    const answer = await ask('GET', '/healthz')
    expect([answer.statusCode, answer.body]).toEqual([200, 'ok\n'])
  })
  test('/health tells details only to those who are signed in', async () => {
    const { ask, token } = await start()
    expect((await ask('GET', '/health')).json()).toEqual({ status: 'ok' })
    expect((await ask('GET', '/health', await token('viewer'))).json()).toEqual({
      status: 'ok',
      version: '1.2.3',
      parts: { store: { ok: true, detail: 'fine' } },
    })
  })
  test('/health answers 503 when something fails, also when asking fails', async () => {
    const { ask } = await start({
      options: {
        health: async () => {
          throw new Error('disk gone')
        },
      },
    })
    const answer = await ask('GET', '/health')
    expect([answer.statusCode, answer.json()]).toEqual([503, { status: 'failing' }])
  })
  test.each([
    [true, '127.0.0.1', {}, undefined, 200],
    [true, '127.0.0.1', { 'x-forwarded-for': '203.0.113.1' }, undefined, 401],
    [true, '203.0.113.1', {}, undefined, 401],
    [true, '203.0.113.1', {}, 'viewer', 200],
    [false, '127.0.0.1', {}, undefined, 401],
    [false, '127.0.0.1', {}, 'viewer', 200],
  ] as const)(
    '/metrics, open %s, from %s with %j as %s: %i',
    async (openMetrics, remoteAddress, more, role, status) => {
      const { app, token } = await start({ settings: { openMetrics } })
      const who = role ? (await token(role)).headers : {}
      const answer = await app.inject({
        url: '/metrics',
        remoteAddress,
        headers: { host: '127.0.0.1', ...more, ...who },
      })
      expect(answer.statusCode).toBe(status)
    },
  )
  test('/metrics counts by route template, never by path', async () => {
    const { ask, person } = await start()
    const { headers } = await person('admin')
    await ask('PATCH', '/api/accounts/users/nobody', { headers, body: { role: 'viewer' } })
    await ask('GET', '/api/made-up/by/a/stranger')
    const { body } = await ask('GET', '/metrics')
    expect(body).toContain(
      'vedette_core_http_requests_total{route="/api/accounts/users/:id",method="PATCH",status="404"} 1',
    )
    expect(body).toContain('vedette_core_http_duration_seconds_bucket{le="0.005",route="none",method="GET"}')
    expect(body).not.toContain('stranger')
  })
})

describe('the API description', () => {
  test('has every route with who may call it', async () => {
    const { ask } = await start()
    const document = (await ask('GET', '/openapi.json')).json()
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Vedette', version: '1.2.3' } })
    const signInRoute = document.paths['/api/accounts/sign-in'].post
    expect(signInRoute).toMatchObject({ tags: ['accounts'], security: [], operationId: 'postAccountsSignIn' })
    expect(signInRoute.requestBody.content['application/json'].schema.required).toEqual(['name', 'password'])
    const users = document.paths['/api/accounts/users'].get
    expect(users).toMatchObject({ security: [{ token: [] }, { session: [] }], description: 'Role: admin.' })
    expect(users.responses.default.content).toBeDefined()
    const routes = Object.values<Record<string, { operationId?: string }>>(document.paths).flatMap(Object.values)
    const names = routes.map(({ operationId }) => operationId)
    expect(names).toContain('patchAccountsUsersId')
    expect(new Set(names).size).toBe(names.length)
  })
  test('is read offline, under a policy of its own', async () => {
    const { ask } = await start()
    const page = await ask('GET', '/docs/')
    expect(page.statusCode).toBe(200)
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toMatch(/script-src 'self';/)
    expect(policy).not.toMatch(/https?:/)
    const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '')
    expect(files.length).toBeGreaterThan(3)
    for (const file of files) {
      expect(file).not.toMatch(/^(https?:)?\/\//)
      const { pathname } = new URL(file, 'http://x/docs/')
      expect([pathname, (await ask('GET', pathname)).statusCode]).toEqual([pathname, 200])
    }
    const initializer = (await ask('GET', '/docs/static/swagger-initializer.js')).body
    expect(initializer).toContain('"validatorUrl":null')
  })
  test('can be switched off', async () => {
    const { ask } = await start({ settings: { enableDocs: false } })
    expect((await ask('GET', '/openapi.json')).statusCode).toBe(404)
    expect((await ask('GET', '/docs')).statusCode).toBe(404)
  })
})
