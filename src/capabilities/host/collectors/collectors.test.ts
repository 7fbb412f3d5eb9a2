import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../core/clock.ts'
import { toClockState } from './clock.ts'
import { defineCollector } from './collector.ts'
import { cpu, parseCpu, parseCpuMax } from './cpu.ts'
import { parseCpuInfo, parseDistribution } from './facts.ts'
import { chooseMounts, type Mount, parseMounts, toFilesystem, withGone } from './filesystems.ts'
import { parseLoad, parseUptime } from './load.ts'
import { parseMemory } from './memory.ts'
import { parseNetwork } from './network.ts'
import { parseOpenFiles } from './open-files.ts'
import { parsePressure } from './pressure.ts'
import { parseAssignments, parseNumbers, perSecond } from './scan.ts'
import { createSource, type Roots, type Source, SYSTEM_ROOTS } from './source.ts'
import { countTcpStates, parseEstablished, parseSockets, withSums } from './tcp.ts'
import { parseCelsius } from './temperatures.ts'
import { parseSession, parseUtmp } from './users.ts'

describe('scan', () => {
  it.each([
    ['1 22  333', [1, 22, 333]],
    ['cpu0 1 2', [0, 1, 2]],
    ['', []],
    ['abc', []],
    ['-5', [5]],
  ])('numbers of %j', (text, numbers) => expect(parseNumbers(text, 0, text.length)).toEqual(numbers))
  it.each([
    [20, 10, 5, 2],
    [10, 20, 5, 0],
    [20, 10, 0, 0],
  ])('growth from %i to %i', (now, before, seconds, expected) => expect(perSecond(now, before, seconds)).toBe(expected))
  it('reads assignments with and without quotes', () => {
    const values = parseAssignments('# x\nA=1\nB="two words"\nC=\'x\'\nD="a \\"b\\""\n=no\nE\n')
    expect([...values]).toEqual([
      ['A', '1'],
      ['B', 'two words'],
      ['C', 'x'],
      ['D', 'a "b"'],
    ])
  })
})

describe('cpu', () => {
  it('reads cores by their number, offline ones left out', () => {
    const reading = parseCpu('cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 1 1 1\ncpu2 2 2 2 2\nintr 99 1 2\ncpu9 0 0 0 0\n')
    expect(reading?.total).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(reading?.cores).toEqual([[1, 1, 1, 1], undefined, [2, 2, 2, 2]])
  })
  it.each(['', 'cpu  \n', 'cpu  1 2\n', 'intr 1\n'])('makes nothing of %j', (text) =>
    expect(parseCpu(text)).toBeUndefined(),
  )
  it.each([
    ['200000 100000', 2],
    ['max 100000', undefined],
    ['', undefined],
    ['1 0', undefined],
  ])('cpu.max %j', (text, cores) => expect(parseCpuMax(text)).toBe(cores))
  it('stays within 0 and 100 when iowait runs backwards', () => {
    const texts = ['cpu  100 0 0 100 50 0 0 0\n', 'cpu  110 0 0 110 20 0 0 0\n']
    const clock = createFakeClock()
    const source = { clock, roots: SYSTEM_ROOTS, text: () => texts.shift(), memo: () => undefined } as unknown as Source
    const collect = cpu.open(source)
    collect()
    clock.advance(1000)
    expect(collect()).toMatchObject({ cpu: { busyPercent: 50, iowaitPercent: 0, idlePercent: 50 } })
  })
})

