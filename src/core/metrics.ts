/** Numbers from their descriptors: one row feeds Prometheus (`/metrics`) and the time series. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Labels, Log, Metric, Metrics, Series } from './capability.ts'
import type { Unit } from './schema.ts'

const SUFFIX: Readonly<Record<Unit, string>> = {
  percent: '_percent',
  bytes: '_bytes',
  bytesPerSecond: '_bytes_per_second',
  bitsPerSecond: '_bits_per_second',
  perSecond: '_per_second',
  count: '',
  seconds: '_seconds',
  milliseconds: '_milliseconds',
  celsius: '_celsius',
  load: '',
  bool: '',
}

/** Prometheus name of a metric (naming: prometheus.io/docs/practices/naming): `vedette_host_cpu_busy_percent`. */
export function toPrometheusName(capability: string, name: string, metric: Pick<Metric, 'kind' | 'unit'>): string {
  const words = name.replaceAll(/[^a-zA-Z0-9]+/g, '_').toLowerCase()
  const suffix = SUFFIX[metric.unit]
  const base = `vedette_${capability}_${words}${words.endsWith(suffix) ? '' : suffix}`
  return metric.kind === 'counter' ? `${base}_total` : base
}

export interface MetricsOffice {
  readonly registry: Registry
  forCapability(id: string, metrics: Readonly<Record<string, Metric>>): Metrics
}

type Instrument = Counter | Gauge | Histogram

function createInstrument(registry: Registry, id: string, name: string, metric: Metric): Instrument {
  const options = {
    name: toPrometheusName(id, name, metric),
    help: metric.help,
    labelNames: [...(metric.labels ?? []), ...(metric.history ? ['host'] : [])],
    registers: [registry],
  }
  if (metric.kind === 'counter') return new Counter(options)
  if (metric.kind === 'gauge') return new Gauge(options)
  return new Histogram({ ...options, buckets: [...(metric.buckets ?? [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30])] })
}

export function createMetrics(options: { series: Series; log: Log }): MetricsOffice {
  const { series, log } = options
  const registry = new Registry()
  return {
    registry,
    forCapability(id, metrics) {
      const instruments = new Map(
        Object.entries(metrics).map(([name, metric]) => [name, createInstrument(registry, id, name, metric)]),
      )
      const find = (name: string) => {
        const found = instruments.get(name)
        if (!found) throw new Error(`metric ${id}.${name} is not in the manifest`)
        return found
      }
      return {
        set(name, value, labels: Labels = {}) {
          const instrument = find(name)
          if (instrument instanceof Gauge) instrument.set(labels, value)
        },
        add(name, delta, labels: Labels = {}) {
          const instrument = find(name)
          if (!(instrument instanceof Histogram)) instrument.inc(labels, delta)
        },
        observe(name, value, labels: Labels = {}) {
          const instrument = find(name)
          if (instrument instanceof Histogram) instrument.observe(labels, value)
        },
        sample(host, atMs, values) {
          const kept = []
          for (const { name, value, labels = {} } of values) {
            const instrument = find(name)
            if (!Number.isFinite(value)) continue
            if (instrument instanceof Gauge) instrument.set({ ...labels, host }, value)
            if (metrics[name]?.history) kept.push({ host, metric: `${id}.${name}`, labels, atMs, value })
          }
          series
            .append(kept)
            .catch((error: unknown) => log.error({ err: error, capability: id }, 'samples were not kept'))
        },
      }
    },
  }
}
