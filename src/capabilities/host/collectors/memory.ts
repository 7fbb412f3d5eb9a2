/** Memory and swap from `/proc/meminfo`, proc_meminfo(5); a container's limit from its cgroup. */
import type { Vitals } from '../schema.ts'
import { defineCollector } from './collector.ts'
import { parseNamed } from './scan.ts'
import type { Source } from './source.ts'

export type MemoryReading = Pick<Vitals, 'memory' | 'swap'>

const KIB = 1024
/** cgroup v1 writes a number near 2^63 for "no limit". */
const NO_LIMIT_BYTES = 2 ** 60

export function parseMemory(text: string): MemoryReading | undefined {
  const bytes = (name: string) => (parseNamed(text, name) ?? 0) * KIB
  const totalBytes = bytes('MemTotal')
  if (totalBytes === 0) return undefined
  const freeBytes = bytes('MemFree')
  const buffersBytes = bytes('Buffers')
  const cachedBytes = bytes('Cached') + bytes('SReclaimable')
  // Some containers leave MemAvailable out; what free(1) assumed before Linux 3.14 stands in.
  const available = parseNamed(text, 'MemAvailable')
  const availableBytes = Math.min(
    totalBytes,
    available === undefined ? freeBytes + buffersBytes + cachedBytes : available * KIB,
  )
  const swapTotal = bytes('SwapTotal')
  const swapFree = Math.min(swapTotal, bytes('SwapFree'))
  return {
    memory: {
      totalBytes,
      usedBytes: totalBytes - availableBytes,
      availableBytes,
      freeBytes,
      cachedBytes,
      buffersBytes,
    },
    swap: { totalBytes: swapTotal, usedBytes: swapTotal - swapFree, availableBytes: swapFree },
  }
}

function readLimit(source: Source): { limitBytes: number; usagePath: string } | undefined {
  const group = `${source.roots.sys}/fs/cgroup`
  const unified = source.textOnce(`${group}/memory.max`)
  const text = unified ?? source.textOnce(`${group}/memory/memory.limit_in_bytes`)
  const limitBytes = Number.parseInt(text ?? '', 10)
  if (!(limitBytes > 0 && limitBytes < NO_LIMIT_BYTES)) return undefined
  return {
    limitBytes,
    usagePath: unified === undefined ? `${group}/memory/memory.usage_in_bytes` : `${group}/memory.current`,
  }
}

export const memory = defineCollector<MemoryReading>({
  name: 'memory',
  read(source) {
    const reading = parseMemory(source.text(`${source.roots.proc}/meminfo`) ?? '')
    const limit = source.memo('memory.limit', 60_000, () => readLimit(source))
    if (!reading?.memory || !limit || limit.limitBytes >= reading.memory.totalBytes) return reading
    const limitUsedBytes = Number.parseInt(source.textOnce(limit.usagePath) ?? '', 10)
    return limitUsedBytes >= 0
      ? { ...reading, memory: { ...reading.memory, limitBytes: limit.limitBytes, limitUsedBytes } }
      : reading
  },
  toVitals: (now) => now,
})
