/** What browsers and networks are told: headers, cookies, CORS, pages, TLS, the WebSocket, and coming and going. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { Agent, get, type IncomingMessage } from 'node:http'
import { get as getSecure, request as requestSecure } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type HttpChanges, PASSWORD, startTestHttp, type TestHttp } from '../../../test/parts/http.ts'
import type { Principal, ServerParts } from '../capability.ts'

let web: TestHttp
const start = async (changes: HttpChanges = {}) => {
  web = await startTestHttp(changes)
  return web
}
afterEach(() => web.close())

const signIn = (headers: Record<string, string> = {}) =>
  web.ask('POST', '/api/accounts/sign-in', { body: { name: 'anna', password: PASSWORD }, headers })
const addAnna = () => web.auth.addUser({ name: 'anna', password: PASSWORD, role: 'admin' })

describe('a foreign name', () => {
  test.each(['evil.example', '127.0.0.1.evil.example:8000', 'console.example'])('%s is answered 421', async (host) => {
    const { app } = await start()
    for (const url of ['/', '/healthz', '/api/accounts/me', '/metrics']) {
      const answer = await app.inject({ url, headers: { host, accept: 'text/html' } })
      expect([url, answer.statusCode]).toEqual([url, 421])
      expect(answer.json()).toMatchObject({ code: 'core.foreign-host', params: { host } })
    }
  })
  test('is not brought in by a proxy nobody trusts', async () => {
    const { ask } = await start()
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }
    const answer = await ask('GET', '/healthz', { headers })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['strict-transport-security']).toBeUndefined()
  })
  test('of the trusted proxy is believed', async () => {
    const settings = { trustedProxies: ['127.0.0.1'], allowedHosts: ['console.example'] }
    const { app } = await start({ settings })
    const headers = { host: 'inside:8000', 'x-forwarded-host': 'console.example', 'x-forwarded-proto': 'https' }
    const answer = await app.inject({ url: '/healthz', headers })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['strict-transport-security']).toBe('max-age=15552000')
  })
  test('in the setting must be one', async () => {
    await start()
    await expect(startTestHttp({ settings: { trustedProxies: ['nginx'] } })).rejects.toMatchObject({
      code: 'core.proxy-invalid',
    })
  })
})

describe('the session cookie', () => {
  test('is out of reach of scripts and other sites', async () => {
    await start()
    await addAnna()
    const answer = await signIn()
    expect(answer.headers['set-cookie']).toMatch(
      /^vedette-0=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/,
    )
    expect(answer.headers['cache-control']).toBe('no-store')
  })
  test('is Secure and bound to the host under https, also behind a proxy', async () => {
    await start({ settings: { publicUrl: 'https://console.example' } })
    await addAnna()
    const headers = { host: 'console.example', origin: 'https://console.example' }
    const answer = await signIn(headers)
    expect(answer.headers['set-cookie']).toMatch(/^__Host-vedette-0=.*; Path=\/;.*HttpOnly; Secure; SameSite=Strict$/)
    const { name, value } = answer.cookies[0] ?? { name: '', value: '' }
    const me = (cookie: string) => web.ask('GET', '/api/accounts/me', { headers: { ...headers, cookie } })
    expect((await me(`${name}=${value}`)).statusCode).toBe(200)
    // Set over plain http by somebody in between, it would not count.
    expect((await me(`vedette-0=${value}`)).statusCode).toBe(401)
  })
  test('is taken back by signing out', async () => {
    const { ask, person } = await start()
    const { headers } = await person('viewer')
    const answer = await ask('POST', '/api/accounts/sign-out', { headers })
    expect(answer.statusCode).toBe(204)
    expect(answer.headers['set-cookie']).toMatch(/^vedette-0=; .*Expires=Thu, 01 Jan 1970/)
    expect((await ask('GET', '/api/accounts/me', { headers })).statusCode).toBe(401)
  })
  test('is not given to a form of another site', async () => {
    await start()
    await addAnna()
    const answer = await signIn({ origin: 'https://evil.example' })
    expect(answer.statusCode).toBe(403)
    expect(answer.headers['set-cookie']).toBeUndefined()
  })
})

describe('CORS', () => {
  const app = 'https://app.example'
  const preflight = (origin: string) =>
    web.ask('OPTIONS', '/api/accounts/me', { headers: { origin, 'access-control-request-method': 'PATCH' } })
  const read = (origin: string) => web.ask('GET', '/healthz', { headers: { origin } })

  test('is off by default', async () => {
    await start()
    expect((await read(app)).headers['access-control-allow-origin']).toBeUndefined()
    expect((await preflight(app)).headers['access-control-allow-origin']).toBeUndefined()
  })
  test('lets named origins read, and only them', async () => {
    await start({ settings: { corsAllowOrigins: [app] } })
    expect((await read(app)).headers).toMatchObject({ 'access-control-allow-origin': app, vary: expect.anything() })
    expect((await read(app)).headers['access-control-allow-credentials']).toBeUndefined()
    expect((await read('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined()
    expect((await preflight(app)).headers).toMatchObject({
      'access-control-allow-origin': app,
      'access-control-allow-methods': expect.stringContaining('PATCH'),
      'access-control-allow-headers': 'authorization, content-type',
    })
    expect((await preflight('https://evil.example')).headers['access-control-allow-origin']).toBeUndefined()
  })
  test('lets named origins send cookies when told so', async () => {
    const { person, ask } = await start({ settings: { corsAllowOrigins: [app], corsAllowCredentials: true } })
    expect((await read(app)).headers).toMatchObject({ 'access-control-allow-credentials': 'true' })
    const { headers } = await person('viewer')
    const change = { headers: { ...headers, origin: app }, body: { theme: 'dark' } }
    expect((await ask('PATCH', '/api/accounts/me', change)).statusCode).toBe(200)
  })
  test('* never carries credentials', async () => {
    const { person, ask } = await start({ settings: { corsAllowOrigins: ['*', app], corsAllowCredentials: true } })
    const { headers } = await read('https://evil.example')
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers['access-control-allow-credentials']).toBeUndefined()
    const anna = await person('viewer')
    const foreign = { headers: { ...anna.headers, origin: 'https://evil.example' }, body: { theme: 'dark' } }
    expect((await ask('PATCH', '/api/accounts/me', foreign)).statusCode).toBe(403)
  })
})

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
    expect(signInRoute).toMatchObject({ tags: ['accounts'], security: [] })
    expect(signInRoute.requestBody.content['application/json'].schema.required).toEqual(['name', 'password'])
    const users = document.paths['/api/accounts/users'].get
    expect(users).toMatchObject({ security: [{ token: [] }, { session: [] }], description: 'Role: admin.' })
    expect(users.responses.default.content).toBeDefined()
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

describe('the WebSocket', () => {
  const accepted: { principal: Principal; from: string }[] = []
  const live = {
    accept(socket: WebSocket, principal: Principal, from: string) {
      accepted.push({ principal, from })
      socket.send('hello')
    },
  }
  const connect = (port: number, headers: Record<string, string>, path = '/api/live') =>
    new Promise<{ status: number; socket?: WebSocket }>((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
      socket.on('message', () => resolve({ status: 101, socket }))
      socket.on('unexpected-response', (_, answer) => {
        answer.resume()
        resolve({ status: answer.statusCode ?? 0 })
      })
      socket.on('error', reject)
    })
  const listening = async () => {
    const started = await start({ options: { live } })
    const { port } = await started.http.listen()
    return { ...started, port, own: `http://127.0.0.1:${port}` }
  }

  test('opens for our own page', async () => {
    const { port, own, person } = await listening()
    const { headers, user } = await person('viewer')
    const { status, socket } = await connect(port, { cookie: headers.cookie, origin: own })
    expect(status).toBe(101)
    expect(accepted.at(-1)).toMatchObject({ principal: { id: user.id }, from: '127.0.0.1' })
    socket?.terminate()
  })
  test('does not open for nobody, for another origin, for none, nor under a foreign name', async () => {
    const { port, own, person } = await listening()
    const { cookie } = (await person('viewer')).headers
    expect((await connect(port, { origin: own })).status).toBe(401)
    expect((await connect(port, { cookie, origin: 'https://evil.example' })).status).toBe(403)
    expect((await connect(port, { cookie, origin: 'http://127.0.0.1:1' })).status).toBe(403)
    expect((await connect(port, { cookie })).status).toBe(403)
    expect((await connect(port, { cookie, origin: own, host: 'evil.example' })).status).toBe(421)
  })
  test('refused leaves no open connection behind', async () => {
    const { port, own, http } = await listening()
    for (const [path, more] of [
      ['/api/live', {}],
      ['/%zz', {}],
      ['/nothing', {}],
      ['/api/live', { host: 'evil.example' }],
    ] as const)
      await connect(port, { origin: own, ...more }, path)
    const startedMs = performance.now()
    await http.close()
    expect(performance.now() - startedMs).toBeLessThan(900)
  })
  test('opens for a token', async () => {
    const { port, token } = await listening()
    const { status, socket } = await connect(port, (await token('viewer')).headers)
    expect(status).toBe(101)
    socket?.terminate()
  })
  test('closes when the session has ended, also when another process ended it', async () => {
    const { port, own, person, clock, db } = await listening()
    const { headers } = await person('viewer')
    const { socket } = await connect(port, { cookie: headers.cookie, origin: own })
    const closed = new Promise((resolve) => socket?.on('close', (code) => resolve(code)))
    clock.advance(15_000)
    await db.tables<{ core_sessions: { hash: string } }>().deleteFrom('core_sessions').execute()
    clock.advance(15_000)
    expect(await closed).toBe(1008)
  })
  test('is all there is at its address', async () => {
    const { ask, token } = await start({ options: { live } })
    expect((await ask('GET', '/api/live', await token('viewer'))).json()).toMatchObject({
      status: 426,
      code: 'core.upgrade-required',
    })
  })
})

describe('coming and going', () => {
  test('a taken port is named with what to do', async () => {
    const { http } = await start()
    const { port } = await http.listen()
    const second = await startTestHttp({ settings: { port } })
    await expect(second.http.listen()).rejects.toMatchObject({
      code: 'core.port-taken',
      params: { port: String(port), host: '127.0.0.1' },
    })
    await second.close()
  })
  test('an address of another machine is named', async () => {
    const { http } = await start({ settings: { host: '192.0.2.1' } })
    await expect(http.listen()).rejects.toMatchObject({ code: 'core.address-unknown', params: { host: '192.0.2.1' } })
  })
  test('listening beyond loopback without TLS is warned of', async () => {
    const warnings: string[] = []
    const ignore = () => undefined
    const log = { debug: ignore, info: ignore, error: ignore, warn: (_: object, text: string) => warnings.push(text) }
    const { http } = await start({ settings: { host: '0.0.0.0' }, options: { log } })
    const listening = await http.listen()
    expect(listening).toMatchObject({ exposed: true, secure: false, url: `http://127.0.0.1:${listening.port}` })
    expect(warnings).toEqual([expect.stringContaining('without TLS')])
  })
  test('closes within five seconds, whoever holds on', async () => {
    const hanging: ServerParts = {
      async routes(scope) {
        scope.get('/never', { config: { access: { role: 'public' } } }, () => new Promise(() => undefined))
      },
    }
    const live = { accept: (socket: WebSocket) => socket.send('hello') }
    const { http, token } = await start({ capabilities: { hanging }, options: { live } })
    const { port } = await http.listen()
    const agent = new Agent({ keepAlive: true })
    await new Promise<void>((resolve) =>
      get({ port, path: '/healthz', agent }, (answer) => answer.resume().on('end', resolve)),
    )
    get({ port, path: '/api/hanging/never' }).on('error', () => undefined)
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/live`, await token('viewer'))
    await new Promise((resolve) => socket.on('message', resolve))
    // A client that is gone without a word: it will not answer the closing handshake.
    socket.pause()
    const startedMs = performance.now()
    await http.close()
    expect(performance.now() - startedMs).toBeLessThan(5_000)
    socket.terminate()
    agent.destroy()
  }, 20_000)
})

describe('TLS', () => {
  const makeCertificate = () => {
    const folder = mkdtempSync(join(tmpdir(), 'vedette-tls-'))
    const [tlsCert, tlsKey] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:console.example,IP:127.0.0.1']
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
    execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', tlsKey, '-out', tlsCert], {
      stdio: 'ignore',
    })
    return { tlsCert, tlsKey }
  }

  test('is served with the given certificate', async () => {
    const { http } = await start({ settings: { ...makeCertificate(), allowedHosts: ['console.example'] } })
    const { port, secure, url } = await http.listen()
    expect([secure, url]).toEqual([true, `https://127.0.0.1:${port}`])
    const headers = await new Promise((resolve, reject) => {
      const options = { port, path: '/healthz', rejectUnauthorized: false, headers: { host: 'console.example' } }
      getSecure(options, (answer) => resolve(answer.resume().headers)).on('error', reject)
    })
    expect(headers).toMatchObject({ 'strict-transport-security': 'max-age=15552000' })
  })
  test('makes cookies Secure', async () => {
    const { http } = await start({ settings: makeCertificate() })
    await addAnna()
    const { port, url } = await http.listen()
    const headers = { origin: url, 'content-type': 'application/json' }
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const target = { host: '127.0.0.1', port, path: '/api/accounts/sign-in', method: 'POST' }
      requestSecure({ ...target, headers, rejectUnauthorized: false }, (came) => resolve(came.resume()))
        .on('error', reject)
        .end(JSON.stringify({ name: 'anna', password: PASSWORD }))
    })
    expect(answer.statusCode).toBe(200)
    expect(String(answer.headers['set-cookie'])).toMatch(/^__Host-vedette-0=.*HttpOnly; Secure; SameSite=Strict/)
  })
  test.each([
    [{ tlsCert: '/nowhere/cert.pem', tlsKey: '/nowhere/key.pem' }, 'core.tls-unreadable'],
    [{ tlsCert: '/nowhere/cert.pem' }, 'core.tls-incomplete'],
    [{ tlsKey: '/nowhere/key.pem' }, 'core.tls-incomplete'],
    [{ tlsCert: '/etc/hostname', tlsKey: '/etc/hostname' }, 'core.tls-unreadable'],
  ])('with %j is refused', async (settings, code) => {
    await start()
    await expect(startTestHttp({ settings })).rejects.toMatchObject({ code })
  })
})
