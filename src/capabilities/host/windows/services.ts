/** Services of a Windows machine, listed, planned and acted on as units are: PowerShell first, wmic where it says nothing. */
import { createHash } from 'node:crypto'
import type { HostId } from '../../../core/capability.ts'
import type { Clock } from '../../../core/clock.ts'
import type { Plan, Text } from '../../../core/schema.ts'
import { decodeAnswer, toRows, toWords } from '../../../core/windows/answers.ts'
import { askPowerShell, askWmic, type WindowsTools, WMIC } from '../../../core/windows/ask.ts'
import { hostErrors } from '../errors.ts'
import type { Service, ServiceList, ServiceVerb } from '../schema.ts'
import type { Act } from '../services/act.ts'
import { orderServices, type Services } from '../services/services.ts'
import {
  findService,
  isServiceName,
  parseServices,
  SERVICE_QUESTIONS,
  SERVICES_SCRIPT,
  toListed,
  toWindowsState,
  type WindowsService,
} from './service-answers.ts'

export interface WindowsServicesOptions {
  readonly host: HostId
  readonly tools: WindowsTools
  readonly clock: Clock
  readonly configured: readonly string[]
  readonly timeoutMs: number
  readonly actionTimeoutMs: number
  /** This agent's own process and its parent's: their service is not stopped from within. */
  readonly ownPids: readonly number[]
}
export interface WindowsServices extends Pick<Services, 'list'>, Act {}

/** Without these nobody could start them again from here, or the machine ends. */
const PROTECTED =
  /^(?:RpcSs|RpcEptMapper|DcomLaunch|LSM|SamSs|Netlogon|EventLog|PlugPlay|Power|ProfSvc|gpsvc|Winmgmt|Dhcp|Dnscache|nsi|NlaSvc|netprofm|BFE|mpssvc|WinDefend|CoreMessagingRegistrar|SystemEventsBroker|BrokerInfrastructure|CryptSvc|KeyIso|TrustedInstaller)$/i
/** The way people reach the machine from afar. */
const REMOTE = /^(?:sshd|TermService|WinRM)$/i
const LOOK_EVERY_MS = 500

const text = (key: string, params: Text['params'] = {}): Text => ({ key: `host.plan.${key}`, params })

type Wanted = 'active' | 'inactive'
const toWanted = (verb: ServiceVerb): Wanted => (verb === 'stop' ? 'inactive' : 'active')
/** A service that was stopped and says that it failed has stopped. */
function isAs(service: WindowsService | undefined, wanted: Wanted): boolean {
  const state = service && toWindowsState(service)
  return state === wanted || (wanted === 'inactive' && state === 'failed')
}

interface Facts {
  readonly service: WindowsService
  /** Running services that need it and stop with it. */
  readonly dependents: readonly string[]
}

