import type { ServerContext, ServerParts } from '../../core/capability.ts'
import { QUIET_REASONS } from '../../core/findings/schema.ts'
import { SEVERITIES } from '../../core/schema.ts'
import { mountRoutes } from './routes.ts'
import type { FindingsConfig } from './schema.ts'
import { searchFindings } from './search.ts'

const DAY_MS = 24 * 3600 * 1000
const HOUR_MS = 3600 * 1000

export function setup(context: ServerContext<FindingsConfig>): ServerParts {
  const { config, clock, desk, events, log, metrics } = context
  const count = () => {
    const counts = desk.findings.counts()
    for (const severity of SEVERITIES) metrics.set('open', counts[severity], { severity })
    for (const reason of QUIET_REASONS) metrics.set('quiet', counts[reason], { reason })
  }
  count()
  const stopListening = [
    events.on('findings.changed', count),
    events.on('findings.windows', count),
    events.on('findings.raised', () => metrics.add('raised', 1)),
    events.on('findings.cleared', () => metrics.add('cleared', 1)),
  ]
  return {
    routes: (scope) => mountRoutes(scope, context),
    jobs: [
      {
        name: 'prune',
        everyMs: HOUR_MS,
        timeoutMs: 60_000,
        async run() {
          const rows = await desk.findings.prune(clock.now() - config.historyDays * DAY_MS)
          if (rows > 0) log.info({ rows }, 'old findings let go')
        },
      },
    ],
    search: (query) => searchFindings(desk.findings, desk.render, query),
    async stop() {
      for (const stop of stopListening) stop()
    },
  }
}
