import { describe, expect, it } from 'vitest'
import type { Policy } from '../schema.ts'
import { fromPolicyFields, toKnownInput, toPolicyFields, toRuleInput } from './policy-form.ts'

const three = { en: 'mine', ko: '내 것', ru: 'моё' }

describe('a policy in a form', () => {
  it.each<[string, Policy, object]>([
    [
      'a key',
      { is_system: true, terminatable: false, reason: 'core' },
      { allowance: 'system', reason: 'core', words: '' },
    ],
    ['none', { is_system: false, terminatable: true, reason: '' }, { allowance: 'stoppable', reason: '', words: '' }],
    [
      'own words',
      { is_system: false, terminatable: false, reason: 'backup' },
      { allowance: 'locked', reason: 'own', words: 'backup' },
    ],
    [
      'three languages',
      { is_system: false, terminatable: true, reason: three },
      { allowance: 'stoppable', reason: 'own', words: 'моё' },
    ],
  ])('with %s is the same after it', (_, policy, fields) => {
    expect(toPolicyFields(policy, 'ru')).toEqual(fields)
    expect(fromPolicyFields(toPolicyFields(policy, 'ru'), policy.reason, 'ru')).toEqual(policy)
  })
  it('changes the words of the reader alone', () => {
    const fields = { allowance: 'locked', reason: 'own', words: ' другое ' } as const
    expect(fromPolicyFields(fields, three, 'ru').reason).toEqual({ ...three, ru: 'другое' })
    expect(fromPolicyFields(fields, 'core', 'ru').reason).toBe('другое')
  })
})

it('leaves out languages without a sentence, and says each tag once', () => {
  const policy = { is_system: false, terminatable: true, reason: '' }
  const description = { en: ' A tool. ', ko: ' ', ru: '' }
  expect(toKnownInput({ category: 'tool', description, policy, tags: 'a, b ,,a' })).toEqual({
    category: 'tool',
    description: { en: 'A tool.' },
    policy,
    tags: ['a', 'b'],
  })
})

it('asks a rule only for what was written', () => {
  const policy = { is_system: false, terminatable: false, reason: 'rule' }
  expect(toRuleInput({ name: ' ', path: '/opt/**', user: '' }, policy)).toEqual({ path: '/opt/**', policy })
})
