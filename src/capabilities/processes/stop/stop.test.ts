import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { createRealProcesses, isRootHere, LOGIN_UID } from '../../../../test/parts/real-processes.ts'
import { systemClock } from '../../../core/clock.ts'
import { createProcFiles } from '../collect/files.ts'
import { createLinuxSource } from '../collect/linux.ts'
import { type ProcessSource, SYSTEM_ROOTS, shareLooks } from '../collect/source.ts'
import type { ProcessPass } from '../schema.ts'
import { createEvidenceRoom } from './evidence.ts'
import type { StopPolicy } from './schema.ts'
import { createStopper, type StopOrder } from './stop.ts'

const real = createRealProcesses()
const folder = mkdtempSync(join(tmpdir(), 'vedette-evidence-'))
afterAll(() => {
  real.end()
  rmSync(folder, { recursive: true, force: true })
})

const linux = createLinuxSource({ roots: SYSTEM_ROOTS, clock: systemClock })
const evidence = createEvidenceRoom({
  folder,
  proc: '/proc',
  files: createProcFiles(),
  clock: systemClock,
  mostMegabytes: 50,
  mostKept: 2,
})
const sent: string[] = []
const open = (
  source: ProcessSource = linux,
  kill = (pid: number, signal: NodeJS.Signals) => void process.kill(pid, signal),
) =>
  createStopper({
    source,
    clock: systemClock,
    evidence,
    ownPid: process.pid,
    kill: (pid, signal) => {
      sent.push(`${pid} ${signal}`)
      kill(pid, signal)
    },
  })
const signalsTo = (pid: number) => sent.filter((one) => one.startsWith(`${pid} `)).map((one) => one.split(' ')[1])

const UNKNOWN: StopPolicy = { known: false, isSystem: false, terminatable: true, from: 'unknown', state: 'fresh' }
const order = (pid: number, more: Partial<StopOrder> = {}): StopOrder => {
  const { name = '', exe, user } = linux.readOne(pid) ?? {}
  return {
    identity: { pid, startTime: linux.peek(pid)?.startTime ?? 0 },
    program: { name, ...(exe === undefined ? {} : { exe }), ...(user === undefined ? {} : { user }) },
    actor: { kind: 'user', role: 'admin' },
    askedBy: 'ann',
    policy: UNKNOWN,
    known: undefined,
    typed: name,
    evidence: false,
    waitMs: 5000,
    ...more,
  }
}
const stop = (given: StopOrder, stopper = open()) => stopper.stop(given, new AbortController().signal)
const isAlive = (pid: number) => linux.peek(pid) !== undefined && linux.peek(pid)?.state !== 'zombie'

/** A login user's own shell, run from home. */
const home = () => real.copy('/bin/dash', real.folder('/home'), 'vedette-sh')
const startAtHome = (script: string) => real.start([home(), '-c', script], { uid: LOGIN_UID })
const WAITER = 'echo ready; while :; do sleep 1; done'

