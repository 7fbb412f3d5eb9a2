/** Agent, link, console and web server together, on this machine's real processes. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startWorld, type World } from '../../../test/parts/processes.ts'
import { createRealProcesses, isRootHere, LOGIN_UID } from '../../../test/parts/real-processes.ts'
import { createTopStore } from './queries.ts'
import { applyProcessChanges, type ProcessGlance, type ProcessRow } from './schema.ts'

const real = createRealProcesses()
let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(async () => {
  await world.close()
  real.end()
})
const soon = { timeout: 10_000, interval: 50 }
const WAITER = 'echo ready; while :; do sleep 1; done'

const list = () => world.list()
const rowOf = async (pid: number): Promise<ProcessRow> => {
  const row = await vi.waitFor(async () => {
    const found = (await list()).processes.find((one) => one.pid === pid)
    expect(found).toBeDefined()
    return found
  }, soon)
  return row as ProcessRow
}
/** One of a login user's own, from home; and the identity the API wants. */
async function startOwn(script = WAITER) {
  const program = real.copy('/bin/dash', real.folder('/home'), 'vedette-own')
  const { pid } = await real.start([program, '-c', script], { uid: LOGIN_UID })
  const { body } = await world.ask('viewer', 'GET', `/local/process/${pid}`)
  return { pid, startTime: body.process.startTime as number, program }
}

it('shows the worst, the busiest and the largest few', async () => {
  const { status, body } = await world.ask('viewer', 'GET', '/local/glance')
  const { largest, counts } = body as ProcessGlance
  const bytes = largest.map(({ memoryBytes }) => memoryBytes)
  expect([status, bytes]).toEqual([200, [...bytes].sort((a, b) => b - a)])
  expect(counts.total).toBeGreaterThan(bytes.length)
})

describe('the list', () => {
  it('has every process of this machine, worst first', async () => {
    const { processes, counts, platform } = await list()
    expect(platform).toBe('linux')
    expect(processes.some(({ pid }) => pid === process.pid)).toBe(true)
    expect(counts.total).toBe(processes.length)
    expect(counts.kernel + counts.safe + counts.caution + counts.danger).toBe(counts.total)
    const ranks = processes.map(({ verdict }) => ['danger', 'caution', 'safe'].indexOf(verdict))
    expect(ranks).toEqual([...ranks].sort())
  })
  it('goes on by itself while somebody watches, as changes that fit the list', async () => {
    const watch = world.watch()
    let mine = await list()
    await vi.waitFor(() => expect(watch.changes().length).toBeGreaterThanOrEqual(3), soon)
    for (const change of watch.changes()) mine = applyProcessChanges(mine, change) ?? mine
    expect(mine.atMs).toBe(watch.changes().at(-1)?.atMs)
    expect(mine.processes.length).toBe(mine.counts.total)
    watch.end()
  })
  it('is nobody’s on an unknown host', async () => {
    expect((await world.ask('viewer', 'GET', '/nope/list')).body.code).toBe('link.unknown-host')
  })
})

describe('one process', () => {
  it('is explained', async () => {
    const { body } = await world.ask('viewer', 'GET', `/local/process/${process.pid}`)
    expect(body.process.pid).toBe(process.pid)
    expect(body.explanation.parts.map(({ part }: { part: string }) => part).slice(0, 6)).toEqual([
      'role',
      'why',
      'exposure',
      'privilege',
      'oddities',
      'breaks',
    ])
    expect(body.ancestors.at(0).pid).toBe(process.ppid)
  })
  it('is another one when its pid changed hands', async () => {
    const { body, status } = await world.ask('viewer', 'GET', `/local/process/${process.pid}?startTime=1`)
    expect([status, body.code]).toEqual([409, 'processes.identity-changed'])
    expect((await world.ask('viewer', 'GET', '/local/process/4194999')).body.code).toBe('processes.not-found')
  })
  it('is found by name, pid and port', async () => {
    const row = await rowOf(process.pid)
    const hits = (await world.server.search?.(row.name, new AbortController().signal)) ?? []
    expect(hits.some(({ href }) => href.includes(`process=${process.pid}.`))).toBe(true)
    const [exact] = (await world.server.search?.(String(process.pid), new AbortController().signal)) ?? []
    expect(exact).toMatchObject({ kind: 'process', score: 1 })
  })
})

