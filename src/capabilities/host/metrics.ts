/** Numbers of a sample that are kept and shown: one row each feeds `/metrics`, history, roll-ups and charts. */
import type { Labels, Metric } from '../../core/capability.ts'
import type { Unit } from '../../core/schema.ts'
import type { Vitals } from './schema.ts'

type Value = { readonly value: number | undefined; readonly labels?: Labels }
interface Row {
  readonly unit: Unit
  readonly help: string
  readonly labels?: readonly string[]
  /** Shown as it is now, without history. */
  readonly now?: true
  values(vitals: Vitals): readonly Value[]
}

const one = (value: number | undefined): readonly Value[] => [{ value }]
const share = (part: number | undefined, whole: number | undefined) =>
  part !== undefined && whole ? (part / whole) * 100 : undefined
const disks = (vitals: Vitals, pick: (disk: Vitals['filesystems'][number]) => number | undefined) =>
  vitals.filesystems.map((disk) => ({ value: pick(disk), labels: { mount: disk.mount } }))
const devices = (vitals: Vitals, pick: (device: Vitals['blockDevices'][number]) => number | undefined) =>
  vitals.blockDevices.map((device) => ({ value: pick(device), labels: { device: device.name } }))
/** An interface that is down and silent has no history. */
const interfaces = (vitals: Vitals, pick: (one: Vitals['interfaces'][number]) => number) =>
  vitals.interfaces
    .filter(
      ({ up, receivePacketsPerSecond, transmitPacketsPerSecond }) =>
        up !== false || receivePacketsPerSecond + transmitPacketsPerSecond > 0,
    )
    .map((each) => ({ value: pick(each), labels: { interface: each.name } }))

const CPU_MODES = ['user', 'nice', 'system', 'iowait', 'steal', 'idle'] as const

