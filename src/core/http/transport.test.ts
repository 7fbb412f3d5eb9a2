/** What browsers and networks are told: names, cookies, CORS, TLS, the WebSocket, and coming and going. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
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
    expect(performance.now() - startedMs).toBeLessThan(2_500)
  })
  test('opens for a token', async () => {
    const { port, token } = await listening()
    const { status, socket } = await connect(port, (await token('viewer')).headers)
    expect(status).toBe(101)
    socket?.terminate()
  })
  test('opens twenty times for one person or token, and again when one is closed', async () => {
    const { port, token } = await listening()
    const { headers } = await token('viewer')
    const open = async (as: Record<string, string> = headers) => {
      const { socket } = await connect(port, as)
      if (!socket) throw new Error('no WebSocket')
      return socket
    }
    const codeOf = (socket: WebSocket) => new Promise((resolve) => socket.on('close', (code) => resolve(code)))
    const sockets = await Promise.all(Array.from({ length: 20 }, () => open()))
    expect(await codeOf(new WebSocket(`ws://127.0.0.1:${port}/api/live`, { headers }))).toBe(1013)
    const other = await open((await token('viewer')).headers)
    const [first] = sockets
    first?.close()
    if (first) await codeOf(first)
    const again = await open()
    expect([other.readyState, again.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN])
    for (const socket of [...sockets, other, again]) socket.terminate()
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
