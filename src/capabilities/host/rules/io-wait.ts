/** Processors stand idle because a disk is slow. */
import { evidence, type HostRule, hostPage, next, rounded, withUsual } from './rule.ts'

const CAUTION_PERCENT = 25
const DANGER_PERCENT = 60

export const ioWait: HostRule = {
  name: 'io-wait',
  severity: 'caution',
  raiseAfter: 3,
  clearAfter: 5,
  // Without memory the machine swaps, and then the disk is only where it shows.
  symptomOf: ['host.memory-pressure', 'host.disk-gone'],
  replay: { metric: 'cpu-mode-percent', labels: { mode: 'iowait' }, fires: (value) => value >= CAUTION_PERCENT },
  observe({ vitals, means, host, usual }) {
    if (means.iowaitPercent === undefined) return []
    const [busiest] = [...vitals.blockDevices].sort((a, b) => b.busyPercent - a.busyPercent)
    const device = busiest?.name ?? ''
    return [
      {
        subject: 'io',
        active: means.iowaitPercent >= CAUTION_PERCENT,
        severity: means.iowaitPercent >= DANGER_PERCENT ? 'danger' : 'caution',
        params: { percent: rounded(means.iowaitPercent), device },
        evidence: [
          evidence('io-wait', {
            value: rounded(means.iowaitPercent),
            unit: 'percent',
            ...withUsual(usual('cpu-mode-percent{iowait}')),
          }),
          ...(busiest
            ? [evidence('disk-busy', { value: rounded(busiest.busyPercent), unit: 'percent' }, { device })]
            : []),
        ],
        next: next('io-wait', hostPage(host, 'disks', device ? `&device=${encodeURIComponent(device)}` : '')),
      },
    ]
  },
}