export function createWindowsServices(options: WindowsServicesOptions): WindowsServices {
  const { tools, clock, configured, timeoutMs, actionTimeoutMs } = options

  const read = async (): Promise<readonly WindowsService[]> => {
    const told =
      parseServices(await askPowerShell(tools, SERVICES_SCRIPT, timeoutMs)) ??
      parseServices({ services: await askWmic(tools, SERVICE_QUESTIONS, timeoutMs) })
    if (!told) throw hostErrors['host.windows-silent']({})
    return told
  }
  const find = async (name: string): Promise<WindowsService | undefined> =>
    isServiceName(name) ? findService(await read(), name) : undefined
  const toService = (name: string, service: WindowsService | undefined): Service =>
    service
      ? toListed(name, service, configured.includes(name))
      : { name, configured: true, source: 'nothing', state: 'inactive', verbs: [] }

  /** Only PowerShell tells; what it does not tell is not known, and Windows then refuses by itself. */
  const readDependents = async ({ name }: WindowsService): Promise<readonly string[]> => {
    const script = `$d=@(Get-Service -Name '${name}'|ForEach-Object{$_.DependentServices}|Where-Object{$_.Status -ne 'Stopped'}|ForEach-Object{@{name=$_.Name}});ConvertTo-Json -Compress -InputObject @{dependents=$d}`
    const [whole = {}] = toRows(await askPowerShell(tools, script, timeoutMs))
    return toRows(whole['dependents']).flatMap((row) => toWords(row['name']) ?? [])
  }
  const readFacts = async (name: string): Promise<Facts | undefined> => {
    const service = await find(name)
    if (!service) return undefined
    return { service, dependents: service.state === 'Running' ? await readDependents(service) : [] }
  }
  const isOwn = (services: readonly WindowsService[]) =>
    services.some(({ pid }) => pid !== undefined && options.ownPids.includes(pid))

  const planFor = (name: string, verb: ServiceVerb, facts: Facts | undefined): Plan =>
    planWindowsService({ host: options.host, name, verb, facts, own: facts !== undefined && isOwn([facts.service]) })

  /** Resolves with what Windows said, when it said no. */
  const ask = async ({ name }: WindowsService, verb: ServiceVerb): Promise<string | undefined> => {
    const [said] = toRows(await askPowerShell(tools, toActionScript(name, verb), actionTimeoutMs))
    if (!said) return askWmicFor(name, verb === 'restart' ? ['stop', 'start'] : [verb])
    return said['ok'] === true ? undefined : (toWords(said['reason']) ?? '?')
  }
  const askWmicFor = async (name: string, steps: readonly ServiceVerb[]): Promise<string | undefined> => {
    for (const step of steps) {
      const refused = await callWmic(name, step)
      if (refused !== undefined) return refused
      await waitFor(name, toWanted(step))
    }
    return undefined
  }
  const callWmic = async (name: string, verb: ServiceVerb): Promise<string | undefined> => {
    const method = verb === 'stop' ? 'StopService' : 'StartService'
    const args = ['path', 'Win32_Service', 'where', `Name='${name}'`, 'call', method]
    const { code, stdout } = await tools.run(WMIC, args, actionTimeoutMs)
    const value = /ReturnValue\s*=\s*(\d+)/.exec(decodeAnswer(stdout))?.[1]
    if (code !== 0 || value === undefined) throw hostErrors['host.windows-silent']({})
    return value === '0' ? undefined : `Win32_Service.${method}: ${value}`
  }
  const waitFor = async (name: string, wanted: Wanted): Promise<WindowsService | undefined> => {
    const untilMs = clock.monotonicMs() + actionTimeoutMs
    for (;;) {
      const service = await find(name)
      const changing = service !== undefined && toWindowsState(service) === 'changing'
      if (isAs(service, wanted) || !changing || clock.monotonicMs() >= untilMs) return service
      await new Promise<void>((resolve) => clock.after(LOOK_EVERY_MS, resolve))
    }
  }
  const check = ({ name, verb, digest }: Parameters<Act['apply']>[0], facts: Facts | undefined): Facts => {
    const plan = planFor(name, verb, facts)
    if (!facts) throw hostErrors['host.service-unknown']({ name })
    const [refusal] = plan.refusals
    if (refusal) throw hostErrors['host.service-refused']({ name, verb, reason: refusal.key })
    if (plan.digest !== digest) throw hostErrors['host.plan-changed']({ name, verb })
    return facts
  }

  return {
    async list(which) {
      const services = await read()
      const byName = new Map(configured.map((name) => [name, findService(services, name)]))
      const taken = new Set([...byName.values()].map((service) => service?.name))
      const rest = services
        .filter(({ name }) => !taken.has(name))
        .filter((service) => which === 'all' || toWindowsState(service) !== 'inactive')
        .map((service) => toListed(service.name, service, false))
      const first = [...byName].map(([name, service]) => toService(name, service))
      const list: ServiceList = {
        atMs: clock.now(),
        manager: 'windows',
        services: orderServices([...first, ...rest], configured),
      }
      return list
    },
    async plan({ name, verb }) {
      return planFor(name, verb, await readFacts(name))
    },
    async apply({ name, verb, digest }, signal) {
      // Everything is read and decided anew: what was true when the plan was shown may not be any more.
      const { service } = check({ name, verb, digest }, await readFacts(name))
      signal.throwIfAborted()
      const startMs = clock.monotonicMs()
      const refused = await ask(service, verb)
      const wanted = toWanted(verb)
      const after = await waitFor(service.name, wanted)
      if (refused !== undefined || !isAs(after, wanted))
        throw hostErrors['host.service-failed']({ unit: service.name, verb, reason: refused ?? after?.state ?? '?' })
      return { tookMs: Math.round(clock.monotonicMs() - startMs), service: toService(name, after) }
    },
  }
}

