import { describe, expect, it } from 'vitest'
import { createRenderer } from '../../../core/texts/render.ts'
import type { Filesystem, Service, Vitals } from '../schema.ts'
import { en } from '../texts/en.ts'
import { hostRules, vitalsRules } from './list.ts'
import type { Means, RuleInput } from './rule.ts'
import { observeServices } from './service-stopped.ts'
import { observeFailedUnits } from './unit-failed.ts'

const NOW = 1_790_000_000_000
const HOUR_MS = 3_600_000
const GB = 1e9

const disk = (change: Partial<Filesystem> = {}): Filesystem => ({
  mount: '/',
  device: '/dev/sda1',
  type: 'ext4',
  readOnly: false,
  state: 'ok',
  sizeBytes: 100 * GB,
  usedBytes: 50 * GB,
  freeBytes: 50 * GB,
  usedPercent: 50,
  inodes: 1000,
  inodesFree: 500,
  inodesUsedPercent: 50,
  ...change,
})
const stall = (avg60: number) => ({ avg10: avg60, avg60, avg300: avg60 })
const memory = (availableBytes: number): NonNullable<Vitals['memory']> => ({
  totalBytes: 16 * GB,
  usedBytes: 16 * GB - availableBytes,
  availableBytes,
  freeBytes: availableBytes,
  cachedBytes: 0,
  buffersBytes: 0,
})
const calm: Vitals = {
  atMs: NOW,
  everyMs: 10_000,
  facts: { hostname: 'web-1', cores: 4, systemd: true },
  load: { one: 1, five: 1, fifteen: 1 },
  memory: memory(8 * GB),
  pressure: { memory: { some: stall(0), full: stall(0) } },
  filesystems: [disk()],
  blockDevices: [],
  interfaces: [],
  temperatures: [],
  clock: { synchronized: true, jumpMs: 0 },
}
const quiet: Means = { iowaitPercent: 1, loadPerCore: 0.25, interfaces: new Map(), jumpMs: 0 }

type Change = { vitals?: Partial<Vitals>; means?: Partial<Means> } & Partial<Omit<RuleInput, 'vitals' | 'means'>>
const toInput = ({ vitals, means, ...rest }: Change): RuleInput => ({
  host: 'local',
  atMs: NOW,
  trends: new Map(),
  usual: () => undefined,
  wereWritable: new Set(),
  skewMs: 0,
  ...rest,
  vitals: { ...calm, ...vitals },
  means: { ...quiet, ...means },
})
/** Rules that would speak up, with their severity. */
const speaking = (change: Change) =>
  vitalsRules.flatMap((rule) =>
    rule
      .observe(toInput(change))
      .filter(({ active }) => active)
      .map(({ severity }) => `${rule.name} ${severity ?? rule.severity}`),
  )
const growing = (bytesPerSecond: number, fit = 1, spanMs = HOUR_MS) => new Map([['/', { bytesPerSecond, fit, spanMs }]])
const traffic = (errors: number, drops: number, packets: number) => ({
  interfaces: new Map([['eth0', { errors, drops, packets }]]),
})
const { pressure: _pressure, ...withoutPsi } = calm

