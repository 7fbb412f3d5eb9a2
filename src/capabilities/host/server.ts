/** On the console: takes in what agents say, keeps history, lets the rules look, and answers the API. */
import { Check } from 'typebox/value'
import type { HostId, HostInfo, SearchHit, ServerContext, ServerParts, WatchedMark } from '../../core/capability.ts'
import type { HostConfig } from './config.ts'
import { createHosts, type Hosts } from './hosts.ts'
import { toSampleValues } from './metrics.ts'
import { createOutlook } from './outlook.ts'
import { mountRoutes } from './routes.ts'
import { type HostPush, type HostPushed, hostPushSchemas, type LogSource } from './schema.ts'
import { findHost, findLog, findService, findUsers, toHostMark, toServiceMark } from './search.ts'
import { startWatching } from './watching.ts'

const MINUTE_MS = 60_000
const SEARCH_LIMIT = 20
/** A service nobody configured and that is nowhere to be found is not watched. */
const isWatchedService = ({ configured, source }: { configured: boolean; source: string }) =>
  configured && source !== 'nothing'

export function setup(context: ServerContext<HostConfig>): ServerParts {
  const { clock, log, live, link, metrics, findings, series, desk } = context
  const outlook = createOutlook(series)
  const hosts = createHosts({
    clock,
    log,
    findings,
    outlook,
    readOnlyBefore: desk.findings.open().filter(({ rule }) => rule === 'host.disk-read-only'),
  })
  const failed = (what: string, host: HostId) => (error: unknown) => log.error({ err: error, host }, what)

  const take: { readonly [Kind in HostPush]: (host: HostId, payload: HostPushed<Kind>) => void } = {
    'host.sample'(host, vitals) {
      const before = hosts.get(host)
      if (before?.vitals && hosts.isSilent(before)) metrics.add('late-samples', 1)
      metrics.add('samples', 1)
      metrics.sample(host, vitals.atMs, toSampleValues(vitals))
      live.publish('host.vitals', host, vitals)
      hosts.takeSample(host, vitals).catch(failed('rules could not look at a sample', host))
    },
    'host.services'(host, list) {
      live.publish('host.services', host, list)
      hosts.takeServices(host, list).catch(failed('rules could not look at services', host))
    },
    'host.failed-units'(host, { units }) {
      hosts.takeFailedUnits(host, units).catch(failed('failed units could not be taken in', host))
    },
    'host.log-lines'(host, { private: isPrivate, ...lines }) {
      live.publish(isPrivate ? 'host.private-log' : 'host.log', host, lines, lines.source)
    },
  }
  const listen = <Kind extends HostPush>(kind: Kind) =>
    link.onPush(kind, (host, payload) => {
      if (Check(hostPushSchemas[kind], payload)) take[kind](host, payload as HostPushed<Kind>)
      else log.warn({ host, kind }, 'an agent said something of another form')
    })
  const stops = [
    listen('host.sample'),
    listen('host.services'),
    listen('host.failed-units'),
    listen('host.log-lines'),
    startWatching(context),
  ]
  const eachHost = async (work: (host: HostId) => Promise<void>) => {
    for (const { id } of link.hosts()) await work(id)
  }
  return {
    routes: (scope) => mountRoutes(scope, context, hosts),
    jobs: [
      {
        name: 'trends',
        everyMs: 5 * MINUTE_MS,
        timeoutMs: MINUTE_MS,
        run: () => eachHost((host) => outlook.refreshTrends(host, clock.now())),
      },
      {
        name: 'usual',
        everyMs: 60 * MINUTE_MS,
        timeoutMs: MINUTE_MS,
        run: () => eachHost((host) => outlook.refreshUsual(host, clock.now())),
      },
    ],
    search: (query, signal) => search(context, hosts, query, signal),
    watched: async () => link.hosts().flatMap((info) => toMarks(context, hosts, info)),
    async stop() {
      for (const stop of stops) stop()
    },
  }
}

async function search(
  { link }: ServerContext<HostConfig>,
  hosts: Hosts,
  query: string,
  signal: AbortSignal,
): Promise<readonly SearchHit[]> {
  const found = await Promise.all(
    link.hosts().map(async (info) => {
      const state = hosts.get(info.id)
      const logs = await readLogSources(link, info, signal)
      return [
        ...findHost(info, state, query),
        ...findUsers(info, state, query),
        ...(state?.services?.services ?? []).flatMap((service) => findService(info, service, query)),
        ...logs.flatMap((source) => findLog(info, source, query)),
      ]
    }),
  )
  return found
    .flat()
    .sort((a, b) => b.score - a.score || a.title.localeCompare(b.title))
    .slice(0, SEARCH_LIMIT)
}

/** A host that does not answer has no logs to find; its other parts are still found. */
async function readLogSources(
  link: ServerContext<HostConfig>['link'],
  info: HostInfo,
  signal: AbortSignal,
): Promise<LogSource[]> {
  try {
    const { sources } = (await link.request(info.id, 'host.logs', {}, { signal, timeoutMs: 2000 })) as {
      sources: LogSource[]
    }
    return sources
  } catch {
    return []
  }
}

function toMarks({ desk }: ServerContext<HostConfig>, hosts: Hosts, info: HostInfo): WatchedMark[] {
  const state = hosts.get(info.id)
  const silence = !state || !info.connected || hosts.isSilent(state) ? 'silent' : 'heard'
  const services = (state?.services?.services ?? [])
    .filter(isWatchedService)
    .map((service) => toServiceMark(info, service, { atMs: state?.services?.atMs ?? 0, silence }))
  return [toHostMark(info, state, silence, desk.findings.open()), ...services]
}
