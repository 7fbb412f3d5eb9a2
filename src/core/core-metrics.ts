/** Core's own numbers: whether each capability stands, its jobs, and how the process itself fares. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Job, Metric, Metrics } from './capability.ts'
import { httpMetrics } from './http/http-metrics.ts'
import { jobMetrics } from './jobs.ts'

export const coreMetrics = {
  up: { kind: 'gauge', unit: 'bool', help: 'Whether a capability could be set up', labels: ['capability'] },
  'event-loop.delay-p99': {
    kind: 'gauge',
    unit: 'seconds',
    help: 'Event-loop delay of the last ten seconds, 99th percentile',
  },
  'memory.resident': { kind: 'gauge', unit: 'bytes', help: 'Resident memory of the console' },
  'cpu.used': { kind: 'gauge', unit: 'seconds', help: 'CPU time the console has used since it started' },
  'live.readers': { kind: 'gauge', unit: 'count', help: 'Open live connections' },
  ...jobMetrics,
  ...httpMetrics,
} as const satisfies Record<string, Metric>

const EVERY_MS = 10_000

/** Samples the process itself; the histogram starts afresh each time, so a bad minute is not averaged away. */
export function createSelfWatch(metrics: Metrics, readers: () => number): { job: Job; stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  return {
    stop: () => delay.disable(),
    job: {
      name: 'self-watch',
      everyMs: EVERY_MS,
      timeoutMs: 1_000,
      async run() {
        const { user, system } = process.cpuUsage()
        metrics.set('event-loop.delay-p99', delay.percentile(99) / 1e9)
        delay.reset()
        metrics.set('memory.resident', process.memoryUsage.rss())
        metrics.set('cpu.used', (user + system) / 1e6)
        metrics.set('live.readers', readers())
      },
    },
  }
}