describe('rules of a sample', () => {
  it.each<readonly [string, Change, readonly string[]]>([
    ['a calm machine', {}, []],
    ['a fairly full disk', { vitals: { filesystems: [disk({ usedPercent: 89, freeBytes: 9 * GB })] } }, []],
    ['a full disk', { vitals: { filesystems: [disk({ usedPercent: 91, freeBytes: 9 * GB })] } }, ['disk-full caution']],
    [
      'a very full disk',
      { vitals: { filesystems: [disk({ usedPercent: 97, freeBytes: 3 * GB })] } },
      ['disk-full danger'],
    ],
    [
      'a huge disk with terabytes left',
      { vitals: { filesystems: [disk({ usedPercent: 92, freeBytes: 1600 * GB })] } },
      [],
    ],
    [
      'a small disk that is full',
      { vitals: { filesystems: [disk({ usedPercent: 96, freeBytes: 0.02 * GB })] } },
      ['disk-full danger'],
    ],
    [
      'a full read-only image',
      { vitals: { filesystems: [disk({ usedPercent: 100, freeBytes: 0, readOnly: true })] } },
      [],
    ],
    ['a disk filling within hours', { trends: growing((50 * GB) / (3 * 3600)) }, ['disk-filling danger']],
    ['a disk filling within a day', { trends: growing((50 * GB) / (20 * 3600)) }, ['disk-filling caution']],
    ['a disk filling in a week', { trends: growing((50 * GB) / (168 * 3600)) }, []],
    ['a disk that moves to and fro', { trends: growing((50 * GB) / 3600, 0.3) }, []],
    ['a download of ten minutes', { trends: growing((50 * GB) / 3600, 1, 600_000) }, []],
    ['a disk being emptied', { trends: growing(-1 * GB) }, []],
    ['few inodes', { vitals: { filesystems: [disk({ inodesUsedPercent: 92 })] } }, ['inodes-full caution']],
    ['no inodes', { vitals: { filesystems: [disk({ inodesUsedPercent: 99 })] } }, ['inodes-full danger']],
    ['a disk that hangs', { vitals: { filesystems: [disk({ state: 'hung' })] } }, ['disk-gone danger']],
    ['a disk pulled out', { vitals: { filesystems: [disk({ state: 'gone' })] } }, ['disk-gone danger']],
    [
      'a disk turned read-only',
      { vitals: { filesystems: [disk({ readOnly: true })] }, wereWritable: new Set(['/']) },
      ['disk-read-only danger'],
    ],
    ['a disk that always was', { vitals: { filesystems: [disk({ readOnly: true })] } }, []],
    [
      'memory that stalls',
      { vitals: { pressure: { memory: { some: stall(30), full: stall(8) } } } },
      ['memory-pressure caution'],
    ],
    [
      'memory that stalls everything',
      { vitals: { pressure: { memory: { some: stall(60), full: stall(40) } } } },
      ['memory-pressure danger'],
    ],
    ['little memory that nobody waits for', { vitals: { memory: memory(0.3 * GB) } }, []],
    ['busy processors', { means: { loadPerCore: 1.5 } }, []],
    ['overloaded processors', { means: { loadPerCore: 2.5 } }, ['load-high caution']],
    ['drowning processors', { means: { loadPerCore: 9 } }, ['load-high danger']],
    ['some waiting for disks', { means: { iowaitPercent: 20 } }, []],
    ['waiting for disks', { means: { iowaitPercent: 40 } }, ['io-wait caution']],
    ['only waiting for disks', { means: { iowaitPercent: 70 } }, ['io-wait danger']],
    ['an error now and then', { means: traffic(0.02, 0, 100) }, []],
    ['errors on a busy line, few in a million', { means: traffic(0.5, 0, 100_000) }, []],
    ['broken packets', { means: traffic(2, 0, 1000) }, ['interface-errors caution']],
    ['drops of strange protocols', { means: traffic(0, 2, 100) }, []],
    ['a full queue', { means: traffic(0, 50, 1000) }, ['interface-errors caution']],
    ['a clock that jumped', { means: { jumpMs: -60_000 } }, ['clock-off caution']],
    ['a clock slewed a little', { means: { jumpMs: 800 } }, []],
    ['a clock far from ours', { skewMs: 30_000 }, ['clock-off caution']],
    ['no time server', { vitals: { clock: { synchronized: false, jumpMs: 0 } } }, ['clock-off caution']],
    ['nobody who knows about time', { vitals: { clock: { jumpMs: 0 } } }, []],
  ])('%s', (_, change, expected) => expect(speaking(change)).toEqual(expected))

  it.each([
    ['enough', 2 * GB, []],
    ['little', 0.6 * GB, ['caution']],
    ['hardly any', 0.2 * GB, ['danger']],
  ])('without PSI, memory counts as it is left: %s', (_, availableBytes, expected) => {
    const rule = vitalsRules.find(({ name }) => name === 'memory-pressure')
    const input = { ...toInput({}), vitals: { ...withoutPsi, memory: memory(availableBytes) } }
    const severities = rule
      ?.observe(input)
      .filter(({ active }) => active)
      .map(({ severity }) => severity)
    expect(severities).toEqual(expected)
  })

  it('names the hour a disk will be full', () => {
    const rule = vitalsRules.find(({ name }) => name === 'disk-filling')
    const [said] = rule?.observe(toInput({ trends: growing((50 * GB) / (5 * 3600)) })) ?? []
    expect(Math.abs(Number(said?.params?.['fullAtMs']) - (NOW + 5 * HOUR_MS))).toBeLessThanOrEqual(7.5 * 60_000)
  })
  it('says what is usual beside the number', () => {
    const rule = vitalsRules.find(({ name }) => name === 'io-wait')
    const [said] = rule?.observe(toInput({ usual: () => ({ low: 3, high: 6 }) })) ?? []
    expect(said?.evidence?.[0]).toMatchObject({ value: 1, usualLow: 3, usualHigh: 6 })
  })
  it.each([
    [{ freeBytes: 0, usedPercent: 100 }, '/ is full', 'Nothing is left: programs fail to write and logs stop.'],
    [{ freeBytes: 1 * GB, usedPercent: 99 }, '/ is nearly full: 99 %', expect.stringContaining('Only 1 GB are left.')],
  ])('says of a disk with nothing left that it is full: %o', (change, title, why) => {
    const renderer = createRenderer()
    renderer.add('en', en)
    const rule = vitalsRules.find(({ name }) => name === 'disk-full')
    const [said] = rule?.observe(toInput({ vitals: { filesystems: [disk(change)] } })) ?? []
    const render = (what: string) =>
      renderer.render({ key: `host.rule.disk-full.${what}`, params: said?.params ?? {} }, { language: 'en' })
    expect([render('title'), render('why')]).toEqual([title, why])
  })
  it('speaks of every part, so that what is gone clears', () => {
    const two = [disk(), disk({ mount: '/srv' })]
    const rule = vitalsRules.find(({ name }) => name === 'disk-full')
    expect(rule?.observe(toInput({ vitals: { filesystems: two } })).map(({ subject }) => subject)).toEqual([
      '/',
      '/srv',
    ])
  })
})