const CMDLETS: Readonly<Record<ServiceVerb, string>> = {
  start: 'Start-Service',
  stop: 'Stop-Service -Force',
  restart: 'Restart-Service -Force',
  'reset-failed': '',
}
/** `-Force`: what depends on it stops too, as the plan said. Names hold no quotes (`isServiceName`). */
const toActionScript = (name: string, verb: ServiceVerb) =>
  `try{${CMDLETS[verb]} -Name '${name}' -WarningAction SilentlyContinue;$r=@{ok=$true}}catch{$r=@{ok=$false;reason=$_.Exception.Message}};ConvertTo-Json -Compress -InputObject $r`

function findRefusals(verb: ServiceVerb, { service, dependents }: Facts, own: boolean): Text[] {
  const params = { unit: service.name, verb }
  const state = toWindowsState(service)
  const stops = verb === 'stop' || verb === 'restart'
  const cases: readonly (readonly [boolean, string])[] = [
    [verb === 'reset-failed', 'refusal.not-failed'],
    [stops && own, 'refusal.own'],
    [stops && [service.name, ...dependents].some((name) => PROTECTED.test(name)), 'refusal.protected'],
    [stops && service.acceptsStop === false && state === 'active', 'refusal.windows-keeps'],
    [verb !== 'stop' && service.startMode === 'Disabled', 'refusal.windows-disabled'],
    [verb === 'start' && state === 'active', 'refusal.already-active'],
    [verb === 'stop' && (state === 'inactive' || state === 'failed'), 'refusal.already-inactive'],
  ]
  return cases.flatMap(([applies, key]) => (applies ? [text(key, params)] : []))
}

function findConsequences(verb: ServiceVerb, { service, dependents }: Facts): Text[] {
  const params = { unit: service.name, verb }
  if (verb === 'start') return [text('consequence.start', params)]
  const what = verb === 'stop' ? 'stop' : 'restart'
  return [
    ...(dependents.length > 0
      ? [text(`consequence.dependents-${what}`, { list: dependents.join(', '), count: dependents.length })]
      : []),
    ...(REMOTE.test(service.name) ? [text('consequence.windows-remote', params)] : []),
    ...(verb === 'stop' && service.startMode === 'Auto' ? [text('consequence.starts-at-boot', params)] : []),
    ...(verb === 'restart' ? [text('consequence.connections-lost', params)] : []),
  ]
}

/** What starting, stopping or restarting it would do, in words; pure. */
export function planWindowsService(input: {
  readonly host: HostId
  readonly name: string
  readonly verb: ServiceVerb
  readonly facts: Facts | undefined
  readonly own: boolean
}): Plan {
  const { host, name, verb, facts, own } = input
  const target = facts?.service.name ?? name
  const dangerous = facts !== undefined && verb === 'stop' && (facts.dependents.length > 0 || REMOTE.test(target))
  const plan: Omit<Plan, 'digest'> = {
    action: `host.service-${verb}`,
    host,
    target,
    summary: text(`summary.${verb}`, { unit: target, description: facts?.service.displayName ?? name }),
    steps: facts
      ? [
          text('step.command', { command: `${CMDLETS[verb]} -Name '${target}'` }),
          ...(facts.service.pid !== undefined && verb !== 'start'
            ? [text('step.ends', { pid: facts.service.pid })]
            : []),
          text('step.check', { unit: target }),
        ]
      : [],
    consequences: facts ? findConsequences(verb, facts) : [],
    refusals: facts ? findRefusals(verb, facts, own) : [text('refusal.windows-unknown', { name })],
    role: 'operator',
    ...(dangerous ? { typeToConfirm: target } : {}),
  }
  const { state, pid, startMicros } = facts?.service ?? {}
  const digest = createHash('sha256')
    .update(JSON.stringify([plan, state, pid, startMicros]))
    .digest('base64url')
  return { ...plan, digest }
}
