/** Figures of the four vital cards, out of one sample; pure. */
import type { BlockDevice, Filesystem, NetworkInterface, Vitals } from '../../src/capabilities/host/schema.ts'
import type { Finding } from '../../src/core/findings/schema.ts'
import type { State } from '../ui/state.tsx'

/** One moment's value is worth a look at most: that something is wrong, only a finding says. */
export function judge(value: number | undefined, caution: number): State {
  if (value === undefined) return 'silent'
  return value >= caution ? 'caution' : 'good'
}

/** What the findings about it say, else what its present value says. */
export function stateOf(
  present: State,
  findings: readonly Pick<Finding, 'rule' | 'severity' | 'subject'>[],
  rules: RegExp,
  subject?: string,
): State {
  const about = findings.filter((one) => rules.test(one.rule) && (subject === undefined || one.subject === subject))
  if (about.some(({ severity }) => severity === 'danger')) return 'danger'
  return about.some(({ severity }) => severity === 'caution') ? 'caution' : present
}

export function memoryPercent({ memory }: Vitals): number | undefined {
  if (!memory) return undefined
  const { limitBytes, limitUsedBytes } = memory
  if (limitBytes && limitUsedBytes !== undefined) return (limitUsedBytes / limitBytes) * 100
  return memory.totalBytes > 0 ? (memory.usedBytes / memory.totalBytes) * 100 : undefined
}

/** The one that is fullest among those that answer and can fill. */
export function fullestFilesystem({ filesystems }: Vitals): Filesystem | undefined {
  return filesystems
    .filter(({ state, readOnly, usedPercent }) => state === 'ok' && !readOnly && usedPercent !== undefined)
    .sort((a, b) => (b.usedPercent ?? 0) - (a.usedPercent ?? 0))[0]
}

const total = <Item>(items: readonly Item[], value: (item: Item) => number) =>
  items.reduce((sum, item) => sum + value(item), 0)

/** The disk a filesystem lies on: by its name, or the only one there is; a mapper's name does not tell. */
export function deviceOf({ blockDevices }: Vitals, filesystem: Filesystem | undefined): BlockDevice | undefined {
  if (!filesystem) return undefined
  const { device, type } = filesystem
  const name = device.replace(/^\/dev\//, '')
  const whole = name.replace(/(?<=\d)p\d+$|(?<=^[a-z]+)\d+$/, '')
  const named = blockDevices.find((one) => one.name === name) ?? blockDevices.find((one) => one.name === whole)
  if (named) return named
  const disks = blockDevices.filter((one) => !/^(dm-|md|loop|zram|ram)/.test(one.name))
  return disks.length === 1 && (device.startsWith('/dev/') || type === 'overlay') ? disks[0] : undefined
}

/** Interfaces that lead out of the machine. */
export const outward = ({ interfaces }: Vitals): readonly NetworkInterface[] =>
  interfaces.filter(({ name, up }) => name !== 'lo' && up !== false)

export function networkFlow(vitals: Vitals): {
  receiveBitsPerSecond: number
  transmitBitsPerSecond: number
  dropsPerSecond: number
  errorsPerSecond: number
  /** Share of the fastest link, when its speed is known. */
  percent: number | undefined
} {
  const links = outward(vitals)
  const receiveBitsPerSecond = total(links, (link) => link.receiveBytesPerSecond) * 8
  const transmitBitsPerSecond = total(links, (link) => link.transmitBytesPerSecond) * 8
  const speed = total(links, (link) => link.speedBitsPerSecond ?? 0)
  return {
    receiveBitsPerSecond,
    transmitBitsPerSecond,
    dropsPerSecond: total(links, (link) => link.receiveDropsPerSecond + link.transmitDropsPerSecond),
    errorsPerSecond: total(links, (link) => link.receiveErrorsPerSecond + link.transmitErrorsPerSecond),
    percent: speed > 0 ? (Math.max(receiveBitsPerSecond, transmitBitsPerSecond) / speed) * 100 : undefined,
  }
}
