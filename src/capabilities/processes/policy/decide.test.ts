import { describe, expect, it } from 'vitest'
import { catalog } from '../catalog/catalog.ts'
import type { Policy } from '../schema.ts'
import { createDecider } from './decide.ts'
import type { PolicySnapshot, PolicySubject } from './port.ts'
import type { KnownDocument, ProcessRule } from './schema.ts'

const times = { created_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-01T00:00:00.000Z' }
const known: readonly KnownDocument[] = catalog.map((entry) => ({ ...entry, ...times }))
const FORBID = { is_system: false, terminatable: false, reason: 'Ask first.' }
const rule = (id: string, fields: Partial<ProcessRule>): ProcessRule => ({ id, policy: FORBID, ...times, ...fields })
const decider = (changes: Partial<PolicySnapshot> = {}, before: readonly KnownDocument[] = []) =>
  createDecider({ known, rules: [], refused: [], ...changes }, { before, catalog })
const firefox: PolicySubject = { name: 'firefox', platform: 'linux', path: '/usr/lib/firefox/firefox', user: 'anna' }

describe('without rules', () => {
  it.each([
    ['firefox', 'known', { is_system: false, terminatable: true, reason: 'program' }],
    ['sshd', 'known', { is_system: true, terminatable: false, reason: 'core' }],
    ['xmrig', 'unknown', { is_system: false, terminatable: true, reason: '' }],
  ])('%s is %s', (name, from, policy) => {
    expect(decider().decide({ name, platform: 'linux' })).toMatchObject({ from, policy, ruleIds: [] })
  })
})

describe('a rule', () => {
  it.each<[string, Partial<ProcessRule>, Partial<Record<keyof PolicySubject, string | undefined>>, boolean]>([
    ['of its name', { name: 'firefox' }, {}, true],
    ['of another name', { name: 'chrome' }, {}, false],
    ['of its path', { path: '/usr/**' }, {}, true],
    ['of another path', { path: '/opt/**' }, {}, false],
    ['of its user', { user: 'anna' }, {}, true],
    ['of another user', { user: 'bob' }, {}, false],
    ['of name and user, one of them another', { name: 'firefox', user: 'bob' }, {}, false],
    ['of a path that cannot be seen', { path: '/opt/**' }, { path: undefined }, true],
    ['of a user that cannot be seen', { user: 'bob' }, { user: undefined }, true],
    ['of a user written otherwise, on Windows', { user: 'Anna' }, { platform: 'windows' }, true],
    ['of a user written otherwise, on Linux', { user: 'Anna' }, {}, false],
  ])('%s', (_, fields, subject, fits) => {
    const whole = Object.fromEntries(
      Object.entries({ ...firefox, ...subject }).filter(([, value]) => value !== undefined),
    ) as unknown as PolicySubject
    const decision = decider({ rules: [rule('r1', fields)] }).decide(whole)
    expect(decision.ruleIds).toEqual(fits ? ['r1'] : [])
    expect(decision.policy.terminatable).toBe(!fits)
    expect(decision.from).toBe(fits ? 'rule' : 'known')
  })

  it('may only tighten, whatever stands in it and in whatever order', () => {
    const policies: readonly Policy[] = [true, false].flatMap((is_system) =>
      [true, false].map((terminatable) => ({ is_system, terminatable, reason: 'rule' })),
    )
    const names = ['firefox', 'nginx', 'sshd', 'xmrig']
    const few = known.filter((entry) => names.includes(entry.name))
    for (const name of names) {
      const base = decider().decide({ name, platform: 'linux' }).policy
      for (const [one, two] of policies.flatMap((first) => policies.map((second) => [first, second] as const))) {
        const rules = [rule('1', { user: 'anna', policy: one }), rule('2', { user: 'anna', policy: two })]
        const { policy } = decider({ known: few, rules }).decide({ name, platform: 'linux', user: 'anna' })
        expect(policy.terminatable && !base.terminatable).toBe(false)
        expect(base.is_system && !policy.is_system).toBe(false)
        expect(policy.is_system && policy.terminatable).toBe(false)
      }
    }
  })
  it('that changes nothing leaves the catalog’s reason', () => {
    const decision = decider({ rules: [rule('r1', { name: 'sshd' })] }).decide({ name: 'sshd', platform: 'linux' })
    expect(decision).toMatchObject({ from: 'known', policy: { reason: 'core' }, ruleIds: ['r1'] })
  })
  it('without words says that it is a rule', () => {
    const rules = [rule('r1', { name: 'firefox', policy: { ...FORBID, reason: '' } })]
    expect(decider({ rules }).decide(firefox).policy.reason).toBe('rule')
  })
})

describe('a document that cannot be read', () => {
  const refused = [
    { document: 'x', field: 'policy', locks: [{ name: 'firefox', platform: 'common' as const }] },
    { document: 'y', field: 'policy', locks: [{ name: 'shopd', platform: 'linux' as const }] },
  ]
  const rest = known.filter(({ name }) => name !== 'firefox')

  it('locks its name, with the words known before', () => {
    const edited = { ...known[0], name: 'shopd', platform: 'linux' as const, tags: ['shop'] } as KnownDocument
    const locked = decider({ known: rest, refused }, [edited])
    expect(locked.decide(firefox)).toMatchObject({
      from: 'malformed',
      policy: { is_system: false, terminatable: false, reason: 'malformed' },
      known: { name: 'firefox', category: 'browser' },
    })
    expect(locked.lookup('shopd', 'linux')).toMatchObject({ tags: ['shop'], policy: { terminatable: false } })
  })
  it('locks also a name nobody knew', () => {
    expect(decider({ known: rest, refused }).decide({ name: 'shopd', platform: 'linux' })).toMatchObject({
      from: 'malformed',
      known: { description: { en: 'shopd' } },
    })
  })
  it('leaves every other name as it is', () => {
    expect(decider({ known: rest, refused }).decide({ name: 'chrome', platform: 'linux' }).policy.terminatable).toBe(
      true,
    )
  })
})
