/** Turns readers of live topics into leases on agents: what nobody watches is not sampled often, nor followed. */
import type { HostId, ServerContext } from '../../core/capability.ts'
import { VedetteError } from '../../core/errors.ts'
import type { HostConfig } from './config.ts'

const RENEW_EVERY_MS = 10_000
/** A console that goes away without a word leaves its agents at rest after this. */
const LEASE_MS = 25_000

const LOG_TOPICS = ['host.log', 'host.private-log'] as const
const VITAL_TOPICS = ['host.vitals', 'host.services'] as const

export function startWatching(context: ServerContext<HostConfig>): () => void {
  const { live, link, clock, config, log, audit } = context
  const hosts = new Set<HostId>()
  /** JSON of host and source. */
  const logs = new Set<string>()

  const isWatched = (host: HostId) => VITAL_TOPICS.some((topic) => live.watchers(topic, host) > 0)
  const isFollowed = (host: HostId, source: string) =>
    LOG_TOPICS.some((topic) => live.watchers(topic, host, source) > 0)

  const lease = (host: HostId) => {
    link
      .request(host, 'host.watch', { everyMs: config.watchedEveryMs, forMs: LEASE_MS })
      .catch((error: unknown) => log.debug({ err: error, host }, 'a host could not be asked to watch'))
  }
  const follow = (host: HostId, source: string) => {
    link.request(host, 'host.log-follow', { source, forMs: LEASE_MS }).catch((error: unknown) => {
      log.debug({ err: error, host, source }, 'a log could not be followed')
      // Nobody of our own pages asks for such a thing.
      if (error instanceof VedetteError && error.code === 'host.log-outside') {
        logs.delete(JSON.stringify([host, source]))
        void audit.append({
          who: { kind: 'system', id: 'live', name: 'live', role: 'viewer' },
          from: 'live',
          host,
          action: 'host.log-follow',
          target: source.slice(0, 500),
          outcome: 'refused',
          details: { code: error.code },
        })
      }
    })
  }
  const renew = () => {
    for (const host of hosts) if (isWatched(host)) lease(host)
    for (const key of logs) {
      const [host, source] = JSON.parse(key) as [HostId, string]
      if (isFollowed(host, source)) follow(host, source)
    }
  }
  const stops = [
    ...VITAL_TOPICS.map((topic) =>
      live.onWatch(topic, ({ host, watched }) => {
        if (watched) {
          hosts.add(host)
          lease(host)
        } else if (!isWatched(host)) hosts.delete(host)
      }),
    ),
    ...LOG_TOPICS.map((topic) =>
      live.onWatch(topic, ({ host, subject, watched }) => {
        if (watched) {
          logs.add(JSON.stringify([host, subject]))
          follow(host, subject)
        } else if (!isFollowed(host, subject)) logs.delete(JSON.stringify([host, subject]))
      }),
    ),
    clock.every(RENEW_EVERY_MS, renew),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