it('keeps who used the machine, minute by minute', async () => {
  const top = createTopStore(world.db)
  const entry = { pid: 5, startTime: 6, name: 'rsync', value: 90 }
  const minute = 1_790_000_040_000
  await top.write('local', { atMs: minute, cpu: [entry], memory: [], io: [{ ...entry, value: 1000 }] })
  await top.write('local', { atMs: minute + 60_000, cpu: [{ ...entry, value: 30 }], memory: [], io: [] })
  const { body } = await world.ask('viewer', 'GET', `/local/top?fromMs=${minute + 5000}&toMs=${minute + 100_000}`)
  expect(body.minutes.length).toBe(2)
  expect(body.range.cpu).toEqual([{ ...entry, value: 60, minutes: 2 }])
  const tooLong = await world.ask('viewer', 'GET', `/local/top?fromMs=0&toMs=${minute}`)
  expect(tooLong.body.code).toBe('processes.range-invalid')
  const [day, now] = [86_400_000, Math.floor(Date.now() / 60_000) * 60_000]
  await top.write('local', { atMs: now - 7 * day + 3_600_000, cpu: [entry], memory: [], io: [] })
  await top.write('local', { atMs: now - 7 * day - 60_000, cpu: [entry], memory: [], io: [] })
  await world.server.jobs?.find(({ name }) => name === 'prune')?.run({ signal: new AbortController().signal, fence: 1 })
  const kept = await top.read({ host: 'local', fromMs: 0, toMs: now - day })
  expect(kept.map(({ atMs }) => atMs)).toEqual([now - 7 * day + 3_600_000])
})

it('takes policies that act, off until somebody turns them on', async () => {
  const policy = { title: 'Busy', action: 'notify', when: { cpuPercentOver: 90, forMinutes: 10 } }
  expect((await world.ask('operator', 'POST', '/automation', policy)).status).toBe(403)
  expect((await world.ask('admin', 'POST', '/automation', policy)).body).toMatchObject({ ...policy, mode: 'off' })
  const { body } = await world.ask('viewer', 'GET', '/automation')
  expect(body).toMatchObject({ on: true, stopsPerHour: 3, automations: [policy] })
})

