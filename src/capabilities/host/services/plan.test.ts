import { Check } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { planSchema } from '../../../core/schema.ts'
import { parseListening, withChildren } from './listening.ts'
import { type PlanFacts, parseOwnUnits, planService } from './plan.ts'
import type { Unit } from './units.ts'

const unit: Unit = {
  id: 'nginx.service',
  names: ['nginx.service'],
  description: 'A web server',
  loadState: 'loaded',
  activeState: 'active',
  subState: 'running',
  triggeredBy: [],
  dependents: [],
  refusesStart: false,
  refusesStop: false,
}
const facts: PlanFacts = {
  host: 'local',
  name: 'nginx',
  verb: 'restart',
  systemd: true,
  unit,
  main: { pid: 10, startTime: 99 },
  dependents: [],
  sockets: [],
  ports: [80, 443],
  own: ['vedette.service'],
}
const keys = (texts: readonly { key: string }[]) => texts.map(({ key }) => key.replace('host.plan.', ''))

describe('planService', () => {
  it('says what it would do', () => {
    const plan = planService(facts)
    expect(Check(planSchema, plan)).toBe(true)
    expect(plan).toMatchObject({
      action: 'host.service-restart',
      target: 'nginx.service',
      role: 'operator',
      refusals: [],
    })
    expect(plan.steps[0]).toEqual({
      key: 'host.plan.step.command',
      params: { command: 'systemctl restart nginx.service' },
    })
  })

  it.each([
    ['restarting', {}, ['consequence.ports-gap', 'consequence.connections-lost']],
    [
      'restarting sshd',
      { unit: { ...unit, id: 'ssh.service' }, ports: [22] },
      ['consequence.ports-gap', 'consequence.ssh-restart'],
    ],
    [
      'restarting what others need',
      { dependents: ['a.service'], ports: [] },
      ['consequence.dependents-restart', 'consequence.connections-lost'],
    ],
    ['stopping', { verb: 'stop' }, ['consequence.ports-close']],
    ['stopping sshd', { verb: 'stop', unit: { ...unit, id: 'sshd.service' }, ports: [] }, ['consequence.ssh-stop']],
    [
      'stopping what its socket starts again',
      { verb: 'stop', ports: [], sockets: ['nginx.socket'] },
      ['consequence.socket-starts'],
    ],
    [
      'stopping what is enabled',
      { verb: 'stop', ports: [], unit: { ...unit, fileState: 'enabled' } },
      ['consequence.starts-at-boot'],
    ],
    ['starting', { verb: 'start', unit: { ...unit, activeState: 'inactive' } }, ['consequence.start']],
    [
      'forgetting a failure',
      { verb: 'reset-failed', unit: { ...unit, activeState: 'failed' } },
      ['consequence.forgets-failure'],
    ],
  ] as const)('warns when %s', (_, change, expected) => {
    const plan = planService({ ...facts, ...change } as PlanFacts)
    expect(plan.refusals).toEqual([])
    expect(keys(plan.consequences)).toEqual(expected)
  })

  const { unit: _unit, main: _main, ...unknown } = facts
  const running = { pid: 7, startTime: 1 }
  it.each([
    ['itself', { ...facts, own: ['nginx.service'] }, 'refusal.own'],
    ['what would take itself along', { ...facts, dependents: ['vedette.service'] }, 'refusal.own'],
    ['the bus', { ...facts, unit: { ...unit, id: 'dbus.service' } }, 'refusal.protected'],
    [
      'to stop the network',
      { ...facts, verb: 'stop', unit: { ...unit, id: 'NetworkManager.service' } },
      'refusal.protected',
    ],
    ['what the unit forbids', { ...facts, verb: 'stop', unit: { ...unit, refusesStop: true } }, 'refusal.manual'],
    [
      'a masked unit',
      { ...facts, verb: 'start', unit: { ...unit, activeState: 'inactive', loadState: 'masked' } },
      'refusal.masked',
    ],
    ['to start what runs', { ...facts, verb: 'start' }, 'refusal.already-active'],
    [
      'to stop what is stopped',
      { ...facts, verb: 'stop', unit: { ...unit, activeState: 'inactive' } },
      'refusal.already-inactive',
    ],
    ['to forget no failure', { ...facts, verb: 'reset-failed' }, 'refusal.not-failed'],
    ['what is no unit', unknown, 'refusal.unknown'],
    ['what is only a process', { ...unknown, process: running }, 'refusal.unknown-process'],
    ['without systemd', { ...unknown, systemd: false }, 'refusal.no-systemd'],
    ['a process without systemd', { ...unknown, systemd: false, process: running }, 'refusal.no-systemd-process'],
  ])('refuses %s', (_, given, expected) => {
    expect(keys(planService(given as PlanFacts).refusals)).toEqual([expected])
  })

  it('asks to type the name where it hurts', () => {
    const sshd = planService({ ...facts, verb: 'stop', unit: { ...unit, id: 'ssh.service' } })
    expect(sshd.typeToConfirm).toBe('ssh.service')
    expect(planService(facts).typeToConfirm).toBeUndefined()
  })

  it.each([
    ['another verb', { verb: 'stop' }],
    ['another process', { main: { pid: 10, startTime: 100 } }],
    ['another state', { unit: { ...unit, activeState: 'failed' } }],
    ['another dependent', { dependents: ['a.service'] }],
    ['another host', { host: 'web-2' }],
  ])('has another digest for %s', (_, change) => {
    expect(planService({ ...facts, ...change } as PlanFacts).digest).not.toBe(planService(facts).digest)
  })
  it('has the same digest for the same facts', () => {
    const later = { ...facts, unit: { ...unit, memoryBytes: 5, cpuMs: 9 } }
    expect(planService(later).digest).toBe(planService(facts).digest)
  })
})

it.each([
  ['0::/system.slice/vedette.service\n', ['vedette.service']],
  ['1:name=systemd:/system.slice/vedette.service\n0::/\n', ['vedette.service']],
  [
    '0::/user.slice/user-1000.slice/user@1000.service/app.slice/vedette.service\n',
    ['user@1000.service', 'vedette.service'],
  ],
  ['0::/\n', []],
  ['', []],
])('finds the units it runs in: %j', (text, units) => expect(parseOwnUnits(text)).toEqual(units))

it('reads listening ports by socket', () => {
  const text = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 23456 1 0
   1: 0A00A8C0:0016 1400A8C0:D431 01 00000000:00000000 02:000A9C3C 00000000     0        0 34567 2 0
   2: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 45678 1 0
garbage`
  expect([...parseListening(text)]).toEqual([
    ['23456', 22],
    ['45678', 8080],
  ])
})

it('gathers a process and what it started', () => {
  const of = (pid: number, parentPid: number) => ({
    pid,
    parentPid,
    startTime: 0,
    name: '',
    args: [],
    cpuMs: 0,
    state: 'S',
  })
  expect(withChildren(10, [of(12, 11), of(10, 1), of(11, 10), of(13, 1)])).toEqual([10, 11, 12])
})
