/** The real console, started as `npm start` starts it, on a free port and a data folder of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const ADMIN = { name: 'admin', password: 'correct horse battery' }

export interface ConsoleOptions {
  /** A fresh folder when not said. */
  readonly dataDir?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What is started: the clone's own command when not said. */
  readonly program?: string
  /** Working directory, where settings files are looked for. A fresh folder when not said. */
  readonly cwd?: string
  /** `spare`: as it runs for months, where what it costs is measured; else it starts sooner. */
  readonly memory?: 'spare'
}
export interface RunningConsole {
  readonly url: string
  readonly dataDir: string
  readonly pid: number
  /** The one-time link of a console without an admin. */
  readonly link: string | undefined
  /** Everything it has printed so far, both streams. */
  output(): string
  /** Asks it to end and waits; resolves with how it ended and after how long. */
  stop(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly tookMs: number }>
}

export const CLI = join(process.cwd(), 'bin', 'vedette.js')
export const freshFolder = (what = 'data') => mkdtempSync(join(tmpdir(), `vedette-${what}-`))

/**
 * A third of the processor's time that a start takes, and nothing a test asks about: glibc's own ways with memory instead of the
 * sparing ones of a console that runs for months (an operator's words win, see src/lean-process.ts), and code compiled once.
 */
const QUICK_START = {
  MALLOC_ARENA_MAX: '0',
  MALLOC_MMAP_THRESHOLD_: `${32 * 1024 * 1024}`,
  MALLOC_TRIM_THRESHOLD_: `${128 * 1024 * 1024}`,
  NODE_COMPILE_CACHE: join(process.cwd(), 'node_modules', '.cache', 'vedette-test-compiled'),
}

/** A machine's own settings must not reach a console under test. */
export function cleanEnvironment(
  env: Readonly<Record<string, string>> = {},
  start: Readonly<Record<string, string>> = QUICK_START,
): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(VEDETTE_|DATABASE_URL|LOG_|CORS_|ENABLE_DOCS|HTTPS_PROXY|https_proxy|LC_|LANG|NODE_OPTIONS|VITEST|TZ)/.test(
        name,
      ),
  )
  return { ...(Object.fromEntries(kept) as Record<string, string>), LANG: 'C.UTF-8', ...start, ...env }
}

/** Runs a command to its end. */
export function runCommand(args: readonly string[], options: ConsoleOptions = {}) {
  return spawnSync(process.execPath, [options.program ?? CLI, ...args], {
    encoding: 'utf8',
    cwd: options.cwd ?? freshFolder('cwd'),
    env: cleanEnvironment(options.env),
    timeout: 60_000,
  })
}

/** Node writes down what it compiled when a console ends by itself, and most of them are killed: one is for that. */
export async function compileOnce(): Promise<void> {
  if (existsSync(QUICK_START.NODE_COMPILE_CACHE)) return
  await (await startConsole()).stop()
}

/** Starts a console without waiting for it: for those that are expected to refuse. */
export function spawnConsole(options: ConsoleOptions = {}) {
  const dataDir = options.dataDir ?? freshFolder()
  const args = ['server', '--data', dataDir, '--host', '127.0.0.1', '--port', '0', ...(options.args ?? [])]
  const child = spawn(process.execPath, [options.program ?? CLI, ...args], {
    cwd: options.cwd ?? freshFolder('cwd'),
    env: cleanEnvironment(options.env, options.memory === 'spare' ? {} : QUICK_START),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      for (const listener of listeners) listener()
    })
  }
  const waitFor = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(output)
        if (!match) return
        listeners.delete(look)
        resolve(match)
      }
      listeners.add(look)
      child.once('exit', (code) => reject(new Error(`the console ended with ${code} before ${pattern}:\n${output}`)))
      look()
    })
  return { child, dataDir, output: () => output, waitFor }
}

export async function startConsole(options: ConsoleOptions = {}): Promise<RunningConsole> {
  const { child, dataDir, output, waitFor } = spawnConsole(options)
  const [, url = ''] = await waitFor(/ready: (https?:\/\/\S+)/)
  await waitFor(/Ctrl-C/)
  return {
    url,
    dataDir,
    pid: child.pid ?? 0,
    link: /https?:\/\/\S+#token=\S+/.exec(output())?.[0],
    output,
    stop: (signal = 'SIGTERM') => stopChild(child, signal),
  }
}

export async function stopChild(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM') {
  const startedMs = performance.now()
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  return { code: child.exitCode, tookMs: performance.now() - startedMs }
}

export interface Client {
  readonly cookie: string
  /** Asks as the signed-in person, from the console's own origin. */
  ask(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>
}

export function clientOf(console: RunningConsole, cookie: string): Client {
  return {
    cookie,
    async ask(method, path, body) {
      const answer = await fetch(`${console.url}${path}`, {
        method,
        headers: { cookie, origin: console.url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
    },
  }
}

/** Makes the first admin with the one-time link, and stays signed in. */
export async function makeAdmin(console: RunningConsole): Promise<Client> {
  const token = new URL(console.link ?? '').hash.slice('#token='.length)
  return await signIn(console, 'first-admin', { token, ...ADMIN })
}

export async function signIn(console: RunningConsole, how = 'sign-in', body: object = ADMIN): Promise<Client> {
  const response = await fetch(`${console.url}/api/accounts/${how}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: console.url },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${how} answered ${response.status}: ${await response.text()}`)
  return clientOf(console, (response.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '')
}
