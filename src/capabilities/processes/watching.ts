/** Turns readers of the live list into leases on agents: what nobody watches is not looked at often. */
import type { HostId, ServerContext } from '../../core/capability.ts'
import type { ProcessesConfig } from './config.ts'

const RENEW_EVERY_MS = 10_000
/** A console that goes away without a word leaves its agents at rest after this. */
const LEASE_MS = 25_000

export function startWatching(context: ServerContext<ProcessesConfig>): () => void {
  const { live, link, clock, config, log } = context
  const hosts = new Set<HostId>()
  const lease = (host: HostId) => {
    link
      .request(host, 'processes.watch', { everyMs: config.watchedEveryMs, forMs: LEASE_MS })
      .catch((error: unknown) => log.debug({ err: error, host }, 'a host could not be asked to watch its processes'))
  }
  const stops = [
    live.onWatch('processes.list', ({ host, watched }) => {
      if (!watched) {
        hosts.delete(host)
        return
      }
      hosts.add(host)
      lease(host)
    }),
    clock.every(RENEW_EVERY_MS, () => {
      for (const host of hosts) lease(host)
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
