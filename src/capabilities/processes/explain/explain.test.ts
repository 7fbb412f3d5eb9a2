import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../../core/schema.ts'
import { createRenderer } from '../../../core/texts/render.ts'
import { buildDetail } from '../detail.ts'
import { processes as manifest } from '../index.ts'
import { processesRules, toObservations } from '../observe.ts'
import { writeDetail, writePorts } from '../plain.ts'
import type { ProcessFacts, UnitFacts } from '../schema.ts'
import { catalogLookup, makeConnection, makeFacts, makeListen } from '../testing/facts.ts'
import { toGlance, toSeen } from '../view.ts'

const renderer = createRenderer()
for (const language of LANGUAGES) renderer.add(language, await manifest.texts[language]())

const systemd = makeFacts({
  pid: 1,
  name: 'systemd',
  exe: '/usr/lib/systemd/systemd',
  uid: 0,
  user: 'root',
  unit: 'init.scope',
  startTime: 1,
  parentPid: 0,
})
const master = makeFacts({
  pid: 100,
  name: 'nginx',
  exe: '/usr/sbin/nginx',
  uid: 0,
  user: 'root',
  unit: 'nginx.service',
  listens: [makeListen(80), makeListen(8443, { scope: 'loopback', address: '127.0.0.1' })],
  connections: [
    makeConnection({ direction: 'in', localPort: 80, remotePort: 50_000 }),
    makeConnection({ remotePort: 443 }),
  ],
  connectionCount: 2,
  executable: { ownerUid: 0, mode: 0o755, package: 'nginx' },
})
const worker = makeFacts({ pid: 101, parentPid: 100, startTime: 100_001, name: 'nginx', exe: '/usr/sbin/nginx' })
const client = makeFacts({
  pid: 300,
  name: 'curl',
  connections: [makeConnection({ remoteAddress: '127.0.0.1', remotePort: 80, scope: 'loopback' })],
})
const dependent = makeFacts({ pid: 400, name: 'app', unit: 'app.service' })
const unit: UnitFacts = {
  name: 'nginx.service',
  file: '/usr/lib/systemd/system/nginx.service',
  description: 'A web server',
  restart: 'on-failure',
  enabledBy: ['multi-user.target'],
  dependents: ['app.service', 'asleep.service'],
  triggers: ['nginx.socket'],
}
const detailOf = (process: ProcessFacts, more: { unit?: UnitFacts; all?: readonly ProcessFacts[] } = {}) =>
  buildDetail({
    host: 'local',
    atMs: 1,
    process,
    all: more.all ?? [systemd, process],
    lookup: catalogLookup,
    ...(more.unit ? { unit: more.unit } : {}),
  })
const write = (process: ProcessFacts, language: 'en' | 'ko' | 'ru' = 'en', more: Parameters<typeof detailOf>[1] = {}) =>
  writeDetail(detailOf(process, more), (text) => renderer.render(text, { language, zone: 'UTC' }), language)