describe.runIf(isRootHere)('a real process', () => {
  it('ends softly when it listens', async () => {
    const { pid } = await startAtHome(WAITER)
    const stopped = await stop(order(pid))
    expect(stopped).toMatchObject({ outcome: 'terminated', how: 'soft', why: { key: 'processes.stop.outcome.soft' } })
    expect(signalsTo(pid)).toEqual(['SIGTERM'])
    expect(isAlive(pid)).toBe(false)
  })
  it('is stopped hard when it does not', async () => {
    const { pid } = await startAtHome(`trap '' TERM; ${WAITER}`)
    const stopped = await stop(order(pid, { waitMs: 300 }))
    expect(stopped).toMatchObject({ outcome: 'terminated', how: 'hard', why: { key: 'processes.stop.outcome.hard' } })
    expect(signalsTo(pid)).toEqual(['SIGTERM', 'SIGKILL'])
    expect(isAlive(pid)).toBe(false)
  })
  it('is said to be back when it forks as it dies', async () => {
    const path = home()
    const { pid } = await real.start([path, '-c', `trap '${path} -c "sleep 60; :" & exit' TERM; ${WAITER}`], {
      uid: LOGIN_UID,
    })
    const stopped = await stop(order(pid))
    expect(stopped).toMatchObject({
      outcome: 'terminated',
      how: 'soft',
      why: { key: 'processes.stop.outcome.came-back' },
    })
  })
  it('is said to be back also when a look at all processes was on its way as it ended', async () => {
    const path = home()
    const { pid } = await real.start([path, '-c', `trap '${path} -c "sleep 60; :" & exit' TERM; ${WAITER}`], {
      uid: LOGIN_UID,
    })
    const early = await linux.pass()
    const held = Promise.withResolvers<ProcessPass>()
    let looks = 0
    // The second look begins before the signal, and has an answer only after it.
    const looking = shareLooks(() => (++looks === 2 ? held.promise : linux.pass()))
    const stopper = open({ ...linux, ...looking }, (target, signal) => {
      void looking.pass()
      process.kill(target, signal)
      const answer = setInterval(() => {
        if (isAlive(target)) return
        clearInterval(answer)
        setTimeout(() => held.resolve(early), 300)
      }, 10)
    })
    expect(await stop(order(pid), stopper)).toMatchObject({ why: { key: 'processes.stop.outcome.came-back' } })
  })
  it('has ended, also when the look after it fails', async () => {
    const { pid } = await startAtHome(WAITER)
    let looks = 0
    const looking = shareLooks(() => (++looks > 1 ? Promise.reject(new Error('no answer')) : linux.pass()))
    const source: ProcessSource = { ...linux, ...looking }
    expect(await stop(order(pid), open(source))).toMatchObject({ outcome: 'terminated', how: 'soft' })
  })
  it('of a unit, of nobody’s session, or of the system is left alone', async () => {
    const { pid } = await real.start(['/bin/dash', '-c', WAITER], { uid: LOGIN_UID })
    const blocked = async (target: number, more: Partial<StopOrder> = {}) => {
      const { outcome, why } = await stop(order(target, more))
      return `${outcome} ${why.key.split('.').at(-1)}`
    }
    expect(await blocked(pid)).toBe('blocked background')
    expect(await blocked(1)).toBe('blocked first')
    expect(await blocked(process.pid)).toBe('blocked own')
    expect(await blocked(process.ppid)).toBe('blocked own')
    const daemon = await real.start(['/bin/dash', '-c', WAITER], { uid: 33 })
    expect(await blocked(daemon.pid)).toBe('blocked daemon')
    const asRoot = await real.start(['/bin/dash', '-c', WAITER])
    expect(await blocked(asRoot.pid)).toBe('blocked root')
    const mine = await startAtHome(WAITER)
    expect(await blocked(mine.pid, { policy: { ...UNKNOWN, isSystem: true } })).toBe('blocked system')
    expect(await blocked(mine.pid, { policy: { ...UNKNOWN, terminatable: false } })).toBe('blocked policy')
    expect(await blocked(mine.pid, { actor: { kind: 'system', role: 'admin' } })).toBe('blocked automation-unknown')
    expect(await blocked(mine.pid, { typed: 'another' })).toBe('blocked not-typed')
    expect([pid, 1, process.pid, daemon.pid, asRoot.pid, mine.pid].flatMap(signalsTo)).toEqual([])
    expect([pid, daemon.pid, asRoot.pid, mine.pid].every(isAlive)).toBe(true)
  })
  it('that is root’s and danger goes by an admin’s word, and leaves proof', async () => {
    const place = real.folder('/tmp')
    const path = real.copy('/bin/dash', place, 'xmr')
    const wanted = createHash('sha256').update(readFileSync(path)).digest('hex')
    const { pid } = await real.start([
      path,
      '-c',
      `SECRET_TOKEN=abcdef; export SECRET_TOKEN; ${WAITER}`,
      '--password=hunter2',
    ])
    rmSync(path)
    expect(await stop(order(pid, { actor: { kind: 'user', role: 'operator' } }))).toMatchObject({
      outcome: 'blocked',
      why: { key: 'processes.stop.refusal.admin' },
    })
    const stopped = await stop(order(pid, { evidence: true }))
    expect(stopped).toMatchObject({ outcome: 'terminated', how: 'soft' })
    const [row] = await evidence.list()
    expect(row).toMatchObject({ id: stopped.evidence, sha256: wanted, process: { pid, name: 'xmr', exe: path } })
    const bundle = join(folder, `${stopped.evidence}.tar.gz`)
    expect(statSync(bundle).mode & 0o777).toBe(0o600)
    const listed = spawnSync('tar', ['-tvzf', bundle], { encoding: 'utf8' })
    expect(listed.stderr).toBe('')
    expect(listed.stdout).toMatch(/evidence\.json\n.*executable\n/)
    const told = spawnSync('tar', ['-xOzf', bundle, 'evidence.json'], { encoding: 'utf8' }).stdout
    expect(JSON.parse(told)).toMatchObject({
      askedBy: 'ann',
      facts: { pid },
      executable: { sha256: wanted, copied: true },
    })
    expect(told).toContain('SUSPICIOUS_PATH')
    expect(told).not.toContain('hunter2')
    const program = spawnSync('tar', ['-xOzf', bundle, 'executable'])
    expect(createHash('sha256').update(program.stdout).digest('hex')).toBe(wanted)
    const first = await evidence.read(row?.id ?? '', 0, 10)
    expect(first.sizeBytes).toBe(row?.sizeBytes)
    expect(gunzipSync(readFileSync(bundle)).length % 512).toBe(0)
  })
  it('leaves proof also when the look at all processes began before it did', async () => {
    const program = real.copy('/bin/dash', real.folder('/tmp'), 'late-copy')
    const early = await linux.pass()
    const { pid } = await real.start([program, '-c', WAITER])
    const source: ProcessSource = { ...linux, pass: async () => early }
    const stopped = await stop(order(pid, { evidence: true }), open(source))
    expect(stopped).toMatchObject({ outcome: 'terminated', evidence: expect.stringMatching(new RegExp(`-${pid}$`)) })
  })
  it('that has gone meanwhile is not found', async () => {
    const child = await startAtHome(WAITER)
    const given = order(child.pid)
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
    expect(await stop(given)).toMatchObject({ outcome: 'not_found' })
    expect(signalsTo(child.pid)).toEqual([])
  })
})

