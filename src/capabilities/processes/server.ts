/** On the console: takes in what agents say, judges it, raises findings, keeps who used the machine, and answers the API. */
import { Check } from 'typebox/value'
import type { HostId, HostInfo, ServerContext, ServerParts } from '../../core/capability.ts'
import { createAutomationStore, RUNS_KEPT_MS } from './automation/queries.ts'
import { mountAutomationRoutes } from './automation/routes.ts'
import { createAutomationRunner } from './automation/runner.ts'
import { type ProcessPush, processesPushSchemas } from './collect/schema.ts'
import type { ProcessesConfig } from './config.ts'
import { createHosts, type HostState } from './hosts.ts'
import type { Lookup } from './known.ts'
import { processesRules, toObservations } from './observe.ts'
import { startPolicies } from './policies.ts'
import { mountPolicyRoutes } from './policy/routes.ts'
import { createTopStore } from './queries.ts'
import { mountRoutes } from './routes.ts'
import { mountStopRoutes } from './routes-stop.ts'
import { type ProcessPass, VERDICTS } from './schema.ts'
import { findProcesses, toMark } from './search.ts'
import { createStopDesk } from './stop/desk.ts'
import { TOP_KEPT_MS, type TopMinute } from './top/schema.ts'
import { startWatching } from './watching.ts'

/** Rules look this often, however often somebody's page is brought up to date. */
const OBSERVE_EVERY_MS = 15_000
const SILENT_INTERVALS = 3
const HOUR_MS = 3_600_000

export async function setup(context: ServerContext<ProcessesConfig>): Promise<ServerParts> {
  const { clock, log, live, link, db, config } = context
  const top = createTopStore(db)
  const policies = await startPolicies(context)
  const lookupOn =
    (platform: ProcessPass['platform']): Lookup =>
    (name, kernel) =>
      policies.lookup(name, platform, kernel)
  const failed = (what: string, host: HostId) => (error: unknown) => log.error({ err: error, host }, what)
  const observer = createObserver(context)
  const hosts = createHosts({
    clock,
    log,
    link,
    live,
    lookupOn,
    taken: (host, state) => {
      observer(host, state).catch(failed('rules could not look at the processes', host))
      automation.take(host, state)
    },
  })
  const desk = createStopDesk({ context, hosts, policies })
  const automationStore = createAutomationStore(db)
  const automation = createAutomationRunner({ context, store: automationStore, desk })
  const isSilent = (info: HostInfo, state: HostState | undefined) =>
    !info.connected || !state || clock.now() - state.lastSeenMs > SILENT_INTERVALS * config.everyMs
  const stops = [
    link.onPush('processes.look', (host, payload) => {
      if (!Check(processesPushSchemas['processes.look'], payload)) return badPush(host, 'processes.look')
      hosts
        .take(host, payload as ProcessPush)
        .catch(failed('what is new among the processes could not be taken in', host))
    }),
    link.onPush('processes.top', (host, payload) => {
      if (!Check(processesPushSchemas['processes.top'], payload)) return badPush(host, 'processes.top')
      top.write(host, payload as TopMinute).catch(failed('a minute’s top ten could not be kept', host))
    }),
    policies.onChange(() => hosts.rejudge()),
    startWatching(context),
  ]
  const badPush = (host: HostId, kind: string) => log.warn({ host, kind }, 'an agent said something of another form')

  return {
    async routes(scope) {
      const input = { context, hosts, top, lookupOn }
      await mountRoutes(scope, input)
      mountStopRoutes(scope, { context, desk })
      await mountPolicyRoutes(scope, policies)
      await mountAutomationRoutes(scope, { store: automationStore, runner: automation, clock, config })
    },
    jobs: [
      { name: 'prune', everyMs: HOUR_MS, timeoutMs: 60_000, run: () => top.prune(clock.now() - TOP_KEPT_MS) },
      {
        name: 'prune-automation',
        everyMs: HOUR_MS,
        timeoutMs: 60_000,
        run: () => automationStore.prune(clock.now() - RUNS_KEPT_MS),
      },
    ],
    search: async (query) => link.hosts().flatMap((info) => findProcesses(info, hosts.get(info.id), query)),
    watched: async () =>
      link.hosts().map((info) => {
        const state = hosts.get(info.id)
        return toMark(info, state, isSilent(info, state))
      }),
    async stop() {
      for (const stop of stops) stop()
      await automation.stop()
      await policies.stop()
    },
  }
}

/** Numbers at every look; findings at their own pace. */
function createObserver({ clock, metrics, findings }: ServerContext<ProcessesConfig>) {
  const lookedMs = new Map<HostId, number>()
  return async (host: HostId, { head, seen }: HostState): Promise<void> => {
    const atMs = clock.monotonicMs()
    if (atMs - (lookedMs.get(host) ?? Number.NEGATIVE_INFINITY) < OBSERVE_EVERY_MS) return
    lookedMs.set(host, atMs)
    const programs = [...seen.values()].filter(({ facts }) => !facts.kernel)
    metrics.sample(host, head.atMs, [
      ...VERDICTS.map((verdict) => ({
        name: 'total',
        labels: { verdict },
        value: programs.filter(({ row }) => row.verdict === verdict).length,
      })),
      { name: 'look.duration', value: head.tookMs },
    ])
    const observations = toObservations(host, programs)
    await findings.observe(observations)
    for (const rule of Object.keys(processesRules)) {
      const subjects = observations.filter((one) => one.rule === rule).map(({ subject }) => subject)
      await findings.keepOnly(rule, host, subjects)
    }
  }
}
