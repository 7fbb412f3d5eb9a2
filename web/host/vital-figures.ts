/** Figures of the four vital cards, out of one sample; pure. */
import type { Filesystem, NetworkInterface, Vitals } from '../../src/capabilities/host/schema.ts'
import type { State } from '../ui/state.tsx'

/** Good below `caution`, danger from `danger` on. */
export function judge(value: number | undefined, caution: number, danger: number): State {
  if (value === undefined) return 'silent'
  if (value >= danger) return 'danger'
  return value >= caution ? 'caution' : 'good'
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

export function diskFlow({ blockDevices }: Vitals): { readBytesPerSecond: number; writeBytesPerSecond: number } {
  // A partition's, a mapper's and a RAID's bytes are those of the disks below them.
  const whole = blockDevices.filter(({ name }) => !/^(dm-|md|loop|zram|ram)/.test(name))
  const counted = whole.length > 0 ? whole : blockDevices
  return {
    readBytesPerSecond: total(counted, (device) => device.readBytesPerSecond),
    writeBytesPerSecond: total(counted, (device) => device.writeBytesPerSecond),
  }
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