describe('a service', () => {
  const all = [systemd, master, worker, client, dependent]
  const text = write(master, 'en', { unit, all })
  it.each([
    'systemd started it as nginx.service: A web server',
    'Unit file /usr/lib/systemd/system/nginx.service',
    'Started with multi-user.target',
    'Started by systemd (PID 1)',
    'Reachable by other machines: tcp 0.0.0.0:80',
    'HTTP: web server',
    'Reachable from this machine only: tcp 127.0.0.1:8443',
    '1 connection comes in',
    'It holds 1 connection, also beyond this network',
    'From the package nginx',
    'Nobody answers on port 80, 8443 any more',
    'These programs here use it: curl (300)',
    '1 process it started loses its parent: nginx (101)',
    'systemd would start it again at once: stop nginx.service instead',
    'nginx.socket would start nginx.service again at the next call',
    'Units that need it: app.service',
  ])('says: %s', (line) => expect(text).toContain(line))
  it('names no unit that does not run', () => expect(text).not.toContain('asleep.service'))
  it.each(LANGUAGES)('is a tree one can read in %s', (language) => {
    const written = write(master, language, { unit, all })
    expect(written).not.toMatch(/processes\.|undefined|NaN|\{\{/)
    expect(written.split('\n').filter((line) => /^\S/.test(line)).length).toBe(7)
  })
})

it.each<[string, Partial<ProcessFacts>, string]>([
  ['a thread of the kernel', { kernel: true, name: 'kthreadd', uid: 0 }, 'A thread of the kernel'],
  ['an unknown program', { name: 'zzz', exe: '/usr/bin/zzz' }, 'Nothing is known of zzz: check its purpose.'],
  [
    'a container',
    { container: { engine: 'docker', id: 'ab'.repeat(32) } },
    'It runs in the docker container abababababab',
  ],
  ['a terminal', { tty: 'pts/3', loginUser: 'ann' }, 'ann runs it in the terminal pts/3'],
  ['another sign-in', { loginUser: 'ann', user: 'bob' }, 'ann signed in and started it'],
  ['what could not be seen', { unseen: ['sockets'] }, 'CAP_DAC_READ_SEARCH'],
  ['danger', { exe: '/tmp/x' }, '⬣ /tmp/x is in a folder anybody may write to'],
  ['nothing', { name: 'cron', exe: '/usr/sbin/cron' }, 'Nothing else that can be seen from here'],
])('explains %s', (_, facts, line) => expect(write(makeFacts(facts))).toContain(line))

it('writes more than five ports as one and how many more', () => {
  const say = (text: Parameters<typeof renderer.render>[0]) => renderer.render(text, { language: 'en' })
  expect(writePorts({ listens: [80, 443].map((port) => makeListen(port)) }, say)).toBe('80,443')
  expect(writePorts({ listens: [80, 81, 82, 83, 84, 85, 86].map((port) => makeListen(port)) }, say)).toBe(
    '80 and 6 more',
  )
})

describe('findings', () => {
  const see = (facts: Partial<ProcessFacts>) => toSeen(makeFacts(facts), catalogLookup)
  it('are of danger only, one a rule and program, never of a pid', () => {
    const exe = '/tmp/x'
    const observations = toObservations('local', [
      see({ exe, pid: 10 }),
      see({ exe, pid: 11 }),
      see({ name: 'redis-server', exe: '/usr/bin/redis-server', listens: [makeListen(6379)] }),
      see({ name: 'nginx', exe: '/usr/sbin/nginx', listens: [makeListen(80)] }),
    ])
    expect(observations.map(({ rule, subject }) => `${rule} ${subject}`)).toEqual([
      'suspicious-path /tmp/x',
      'public-port /usr/bin/redis-server 6379',
    ])
    expect(observations.every(({ params }) => params?.['pid'] === undefined)).toBe(true)
  })
  it.each(LANGUAGES)('have whole sentences in %s', (language) => {
    const all = [
      see({
        exe: '/tmp/x',
        exeDeleted: true,
        connections: [makeConnection({ remotePort: 3333 })],
        capabilities: ['CAP_SYS_ADMIN'],
      }),
      see({
        name: 'ssshd',
        exe: '/home/b/ssshd',
        executable: { ownerUid: 1000, mode: 0o777 },
        listens: [makeListen(777), makeListen(6379)],
      }),
    ]
    const observations = toObservations('local', all)
    expect(new Set(observations.map(({ rule }) => rule))).toEqual(new Set(Object.keys(processesRules)))
    for (const { rule, params = {}, next } of observations) {
      for (const key of [`processes.rule.${rule}.title`, `processes.rule.${rule}.why`, next?.label.key ?? '']) {
        const sentence = renderer.render({ key, params }, { language })
        expect(sentence).not.toMatch(/processes\.|\{\{|undefined/)
        expect(sentence.length).toBeGreaterThan(5)
      }
    }
  })
})

it('are not buried by whoever starts as many programs as they can', () => {
  const exes = Array.from({ length: 1000 }, (_, index) => `/tmp/x${index}`)
  const all = exes.map((exe, pid) => toSeen(makeFacts({ pid, exe }), catalogLookup))
  expect(toObservations('local', all)).toHaveLength(200)
})

it('shows the few that are worth a place on the first page', () => {
  const facts: Partial<ProcessFacts>[] = [
    { pid: 10, name: 'miner', exe: '/tmp/miner', cpuPercentOfCore: 90, memoryBytes: 10 },
    { pid: 11, name: 'miner', exe: '/tmp/miner', cpuPercentOfCore: 95, memoryBytes: 20 },
    { pid: 12, name: 'cron', exe: '/usr/sbin/cron', cpuPercentOfCore: 0.1, memoryBytes: 40 },
    { pid: 13, name: 'kworker', kernel: true, cpuPercentOfCore: 99, memoryBytes: 0 },
    ...Array.from({ length: 9 }, (_, index) => ({ pid: 20 + index, exe: `/data/${index}`, memoryBytes: 100 + index })),
  ]
  const seen = facts.map((one) => toSeen(makeFacts(one), catalogLookup))
  const head = { atMs: 5, platform: 'linux', cores: 2, memoryTotalBytes: 1000, tookMs: 1, limits: [] } as const
  const { worst, busiest, largest, counts } = toGlance('local', { ...head, limits: [] }, seen)
  expect(worst[0]).toMatchObject({ pid: 11, count: 2, title: { key: 'processes.risk.suspicious-path.title' } })
  expect(worst.map(({ pid }) => pid)).not.toContain(12)
  expect(busiest.map(({ pid }) => pid)).toEqual([11, 10])
  expect(largest.map(({ pid }) => pid)).toEqual([28, 27, 26, 25, 24])
  expect([worst.length, counts]).toEqual([5, { total: 13, kernel: 1, safe: 1, caution: 9, danger: 2 }])
})
