/** The series there are, found by host and metric. */
import type { Labels } from '../../core/capability.ts'
import type { SeriesRow } from './chunk-storage.ts'

export interface KnownSeries {
  readonly id: number
  readonly host: string
  readonly metric: string
  readonly labels: Labels
  firstMs: number
  lastMs: number
}
export interface Registry {
  get(id: number): KnownSeries | undefined
  add(row: SeriesRow): void
  remove(id: number): void
  /** Series of one metric that carry all of these labels. */
  find(host: string, metric: string, labels: Labels): readonly KnownSeries[]
  ofHost(host: string): readonly KnownSeries[]
  all(): Iterable<KnownSeries>
}

/** JSON with the names in order: labels that say the same are the same text. */
export function labelsText(labels: Labels | undefined): string {
  if (!labels) return '{}'
  const names = Object.keys(labels)
  if (names.length < 2) return JSON.stringify(labels)
  return JSON.stringify(Object.fromEntries(names.sort().map((name) => [name, labels[name]])))
}

export function createRegistry(rows: readonly SeriesRow[]): Registry {
  const byId = new Map<number, KnownSeries>()
  const byMetric = new Map<string, Set<KnownSeries>>()
  const metricKey = (host: string, metric: string) => `${host}\0${metric}`
  function add(row: SeriesRow) {
    if (byId.has(row.id)) return
    const known = { ...row, labels: JSON.parse(row.labels) as Labels }
    byId.set(row.id, known)
    const key = metricKey(row.host, row.metric)
    const group = byMetric.get(key) ?? new Set()
    byMetric.set(key, group.add(known))
  }
  for (const row of rows) add(row)
  return {
    get: (id) => byId.get(id),
    add,
    remove(id) {
      const known = byId.get(id)
      if (!known) return
      byId.delete(id)
      byMetric.get(metricKey(known.host, known.metric))?.delete(known)
    },
    find: (host, metric, labels) =>
      [...(byMetric.get(metricKey(host, metric)) ?? [])].filter((known) =>
        Object.entries(labels).every(([name, value]) => known.labels[name] === value),
      ),
    ofHost: (host) => [...byId.values()].filter((known) => known.host === host),
    all: () => byId.values(),
  }
}
