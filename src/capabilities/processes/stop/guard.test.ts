import { describe, expect, it } from 'vitest'
import { judge } from '../rules/verdict.ts'
import type { ProcessFacts } from '../schema.ts'
import { makeFacts, makeKnown } from '../testing/facts.ts'
import { type Actor, guard } from './guard.ts'
import type { StopPolicy } from './schema.ts'

const OPERATOR: Actor = { kind: 'user', role: 'operator' }
const ADMIN: Actor = { kind: 'user', role: 'admin' }
const TOKEN: Actor = { kind: 'token', role: 'admin' }
const CONSOLE: Actor = { kind: 'system', role: 'admin' }
const KNOWN: StopPolicy = { known: true, isSystem: false, terminatable: true, from: 'known', state: 'fresh' }
const UNKNOWN: StopPolicy = { ...KNOWN, known: false, from: 'unknown' }
const SYSTEM: StopPolicy = { ...KNOWN, isSystem: true, terminatable: false }

const own = { ownerUid: 1000, mode: 0o755 }
const fromHome = { exe: '/home/bob/bin/thing', executable: own }
const root = { uid: 0, user: 'root' }
const miner = { ...root, exe: '/tmp/x', executable: { ownerUid: 0, mode: 0o755 } }

const ask = (facts: Partial<ProcessFacts>, policy = KNOWN, actor = OPERATOR) => {
  const whole = makeFacts(facts)
  const known = policy.known ? makeKnown(whole.name, policy.isSystem) : undefined
  const { refusals, typeToConfirm, role } = guard({
    facts: whole,
    judged: judge({ facts: whole, known }),
    policy,
    actor,
    own: new Set([77, 1]),
  })
  return [
    refusals.map(({ key }) => key.replace('processes.stop.refusal.', '')).join(' ') || 'may',
    role,
    typeToConfirm ?? 'untyped',
  ].join(', ')
}

it('is never stopped from itself, whoever asks and whatever it looks like', () => {
  expect(ask({ ...fromHome, own: true }, KNOWN, ADMIN)).toMatch(/^own,/)
  expect(ask({ ...miner, own: true }, UNKNOWN, ADMIN)).toMatch(/^own,/)
})

describe('may be stopped', () => {
  it.each<[string, string, Partial<ProcessFacts>, StopPolicy?, Actor?]>([
    ['a known program from home', 'may, operator, untyped', fromHome],
    ['a known program on a terminal', 'may, operator, untyped', { tty: 'pts/0' }],
    ['a known program on the desktop', 'may, operator, untyped', { graphical: true }],
    ['an unknown name, typed', 'may, operator, thing', fromHome, UNKNOWN],
    ['a session’s scope is no unit', 'may, operator, untyped', { tty: 'pts/0', unit: 'session-3.scope' }],
    ['danger as root, by an admin, typed', 'may, admin, thing', miner, UNKNOWN, ADMIN],
    [
      'danger under a system name, by an admin, typed',
      'may, admin, sshd',
      { ...miner, exe: '/tmp/sshd', name: 'sshd' },
      SYSTEM,
      ADMIN,
    ],
    ['with old policies, by an admin, typed', 'may, admin, thing', fromHome, { ...KNOWN, state: 'lastKnown' }, ADMIN],
    ['by automation, what is known', 'may, operator, untyped', fromHome, KNOWN, CONSOLE],
  ])('%s', (_, expected, facts, policy, actor) => expect(ask(facts, policy, actor)).toBe(expected))
})

describe('may not be stopped', () => {
  it.each<[string, string, Partial<ProcessFacts>, StopPolicy?, Actor?]>([
    ['PID 1', 'first', { pid: 1, ...root }, SYSTEM, ADMIN],
    ['Vedette itself', 'own', { pid: 77, ...fromHome }, KNOWN, ADMIN],
    ['a thread of the kernel', 'kernel', { kernel: true, ...root }, SYSTEM, ADMIN],
    ['a zombie', 'zombie', { state: 'zombie' }, KNOWN, ADMIN],
    ['a container’s', 'container', { container: { engine: 'docker', id: 'ab'.repeat(32) }, ...miner }, UNKNOWN, ADMIN],
    ['root, without danger', 'root', root, KNOWN, ADMIN],
    ['a daemon', 'daemon', { uid: 33, user: 'www-data' }, KNOWN, ADMIN],
    ['in the background', 'background', {}, KNOWN, ADMIN],
    ['nobody’s', 'daemon', { uid: 65_534, user: 'nobody', tty: 'pts/0' }, KNOWN, ADMIN],
    ['a unit’s', 'unit', { ...fromHome, unit: 'app.service' }, KNOWN, ADMIN],
    ['a unit’s, though danger', 'unit', { ...miner, unit: 'app.service' }, UNKNOWN, ADMIN],
    ['a user’s own unit', 'user-unit', { ...fromHome, unit: 'syncthing.service', userUnit: true }, KNOWN, ADMIN],
    ['systemd’s', 'systemd', { exe: '/usr/lib/systemd/systemd', tty: 'pts/0' }, KNOWN, ADMIN],
    ['the system’s', 'system', { tty: 'pts/0' }, SYSTEM, ADMIN],
    ['what a policy forbids', 'policy', fromHome, { ...KNOWN, terminatable: false }, ADMIN],
    [
      'a rule about this very impostor',
      'system',
      { ...miner, exe: '/tmp/sshd', name: 'sshd' },
      { ...SYSTEM, from: 'rule' },
      ADMIN,
    ],
    ['danger as root, by an operator', 'admin', miner, UNKNOWN, OPERATOR],
    ['danger as root, by automation', 'automation-unknown', miner, UNKNOWN, CONSOLE],
    ['an unknown name, by automation', 'automation-unknown', fromHome, UNKNOWN, CONSOLE],
    ['an unknown name, by a token', 'automation-unknown', fromHome, UNKNOWN, TOKEN],
    ['anything, by a viewer', 'role', fromHome, KNOWN, { kind: 'user', role: 'viewer' }],
    ['with old policies, by an operator', 'policies', fromHome, { ...KNOWN, state: 'lastKnown' }, OPERATOR],
    ['with old policies, by automation', 'automation-policies', fromHome, { ...KNOWN, state: 'lastKnown' }, CONSOLE],
  ])('%s', (_, reason, facts, policy, actor) => expect(ask(facts, policy, actor).split(',')[0]).toBe(reason))
})
