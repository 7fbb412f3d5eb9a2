/**
 * May this process be stopped, by whom, and after typing what? Pure; asked for the plan, and again on the machine itself in
 * the very turn the signal is sent.
 */
import { basename } from 'node:path/posix'
import type { Principal } from '../../../core/capability.ts'
import type { Role, Text } from '../../../core/schema.ts'
import { isRoot, isSystemPath } from '../rules/rule.ts'
import type { Judged } from '../rules/verdict.ts'
import type { ProcessFacts, Risk } from '../schema.ts'
import type { StopPolicy } from './schema.ts'
import { findWindowsNever, isWindowsUsers } from './windows.ts'

/** As useradd(8) and systemd count: below are the system's own accounts, above 65533 nobody's. */
const FIRST_LOGIN_UID = 1000
const LAST_LOGIN_UID = 65_533
const RANKS: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 }

export interface Actor {
  readonly kind: Principal['kind']
  readonly role: Role
}
export interface GuardInput {
  readonly facts: ProcessFacts
  readonly judged: Judged
  readonly policy: StopPolicy
  readonly actor: Actor
  /** Vedette itself on that machine, and whoever started it. */
  readonly own: ReadonlySet<number>
}
export interface GuardAnswer {
  /** Why it is refused; empty when it may be stopped. */
  readonly refusals: readonly Text[]
  /** Has to be typed by a person before it may. */
  readonly typeToConfirm?: string
  /** Who at least. */
  readonly role: Role
}

const text = (key: string, params?: Text['params']): Text => ({
  key: `processes.stop.${key}`,
  ...(params ? { params } : {}),
})

/** Units that are services; scopes and slices only hold what a person started. */
export const findService = ({ unit, container }: Pick<ProcessFacts, 'unit' | 'container'>): string | undefined =>
  container === undefined && unit !== undefined && /\.(?:service|socket|mount|swap)$/.test(unit) ? unit : undefined

const IMPOSTURE: ReadonlySet<Risk> = new Set(['NAME_MIMICRY', 'SUSPICIOUS_PATH', 'DELETED_EXECUTABLE'])
/** It has the name of a program the catalog knows, but is not that program: the name does not protect it. */
const isImpostor = ({ facts, judged }: GuardInput) =>
  facts.exe !== undefined &&
  !isSystemPath(facts.exe) &&
  judged.hits.some(({ rule, severity }) => severity === 'danger' && IMPOSTURE.has(rule))

/** Nothing and nobody makes these stoppable. */
function findNever({ facts, own }: GuardInput): Text[] {
  const { pid, kernel, state, container } = facts
  const onWindows = findWindowsNever(facts)
  if (onWindows.length > 0) return onWindows
  const params = { name: facts.name, pid }
  if (kernel) return [text('refusal.kernel', params)]
  if (pid <= 1) return [text('refusal.first', params)]
  if (own.has(pid) || facts.own) return [text('refusal.own', params)]
  if (state === 'zombie') return [text('refusal.zombie', params)]
  if (container)
    return [text('refusal.container', { ...params, engine: container.engine, id: container.id.slice(0, 12) })]
  return []
}

function findSystem(input: GuardInput): Text[] {
  const { facts, policy } = input
  const params = { name: facts.name, pid: facts.pid }
  const refusals: Text[] = []
  const unit = findService(facts)
  if (unit !== undefined)
    refusals.push(text(facts.userUnit ? 'refusal.user-unit' : 'refusal.unit', { ...params, unit }))
  if (facts.exe?.startsWith('/usr/lib/systemd/') || facts.exe?.startsWith('/lib/systemd/'))
    refusals.push(text('refusal.systemd', params))
  if (isImpostor(input) && policy.from === 'known') return refusals
  if (policy.isSystem) refusals.push(text('refusal.system', params))
  else if (!policy.terminatable) refusals.push(text('refusal.policy', params))
  return refusals
}

/** A login user's own program: on a terminal, on the desktop, or from home. */
function isUsers({ uid, tty, graphical, exe }: ProcessFacts): boolean {
  const login = uid !== undefined && uid >= FIRST_LOGIN_UID && uid <= LAST_LOGIN_UID
  return login && (tty !== undefined || graphical === true || exe?.startsWith('/home/') === true)
}

function sayWhose(facts: ProcessFacts): Text {
  const params = { name: facts.name, pid: facts.pid, user: facts.user ?? String(facts.uid ?? '?') }
  if (isRoot(facts)) return text('refusal.root', params)
  const login = facts.uid !== undefined && facts.uid >= FIRST_LOGIN_UID && facts.uid <= LAST_LOGIN_UID
  return text(login ? 'refusal.background' : 'refusal.daemon', params)
}

const MOST_TYPED = 48
/** A name that no field takes back as it was given (spaces around it, a thousand letters) must not be a way to stay. */
const toTypeable = (name: string) => [...name.replace(/\s+/g, ' ').trim()].slice(0, MOST_TYPED).join('').trim()
/** What the person types: short, and what the row shows. */
const toTyped = ({ name, exe = '', pid }: ProcessFacts) => toTypeable(name) || toTypeable(basename(exe)) || String(pid)

export function guard(input: GuardInput): GuardAnswer {
  const { facts, judged, policy } = input
  const never = findNever(input)
  if (never.length > 0) return { refusals: never, role: 'operator' }
  const refusals = findSystem(input)
  const users = isUsers(facts) || isWindowsUsers(facts)
  const dangerous = judged.verdict === 'danger'
  // Not a user's own program: only what is judged danger, only by an admin, only after typing its name.
  if (!users && !dangerous) refusals.push(sayWhose(facts))
  const exceptional = !users || isImpostor(input)
  const unknown = !policy.known
  const asked = exceptional || unknown || policy.state === 'lastKnown'
  const role: Role = exceptional || policy.state === 'lastKnown' ? 'admin' : 'operator'
  if (refusals.length === 0) refusals.push(...findActor(input, role, asked))
  return { refusals, role, ...(asked ? { typeToConfirm: toTyped(facts) } : {}) }
}

/** Automation stops what is known and nothing else; a person without the role is told who may. */
function findActor({ facts, policy, actor }: GuardInput, role: Role, asked: boolean): Text[] {
  const params = { name: facts.name, pid: facts.pid }
  if (asked && actor.kind !== 'user') {
    if (policy.state === 'lastKnown') return [text('refusal.automation-policies', params)]
    return [text(policy.known ? 'refusal.automation' : 'refusal.automation-unknown', params)]
  }
  if (RANKS[actor.role] >= RANKS[role]) return []
  if (policy.state === 'lastKnown') return [text('refusal.policies', params)]
  return [text(role === 'admin' ? 'refusal.admin' : 'refusal.role', params)]
}
