/** More work waits than the processors can take, for minutes. Waiting for disk or memory looks the same, so it folds under those. */
import { evidence, type HostRule, hostPage, next, rounded, withUsual } from './rule.ts'

const CAUTION_PER_CORE = 2
const DANGER_PER_CORE = 8

export const loadHigh: HostRule = {
  name: 'load-high',
  severity: 'caution',
  raiseAfter: 5,
  clearAfter: 5,
  symptomOf: ['host.io-wait', 'host.memory-pressure', 'host.disk-gone'],
  replay: { metric: 'load-per-core', fires: (value) => value >= CAUTION_PER_CORE },
  observe({ vitals, means, host, usual }) {
    const { load, facts, cpu } = vitals
    if (!load || means.loadPerCore === undefined) return []
    return [
      {
        subject: 'load',
        active: means.loadPerCore >= CAUTION_PER_CORE,
        severity: means.loadPerCore >= DANGER_PER_CORE ? 'danger' : 'caution',
        params: { load: rounded(means.loadPerCore * facts.cores), cores: facts.cores },
        evidence: [
          evidence('load', { value: rounded(load.one, 1), unit: 'load', ...withUsual(usual('load1')) }),
          evidence('cores', { value: facts.cores, unit: 'number' }),
          ...(cpu
            ? [
                evidence('cpu-busy', {
                  value: rounded(cpu.busyPercent),
                  unit: 'percent',
                  ...withUsual(usual('cpu-percent')),
                }),
              ]
            : []),
        ],
        next: next('load-high', hostPage(host, 'vitals', '&metric=load1')),
      },
    ]
  },
}
