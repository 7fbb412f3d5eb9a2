/** The console as a process: starting, refusing, stopping, being killed. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import {
  ADMIN,
  type Client,
  freshFolder,
  makeAdmin,
  type RunningConsole,
  runCommand,
  signIn,
  spawnConsole,
  startConsole,
} from './console.ts'

const running: RunningConsole[] = []
const start = async (options: Parameters<typeof startConsole>[0] = {}) => {
  const one = await startConsole(options)
  running.push(one)
  return one
}
/** One that is expected to refuse: its exit code and all it said. */
async function refused(options: Parameters<typeof spawnConsole>[0]) {
  const { child, output } = spawnConsole(options)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, output: output() }
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop('SIGKILL')))
})

describe('starting', () => {
  it('prints the one-time link only while there is no admin, and the link works once', async () => {
    const first = await start()
    expect(first.link).toContain(`${first.url}/welcome#token=`)
    const admin = await makeAdmin(first)
    expect(await admin.ask('GET', '/api/accounts/me')).toMatchObject({
      status: 200,
      body: { name: ADMIN.name, role: 'admin' },
    })
    await expect(makeAdmin(first)).rejects.toThrow(/answered 4\d\d/)
    await first.stop()
    const second = await start({ dataDir: first.dataDir })
    expect(second.link).toBeUndefined()
    expect((await signIn(second)).cookie).not.toBe('')
  })

  it('refuses a data folder that is in use, and names who uses it', async () => {
    const first = await start()
    const second = await refused({ dataDir: first.dataDir })
    expect(second.code).not.toBe(0)
    expect(second.output).toContain(String(first.pid))
    expect(second.output).toContain(first.url)
    expect((await fetch(`${first.url}/healthz`)).status).toBe(200)
  })

  it('says which port is taken', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    const second = await refused({ args: ['--port', String(port)] })
    taken.close()
    expect(second.code).not.toBe(0)
    expect(second.output).toContain(String(port))
    expect(second.output).not.toMatch(/\n\s+at /)
  })

  it('leaves a damaged database as it is, and says so', async () => {
    const first = await start()
    await makeAdmin(first)
    await first.stop()
    const file = join(first.dataDir, 'vedette.db')
    const damaged = Buffer.from(readFileSync(file)).fill(0x5a, 0, 4096)
    writeFileSync(file, damaged)
    const second = await refused({ dataDir: first.dataDir })
    expect(second.code).not.toBe(0)
    expect(second.output).toContain('vedette.db')
    expect(second.output).not.toMatch(/\n\s+at /)
    expect(readFileSync(file).equals(damaged)).toBe(true)
  })

  it('names the line of a setting it does not know', async () => {
    const cwd = freshFolder('cwd')
    writeFileSync(join(cwd, 'vedette.yaml'), 'server:\n  prot: 9000\n')
    const { code, output } = await refused({ cwd })
    expect(code).not.toBe(0)
    expect(output).toMatch(/vedette\.yaml:2.*prot/)
  })
})

describe('stopping', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends within 5 s on %s, with readers connected', async (signal) => {
    const console = await start()
    const admin = await makeAdmin(console)
    const socket = new WebSocket(`${console.url.replace('http', 'ws')}/api/live`, {
      headers: { cookie: admin.cookie, origin: console.url },
    })
    await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject))
    const ended = await console.stop(signal)
    socket.terminate()
    expect(ended.code).toBe(0)
    expect(ended.tookMs).toBeLessThan(5000)
    expect(console.output()).toContain('has stopped')
  })

  it('loses nothing it has acknowledged when it is killed', async () => {
    const console = await start()
    const admin = await makeAdmin(console)
    const names = Array.from({ length: 20 }, (_, index) => `person-${index}`)
    const answers = await Promise.all(
      names.map((name) =>
        admin.ask('POST', '/api/accounts/users', { name, password: 'a long enough one', role: 'viewer' }),
      ),
    )
    await console.stop('SIGKILL')
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201))

    const again = await start({ dataDir: console.dataDir })
    const { body } = await (await signIn(again)).ask('GET', '/api/accounts/users')
    const found = (body as { users: { name: string }[] }).users.map(({ name }) => name)
    expect(names.filter((name) => !found.includes(name))).toEqual([])
    const audit = runCommand(['audit', 'verify', '--data', console.dataDir])
    expect([audit.status, audit.stderr]).toEqual([0, ''])
  })
})

describe('strangers', () => {
  let console: RunningConsole
  let admin: Client
  beforeAll(async () => {
    console = await startConsole()
    admin = await makeAdmin(console)
  })
  afterAll(() => console.stop('SIGKILL'))
  const ask = (url: string, headers: Record<string, string>) =>
    new Promise<{ status: number; type: string }>((resolve, reject) => {
      request(url, { headers }, (answer) => {
        answer.resume()
        resolve({ status: answer.statusCode ?? 0, type: String(answer.headers['content-type']) })
      })
        .once('error', reject)
        .end()
    })

  it('are refused by a Host name that is not ours', async () => {
    const foreign = await ask(`${console.url}/api/accounts/me`, { host: 'evil.example' })
    expect(foreign.status).toBeGreaterThanOrEqual(400)
    expect(foreign.status).not.toBe(401)
    expect((await ask(`${console.url}/`, { host: 'evil.example' })).status).toBe(foreign.status)
    expect((await ask(`${console.url}/healthz`, {})).status).toBe(200)
  })

  it('are refused by their origin, at the live line and at anything that changes', async () => {
    const socket = new WebSocket(`${console.url.replace('http', 'ws')}/api/live`, {
      headers: { cookie: admin.cookie, origin: 'https://evil.example' },
    })
    const outcome = await new Promise((resolve) => {
      socket.once('unexpected-response', (_, answer) => resolve(answer.statusCode))
      socket.once('message', () => resolve('let in'))
      socket.once('error', () => resolve('refused'))
      socket.once('close', () => resolve('closed'))
    })
    socket.terminate()
    expect(outcome).not.toBe('let in')
    const changed = await fetch(`${console.url}/api/accounts/users`, {
      method: 'POST',
      headers: { cookie: admin.cookie, origin: 'https://evil.example', 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'mallory', password: 'a long enough one', role: 'admin' }),
    })
    expect(changed.status).toBe(403)
  })

  it('see nothing of the API', async () => {
    const { paths } = (await (await fetch(`${console.url}/openapi.json`)).json()) as { paths: Record<string, object> }
    const routes = Object.keys(paths).filter((path) => path.startsWith('/api/'))
    expect(routes.length).toBeGreaterThan(20)
    const open = await Promise.all(
      routes
        .filter((path) => 'get' in (paths[path] ?? {}))
        .map(async (path) => ({
          path,
          status: (await fetch(console.url + path.replaceAll(/\{[^}]+\}/g, 'x'))).status,
        })),
    )
    expect(open.filter(({ status, path }) => status !== 401 && !path.endsWith('/accounts/welcome'))).toEqual([])
  })
})