describe('small files', () => {
  it.each([
    ['1.50 0.75 0.33 3/612 54321', { one: 1.5, five: 0.75, fifteen: 0.33 }],
    ['', undefined],
    ['a b c', undefined],
  ])('load %j', (text, expected) => expect(parseLoad(text)).toEqual(expected))
  it.each([
    ['86400.50 1.0', 86400.5],
    ['', undefined],
    ['x', undefined],
  ])('uptime %j', (text, expected) => expect(parseUptime(text)).toBe(expected))
  it.each([
    ['1024\t24\t9000\n', { used: 1000, max: 9000 }],
    ['1024', undefined],
  ])('open files %j', (text, expected) => expect(parseOpenFiles(text)).toEqual(expected))
  it.each([
    ['45000\n', 45],
    ['-5000', -5],
    ['-273200', undefined],
    ['65261850', undefined],
    ['', undefined],
  ])('temperature %j', (text, expected) => expect(parseCelsius(text)).toBe(expected))
  it('pressure with and without the second line', () => {
    const some = 'some avg10=1.50 avg60=2.00 avg300=3.25 total=99\n'
    const one = { avg10: 1.5, avg60: 2, avg300: 3.25 }
    expect(parsePressure(some)).toEqual({ some: one })
    expect(parsePressure(`${some}full avg10=0.00 avg60=0.00 avg300=0.00 total=0\n`)).toEqual({
      some: one,
      full: { avg10: 0, avg60: 0, avg300: 0 },
    })
    expect(parsePressure('')).toBeUndefined()
  })
  it('distribution and processors', () => {
    expect(parseDistribution('ID=ubuntu\nPRETTY_NAME="Ubuntu 24.04.1 LTS"\nVERSION_ID="24.04"\n')).toEqual({
      id: 'ubuntu',
      name: 'Ubuntu 24.04.1 LTS',
      version: '24.04',
    })
    expect(parseDistribution('NAME=x\n')).toBeUndefined()
    expect(parseCpuInfo('processor\t: 0\nBogoMIPS\t: 50.00\n\nprocessor\t: 1\n')).toEqual({ processors: 2 })
  })
})

describe('memory', () => {
  it('does without MemAvailable, as in some containers', () => {
    const text = 'MemTotal: 1000 kB\nMemFree: 200 kB\nBuffers: 50 kB\nCached: 150 kB\n'
    expect(parseMemory(text)?.memory).toMatchObject({
      totalBytes: 1_024_000,
      availableBytes: 409_600,
      usedBytes: 614_400,
    })
  })
  it('is not fooled by a name within a name', () => {
    expect(parseMemory('MemTotal: 1000 kB\nSwapCached: 7 kB\nMemAvailable: 1 kB\n')?.memory?.cachedBytes).toBe(0)
  })
  it.each(['', 'MemTotal:\n', 'MemTotal: 0 kB\n'])('makes nothing of %j', (text) =>
    expect(parseMemory(text)).toBeUndefined(),
  )
})

it('leaves out interfaces that are none', () => {
  const row = (name: string) => `${name}: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n`
  const names = ['lo', 'eth0', 'veth12ab', 'ifb0', 'wg0', 'bond0.100', 'docker0']
  expect([...parseNetwork(names.map(row).join('')).keys()]).toEqual(['eth0', 'wg0', 'bond0.100', 'docker0'])
  expect(parseNetwork('eth0:123 1\n').size).toBe(0)
})

