/** For tests of findings: an engine on a given database with a fake clock, and everything it said. */
import type { Database, Live, Log, Observation, Principal, Rule, Series } from '../capability.ts'
import { createFakeClock } from '../clock.ts'
import { createEvents } from '../events.ts'
import type { FindingSaid } from '../findings.ts'
import { createFindings } from './findings.ts'

const ignore = () => undefined
const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore }

export const person = (name: string): Principal => ({ kind: 'user', id: name, name, role: 'operator' })
export const emptySeries: Series = { append: async () => undefined, read: async () => [], list: async () => [] }

export const testRules: Readonly<Record<string, Rule>> = {
  'host.disk-full': { severity: 'caution', raiseAfter: 2, clearAfter: 3 },
  'host.unit-failed': { severity: 'danger', raiseAfter: 1, clearAfter: 1, symptomOf: ['host.disk-full'] },
  'host.load': { severity: 'info', raiseAfter: 1, clearAfter: 1, symptomOf: ['host.unit-failed', 'host.memory'] },
  'host.memory': { severity: 'caution', raiseAfter: 1, clearAfter: 1, symptomOf: ['host.load'] },
}

export const DISK: Observation = { rule: 'disk-full', host: 'local', subject: '/', active: true, params: { free: 5 } }
export const UNIT: Observation = { rule: 'unit-failed', host: 'local', subject: 'nginx.service', active: true }

export async function createTestFindings(
  db: Database,
  options: { clock?: ReturnType<typeof createFakeClock>; rules?: typeof testRules; series?: Series; log?: Log } = {},
) {
  const clock = options.clock ?? createFakeClock()
  const said: { name: string; key: string; quiet: string | null }[] = []
  const published: { topic: string; host: string; data: unknown }[] = []
  const live: Live = {
    publish: (topic, host, data) => published.push({ topic, host, data }),
    watchers: () => 0,
    onWatch: () => ignore,
  }
  const log = options.log ?? silentLog
  const events = createEvents(log)
  for (const name of ['raised', 'cleared', 'worsened', 'changed']) {
    events.on(`findings.${name}`, (payload) => {
      const { finding } = payload as FindingSaid
      said.push({ name, key: finding.key, quiet: finding.quiet })
    })
  }
  const desk = await createFindings({
    db,
    clock,
    log,
    events,
    live,
    series: options.series ?? emptySeries,
    rules: options.rules ?? testRules,
  })
  const host = desk.forCapability('host')
  const observe = (observation: Observation, times = 1) =>
    Array.from({ length: times }).reduce<Promise<void>>(
      (before) => before.then(() => host.observe([observation])),
      Promise.resolve(),
    )
  return { desk, clock, events, host, observe, said, published }
}
