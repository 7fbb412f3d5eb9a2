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
const BUS = /^dbus(?:-broker)?\./
const SSH = /^sshd?\.service$/

const text = (key: string, params?: Text['params']): Text => ({
  key: `host.plan.${key}`,
  ...(params ? { params } : {}),
})

type Case = readonly [applies: (facts: PlanFacts, unit: Unit) => boolean, says: (facts: PlanFacts, unit: Unit) => Text]

const isRunning = ({ activeState }: Unit) => activeState === 'active' || activeState === 'reloading'
const isStopped = ({ activeState }: Unit) => activeState === 'inactive' || activeState === 'failed'
const stops = ({ verb }: PlanFacts) => verb === 'stop' || verb === 'restart'
const named =
  (key: string) =>
  (facts: PlanFacts, unit: Unit): Text =>
    text(key, { unit: unit.id, verb: facts.verb })

const REFUSALS: readonly Case[] = [
  [
    (facts, unit) => stops(facts) && [unit.id, ...facts.dependents].some((id) => facts.own.includes(id)),
    named('refusal.own'),
  ],
  [({ verb }, unit) => verb === 'stop' && PROTECTED.test(unit.id), named('refusal.protected')],
  [({ verb }, unit) => verb === 'restart' && BUS.test(unit.id), named('refusal.protected')],
  [({ verb }, unit) => verb === 'start' && unit.refusesStart, named('refusal.manual')],
  [(facts, unit) => stops(facts) && unit.refusesStop, named('refusal.manual')],
  [({ verb }, unit) => verb !== 'stop' && unit.loadState === 'masked', named('refusal.masked')],
  // What would change nothing: the plan was made for another state than the one there is.
  [({ verb }, unit) => verb === 'start' && isRunning(unit), named('refusal.already-active')],
  [({ verb }, unit) => verb === 'stop' && isStopped(unit), named('refusal.already-inactive')],
  [({ verb }, unit) => verb === 'reset-failed' && unit.activeState !== 'failed', named('refusal.not-failed')],
]

const listed =
  (key: string, list: (facts: PlanFacts) => readonly (string | number)[]) =>
  (facts: PlanFacts): Text =>
    text(key, { list: list(facts).join(', '), count: list(facts).length })
const ports = (facts: PlanFacts) => facts.ports
const dependents = (facts: PlanFacts) => facts.dependents
const sockets = (facts: PlanFacts) => facts.sockets

const CONSEQUENCES: Readonly<Record<ServiceVerb, readonly Case[]>> = {
  start: [[() => true, named('consequence.start')]],
  stop: [
    [(facts) => facts.ports.length > 0, listed('consequence.ports-close', ports)],
    [(facts) => facts.dependents.length > 0, listed('consequence.dependents-stop', dependents)],
    [(_, unit) => SSH.test(unit.id), named('consequence.ssh-stop')],
    [(facts) => facts.sockets.length > 0, listed('consequence.socket-starts', sockets)],
    [(_, unit) => unit.fileState === 'enabled', named('consequence.starts-at-boot')],
  ],
  restart: [
    [(facts) => facts.ports.length > 0, listed('consequence.ports-gap', ports)],
    [(facts) => facts.dependents.length > 0, listed('consequence.dependents-restart', dependents)],
    [(_, unit) => SSH.test(unit.id), named('consequence.ssh-restart')],
    [(_, unit) => !SSH.test(unit.id), named('consequence.connections-lost')],
  ],
  'reset-failed': [[() => true, named('consequence.forgets-failure')]],
}

function findRefusals(facts: PlanFacts): Text[] {
  const { unit, name, process } = facts
  if (facts.systemd && unit)
    return REFUSALS.filter(([applies]) => applies(facts, unit)).map(([, says]) => says(facts, unit))
  const why = facts.systemd ? 'unknown' : 'no-systemd'
  return [process ? text(`refusal.${why}-process`, { name, pid: process.pid }) : text(`refusal.${why}`, { name })]
}

function findConsequences(facts: PlanFacts): Text[] {
  const { unit, verb } = facts
  if (!unit) return []
  return CONSEQUENCES[verb].filter(([applies]) => applies(facts, unit)).map(([, says]) => says(facts, unit))
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