describe('filesystems', () => {
  const mount = (change: Partial<Mount>): Mount => ({
    number: '8:1',
    part: '/',
    mount: '/',
    type: 'ext4',
    device: '/dev/sda1',
    readOnly: false,
    ...change,
  })
  it('reads blanks in names, and read-only in either place', () => {
    const text = `1 2 8:1 / /srv/big\\040disk rw,relatime shared:1 - ext4 /dev/sda1 ro,errors=remount-ro
2 2 8:2 /sub /x ro - xfs /dev/sdb1 rw
3 2 8:3 / /y rw,rockandroll - xfs /dev/sdc1 rw
broken line
`
    expect(parseMounts(text).map((one) => [one.mount, one.readOnly])).toEqual([
      ['/srv/big disk', true],
      ['/x', true],
      ['/y', false],
    ])
  })
  it.each([
    [
      'the root of a container',
      [mount({ type: 'overlay', device: 'overlay' }), mount({ mount: '/etc/hosts', part: '/x/hosts' })],
      ['/'],
    ],
    [
      'each disk once, by its shortest path',
      [mount({ mount: '/var/lib/x', part: '/x' }), mount({ mount: '/srv' })],
      ['/srv'],
    ],
    ['what hides another mount', [mount({ type: 'ext4' }), mount({ type: 'xfs', device: '/dev/sdb1' })], ['/']],
    ['no kernel’s own', [mount({ mount: '/proc', type: 'proc' }), mount({ mount: '/snap/x', type: 'squashfs' })], []],
    [
      'memory that programs fill',
      [mount({ mount: '/tmp', type: 'tmpfs' }), mount({ mount: '/run/user/1000', type: 'tmpfs' })],
      ['/tmp'],
    ],
  ])('chooses %s', (_, mounts, expected) => expect(chooseMounts(mounts).map((one) => one.mount)).toEqual(expected))

  const space = { sizeBytes: 1000, freeBytes: 400, availableBytes: 350, inodes: 0, inodesFree: 0 }
  it('counts as df does, and knows no inodes where there are none', () => {
    const filesystem = toFilesystem(mount({}), space, 'present')
    expect(filesystem).toMatchObject({ state: 'ok', usedBytes: 600, freeBytes: 350 })
    expect(filesystem?.usedPercent).toBeCloseTo(63.16)
    expect(filesystem).not.toHaveProperty('inodes')
  })
  it.each([
    ['hung', 'hung', 'present', 'hung'],
    ['broken', 'broken', 'present', 'gone'],
    ['pulled out', undefined, 'absent', 'gone'],
  ] as const)('says of a disk that it is %s', (_, answer, present, state) => {
    expect(toFilesystem(mount({}), answer, present)).toMatchObject({ state })
  })
  it('leaves out what says nothing', () => expect(toFilesystem(mount({}), undefined, 'present')).toBeUndefined())

  it('keeps a disk that vanished with its device, not one that was taken off', () => {
    const one = { mount: '/a', device: '/dev/sdb1', type: 'ext4', readOnly: false, state: 'ok' as const }
    const before = [one, { ...one, mount: '/b', device: '/dev/sdc1' }]
    const after = withGone([], before, ({ device }) => device === '/dev/sdc1')
    expect(after).toEqual([{ ...one, state: 'gone' }])
    expect(withGone([one], after, () => false)).toEqual([one])
  })
})

describe('space of a disk', () => {
  const roots: Roots = { ...SYSTEM_ROOTS, files: '' }
  const stats = { bsize: 1, blocks: 10, bfree: 4, bavail: 3, files: 0, ffree: 0 }
  const open = (statfs: (path: string) => Promise<typeof stats>) => {
    const clock = createFakeClock()
    return { clock, source: createSource({ roots, clock, statfs, spaceTimeoutMs: 500 }) }
  }
  it('does not wait for a dead server, nor ask it again', async () => {
    let asked = 0
    const { clock, source } = open(() => {
      asked++
      return new Promise(() => undefined)
    })
    const first = source.space('/nas', 'network')
    clock.advance(500)
    expect(await first).toBe('hung')
    expect(await source.space('/nas', 'network')).toBe('hung')
    expect(asked).toBe(1)
  })
  it('keeps threads free when several servers are dead, and local disks answering', async () => {
    const { clock, source } = open((path) => (path === '/' ? Promise.resolve(stats) : new Promise(() => undefined)))
    for (const path of ['/a', '/b']) {
      const answer = source.space(path, 'network')
      clock.advance(500)
      expect(await answer).toBe('hung')
    }
    expect(await source.space('/c', 'network')).toBeUndefined()
    expect(await source.space('/', 'local')).toMatchObject({ sizeBytes: 10, availableBytes: 3 })
  })
  it.each([
    ['EIO', 'broken'],
    ['EACCES', undefined],
  ])('%s', async (code, expected) => {
    const { source } = open(() => Promise.reject(Object.assign(new Error(code), { code })))
    expect(await source.space('/x', 'local')).toBe(expected)
  })
})