export const metricRows = {
  'cpu-percent': {
    unit: 'percent',
    help: 'Processor time in use, all cores',
    values: ({ cpu }) => one(cpu?.busyPercent),
  },
  'cpu-mode-percent': {
    unit: 'percent',
    help: 'Processor time by mode',
    labels: ['mode'],
    values: ({ cpu }) => CPU_MODES.map((mode) => ({ value: cpu?.[`${mode}Percent`], labels: { mode } })),
  },
  'cpu-core-percent': {
    unit: 'percent',
    help: 'Processor time in use, each core',
    labels: ['core'],
    now: true,
    values: ({ cpu }) =>
      (cpu?.cores ?? []).map((value, core) => ({ value: value ?? undefined, labels: { core: String(core) } })),
  },
  load1: { unit: 'load', help: 'Load average, one minute', values: ({ load }) => one(load?.one) },
  load5: { unit: 'load', help: 'Load average, five minutes', values: ({ load }) => one(load?.five) },
  load15: { unit: 'load', help: 'Load average, fifteen minutes', values: ({ load }) => one(load?.fifteen) },
  'load-per-core': {
    unit: 'load',
    help: 'Load average of one minute for each core',
    values: ({ load, facts }) => one(load && load.one / facts.cores),
  },
  'memory-used-bytes': {
    unit: 'bytes',
    help: 'Memory in use: total less available',
    values: ({ memory }) => one(memory?.usedBytes),
  },
  'memory-used-percent': {
    unit: 'percent',
    help: 'Memory in use: total less available',
    values: ({ memory }) => one(share(memory?.usedBytes, memory?.totalBytes)),
  },
  'memory-available-bytes': {
    unit: 'bytes',
    help: 'Memory programs can have without swapping',
    values: ({ memory }) => one(memory?.availableBytes),
  },
  'memory-cached-bytes': {
    unit: 'bytes',
    help: 'Memory holding files, given back when needed',
    values: ({ memory }) => one(memory?.cachedBytes),
  },
  'swap-used-bytes': { unit: 'bytes', help: 'Swap in use', values: ({ swap }) => one(swap?.usedBytes) },
  'swap-used-percent': {
    unit: 'percent',
    help: 'Swap in use',
    values: ({ swap }) => one(share(swap?.usedBytes, swap?.totalBytes)),
  },
  'pressure-percent': {
    unit: 'percent',
    help: 'Time tasks waited for a resource, average of ten seconds',
    labels: ['resource', 'kind'],
    values: ({ pressure = {} }) =>
      (['cpu', 'memory', 'io'] as const).flatMap((resource) =>
        (['some', 'full'] as const).map((kind) => ({
          value: pressure[resource]?.[kind]?.avg10,
          labels: { resource, kind },
        })),
      ),
  },
  'disk-used-bytes': {
    unit: 'bytes',
    help: 'Space in use on a mounted disk',
    labels: ['mount'],
    values: (vitals) => disks(vitals, (disk) => disk.usedBytes),
  },
  'disk-free-bytes': {
    unit: 'bytes',
    help: 'Space left on a mounted disk',
    labels: ['mount'],
    values: (vitals) => disks(vitals, (disk) => disk.freeBytes),
  },
  'disk-used-percent': {
    unit: 'percent',
    help: 'Space in use on a mounted disk',
    labels: ['mount'],
    values: (vitals) => disks(vitals, (disk) => disk.usedPercent),
  },
  'disk-inodes-used-percent': {
    unit: 'percent',
    help: 'Inodes in use on a mounted disk',
    labels: ['mount'],
    values: (vitals) => disks(vitals, (disk) => disk.inodesUsedPercent),
  },
  'block-read-bytes-per-second': {
    unit: 'bytesPerSecond',
    help: 'Read from a disk',
    labels: ['device'],
    values: (vitals) => devices(vitals, (device) => device.readBytesPerSecond),
  },
  'block-write-bytes-per-second': {
    unit: 'bytesPerSecond',
    help: 'Written to a disk',
    labels: ['device'],
    values: (vitals) => devices(vitals, (device) => device.writeBytesPerSecond),
  },
  'block-reads-per-second': {
    unit: 'perSecond',
    help: 'Reads from a disk',
    labels: ['device'],
    values: (vitals) => devices(vitals, (device) => device.readsPerSecond),
  },
  'block-writes-per-second': {
    unit: 'perSecond',
    help: 'Writes to a disk',
    labels: ['device'],
    values: (vitals) => devices(vitals, (device) => device.writesPerSecond),
  },
  'block-busy-percent': {
    unit: 'percent',
    help: 'Time a disk had work',
    labels: ['device'],
    values: (vitals) => devices(vitals, (device) => device.busyPercent),
  },
  'block-wait-milliseconds': {
    unit: 'milliseconds',
    help: 'Mean time of a request to a disk',
    labels: ['device'],
    values: (vitals) => devices(vitals, (device) => device.waitMs),
  },
  'network-receive-bytes-per-second': {
    unit: 'bytesPerSecond',
    help: 'Received by an interface',
    labels: ['interface'],
    values: (vitals) => interfaces(vitals, (each) => each.receiveBytesPerSecond),
  },
  'network-transmit-bytes-per-second': {
    unit: 'bytesPerSecond',
    help: 'Sent by an interface',
    labels: ['interface'],
    values: (vitals) => interfaces(vitals, (each) => each.transmitBytesPerSecond),
  },
  'network-receive-packets-per-second': {
    unit: 'perSecond',
    help: 'Packets received by an interface',
    labels: ['interface'],
    values: (vitals) => interfaces(vitals, (each) => each.receivePacketsPerSecond),
  },
  'network-transmit-packets-per-second': {
    unit: 'perSecond',
    help: 'Packets sent by an interface',
    labels: ['interface'],
    values: (vitals) => interfaces(vitals, (each) => each.transmitPacketsPerSecond),
  },
  'network-errors-per-second': {
    unit: 'perSecond',
    help: 'Broken packets of an interface, both ways',
    labels: ['interface'],
    values: (vitals) => interfaces(vitals, (each) => each.receiveErrorsPerSecond + each.transmitErrorsPerSecond),
  },
  'network-drops-per-second': {
    unit: 'perSecond',
    help: 'Packets an interface dropped, both ways',
    labels: ['interface'],
    values: (vitals) => interfaces(vitals, (each) => each.receiveDropsPerSecond + each.transmitDropsPerSecond),
  },
  'temperature-celsius': {
    unit: 'celsius',
    help: 'Temperature of a sensor',
    labels: ['sensor'],
    values: ({ temperatures }) => temperatures.map(({ sensor, celsius }) => ({ value: celsius, labels: { sensor } })),
  },
  'open-files': {
    unit: 'count',
    help: 'Open files of the whole machine',
    values: ({ openFiles }) => one(openFiles?.used),
  },
  'tcp-connections': {
    unit: 'count',
    help: 'TCP connections by state',
    labels: ['state'],
    values: ({ tcp = {} }) => Object.entries(tcp).map(([state, value]) => ({ value, labels: { state } })),
  },
  users: { unit: 'count', help: 'Signed-in sessions', values: ({ users }) => one(users?.length) },
  'uptime-seconds': {
    unit: 'seconds',
    help: 'Time since the machine started',
    values: ({ uptimeSeconds }) => one(uptimeSeconds),
  },
} as const satisfies Readonly<Record<string, Row>>

const rows: readonly (readonly [string, Row])[] = Object.entries(metricRows)

/** How the console works itself; the rest comes from the rows. */
const OWN_METRICS: Readonly<Record<string, Metric>> = {
  samples: { kind: 'counter', unit: 'count', help: 'Samples received from agents' },
  'late-samples': { kind: 'counter', unit: 'count', help: 'Samples that came later than three intervals' },
}

export const hostMetrics: Readonly<Record<string, Metric>> = {
  ...Object.fromEntries(
    rows.map(([name, { unit, help, labels = [], now }]): [string, Metric] => [
      name,
      // Every number of a sample is of a host; core adds that label to those with history.
      now
        ? { kind: 'gauge', unit, help, labels: [...labels, 'host'] }
        : { kind: 'gauge', unit, help, labels, history: true },
    ]),
  ),
  ...OWN_METRICS,
}

export interface SampleValue {
  readonly name: string
  readonly value: number
  readonly labels?: Labels
}
export function toSampleValues(vitals: Vitals): SampleValue[] {
  return rows.flatMap(([name, { values }]) =>
    values(vitals).flatMap(({ value, labels }) =>
      value === undefined ? [] : [{ name, value, ...(labels ? { labels } : {}) }],
    ),
  )
}