describe('replay of history', () => {
  it.each([
    ['disk-full', 90],
    ['inodes-full', 90],
    ['memory-pressure', 5],
    ['load-high', 2],
    ['io-wait', 25],
    ['interface-errors', 0.1],
  ])('%s fires from the value the rule fires at', (name, threshold) => {
    const replay = hostRules[name]?.replay
    expect([replay?.fires(threshold), replay?.fires(threshold - 0.01)]).toEqual([true, false])
  })
})

describe('failed units', () => {
  it('rise at once with their last lines', () => {
    const [said] = observeFailedUnits('local', [{ unit: 'x.service', result: 'exit-code', atMs: NOW, lines: ['boom'] }])
    expect(said).toMatchObject({ rule: 'unit-failed', subject: 'x.service', active: true, sure: true })
    expect(said?.evidence?.[1]?.lines).toEqual(['boom'])
  })
})

describe('configured services', () => {
  const service = (change: Partial<Service> = {}): Service => ({
    name: 'nginx',
    configured: true,
    source: 'unit',
    state: 'inactive',
    enabled: 'disabled',
    verbs: [],
    ...change,
  })
  const never = { ran: new Set<string>(), stoppedHere: new Set<string>() }
  const ran = { ...never, ran: new Set(['nginx']) }
  it.each([
    ['never ran and need not', service(), never, false, 'caution'],
    ['ran before', service(), ran, true, 'caution'],
    ['should run since the start', service({ enabled: 'enabled' }), never, true, 'caution'],
    ['was stopped here', service(), { ...ran, stoppedHere: new Set(['nginx']) }, true, 'info'],
    ['runs', service({ state: 'active' }), ran, false, 'caution'],
    ['failed: that is another finding', service({ state: 'failed' }), ran, false, 'caution'],
    ['is a process that ended', service({ source: 'nothing' }), ran, true, 'caution'],
    ['is nowhere to be found', service({ source: 'nothing' }), never, false, 'caution'],
  ])('%s', (_, given, past, active, severity) => {
    expect(observeServices('local', [given], past)).toMatchObject([{ subject: 'nginx', active, severity }])
  })
  it('are all that counts', () => {
    expect(observeServices('local', [service({ configured: false })], ran)).toEqual([])
  })
})
