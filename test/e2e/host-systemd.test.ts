/** Services, their processes, failures and the journal under a real systemd: Debian booted in systemd-nspawn, watched by the real console. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { LogTail, Service, ServiceList } from '../../src/capabilities/host/schema.ts'
import type { ProcessDetail } from '../../src/capabilities/processes/schema.ts'
import type { StopPlan } from '../../src/capabilities/processes/stop/schema.ts'
import type { Finding } from '../../src/core/findings/schema.ts'
import type { Plan } from '../../src/core/schema.ts'
import { isMissing } from '../parts/parts.ts'
import { type Client, freshFolder, makeAdmin, type RunningConsole, startConsole, stopChild } from './console.ts'

/** Built once on a machine, not once a run as all else that is scratch; every run boots a copy. */
const ROOTFS = '/var/cache/vedette-tests/systemd-rootfs'
const PACKAGES = 'systemd,systemd-sysv,dbus,procps'
const UNITS: Readonly<Record<string, string>> = {
  web: '[Unit]\nDescription=A web server\n[Service]\nExecStart=/bin/sleep 100000\n[Install]\nWantedBy=multi-user.target\nAlias=www.service\n',
  worker:
    '[Unit]\nDescription=Needs web\nRequires=web.service\nAfter=web.service\n[Service]\nExecStart=/bin/sleep 100001\n',
  breaks:
    '[Unit]\nDescription=Breaks\n[Service]\nExecStart=/bin/sh -c "echo about to break password=hunter2 >&2; exit 3"\n',
}

const reason = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux'
  if (isMissing('systemd-container') || isMissing('mmdebstrap')) return 'needs systemd-container and mmdebstrap'
  return undefined
})()
const name = 'a machine with systemd'
const describeSystemd = reason === undefined ? describe : describe.skipIf(process.env['CI'] === undefined)

function buildRootfs(): void {
  if (existsSync(join(ROOTFS, 'etc/machine-id'))) return
  const making = `${ROOTFS}.${process.pid}`
  mkdirSync(dirname(ROOTFS), { recursive: true })
  execFileSync('mmdebstrap', ['--variant=apt', `--include=${PACKAGES}`, 'bookworm', making], { stdio: 'pipe' })
  // Without an id the first boot would enable every preset, and wait for a network there is not.
  execFileSync('systemd-machine-id-setup', [`--root=${making}`], { stdio: 'pipe' })
  execFileSync('ln', ['-sf', '/dev/null', join(making, 'etc/systemd/system/console-getty.service')])
  if (existsSync(ROOTFS)) rmSync(making, { recursive: true })
  else renameSync(making, ROOTFS)
}

const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)

async function boot(root: string): Promise<{ nspawn: ChildProcess; leader: string }> {
  const flags = ['--register=no', '--keep-unit', '-q', '--private-network', '--link-journal=no', '--console=pipe']
  const nspawn = spawn(
    'systemd-nspawn',
    [...flags, '-D', root, `--machine=vedette${process.pid}`, '--hostname=vedettetest', '-b'],
    { stdio: 'ignore' },
  )
  const leader = await vi.waitFor(
    () => {
      const [found] = childrenOf(nspawn.pid ?? 0)
      if (!found) throw new Error('systemd-nspawn has not started its machine yet')
      execFileSync('nsenter', ['-t', found, '-a', 'test', '-S', '/run/dbus/system_bus_socket'], { stdio: 'pipe' })
      return found
    },
    { timeout: 60_000, interval: 100 },
  )
  return { nspawn, leader }
}

