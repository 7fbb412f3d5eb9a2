/** On the watched machine: samples, services and logs, read when asked and said when it is time. */
import { Check } from 'typebox/value'
import type { AgentContext, AgentParts } from '../../core/capability.ts'
import { createWindowsTools } from '../../core/windows/ask.ts'
import { createSource } from './collectors/source.ts'
import { type HostConfig, toRoots } from './config.ts'
import { hostErrors } from './errors.ts'
import { createLogs, type LogsOptions } from './logs/logs.ts'
import { createPace } from './pace.ts'
import { createSampler } from './sampler.ts'
import {
  type HostMethod,
  type HostPush,
  type HostPushed,
  type HostRequest,
  hostRequestSchemas,
  type Vitals,
} from './schema.ts'
import { createAct } from './services/act.ts'
import { watchFailedUnits } from './services/failed.ts'
import { createIdleWatch } from './services/idle.ts'
import { createServices } from './services/services.ts'
import { createSystemd } from './services/systemd.ts'
import { createWindowsLogs } from './windows/logs.ts'
import { createWindowsSampler } from './windows/sampler.ts'
import { createWindowsServices } from './windows/services.ts'

const WATCHED_SERVICES_MS = 10_000
/** A sample younger than this answers a request; rates over a shorter time would be noise. */
const FRESH_MS = 1500
/** A burst of starts and stops is one look at the services. */
const MOVED_MS = 1000

type Answers = {
  readonly [Method in HostMethod]: (request: HostRequest<Method>, signal: AbortSignal) => Promise<unknown>
}

export function setup(context: AgentContext<HostConfig>): AgentParts {
  const { config, clock, log, host } = context
  const source = createSource({ roots: toRoots(config), clock })
  const systemd = createSystemd(config.systemdPrefix)
  const push = <Kind extends HostPush>(kind: Kind, payload: HostPushed<Kind>) => context.push(kind, payload)
  const services = createServices({
    source,
    systemd,
    idle: createIdleWatch(config.idleMinutes * 60_000),
    configured: config.services,
    commandTimeoutMs: config.commandTimeoutMs,
  })
  const say = (lines: HostPushed<'host.log-lines'>) => push('host.log-lines', lines)
  const windows = process.platform === 'win32' ? openWindows(context, say) : undefined
  const listServices = (which: 'all' | 'shown') => (windows?.services ?? services).list(which)
  const { configured, actionTimeoutMs } = { configured: config.services, actionTimeoutMs: config.actionTimeoutMs }
  const act = windows?.services ?? createAct({ host, source, systemd, services, configured, actionTimeoutMs })
  const logs = windows?.logs ?? createLogs({ host, context, source, systemd, say })

  const sampler = windows?.sampler ?? createSampler(source, log)
  let newest: Vitals | undefined
  let sampling: Promise<Vitals> | undefined
  const sample = (): Promise<Vitals> => {
    sampling ??= sampler.sample(pace.everyMs()).finally(() => {
      sampling = undefined
    })
    return sampling
  }
  const pace = createPace(clock, config.everyMs, async () => {
    // Not before `pace` itself is there.
    await Promise.resolve()
    try {
      newest = await sample()
      push('host.sample', newest)
    } catch (error) {
      log.warn({ err: error }, 'no sample could be taken')
    }
  })

  const servicesPace = createPace(clock, config.servicesEveryMs, async () => {
    await Promise.resolve()
    const failed = failedUnits?.current()
    if (failed) push('host.failed-units', { atMs: clock.now(), units: [...failed] })
    try {
      push('host.services', await listServices('shown'))
    } catch (error) {
      log.warn({ err: error }, 'services could not be listed')
    }
  })
  const failedUnits = services.hasSystemd()
    ? watchFailedUnits({
        source,
        systemd,
        log,
        commandTimeoutMs: config.commandTimeoutMs,
        changed: (units) => push('host.failed-units', { atMs: clock.now(), units: [...units] }),
        moved: () => servicesPace.soon(MOVED_MS),
      })
    : undefined

  const answers: Answers = {
    async 'host.watch'({ everyMs, forMs }) {
      pace.lease(everyMs, forMs)
      servicesPace.lease(WATCHED_SERVICES_MS, forMs)
      return {}
    },
    async 'host.sample'() {
      return newest && clock.now() - newest.atMs < FRESH_MS ? newest : sample()
    },
    'host.services': ({ all }) => listServices(all ? 'all' : 'shown'),
    'host.service-plan': (request) => act.plan(request),
    async 'host.service-apply'(request, signal) {
      const applied = await act.apply(request, signal)
      failedUnits?.lookAgain()
      servicesPace.soon(MOVED_MS)
      return applied
    },
    'host.logs': async () => ({ sources: await logs.sources() }),
    'host.log-tail': (request, signal) => logs.tail(request, signal),
    'host.log-search': (request, signal) => logs.search(request, signal),
    'host.log-follow': (request, signal) => logs.follow(request, signal),
  }
  return {
    answers: toCheckedAnswers(answers),
    async stop() {
      pace.stop()
      servicesPace.stop()
      failedUnits?.stop()
      logs.stop()
      source.close()
    },
  }
}

/** The same three through CIM. */
function openWindows({ config, clock, log, host, threads }: AgentContext<HostConfig>, say: LogsOptions['say']) {
  const tools = createWindowsTools()
  const timeoutMs = config.commandTimeoutMs
  return {
    sampler: createWindowsSampler({ clock, tools, timeoutMs }),
    services: createWindowsServices({
      host,
      tools,
      clock,
      timeoutMs,
      configured: config.services,
      actionTimeoutMs: config.actionTimeoutMs,
      ownPids: [process.pid, process.ppid],
    }),
    logs: createWindowsLogs({ host, tools, say, context: { clock, log, threads, config } }),
  }
}

/** What comes over the link has whatever form its sender gave it. */
function toCheckedAnswers(answers: Answers): NonNullable<AgentParts['answers']> {
  const checked = <Method extends HostMethod>(method: Method) => {
    const schema = hostRequestSchemas[method]
    return (params: unknown, signal: AbortSignal) => {
      const request = params ?? {}
      if (!Check(schema, request)) throw hostErrors['host.request-invalid']({ method })
      return answers[method](request as HostRequest<Method>, signal)
    }
  }
  return Object.fromEntries(
    (Object.keys(hostRequestSchemas) as HostMethod[]).map((method) => [method, checked(method)]),
  )
}