describe.runIf(isRootHere)('a pid that changed hands is never signalled', () => {
  it('between the screen and the order', async () => {
    const { pid } = await startAtHome(WAITER)
    const given = order(pid)
    const other = { ...given, identity: { pid, startTime: given.identity.startTime - 1 } }
    expect(await stop(other)).toMatchObject({ outcome: 'identity_changed' })
    expect(signalsTo(pid)).toEqual([])
    expect(isAlive(pid)).toBe(true)
  })
  it('between the guard and the signal', async () => {
    const { pid } = await startAtHome(WAITER)
    const reused: ProcessSource = {
      ...linux,
      peek: (asked) => {
        const now = linux.peek(asked)
        return now && asked === pid ? { ...now, startTime: now.startTime + 1 } : now
      },
    }
    expect(await stop(order(pid), open(reused))).toMatchObject({ outcome: 'identity_changed' })
    expect(signalsTo(pid)).toEqual([])
    expect(isAlive(pid)).toBe(true)
  })
  it('between SIGTERM and SIGKILL', async () => {
    const { pid } = await startAtHome(`trap '' TERM; ${WAITER}`)
    const reused: ProcessSource = {
      ...linux,
      peek: (asked) => {
        const now = linux.peek(asked)
        return now && asked === pid && signalsTo(pid).length > 0 ? { ...now, startTime: now.startTime + 1 } : now
      },
    }
    expect(await stop(order(pid, { waitMs: 200 }), open(reused))).toMatchObject({ outcome: 'terminated', how: 'soft' })
    expect(signalsTo(pid)).toEqual(['SIGTERM'])
    expect(isAlive(pid)).toBe(true)
  })
})

describe.runIf(isRootHere)('a process that turned into another program', () => {
  it('is left alone: what was decided was about the program before', async () => {
    const other = real.copy('/bin/sleep', real.folder('/home'), 'payroll')
    const { pid } = await startAtHome(`trap 'exec ${other} 600' USR1; ${WAITER}`)
    const given = order(pid)
    process.kill(pid, 'SIGUSR1')
    await expect.poll(() => linux.readOne(pid)?.name, { timeout: 5000 }).toBe('payroll')
    expect(linux.peek(pid)?.startTime).toBe(given.identity.startTime)
    expect(await stop(given)).toMatchObject({
      outcome: 'identity_changed',
      why: { key: 'processes.stop.outcome.program-changed', params: { pid, name: 'payroll' } },
    })
    expect([signalsTo(pid), isAlive(pid)]).toEqual([[], true])
  })
})

