import { beforeEach, describe, expect, it } from 'vitest'
import type { Findings, Observation } from '../../core/capability.ts'
import { createFakeClock } from '../../core/clock.ts'
import { silentLog } from '../../core/log/silent-log.ts'
import { createHosts, type Hosts } from './hosts.ts'
import { createMeansGatherer } from './means.ts'
import type { Outlook } from './outlook.ts'
import type { Filesystem, ServiceList, Vitals } from './schema.ts'

const disk: Filesystem = { mount: '/', device: '/dev/sda1', type: 'ext4', readOnly: false, state: 'ok' }
const vitals = (change: Partial<Vitals> = {}): Vitals => ({
  atMs: 0,
  everyMs: 10_000,
  facts: { hostname: 'web-1', cores: 2, systemd: true },
  filesystems: [disk],
  blockDevices: [],
  interfaces: [],
  temperatures: [],
  ...change,
})
const services = (...states: ServiceList['services'][number]['state'][]): ServiceList => ({
  atMs: 0,
  manager: 'systemd',
  services: states.map((state, index) => ({ name: `s${index}`, configured: true, source: 'unit', state, verbs: [] })),
})
const outlook: Outlook = {
  trends: () => new Map(),
  usual: () => undefined,
  refreshTrends: async () => undefined,
  refreshUsual: async () => undefined,
}

let clock: ReturnType<typeof createFakeClock>
let observed: Observation[]
let kept: [string, readonly string[]][]
let hosts: Hosts
const findings: Findings = {
  observe: async (observations) => void observed.push(...observations),
  keepOnly: async (rule, _, subjects) => void kept.push([rule, subjects]),
}
const open = (readOnlyBefore: { host: string; subject: string }[] = []) =>
  createHosts({ clock, log: silentLog, findings, outlook, readOnlyBefore })
beforeEach(() => {
  clock = createFakeClock()
  observed = []
  kept = []
  hosts = open()
})
const of = (rule: string) =>
  observed.filter((one) => one.rule === rule).map(({ subject, active, severity }) => ({ subject, active, severity }))

describe('rules', () => {
  it('look at the first sample, then once a minute', async () => {
    for (let second = 0; second <= 125; second += 5) {
      await hosts.takeSample('local', vitals())
      clock.advance(5000)
    }
    expect(of('disk-gone').length).toBe(3)
  })
  it('are told what is still there, so that the rest clears', async () => {
    await hosts.takeSample('local', vitals())
    expect(kept).toContainEqual(['disk-full', ['/']])
    expect(kept).toContainEqual(['interface-errors', []])
  })
  it('notice a disk that turns read-only, also after a restart of the console', async () => {
    const readOnly = vitals({ filesystems: [{ ...disk, readOnly: true }] })
    await hosts.takeSample('local', vitals())
    clock.advance(60_000)
    await hosts.takeSample('local', readOnly)
    expect(of('disk-read-only').map(({ active }) => active)).toEqual([false, true])
    observed = []
    await open([{ host: 'local', subject: '/' }]).takeSample('local', readOnly)
    expect(of('disk-read-only').map(({ active }) => active)).toEqual([true])
  })
  it('compare another machine’s clock with ours, never our own', async () => {
    const late = vitals({ atMs: clock.now() - 60_000, clock: { jumpMs: 0 } })
    await hosts.takeSample('web-2', late)
    await hosts.takeSample('local', late)
    expect(of('clock-off').map(({ active }) => active)).toEqual([true, false])
  })
})

describe('silence', () => {
  it('begins after three intervals and a little', async () => {
    await hosts.takeSample('local', vitals())
    const state = hosts.get('local')
    clock.advance(34_000)
    expect(state && hosts.isSilent(state)).toBe(false)
    clock.advance(2000)
    expect(state && hosts.isSilent(state)).toBe(true)
  })
})

describe('services', () => {
  it('that ran and stopped are told apart from those that never ran', async () => {
    await hosts.takeServices('local', services('active', 'inactive'))
    await hosts.takeServices('local', services('inactive', 'inactive'))
    expect(of('service-stopped').map(({ subject, active }) => [subject, active])).toEqual([
      ['s0', false],
      ['s1', false],
      ['s0', true],
      ['s1', false],
    ])
  })
  it('that somebody stopped here are only a note', async () => {
    await hosts.takeServices('local', services('active'))
    hosts.noteAction('local', 's0', 'stop')
    await hosts.takeServices('local', services('inactive'))
    await hosts.takeServices('local', services('active'))
    await hosts.takeServices('local', services('inactive'))
    expect(
      of('service-stopped')
        .filter(({ active }) => active)
        .map(({ severity }) => severity),
    ).toEqual(['info', 'caution'])
  })
  it('that failed are told with what is still failed', async () => {
    await hosts.takeFailedUnits('local', [{ unit: 'a.service', atMs: 0, lines: [] }])
    await hosts.takeFailedUnits('local', [])
    expect(kept).toEqual([
      ['unit-failed', ['a.service']],
      ['unit-failed', []],
    ])
  })
})

describe('means', () => {
  const each = (name: string, errors: number, packets: number): Vitals['interfaces'][number] => ({
    name,
    receiveBytesPerSecond: 0,
    transmitBytesPerSecond: 0,
    receivePacketsPerSecond: packets,
    transmitPacketsPerSecond: 0,
    receiveErrorsPerSecond: errors,
    transmitErrorsPerSecond: 0,
    receiveDropsPerSecond: 0,
    transmitDropsPerSecond: 0,
  })
  it('are of all samples since they were taken last', () => {
    const means = createMeansGatherer()
    means.add(
      vitals({ load: { one: 2, five: 0, fifteen: 0 }, clock: { jumpMs: -9000 }, interfaces: [each('eth0', 4, 100)] }),
    )
    means.add(
      vitals({ load: { one: 4, five: 0, fifteen: 0 }, clock: { jumpMs: 100 }, interfaces: [each('eth0', 0, 300)] }),
    )
    expect(means.take()).toEqual({
      loadPerCore: 1.5,
      jumpMs: -9000,
      interfaces: new Map([['eth0', { errors: 2, drops: 0, packets: 200 }]]),
    })
    expect(means.take()).toEqual({ jumpMs: 0, interfaces: new Map() })
  })
})
