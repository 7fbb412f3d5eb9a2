/** A real PostgreSQL for tests: own folder, own port, durability off, ended by its process id. */
import { execFile, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { describe, test } from 'vitest'

const run = promisify(execFile)
const ROOT = '/usr/lib/postgresql'
const READY_MS = 30_000
/** From this one on copying a database goes through the log, a third of the work of a test, unless it is told not to. */
const STRATEGY_SINCE = 15

interface Binaries {
  readonly bin: string
  readonly version: number
}
/** The newest installed server (Debian keeps them off PATH), or `undefined`. */
function findBinaries(): Binaries | undefined {
  if (!existsSync(ROOT)) return undefined
  const versions = readdirSync(ROOT).map(Number)
  return versions
    .sort((a, b) => b - a)
    .map((version) => ({ version, bin: join(ROOT, String(version), 'bin') }))
    .find(({ bin }) => existsSync(join(bin, 'postgres')))
}

/** Why tests that need PostgreSQL cannot run here; `undefined` when they can. */
export const postgresMissing: string | undefined = findBinaries()
  ? undefined
  : `PostgreSQL is not installed (no ${ROOT}/*/bin/postgres; Debian: apt-get install postgresql)`

/** `describe` for tests on a real PostgreSQL: where it is missing they count as skipped with the reason, and fail under CI. */
export function describePostgres(name: string, body: () => void): void {
  if (postgresMissing === undefined) describe(name, body)
  else if (process.env['CI'])
    describe(name, () => test('needs PostgreSQL', () => Promise.reject(new Error(postgresMissing))))
  else describe.runIf(false)(`${name}: ${postgresMissing}`, body)
}

/** PostgreSQL refuses to run as root; Debian's package brings the user `postgres`. */
function readServerUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((row) => row.startsWith('postgres:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (!uid || !gid) throw new Error('PostgreSQL does not run as root, and there is no user “postgres”')
  return { uid: Number(uid), gid: Number(gid) }
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

export interface TestPostgres {
  readonly url: string
  /** Ends the server at once, as a power cut would; `start` brings it back on the same port. */
  kill(): Promise<void>
  start(): Promise<void>
  /** A new empty database of this server. */
  createDatabase(): Promise<string>
  stop(): Promise<void>
}

export async function startPostgres(): Promise<TestPostgres> {
  const found = findBinaries()
  if (!found) throw new Error(postgresMissing)
  const { bin, version } = found
  const copying = version >= STRATEGY_SINCE ? ' strategy file_copy' : ''
  const user = readServerUser()
  const folder = mkdtempSync(join(tmpdir(), 'vedette-postgres-'))
  if (user) chownSync(folder, user.uid, user.gid)
  const asUser = { ...user, cwd: folder, env: { ...process.env, HOME: folder, LC_ALL: 'C.UTF-8' } }
  const data = join(folder, 'data')
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'vedette', '-A', 'trust', '-E', 'UTF8', '--no-sync'], asUser)
  const port = await findFreePort()
  const fast = ['fsync=off', 'full_page_writes=off', 'shared_buffers=32MB', 'max_connections=50']
  const settings = [`listen_addresses=127.0.0.1`, `port=${port}`, `unix_socket_directories=${folder}`, ...fast]
  const url = `postgres://vedette@127.0.0.1:${port}/postgres`
  let end: (() => Promise<void>) | undefined
  let databases = 0
  let asking: pg.Client | undefined

  async function ask(sql: string): Promise<void> {
    if (!asking) {
      const client = new pg.Client(url)
      // The server is ended while it is open.
      client.on('error', () => undefined)
      await client.connect()
      asking = client
    }
    await asking.query(sql)
  }
  async function start() {
    const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
    const child = spawn(join(bin, 'postgres'), args, { ...asUser, stdio: 'ignore' })
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    end = async () => {
      // SIGQUIT: immediate shutdown (postgres(1)).
      child.kill('SIGQUIT')
      await ended
    }
    const untilMs = Date.now() + READY_MS
    for (;;) {
      const ready = await ask('select 1').then(
        () => true,
        () => false,
      )
      if (ready) return
      if (child.exitCode !== null || Date.now() > untilMs) throw new Error('PostgreSQL did not start')
      await sleep(50)
    }
  }
  async function kill() {
    await end?.()
    end = undefined
    asking = undefined
  }
  await start()
  return {
    url,
    kill,
    start,
    async createDatabase() {
      const name = `vedette_${++databases}`
      await ask(`create database ${name}${copying}`)
      return `postgres://vedette@127.0.0.1:${port}/${name}`
    },
    async stop() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
