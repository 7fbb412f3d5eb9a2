import { expect, it } from 'vitest'
import type { Sample, Series } from './capability.ts'
import { silentLog } from './log/silent-log.ts'
import { createMetrics, toPrometheusName } from './metrics.ts'

function start() {
  const kept: Sample[] = []
  const series: Series = {
    append: async (samples) => {
      kept.push(...samples)
    },
    read: async () => [],
    list: async () => [],
  }
  const office = createMetrics({ series, log: silentLog })
  const metrics = office.forCapability('host', {
    'cpu.busy': { kind: 'gauge', unit: 'percent', help: 'Busy', history: true },
    'disk.used': { kind: 'gauge', unit: 'bytes', help: 'Used', labels: ['mount'], history: true },
    'log.reads': { kind: 'counter', unit: 'count', help: 'Reads', labels: ['source'] },
    'sample.duration': { kind: 'histogram', unit: 'seconds', help: 'Time', buckets: [0.1, 1] },
  })
  return { kept, metrics, text: () => office.registry.metrics() }
}

it.each([
  ['cpu.busy', 'gauge', 'percent', 'vedette_host_cpu_busy_percent'],
  ['log.reads', 'counter', 'count', 'vedette_host_log_reads_total'],
  ['disk.bytes', 'gauge', 'bytes', 'vedette_host_disk_bytes'],
  ['event-loop.delay-p99', 'gauge', 'seconds', 'vedette_host_event_loop_delay_p99_seconds'],
] as const)('%s (%s, %s) is %s for Prometheus', (name, kind, unit, expected) =>
  expect(toPrometheusName('host', name, { kind, unit })).toBe(expected),
)

it('one sample feeds Prometheus and history', async () => {
  const { kept, metrics, text } = start()
  metrics.sample('local', 1000, [
    { name: 'cpu.busy', value: 12.5 },
    { name: 'disk.used', value: 9, labels: { mount: '/' } },
  ])
  expect(await text()).toContain('vedette_host_cpu_busy_percent{host="local"} 12.5')
  expect(await text()).toContain('vedette_host_disk_used_bytes{mount="/",host="local"} 9')
  expect(kept).toEqual([
    { host: 'local', metric: 'host.cpu.busy', labels: {}, atMs: 1000, value: 12.5 },
    { host: 'local', metric: 'host.disk.used', labels: { mount: '/' }, atMs: 1000, value: 9 },
  ])
})

it('what is no number is left out, not stored as zero', async () => {
  const { kept, metrics, text } = start()
  metrics.sample('local', 1000, [{ name: 'cpu.busy', value: Number.NaN }])
  expect(kept).toEqual([])
  expect(await text()).not.toContain('cpu_busy_percent{')
})

it('counts and observes', async () => {
  const { metrics, text } = start()
  metrics.add('log.reads', 2, { source: 'syslog' })
  metrics.observe('sample.duration', 0.5)
  expect(await text()).toContain('vedette_host_log_reads_total{source="syslog"} 2')
  expect(await text()).toContain('vedette_host_sample_duration_seconds_bucket{le="1"} 1')
})

it('a metric outside the manifest is a mistake of ours', () => {
  expect(() => start().metrics.set('cpu.bussy', 1)).toThrow('host.cpu.bussy is not in the manifest')
})
