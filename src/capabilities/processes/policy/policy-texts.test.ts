import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../../core/schema.ts'
import { createRenderer } from '../../../core/texts/render.ts'
import { policyErrors } from './errors.ts'
import { CATEGORIES, REASONS, toCategoryText, toReasonText } from './schema.ts'
import { policyWords as en } from './texts/policy-en.ts'
import { policyWords as ko } from './texts/policy-ko.ts'
import { policyWords as ru } from './texts/policy-ru.ts'

const ACTIONS = ['policy-edit', 'policy-delete', 'policy-import', 'rule-add', 'rule-edit', 'rule-delete']
const tables = { en, ko, ru }
const renderer = createRenderer()
for (const language of LANGUAGES) renderer.add(language, tables[language])
const policy = (reason: string | { en: string; ko: string; ru: string }) => ({
  is_system: false,
  terminatable: false,
  reason,
})

describe.each(LANGUAGES)('in %s', (language) => {
  const say = (text: { key: string } | undefined) => text && renderer.render(text, { language, zone: 'UTC' })

  it('there are words for every error, reason, category and audited action', () => {
    const keys = [
      ...Object.keys(policyErrors.rows).map((code) => code.replace('.', '.error.')),
      ...REASONS.map((reason) => `processes.reason.${reason}`),
      ...CATEGORIES.map((category) => `processes.category.${category}`),
      'processes.policy.own-reason',
      ...ACTIONS.map((action) => `processes.action.${action}`),
    ]
    expect(Object.keys(tables[language]).sort()).toEqual(keys.sort())
  })
  it('reasons read as sentences, own words as they were written', () => {
    expect(say(toReasonText(policy('data'), language))).toBe(tables[language]['processes.reason.data'])
    expect(say(toReasonText(policy('Ask Anna.'), language))).toBe('Ask Anna.')
    expect(say(toReasonText(policy({ en: 'A', ko: '가', ru: 'Я' }), language))).toBe(
      { en: 'A', ko: '가', ru: 'Я' }[language],
    )
    expect(toReasonText(policy(''), language)).toBeUndefined()
  })
  it('a category nobody knows is another one', () => {
    expect(say(toCategoryText('satellites'))).toBe(tables[language]['processes.category.other'])
  })
})
