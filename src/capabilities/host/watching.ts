/** Turns readers of live topics into leases on agents: what nobody watches is not sampled often, nor followed. */
import type { HostId, ServerContext, Watch } from '../../core/capability.ts'
import { VedetteError } from '../../core/errors.ts'
import type { HostConfig } from './config.ts'
import { createRefusals } from './refusals.ts'

const RENEW_EVERY_MS = 10_000
/** A console that goes away without a word leaves its agents at rest after this. */
const LEASE_MS = 25_000

/** Whoever comes and goes within this time has not read anything: no command is started for a journal. */
const SETTLE_MS = 250

const LOG_TOPICS = ['host.log', 'host.private-log'] as const
const VITAL_TOPICS = ['host.vitals', 'host.services'] as const

export function startWatching(context: ServerContext<HostConfig>): () => void {
  const { live, link, clock, config, log } = context
  const hosts = new Set<HostId>()
  /** JSON of host and source → its first reader. */
  const logs = new Map<string, Watch['who']>()
  /** Those whose reader has only just come. */
  const waiting = new Map<string, () => void>()
  const refusals = createRefusals(context)

  const isWatched = (host: HostId) => VITAL_TOPICS.some((topic) => live.watchers(topic, host) > 0)
  const isFollowed = (host: HostId, source: string) =>
    LOG_TOPICS.some((topic) => live.watchers(topic, host, source) > 0)

  const lease = (host: HostId) => {
    link
      .request(host, 'host.watch', { everyMs: config.watchedEveryMs, forMs: LEASE_MS })
      .catch((error: unknown) => log.debug({ err: error, host }, 'a host could not be asked to watch'))
  }
  const follow = (host: HostId, source: string) => {
    const key = JSON.stringify([host, source])
    link.request(host, 'host.log-follow', { source, forMs: LEASE_MS }).catch((error: unknown) => {
      log.debug({ err: error, host, source }, 'a log could not be followed')
      // Nobody of our own pages asks for such a thing.
      if (error instanceof VedetteError && error.code === 'host.log-outside') {
        const who = logs.get(key)
        logs.delete(key)
        refusals.note({ host, source, code: error.code, who })
      }
    })
  }
  const comes = (host: HostId, source: string, who: Watch['who']) => {
    const key = JSON.stringify([host, source])
    logs.set(key, who)
    waiting.get(key)?.()
    // A file costs no command, and a line written between its tail and its follower would be missed.
    if (source.startsWith('/')) return follow(host, source)
    const cancel = clock.after(SETTLE_MS, () => {
      waiting.delete(key)
      if (isFollowed(host, source)) follow(host, source)
    })
    waiting.set(key, cancel)
  }
  const goes = (host: HostId, source: string) => {
    if (isFollowed(host, source)) return
    const key = JSON.stringify([host, source])
    waiting.get(key)?.()
    const wasFollowed = !waiting.delete(key) && logs.has(key)
    logs.delete(key)
    if (!wasFollowed) return
    // The agent need not go on until the lease runs out.
    link
      .request(host, 'host.log-follow', { source, forMs: 0 })
      .catch((error: unknown) => log.debug({ err: error, host }, 'a host could not be told to stop following'))
  }
  const renew = () => {
    for (const host of hosts) if (isWatched(host)) lease(host)
    for (const key of logs.keys()) {
      const [host, source] = JSON.parse(key) as [HostId, string]
      if (isFollowed(host, source) && !waiting.has(key)) follow(host, source)
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
      live.onWatch(topic, ({ host, subject, watched, who }) => {
        if (watched) comes(host, subject, who)
        else goes(host, subject)
      }),
    ),
    clock.every(RENEW_EVERY_MS, renew),
  ]
  return () => {
    for (const stop of [...stops, ...waiting.values(), refusals.stop]) stop()
  }
}
