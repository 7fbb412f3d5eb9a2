import { describe, expect, it } from 'vitest'
import { isUnitName, parseFailedUnits, parseTimestamp, parseUnits, toShowArguments, toUnitName } from './units.ts'

const SHOWN = `MainPID=612
Result=success
NRestarts=2
MemoryCurrent=4206592
CPUUsageNSec=1500000000
TasksCurrent=3
Id=ssh.service
Names=ssh.service sshd.service
TriggeredBy=ssh.socket
RequiredBy=
BoundBy=
ConsistsOf=a.service b.service
Description=OpenBSD Secure Shell server
LoadState=loaded
ActiveState=active
SubState=running
FragmentPath=/lib/systemd/system/ssh.service
UnitFileState=enabled
StateChangeTimestamp=Sat 2026-11-21 07:04:00 UTC
RefuseManualStart=no
RefuseManualStop=yes

MainPID=0
Result=exit-code
NRestarts=0
MemoryCurrent=[not set]
CPUUsageNSec=18446744073709551615
TasksCurrent=[not set]
Id=breaks.service
Names=breaks.service
Description=Key=value in a description
LoadState=loaded
ActiveState=failed
SubState=failed
FragmentPath=
UnitFileState=
StateChangeTimestamp=

Names=nothing
`

describe('parseUnits', () => {
  it('reads what systemctl shows', () => {
    expect(parseUnits(SHOWN)).toEqual([
      {
        id: 'ssh.service',
        names: ['ssh.service', 'sshd.service'],
        description: 'OpenBSD Secure Shell server',
        loadState: 'loaded',
        activeState: 'active',
        subState: 'running',
        result: 'success',
        sinceMs: Date.UTC(2026, 10, 21, 7, 4),
        mainPid: 612,
        memoryBytes: 4206592,
        cpuMs: 1500,
        tasks: 3,
        restarts: 2,
        file: '/lib/systemd/system/ssh.service',
        fileState: 'enabled',
        triggeredBy: ['ssh.socket'],
        dependents: ['a.service', 'b.service'],
        refusesStart: false,
        refusesStop: true,
      },
      {
        id: 'breaks.service',
        names: ['breaks.service'],
        description: 'Key=value in a description',
        loadState: 'loaded',
        activeState: 'failed',
        subState: 'failed',
        result: 'exit-code',
        restarts: 0,
        triggeredBy: [],
        dependents: [],
        refusesStart: false,
        refusesStop: false,
      },
    ])
  })
  it.each(['', '\n\n\n', 'garbage', '=\n=', 'Id=\n'])('makes nothing of %j', (text) =>
    expect(parseUnits(text)).toEqual([]),
  )
})

describe('names', () => {
  it.each([
    ['nginx', true],
    ['nginx.service', true],
    ['user@1000.service', true],
    ['dev-disk-by\\x2dlabel-a.swap', true],
    ['system-getty.slice', true],
    ['getty@.service', false],
    ['getty@', false],
    ['-H evil', false],
    ['--help', false],
    ['a b', false],
    ['a;b', false],
    ['../a', false],
    ['*', false],
    ['', false],
    ['x'.repeat(300), false],
  ])('%s: %s', (name, expected) => expect(isUnitName(name)).toBe(expected))
  it('completes them', () => {
    expect([toUnitName('nginx'), toUnitName('ssh.socket'), toUnitName('app.v2')]).toEqual([
      'nginx.service',
      'ssh.socket',
      'app.v2.service',
    ])
  })
  it('asks for everything in one call, with the other distributions’ names', () => {
    const args = toShowArguments(['sshd', '--force', 'nginx'])
    expect(args.slice(args.indexOf('--') + 1)).toEqual([
      '*.service',
      '*.socket',
      'sshd.service',
      'ssh.service',
      'nginx.service',
    ])
  })
})

describe('parseTimestamp', () => {
  it.each([
    ['Sat 2026-11-21 07:04:00 UTC', Date.UTC(2026, 10, 21, 7, 4)],
    ['n/a', undefined],
    ['', undefined],
    ['Sat 2026-11-21 07:04:00 KST', undefined],
  ])('%s', (text, atMs) => expect(parseTimestamp(text)).toBe(atMs))
})

it('reads the names of failed units', () => {
  const text =
    'breaks.service loaded failed failed Fails\n● other.mount loaded failed failed x\n\n0 loaded units listed.\n'
  expect(parseFailedUnits(text)).toEqual(['breaks.service', 'other.mount'])
})