describeSystemd(reason === undefined ? name : `${name}: ${reason}`, () => {
  const root = join(tmpdir(), `vedette-systemd-${process.pid}`)
  let machine: Awaited<ReturnType<typeof boot>>
  let running: RunningConsole
  let admin: Client
  const inside = (...args: string[]) =>
    execFileSync('nsenter', ['-t', machine.leader, '-a', ...args], { encoding: 'utf8' }).trim()

  beforeAll(async () => {
    if (reason !== undefined) throw new Error(reason)
    buildRootfs()
    cpSync(ROOTFS, root, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
      filter: (path) => !/\/(dev|proc|sys)\/./.test(path.slice(ROOTFS.length)),
    })
    for (const [unit, text] of Object.entries(UNITS))
      writeFileSync(join(root, `etc/systemd/system/${unit}.service`), text)
    machine = await boot(root)
    inside('systemctl', 'enable', '--now', 'web.service')
    inside('systemctl', 'start', 'worker.service')
    const cwd = freshFolder('cwd')
    const seen = `/proc/${machine.leader}/root`
    const settings = {
      host: {
        services: ['www', 'sleep', 'nginx'],
        systemdPrefix: ['nsenter', '-t', machine.leader, '-a'],
        procRoot: `${seen}/proc`,
        sysRoot: `${seen}/sys`,
        etcRoot: `${seen}/etc`,
        runRoot: `${seen}/run`,
        filesRoot: seen,
        logRoots: [join(root, 'var/log')],
      },
      processes: { procRoot: `${seen}/proc`, etcRoot: `${seen}/etc`, runRoot: `${seen}/run`, filesRoot: seen },
    }
    // JSON is YAML.
    writeFileSync(join(cwd, 'vedette.yaml'), JSON.stringify(settings))
    running = await startConsole({ cwd })
    admin = await makeAdmin(running)
  })
  afterAll(async () => {
    await running?.stop()
    if (machine) {
      inside('systemctl', 'poweroff')
      await vi
        .waitFor(() => expect(machine.nspawn.exitCode ?? machine.nspawn.signalCode).not.toBeNull(), { timeout: 20_000 })
        .catch(() => stopChild(machine.nspawn, 'SIGKILL'))
    }
    rmSync(root, { recursive: true, force: true })
  })

  const get = async <Body>(path: string) => (await admin.ask('GET', path)).body as Body
  const services = async () => (await get<ServiceList>('/api/host/local/services')).services
  const service = async (wanted: string) => (await services()).find((one) => one.name === wanted) as Service
  const plan = async (unit: string, verb: string) =>
    (await admin.ask('POST', `/api/host/local/services/${unit}/plan`, { verb })).body as Plan
  const apply = (unit: string, verb: string, shown: Plan) =>
    admin.ask('POST', `/api/host/local/services/${unit}/apply`, {
      verb,
      digest: shown.digest,
      ...(shown.typeToConfirm ? { typed: shown.typeToConfirm } : {}),
    })
  const keys = (texts: readonly { key: string }[]) => texts.map(({ key }) => key)

  it('lists configured names, aliases and processes, then what runs', async () => {
    const [www, sleep, nginx, ...others] = await services()
    expect(www).toMatchObject({
      name: 'www',
      source: 'unit',
      unit: 'web.service',
      state: 'active',
      enabled: 'enabled',
      restarts: 0,
    })
    expect(www?.main?.pid).toBeGreaterThan(1)
    expect(www?.sinceMs).toBeGreaterThan(Date.now() - 600_000)
    expect(sleep).toMatchObject({ name: 'sleep', source: 'process', state: 'active', processes: 2 })
    expect(nginx).toMatchObject({ name: 'nginx', source: 'nothing', state: 'inactive' })
    expect(others.map((one) => one.name)).toContain('worker.service')
    const { hosts } = await get<{ hosts: { vitals: { facts: object } }[] }>('/api/host/hosts')
    expect(hosts[0]?.vitals.facts).toMatchObject({ systemd: true, container: 'systemd-nspawn' })
  })

  it('stops with what depends on it, starts, restarts, and records each', async () => {
    const stop = await plan('www', 'stop')
    expect(keys(stop.consequences)).toEqual([
      'host.plan.consequence.dependents-stop',
      'host.plan.consequence.starts-at-boot',
    ])
    expect(stop).toMatchObject({ target: 'web.service', typeToConfirm: 'web.service', refusals: [] })
    expect(await apply('www', 'stop', stop)).toMatchObject({ status: 200, body: { service: { state: 'inactive' } } })
    expect(inside('systemctl', 'show', '--value', '-p', 'ActiveState', 'web.service', 'worker.service')).toBe(
      'inactive\n\ninactive',
    )

    expect(await apply('www', 'start', await plan('www', 'start'))).toMatchObject({
      status: 200,
      body: { service: { state: 'active' } },
    })
    const before = await service('www')
    const restart = await plan('www', 'restart')
    expect(await apply('www', 'restart', restart)).toMatchObject({ status: 200 })
    expect((await service('www')).main?.pid).not.toBe(before.main?.pid)
    // The plan spoke of a process that is not there any more.
    expect(await apply('www', 'restart', restart)).toMatchObject({ status: 409, body: { code: 'host.plan-changed' } })

    const { rows } = await get<{ rows: { action: string; outcome: string; target: string }[] }>('/api/accounts/audit')
    const done = rows
      .filter(({ target }) => target === 'web.service')
      .map(({ action, outcome }) => `${action} ${outcome}`)
    expect(done).toEqual([
      'host.service-restart refused',
      'host.service-restart done',
      'host.service-restart planned',
      'host.service-start done',
      'host.service-start planned',
      'host.service-stop done',
      'host.service-stop planned',
    ])
  })

  it('refuses what would cut the machine off, and what is no unit', async () => {
    expect(keys((await plan('dbus.service', 'restart')).refusals)).toEqual(['host.plan.refusal.protected'])
    expect(keys((await plan('sleep', 'stop')).refusals)).toEqual(['host.plan.refusal.unknown-process'])
    expect(keys((await plan('nginx', 'start')).refusals)).toEqual(['host.plan.refusal.unknown'])
  })

  it('does not stop a process of a unit: the unit would start it again, and is to be stopped instead', async () => {
    inside('systemctl', 'start', 'worker.service')
    const main = (await service('www')).main
    const pid = main?.pid ?? 0
    const read = () => get<ProcessDetail>(`/api/processes/local/process/${pid}`)
    const detail = await read()
    expect(detail.process).toMatchObject({ name: 'sleep', unit: 'web.service', user: 'root' })
    expect(detail.unit).toMatchObject({
      name: 'web.service',
      description: 'A web server',
      file: '/etc/systemd/system/web.service',
      enabledBy: ['multi-user.target'],
      dependents: ['worker.service'],
    })
    const why = detail.explanation.parts.find(({ part }) => part === 'why')
    expect(why?.lines[0]?.text).toMatchObject({ key: 'processes.explain.why.unit', params: { unit: 'web.service' } })
    await vi.waitFor(
      async () => {
        const breaks = (await read()).explanation.parts.find(({ part }) => part === 'breaks')
        expect(breaks?.lines.map(({ text }) => text)).toContainEqual({
          key: 'processes.explain.breaks.dependents',
          params: { units: 'worker.service' },
        })
      },
      { timeout: 15_000, interval: 500 },
    )

    const { startTime } = detail.process
    const shown = (await admin.ask('POST', `/api/processes/local/process/${pid}/plan`, { startTime })).body as StopPlan
    expect(shown).toMatchObject({ unit: 'web.service', refusals: [{ params: { unit: 'web.service' } }, {}] })
    expect(keys(shown.refusals)[0]).toBe('processes.stop.refusal.unit')
    const asked = await admin.ask('POST', `/api/processes/local/process/${pid}/stop`, {
      startTime,
      digest: shown.digest,
      typed: 'sleep',
    })
    expect(asked).toMatchObject({
      status: 200,
      body: { outcome: 'blocked', why: { key: 'processes.stop.refusal.unit' } },
    })
    expect((await service('www')).main).toEqual(main)
    const words = await admin.ask('GET', `/api/overview/search?q=sleep`)
    expect(JSON.stringify(words.body)).toContain(`${pid}.${startTime}`)
  })

  it('raises a finding with the last lines within 5 s when a unit fails, and clears it when that is forgotten', async () => {
    const findings = async () =>
      (await get<{ findings: Finding[] }>('/api/findings?state=open')).findings.filter(
        ({ rule }) => rule === 'host.unit-failed',
      )
    inside('systemctl', 'start', 'breaks.service')
    const startedMs = performance.now()
    const [finding] = await vi.waitFor(
      async () => {
        const found = await findings()
        expect(found.map(({ subject }) => subject)).toEqual(['breaks.service'])
        return found
      },
      { timeout: 10_000, interval: 50 },
    )
    expect(performance.now() - startedMs).toBeLessThan(5000)
    expect(finding).toMatchObject({
      severity: 'danger',
      title: { params: { unit: 'breaks.service', result: 'exit-code' } },
    })
    const lines = finding?.evidence.flatMap((evidence) => evidence.lines ?? []).join('\n')
    expect(lines).toContain('about to break password=‹hidden›')
    expect(lines).not.toContain('hunter2')

    expect((await service('breaks.service')).verbs).toContain('reset-failed')
    expect(await apply('breaks.service', 'reset-failed', await plan('breaks.service', 'reset-failed'))).toMatchObject({
      status: 200,
    })
    await vi.waitFor(async () => expect(await findings()).toEqual([]), { timeout: 5000, interval: 50 })
  })

  it('follows the journal of a unit as long as somebody reads it', async () => {
    const children = () =>
      execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).match(/^journalctl .*--follow --unit=web/gm) ?? []
    const topic = 'host.log:local:journal/web.service'
    const socket = new WebSocket(`${running.url.replace('http', 'ws')}/api/live`, {
      headers: { cookie: admin.cookie, origin: running.url },
    })
    const heard: string[] = []
    socket.on('message', (data) => heard.push(String(data)))
    socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', topics: [topic] })))
    await vi.waitFor(() => expect(children().length).toBe(1), { timeout: 10_000, interval: 100 })
    await vi.waitFor(
      () => {
        inside('systemctl', 'restart', 'web.service')
        expect(heard.some((text) => text.includes(topic) && text.includes('Started'))).toBe(true)
      },
      { timeout: 10_000, interval: 500 },
    )
    socket.close()
    // The lease runs out by itself.
    await vi.waitFor(() => expect(children()).toEqual([]), { timeout: 40_000, interval: 500 })
  })

  it('reads the journal of a unit, and searches it', async () => {
    const tail = await get<LogTail>('/api/host/local/logs/tail?source=journal/breaks.service&lines=10')
    expect(tail.lines.map(({ text }) => text).join('\n')).toMatch(/sh\[\d+\]: about to break password=‹hidden›/)
    expect(tail.lines.find(({ text }) => text.includes('Failed with result'))).toMatchObject({ level: 'warn' })
    const found = await get<{ lines: unknown[] }>('/api/host/local/logs/search?source=journal/breaks.service&q=ABOUT')
    expect(found.lines.length).toBeGreaterThan(0)
    const { sources } = await get<{ sources: { id: string; private: boolean }[] }>('/api/host/local/logs')
    expect(sources.find(({ id }) => id === 'journal')).toMatchObject({ private: true })
  })
})
