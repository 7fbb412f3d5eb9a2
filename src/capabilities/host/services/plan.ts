/** What starting, stopping or restarting a service would do, in words; pure. */
import { createHash } from 'node:crypto'
import type { HostId } from '../../../core/capability.ts'
import type { Plan, Text } from '../../../core/schema.ts'
import type { ServiceVerb } from '../schema.ts'
import type { Unit } from './units.ts'

export interface PlanFacts {
  readonly host: HostId
  readonly name: string
  readonly verb: ServiceVerb
  readonly systemd: boolean
  readonly unit?: Unit
  /** It runs without being a unit. */
  readonly process?: { readonly pid: number; readonly startTime: number }
  readonly main?: { readonly pid: number; readonly startTime: number }
  /** Active units that stop, or restart, together with it. */
  readonly dependents: readonly string[]
  /** Sockets that would start it again at the next call. */
  readonly sockets: readonly string[]
  readonly ports: readonly number[]
  /** Units this agent itself runs in. */
  readonly own: readonly string[]
}

/** Without these nobody could start them again from here: systemctl speaks over the bus, and the journal is where the proof goes. */
const PROTECTED =
  /^(?:dbus|dbus-broker|systemd-journald|systemd-logind|systemd-udevd|init|systemd-networkd|NetworkManager|networking|network)\.(?:service|scope)$/
const SSH = /^sshd?\.service$/

const text = (key: string, params?: Text['params']): Text => ({
  key: `host.plan.${key}`,
  ...(params ? { params } : {}),
})

function findRefusals(facts: PlanFacts): Text[] {
  const { unit, verb, name } = facts
  if (!facts.systemd) {
    return [
      facts.process
        ? text('refusal.no-systemd-process', { name, pid: facts.process.pid })
        : text('refusal.no-systemd', { name }),
    ]
  }
  if (!unit) {
    return [
      facts.process
        ? text('refusal.only-process', { name, pid: facts.process.pid })
        : text('refusal.unknown', { name }),
    ]
  }
  const stops = verb === 'stop' || verb === 'restart'
  const refusals: Text[] = []
  const hurtsOwn = [unit.id, ...facts.dependents].some((id) => facts.own.includes(id))
  if (stops && hurtsOwn) refusals.push(text('refusal.own', { unit: unit.id, verb }))
  if (verb === 'stop' && PROTECTED.test(unit.id)) refusals.push(text('refusal.protected', { unit: unit.id }))
  if (verb === 'restart' && /^dbus(?:-broker)?\./.test(unit.id))
    refusals.push(text('refusal.protected', { unit: unit.id }))
  if ((verb === 'start' && unit.refusesStart) || (stops && unit.refusesStop))
    refusals.push(text('refusal.manual', { unit: unit.id }))
  if (unit.loadState === 'masked' && verb !== 'stop') refusals.push(text('refusal.masked', { unit: unit.id }))
  return [...refusals, ...findPointless(unit, verb)]
}

/** What would change nothing is refused too: the plan was made for another state than the one there is. */
function findPointless(unit: Unit, verb: ServiceVerb): Text[] {
  const running = unit.activeState === 'active' || unit.activeState === 'reloading'
  const stopped = unit.activeState === 'inactive' || unit.activeState === 'failed'
  if (verb === 'start' && running) return [text('refusal.already-active', { unit: unit.id })]
  if (verb === 'stop' && stopped) return [text('refusal.already-inactive', { unit: unit.id })]
  if (verb === 'reset-failed' && unit.activeState !== 'failed') return [text('refusal.not-failed', { unit: unit.id })]
  return []
}

function findConsequences(facts: PlanFacts): Text[] {
  const { unit, verb } = facts
  if (!unit) return []
  const listed = { units: facts.dependents.join(', '), count: facts.dependents.length }
  const ports = { ports: facts.ports.join(', '), count: facts.ports.length }
  const consequences: Text[] = []
  switch (verb) {
    case 'start':
      consequences.push(text('consequence.start'))
      break
    case 'stop':
      if (facts.ports.length > 0) consequences.push(text('consequence.ports-close', ports))
      if (facts.dependents.length > 0) consequences.push(text('consequence.dependents-stop', listed))
      if (SSH.test(unit.id)) consequences.push(text('consequence.ssh-stop'))
      if (facts.sockets.length > 0)
        consequences.push(text('consequence.socket-starts', { units: facts.sockets.join(', ') }))
      if (unit.fileState === 'enabled') consequences.push(text('consequence.starts-at-boot'))
      break
    case 'restart':
      if (facts.ports.length > 0) consequences.push(text('consequence.ports-gap', ports))
      if (facts.dependents.length > 0) consequences.push(text('consequence.dependents-restart', listed))
      consequences.push(text(SSH.test(unit.id) ? 'consequence.ssh-restart' : 'consequence.connections-lost'))
      break
    case 'reset-failed':
      consequences.push(text('consequence.forgets-failure'))
      break
  }
  return consequences
}

/** Same facts, same digest: whoever applies has seen exactly this. Texts and the process that would end are in it. */
export function toDigest(plan: Omit<Plan, 'digest'>, facts: PlanFacts): string {
  const state = [facts.unit?.activeState, facts.unit?.loadState, facts.main?.pid, facts.main?.startTime]
  return createHash('sha256')
    .update(JSON.stringify([plan, state]))
    .digest('base64url')
}

export function planService(facts: PlanFacts): Plan {
  const { unit, verb } = facts
  const target = unit?.id ?? facts.name
  const dangerous = verb === 'stop' && unit !== undefined && (SSH.test(unit.id) || facts.dependents.length > 0)
  const plan: Omit<Plan, 'digest'> = {
    action: `host.service-${verb}`,
    host: facts.host,
    target,
    summary: text(`summary.${verb}`, { unit: target, description: unit?.description ?? facts.name }),
    steps: unit
      ? [
          text('step.command', { command: `systemctl ${verb} ${unit.id}` }),
          ...(facts.main && verb !== 'start' && verb !== 'reset-failed'
            ? [text('step.ends', { pid: facts.main.pid })]
            : []),
          text('step.check', { unit: unit.id }),
        ]
      : [],
    consequences: findConsequences(facts),
    refusals: findRefusals(facts),
    role: 'operator',
    ...(dangerous ? { typeToConfirm: target } : {}),
  }
  return { ...plan, digest: toDigest(plan, facts) }
}

/** Units a process runs in, from `/proc/self/cgroup`, cgroups(7): ending one of them ends the process. */
export function parseOwnUnits(text: string): string[] {
  const paths = text.split('\n').map((line) => line.slice(line.indexOf('/')))
  return [...new Set(paths.flatMap((path) => path.split('/')))].filter((part) => part.endsWith('.service'))
}
