import { describe, expect, it } from 'vitest'
import { AUDIT_PROBLEMS } from '../../../core/audit.ts'
import { auditTexts } from '../../../core/texts/audit.ts'
import { en as findings } from '../../findings/texts/en.ts'
import { en as host } from '../../host/texts/en.ts'
import { en as overview } from '../../overview/texts/en.ts'
import type { AuditRowView } from '../schema.ts'
import { en as accounts } from '../texts/en.ts'
import { findWitness, KNOWN_ACTIONS, readPlan, sayAction, sayRow, toProblemText } from './audit-words.ts'
import { en } from './texts/en.ts'

const table: Readonly<Record<string, string>> = {
  ...en,
  ...accounts,
  ...findings,
  ...host,
  ...overview,
  ...auditTexts.en,
  'host.plan.summary.restart': 'Restart it',
}
const words = {
  has: (key: string) => key in table,
  t: (key: string) => table[key] ?? key,
  say: ({ key }: { key: string }) => table[key] ?? key,
}
const row = (change: Partial<AuditRowView>): AuditRowView => ({
  seq: 1,
  atMs: 0,
  who: { kind: 'user', id: 'a', name: 'anna', role: 'admin' },
  from: 'cli',
  host: 'local',
  action: 'accounts.sign-in',
  target: 'anna',
  outcome: 'done',
  ...change,
})

describe('an action', () => {
  it.each(KNOWN_ACTIONS)('%s has words', (action) => {
    expect(sayAction(words, action, 'it')).not.toContain(action)
  })
  it('nobody here knows is called by its code', () => {
    expect(sayAction(words, 'moon.land', 'rover')).toBe('moon.land: rover')
  })
})

describe('a row', () => {
  const plan = { summary: { key: 'host.plan.summary.restart' }, steps: [{ key: 'a' }], digest: 'x' }
  it('says what its plan says', () => {
    expect(sayRow(words, row({ plan }))).toBe('Restart it')
  })
  it('falls back to its action when the plan’s words are of another version', () => {
    expect(sayRow(words, row({ plan: { summary: { key: 'gone' } } }))).toBe(table['accounts.action.sign-in'])
  })
  it.each([[undefined], [null], ['text'], [{}], [{ summary: 'text' }], [{ before: {}, change: {} }]])(
    'has no plan to show in %j',
    (odd) => {
      expect(readPlan(odd)).toBeUndefined()
    },
  )
  it('keeps only what is a sentence', () => {
    expect(readPlan({ ...plan, consequences: [{ key: 'b' }, 'odd', null], refusals: 'odd' })).toEqual({
      summary: plan.summary,
      steps: [{ key: 'a' }],
      consequences: [{ key: 'b' }],
      refusals: [],
    })
  })
})

describe('a problem', () => {
  it.each(AUDIT_PROBLEMS)('%s has words, for one row and for many', (kind) => {
    const all: Readonly<Record<string, string>> = { ...auditTexts.en, ...en }
    const has = (key: string) => key in all
    expect(all[toProblemText({ kind, seq: 3, toSeq: 3 }, has).key]).toBeDefined()
    expect(all[toProblemText({ kind, seq: 3, toSeq: 5 }, has).key]).toBeDefined()
  })
  it('of one row does not speak of a range', () => {
    expect(toProblemText({ kind: 'missing', seq: 3, toSeq: 3 }, words.has)).toEqual({
      key: 'accounts.page.problem.missing-one',
      params: { seq: 3 },
    })
  })
  it.each([
    ['changed', 3, 3],
    ['missing', 3, 2],
    ['missing', 1, undefined],
    ['cut-off', 9, 8],
    ['head-missing', 0, undefined],
  ])('%s at %d is seen at %s', (kind, seq, witness) => {
    expect(findWitness({ kind, seq })).toBe(witness)
  })
})