describe('tcp', () => {
  const row = (sl: string, state: string) =>
    `${sl}: 0100007F:1F90 00000000:0000 ${state} 00000000:00000000 00:00000000\n`
  it('counts states whatever the width of the first column', () => {
    const counts = new Map<string, number>()
    countTcpStates(Buffer.from(`  sl  local\n${row('   0', '0A')}${row('12345', '01')}${row('   2', '01')}`), counts)
    expect([...counts]).toEqual([
      ['LISTEN', 1],
      ['ESTABLISHED', 2],
    ])
  })
  it.each(['', 'header', 'header\n', 'header\ngarbage\n', 'header\n 0: a', `header\n${row('0', 'ZZ')}`])(
    'counts nothing in %j',
    (text) => {
      const counts = new Map<string, number>()
      countTcpStates(Buffer.from(text), counts)
      expect(counts.size).toBe(0)
    },
  )
  it('reads the kernel’s own sums', () => {
    expect(parseSockets('sockets: used 9\nTCP: inuse 5 orphan 0 tw 3 alloc 8 mem 1\n', 'TCP6: inuse 2\n')).toEqual({
      used: 7,
      timeWait: 3,
    })
    expect(parseSockets('', '')).toEqual({ used: 0, timeWait: 0 })
    const snmp = 'Ip: a b\nIp: 1 2\nTcp: RtoMin CurrEstab InSegs\nTcp: 200 42 9\nUdp: x\n'
    expect(parseEstablished(snmp)).toBe(42)
    expect(parseEstablished('Tcp: a\n')).toBeUndefined()
  })
})

it.each([
  [
    'the newest sums',
    { LISTEN: 2, ESTABLISHED: 9, TIME_WAIT: 9 },
    { established: 3, timeWait: 1 },
    { LISTEN: 2, ESTABLISHED: 3, TIME_WAIT: 1 },
  ],
  ['half closed ones apart', { CLOSE_WAIT: 2 }, { established: 5, timeWait: 0 }, { CLOSE_WAIT: 2, ESTABLISHED: 3 }],
  ['what is known alone', { LISTEN: 1, ESTABLISHED: 4 }, { timeWait: 0 }, { LISTEN: 1, ESTABLISHED: 4 }],
])('tcp takes %s', (_, states, sums, expected) => expect(withSums(states, sums)).toEqual(expected))

describe('users', () => {
  it.each([0, 1, 383, 385])('meets a file of %i bytes', (size) => expect(parseUtmp(Buffer.alloc(size))).toEqual([]))
  it('lets nothing but text out of a record', () => {
    const record = Buffer.alloc(384)
    record.writeInt16LE(7, 0)
    record.write('pts/0', 8)
    record.write('ev\x1b[31mil', 44)
    expect(parseUtmp(record)[0]?.name).toBe('ev?[31mil')
  })
  it('reads a session of logind', () => {
    const text =
      'UID=1000\nUSER=min\nACTIVE=1\nSTATE=active\nREMOTE=1\nREMOTE_HOST=192.168.0.20\nTTY=pts/0\nCLASS=user\nREALTIME=1795080000500000\n'
    expect(parseSession(text)).toEqual({
      name: 'min',
      terminal: 'pts/0',
      from: '192.168.0.20',
      sinceMs: 1_795_080_000_500,
    })
    expect(parseSession(text.replace('CLASS=user', 'CLASS=manager'))).toBeUndefined()
    expect(parseSession('')).toBeUndefined()
  })
})

it.each([
  ['no reading before', undefined, 0],
  ['noise', { offsetMs: 950 }, 0],
  ['a step forward', { offsetMs: -59_000 }, 60_000],
  ['a step back', { offsetMs: 61_000 }, -60_000],
])('clock: %s', (_, before, jumpMs) => expect(toClockState({ offsetMs: 1000 }, before)).toEqual({ jumpMs }))

describe('defineCollector', () => {
  it('says what changes slowly again in between, and begins anew after a gap', () => {
    const clock = createFakeClock()
    const readings: (number | undefined)[] = [1, 3, undefined, 10]
    const collector = defineCollector<number>({
      name: 'test',
      everyMs: 1000,
      read: () => readings.shift(),
      toVitals: (now, before, seconds) => ({ uptimeSeconds: before === undefined ? -1 : (now - before) / seconds }),
    })
    const collect = collector.open({ clock } as unknown as Source)
    const at = (ms: number) => {
      clock.advance(ms)
      return collect()
    }
    expect(at(0)).toEqual({ uptimeSeconds: -1 })
    expect(at(500)).toEqual({ uptimeSeconds: -1 })
    expect(at(500)).toEqual({ uptimeSeconds: 2 })
    expect(at(1000)).toEqual({})
    expect(at(1000)).toEqual({ uptimeSeconds: -1 })
  })
})
