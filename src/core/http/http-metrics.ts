/** Requests by route template: how many, with which status, and how long. */
import type { FastifyInstance } from 'fastify'
import { Counter, Histogram, type Registry } from 'prom-client'
import type { Metric } from '../capability.ts'
import { toPrometheusName } from '../metrics.ts'

export const httpMetrics = {
  'http.requests': {
    kind: 'counter',
    unit: 'count',
    help: 'Requests by route, method and status',
    labels: ['route', 'method', 'status'],
  },
  'http.duration': {
    kind: 'histogram',
    unit: 'seconds',
    help: 'Duration of requests by route and method',
    labels: ['route', 'method'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
} as const satisfies Record<string, Metric>

const toOptions = (name: keyof typeof httpMetrics, registry: Registry) => {
  const row = httpMetrics[name]
  return {
    name: toPrometheusName('core', name, row),
    help: row.help,
    labelNames: [...row.labels],
    registers: [registry],
  }
}

export function countRequests(app: FastifyInstance, registry: Registry): void {
  const [asked, took] = [toOptions('http.requests', registry), toOptions('http.duration', registry)]
  const buckets = [...httpMetrics['http.duration'].buckets]
  // Core's own numbers may have been registered from these very rows already.
  const requests = (registry.getSingleMetric(asked.name) as Counter | undefined) ?? new Counter(asked)
  const durations =
    (registry.getSingleMetric(took.name) as Histogram | undefined) ?? new Histogram({ ...took, buckets })
  app.addHook('onResponse', async (request, reply) => {
    // The template, never the path: a label has few values, whatever is asked for.
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none')
    const { method } = request
    requests.inc({ route, method, status: String(reply.statusCode) })
    durations.observe({ route, method }, reply.elapsedTime / 1000)
  })
}