describe.runIf(isRootHere)('by the number of one of its threads', () => {
  it('no process is found, and none is signalled: the guard knows processes only', async () => {
    const program = real.copy(process.execPath, real.folder('/tmp'), 'threaded')
    const { pid } = await real.start([program, '-e', 'console.log(0); setInterval(() => 0, 1e6)'])
    const thread = Number(readdirSync(`/proc/${pid}/task`).find((id) => id !== String(pid)))
    // The kernel answers for it, and a signal to it would reach the whole process.
    expect(linux.peek(thread)?.startTime).toBeGreaterThan(0)
    expect(linux.readOne(thread)).toBeUndefined()
    expect(await stop(order(thread, { typed: 'threaded' }))).toMatchObject({ outcome: 'not_found' })
    expect([signalsTo(thread), isAlive(pid)]).toEqual([[], true])
    const ownThread = Number(readdirSync('/proc/self/task').find((id) => id !== String(process.pid)))
    expect(await stop(order(ownThread, { typed: 'node' }))).toMatchObject({ outcome: 'not_found' })
  })
})

it.runIf(isRootHere)('throws away what it read of a pid that has another owner meanwhile', async () => {
  const { pid } = await startAtHome(WAITER)
  const facts = linux.readOne(pid)
  if (!facts) throw new Error('it did not start')
  const before = readdirSync(folder).sort()
  const request = { facts, hits: [], ancestors: [], descendants: [], askedBy: 'ann', isStill: () => false }
  expect(await evidence.keep({ ...request, signal: new AbortController().signal })).toBeUndefined()
  expect(readdirSync(folder).sort()).toEqual(before)
})

it.runIf(isRootHere)('does not read a program of terabytes before it stops it', async () => {
  const path = real.copy('/bin/sleep', real.folder('/tmp'), 'vast')
  truncateSync(path, 4e12)
  const { pid } = await real.start(['sh', '-c', `echo; exec ${path} 600`])
  await expect.poll(() => linux.readOne(pid)?.name).toBe('vast')
  const stopped = await stop(order(pid, { evidence: true }))
  expect(stopped).toMatchObject({ outcome: 'terminated', evidence: expect.any(String) })
  const bundle = gunzipSync(readFileSync(join(folder, `${stopped.evidence}.tar.gz`))).toString('latin1')
  expect(bundle).toMatch(/"sizeBytes": 4000000000000,\s+"sha256": null,\s+"copied": false/)
})

describe.runIf(isRootHere)('what the system does not allow', () => {
  it('fails, and says which right is missing', async () => {
    const { pid } = await startAtHome(WAITER)
    const stopper = open(linux, () => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' })
    })
    expect(await stop(order(pid), stopper)).toMatchObject({ outcome: 'failed', why: { params: { code: 'EPERM' } } })
  })
  it('fails when not even SIGKILL ends it', async () => {
    const { pid } = await startAtHome(WAITER)
    const stopper = open(linux, () => undefined)
    expect(await stop(order(pid, { waitMs: 100 }), stopper)).toMatchObject({
      outcome: 'failed',
      why: { key: 'processes.stop.outcome.stays' },
    })
  })
})

it.runIf(isRootHere)('keeps only the newest evidence, and none under a made-up name', async () => {
  const { pid } = await startAtHome(WAITER)
  const facts = linux.readOne(pid)
  if (!facts) throw new Error('it did not start')
  for (let round = 0; round < 3; round++) {
    await evidence.keep({
      facts,
      hits: [],
      ancestors: [],
      descendants: [],
      askedBy: 'ann',
      isStill: () => true,
      signal: new AbortController().signal,
    })
  }
  expect(readdirSync(folder).filter((name) => name.endsWith('.gz')).length).toBeLessThanOrEqual(2)
  await expect(evidence.read('../../etc/passwd', 0, 10)).rejects.toThrow('processes.evidence-unknown')
})
