/** Bytes, requests and busy time of whole disks from `/proc/diskstats`, Documentation/admin-guide/iostats.rst. */
import type { BlockDevice } from '../schema.ts'
import { defineCollector } from './collector.ts'
import { eachLine, parseNumbers, percentOf, perSecond, skipBlanks, skipWord } from './scan.ts'

/** reads, merged, sectors read, ms reading, writes, merged, sectors written, ms writing, in flight, ms busy … */
export type BlockCounters = ReadonlyMap<string, readonly number[]>

/** The kernel counts in sectors of 512 bytes whatever the disk's own are. */
const SECTOR_BYTES = 512
/** Partitions are part of their disk; these are no disks. */
const NO_DISK = /^(?:loop|ram|zram|fd|sr)\d/

export function parseBlockDevices(text: string, disks: ReadonlySet<string>): BlockCounters {
  const counters = new Map<string, readonly number[]>()
  eachLine(text, (start, end) => {
    let at = start
    for (let field = 0; field < 2; field++) at = skipWord(text, skipBlanks(text, at, end), end)
    const nameAt = skipBlanks(text, at, end)
    const nameEnd = skipWord(text, nameAt, end)
    const name = text.slice(nameAt, nameEnd)
    if (!disks.has(name)) return true
    const numbers = parseNumbers(text, nameEnd, end)
    if (numbers.length >= 10) counters.set(name, numbers)
    return true
  })
  return counters
}

export function toBlockDevice(
  name: string,
  now: readonly number[],
  before: readonly number[],
  seconds: number,
): BlockDevice {
  const rate = (index: number) => perSecond(now[index] ?? 0, before[index] ?? 0, seconds)
  const requests = rate(0) + rate(4)
  return {
    name,
    readBytesPerSecond: rate(2) * SECTOR_BYTES,
    writeBytesPerSecond: rate(6) * SECTOR_BYTES,
    readsPerSecond: rate(0),
    writesPerSecond: rate(4),
    busyPercent: percentOf(rate(9), 1000),
    ...(requests > 0 ? { waitMs: (rate(3) + rate(7)) / requests } : {}),
  }
}

export const blockDevices = defineCollector<BlockCounters>({
  name: 'block-devices',
  read(source) {
    const disks = source.memo(
      'block.disks',
      10_000,
      () => new Set(source.list(`${source.roots.sys}/block`).filter((name) => !NO_DISK.test(name))),
    )
    return disks.size === 0 ? undefined : parseBlockDevices(source.text(`${source.roots.proc}/diskstats`) ?? '', disks)
  },
  toVitals(now, before, seconds) {
    if (!before) return {}
    const both = [...now].flatMap(([name, counters]) => {
      const old = before.get(name)
      return old ? [toBlockDevice(name, counters, old, seconds)] : []
    })
    return { blockDevices: both }
  },
})
