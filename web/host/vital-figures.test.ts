import { describe, expect, it } from 'vitest'
import type { Vitals } from '../../src/capabilities/host/schema.ts'
import { keepRecent } from './use-vitals.ts'
import { deviceOf, fullestFilesystem, judge, memoryPercent, networkFlow, stateOf } from './vital-figures.ts'

const vitals = (over: Partial<Vitals>): Vitals => ({
  atMs: 1000,
  everyMs: 2000,
  facts: { hostname: 'h', cores: 2, systemd: true },
  filesystems: [],
  blockDevices: [],
  interfaces: [],
  temperatures: [],
  ...over,
})
const disk = (name: string, read: number) => ({
  name,
  readBytesPerSecond: read,
  writeBytesPerSecond: 1,
  readsPerSecond: 0,
  writesPerSecond: 0,
  busyPercent: 0,
})
const link = (name: string, receive: number, more = {}) => ({
  name,
  receiveBytesPerSecond: receive,
  transmitBytesPerSecond: 0,
  receivePacketsPerSecond: 0,
  transmitPacketsPerSecond: 0,
  receiveErrorsPerSecond: 0,
  transmitErrorsPerSecond: 0,
  receiveDropsPerSecond: 1,
  transmitDropsPerSecond: 0,
  ...more,
})
const memory = { totalBytes: 100, usedBytes: 40, availableBytes: 60, freeBytes: 10, cachedBytes: 0, buffersBytes: 0 }

it.each([
  [undefined, 'silent'],
  [10, 'good'],
  [80, 'caution'],
  [100, 'caution'],
])('%s is %s', (value, state) => {
  expect(judge(value, 80)).toBe(state)
})

describe('memoryPercent', () => {
  it.each([
    ['of the machine', { memory }, 40],
    ['of the container, where there is a limit', { memory: { ...memory, limitBytes: 50, limitUsedBytes: 40 } }, 80],
    ['unknown', {}, undefined],
  ])('%s', (_, over, percent) => {
    expect(memoryPercent(vitals(over))).toBe(percent)
  })
})

it('takes the fullest disk that answers and can fill', () => {
  const filesystem = (mount: string, usedPercent: number, over = {}) => ({
    mount,
    device: mount,
    type: 'ext4',
    readOnly: false,
    state: 'ok' as const,
    usedPercent,
    ...over,
  })
  const filesystems = [
    filesystem('/', 40),
    filesystem('/snap', 100, { readOnly: true }),
    filesystem('/nfs', 99, { state: 'hung' }),
    filesystem('/var', 70),
  ]
  expect(fullestFilesystem(vitals({ filesystems }))?.mount).toBe('/var')
  expect(fullestFilesystem(vitals({}))).toBeUndefined()
})

describe('deviceOf', () => {
  it.each([
    ['a whole disk', '/dev/vda', 'ext4', ['vda', 'vdb'], 'vda'],
    ['a partition', '/dev/sdb2', 'ext4', ['sda', 'sdb'], 'sdb'],
    ['a partition of NVMe', '/dev/nvme0n1p3', 'ext4', ['nvme0n1', 'nvme1n1'], 'nvme0n1'],
    ['a RAID', '/dev/md0', 'ext4', ['sda', 'sdb', 'md0'], 'md0'],
    ['a mapper on the only disk', '/dev/mapper/vg-root', 'xfs', ['sda', 'dm-0'], 'sda'],
    ['a mapper on one of several', '/dev/mapper/vg-root', 'xfs', ['sda', 'sdb'], undefined],
    ['layers of a container', 'overlay', 'overlay', ['vda'], 'vda'],
    ['memory', 'tmpfs', 'tmpfs', ['vda'], undefined],
  ])('%s', (_, device, type, names, name) => {
    const filesystem = { mount: '/', device, type, readOnly: false, state: 'ok' as const }
    const sample = vitals({ blockDevices: names.map((one) => disk(one, 1)) })
    expect(deviceOf(sample, filesystem)?.name).toBe(name)
  })
  it('nothing without a filesystem', () => expect(deviceOf(vitals({}), undefined)).toBeUndefined())
})

describe('stateOf', () => {
  const finding = (severity: 'info' | 'caution' | 'danger', subject = '/') => ({
    rule: 'host.disk-full',
    severity,
    subject,
  })
  it.each([
    ['nothing found', [], 'caution'],
    ['a danger', [finding('caution'), finding('danger')], 'danger'],
    ['a danger of another disk', [finding('danger', '/var')], 'caution'],
    ['something to know', [finding('info')], 'caution'],
  ] as const)('%s', (_, findings, state) => {
    expect(stateOf('caution', findings, /^host\.disk-/, '/')).toBe(state)
  })
  it('leaves other rules alone', () => expect(stateOf('good', [finding('danger')], /^host\.load-high$/)).toBe('good'))
})

it('leaves the machine’s own loop out of the network', () => {
  const flow = networkFlow(
    vitals({
      interfaces: [link('lo', 1000), link('eth0', 125, { speedBitsPerSecond: 10_000 }), link('eth1', 1, { up: false })],
    }),
  )
  expect(flow).toMatchObject({ receiveBitsPerSecond: 1000, dropsPerSecond: 1, percent: 10 })
  expect(networkFlow(vitals({ interfaces: [link('eth0', 1)] })).percent).toBeUndefined()
})

it('keeps a short past, each sample once and in order', () => {
  const at = (atMs: number) => vitals({ atMs })
  const kept = [3, 1, 3, 4].reduce<readonly Vitals[]>((before, ms) => keepRecent(before, at(ms)), [])
  expect(kept.map(({ atMs }) => atMs)).toEqual([1, 3, 4])
  const many = Array.from({ length: 200 }, (_, index) => at(index)).reduce<readonly Vitals[]>(keepRecent, [])
  expect(many).toHaveLength(120)
})
