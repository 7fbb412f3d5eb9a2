/** A real PostgreSQL for tests: own folder, own port, durability off, ended by its process id. */
import { execFile, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, test } from 'vitest'

const run = promisify(execFile)
const ROOT = '/usr/lib/postgresql'
const READY_MS = 30_000

/** The newest installed server (Debian keeps them off PATH), or `undefined`. */
function findBinaries(): string | undefined {
  if (!existsSync(ROOT)) return undefined
  const versions = readdirSync(ROOT).sort((a, b) => Number(b) - Number(a))
  return versions.map((version) => join(ROOT, version, 'bin')).find((bin) => existsSync(join(bin, 'postgres')))
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
  const bin = findBinaries() ?? ''
  if (!bin) throw new Error(postgresMissing)
  const user = readServerUser()
  const folder = mkdtempSync(join(tmpdir(), 'vedette-postgres-'))
  if (user) chownSync(folder, user.uid, user.gid)
  const asUser = { ...user, cwd: folder, env: { ...process.env, HOME: folder, LC_ALL: 'C.UTF-8' } }
  const data = join(folder, 'data')
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'vedette', '-A', 'trust', '-E', 'UTF8', '--no-sync'], asUser)
  const port = await findFreePort()
  const fast = ['fsync=off', 'full_page_writes=off', 'shared_buffers=32MB', 'max_connections=50']
  const settings = [`listen_addresses=127.0.0.1`, `port=${port}`, `unix_socket_directories=${folder}`, ...fast]
  let end: (() => Promise<void>) | undefined
  let databases = 0

  const psql = (database: string, sql: string) =>
    run(join(bin, 'psql'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'vedette', '-d', database, '-qc', sql], asUser)
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
      const ready = await psql('postgres', 'select 1').then(
        () => true,
        () => false,
      )
      if (ready) return
      if (child.exitCode !== null || Date.now() > untilMs) throw new Error('PostgreSQL did not start')
    }
  }
  async function kill() {
    await end?.()
    end = undefined
  }
  await start()
  return {
    url: `postgres://vedette@127.0.0.1:${port}/postgres`,
    kill,
    start,
    async createDatabase() {
      const name = `vedette_${++databases}`
      await psql('postgres', `create database ${name}`)
      return `postgres://vedette@127.0.0.1:${port}/${name}`
    },
    async stop() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
