/** Programs wait for memory: by the kernel's own measure (PSI), or by how little is left where there is none. */
import { evidence, type HostRule, hostPage, next, roughBytes, rounded, withUsual } from './rule.ts'

/** Share of the last minute in which every task waited at once. */
const FULL_CAUTION = 5
const FULL_DANGER = 20
/** Share of memory that is still to be had. */
const LEFT_CAUTION = 5
const LEFT_DANGER = 2

export const memoryPressure: HostRule = {
  name: 'memory-pressure',
  severity: 'caution',
  raiseAfter: 2,
  clearAfter: 5,
  replay: {
    metric: 'pressure-percent',
    labels: { resource: 'memory', kind: 'full' },
    fires: (value) => value >= FULL_CAUTION,
  },
  observe({ vitals, host, usual }) {
    const { memory, pressure, swap } = vitals
    if (!memory) return []
    const leftPercent = (memory.availableBytes / memory.totalBytes) * 100
    const stalled = pressure?.memory?.full?.avg60
    const active = stalled === undefined ? leftPercent <= LEFT_CAUTION : stalled >= FULL_CAUTION
    const worse = stalled === undefined ? leftPercent <= LEFT_DANGER : stalled >= FULL_DANGER
    return [
      {
        subject: 'memory',
        active,
        severity: worse ? 'danger' : 'caution',
        params: {
          availableBytes: roughBytes(memory.availableBytes),
          totalBytes: roughBytes(memory.totalBytes),
          percent: rounded(stalled ?? 100 - leftPercent),
          stalls: stalled !== undefined,
        },
        evidence: [
          ...(stalled === undefined ? [] : [evidence('memory-stalled', { value: rounded(stalled), unit: 'percent' })]),
          evidence('memory-available', {
            value: roughBytes(memory.availableBytes),
            unit: 'bytes',
            ...withUsual(usual('memory-available-bytes')),
          }),
          ...(swap && swap.totalBytes > 0
            ? [evidence('swap-used', { value: roughBytes(swap.usedBytes), unit: 'bytes' })]
            : []),
        ],
        next: next('memory-pressure', hostPage(host, 'vitals', '&metric=memory-used-percent')),
      },
    ]
  },
}