describe.runIf(isRootHere)('stopping', () => {
  it('shows the plan, stops, and is on record', async () => {
    const { pid, startTime } = await startOwn()
    const plan = (await world.ask('operator', 'POST', `/local/process/${pid}/plan`, { startTime })).body
    expect(plan).toMatchObject({
      action: 'processes.stop',
      refusals: [],
      role: 'operator',
      typeToConfirm: 'vedette-own',
      policies: 'fresh',
    })
    const order = { startTime, digest: plan.digest }
    expect((await world.ask('viewer', 'POST', `/local/process/${pid}/stop`, order)).status).toBe(403)
    expect((await world.ask('operator', 'POST', `/local/process/${pid}/stop`, order)).body.code).toBe(
      'processes.confirmation-missing',
    )
    const wrong = { ...order, typed: 'vedette-own', digest: 'another' }
    expect((await world.ask('operator', 'POST', `/local/process/${pid}/stop`, wrong)).body.code).toBe(
      'processes.plan-changed',
    )
    const { body } = await world.ask('operator', 'POST', `/local/process/${pid}/stop`, {
      ...order,
      typed: 'vedette-own',
    })
    expect(body).toMatchObject({ outcome: 'terminated', how: 'soft' })
    const rows = (await world.web.auditRows()).filter(
      ({ action, target }) => action === 'processes.stop' && target.includes(`PID ${pid})`),
    )
    expect(rows.map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['planned', 'done', 'refused']))
  })
  it('refuses in words, and does nothing', async () => {
    const { body: detail } = await world.ask('viewer', 'GET', '/local/process/1')
    const { startTime } = detail.process
    const plan = (await world.ask('admin', 'POST', '/local/process/1/plan', { startTime })).body
    expect(plan.refusals[0].key).toBe('processes.stop.refusal.first')
    const { body } = await world.ask('admin', 'POST', '/local/process/1/stop', { startTime, digest: plan.digest })
    expect(body).toMatchObject({ outcome: 'blocked', why: { key: 'processes.stop.refusal.first' } })
    const [row] = (await world.web.auditRows()).filter(({ target }) => target.endsWith('(PID 1)'))
    expect(row?.outcome).toBe('refused')
  })
  it('obeys a rule somebody has just written', async () => {
    const { pid, startTime, program } = await startOwn()
    const before = (await world.ask('operator', 'POST', `/local/process/${pid}/plan`, { startTime })).body
    const rule = { path: program, policy: { is_system: false, terminatable: false, reason: 'payroll' } }
    expect((await world.ask('admin', 'POST', '/policies/rules', rule)).status).toBeLessThan(300)
    const { body } = await world.ask('operator', 'POST', `/local/process/${pid}/stop`, {
      startTime,
      digest: before.digest,
      typed: 'vedette-own',
    })
    expect(body.code).toBe('processes.plan-changed')
    const after = (await world.ask('operator', 'POST', `/local/process/${pid}/plan`, { startTime })).body
    expect(after.refusals[0].key).toBe('processes.stop.refusal.policy')
    const blocked = await world.ask('operator', 'POST', `/local/process/${pid}/stop`, {
      startTime,
      digest: after.digest,
    })
    expect(blocked.body.outcome).toBe('blocked')
  })
  it.each([
    ['with blanks around it', '  two  blanks '],
    ['with line ends and escapes', 'a\n\x1b[2J\x1b]0;b\x07'],
    ['longer than any field', '\x1b'.repeat(240)],
    ['of letters nobody sees', '\u3164\u200b\u202e'],
    ['of blanks alone', '   '],
  ])('works by typing the name also when it is one %s', async (_, name) => {
    const { pid } = await real.start([real.copy('/bin/dash', real.folder('/tmp'), name), '-c', WAITER])
    const { startTime } = (await world.ask('viewer', 'GET', `/local/process/${pid}`)).body.process
    const plan = (await world.ask('admin', 'POST', `/local/process/${pid}/plan`, { startTime })).body
    const typed: string = plan.typeToConfirm
    expect(typed).toMatch(/^\S+(?: \S+)*$/)
    expect(typed.length).toBeLessThan(100)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(JSON.stringify(plan)).not.toMatch(/\\u00|[\u0000-\u001f\u3164\u200b\u202e]/)
    const { body } = await world.ask('admin', 'POST', `/local/process/${pid}/stop`, {
      ...{ startTime, digest: plan.digest, typed, evidence: true },
    })
    expect(body).toMatchObject({ outcome: 'terminated' })
    const rows = (await world.web.auditRows()).filter(({ target }) => target.endsWith(`(PID ${pid})`))
    expect(rows.map(({ outcome }) => outcome)).toContain('done')
  })
  it('of a dangerous one leaves evidence that can be fetched', async () => {
    const program = real.copy('/bin/dash', real.folder('/tmp'), 'xmrig-copy')
    const { pid } = await real.start([program, '-c', WAITER])
    const { startTime } = (await world.ask('viewer', 'GET', `/local/process/${pid}`)).body.process
    const plan = (await world.ask('admin', 'POST', `/local/process/${pid}/plan`, { startTime })).body
    expect(plan).toMatchObject({ verdict: 'danger', role: 'admin', evidence: true, refusals: [] })
    const { body } = await world.ask('admin', 'POST', `/local/process/${pid}/stop`, {
      startTime,
      digest: plan.digest,
      typed: plan.typeToConfirm,
    })
    expect(body).toMatchObject({ outcome: 'terminated' })
    const kept = (await world.ask('operator', 'GET', '/local/evidence')).body.evidence
    expect(kept[0]).toMatchObject({ id: body.evidence, process: { pid } })
    expect((await world.ask('viewer', 'GET', '/local/evidence')).status).toBe(403)
    const bundle = await world.ask('operator', 'GET', `/local/evidence/${body.evidence}`)
    const path = join(world.dataDir, 'fetched.tar.gz')
    writeFileSync(path, bundle.raw)
    expect(spawnSync('tar', ['-tzf', path], { encoding: 'utf8' }).stdout).toBe('evidence.json\nexecutable\n')
    expect((await world.ask('operator', 'GET', '/local/evidence/1-1')).body.code).toBe('processes.evidence-unknown')
  })
})
