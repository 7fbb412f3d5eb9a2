/** Policies as a form writes them; pure. */
import type { Language } from '../../../core/schema.ts'
import { type KnownInput, REASONS, type RuleInput, type Words } from '../policy/schema.ts'
import type { Policy } from '../schema.ts'

/** A part of the system cannot be stoppable: two flags, three meanings. */
export const ALLOWANCES = ['stoppable', 'locked', 'system'] as const
export type Allowance = (typeof ALLOWANCES)[number]
export const toAllowance = ({ is_system, terminatable }: Policy): Allowance =>
  is_system ? 'system' : terminatable ? 'stoppable' : 'locked'

export const OWN_WORDS = 'own'
export const NO_REASON = ''
export interface PolicyFields {
  readonly allowance: Allowance
  /** A key of `REASONS`, `own`, or none. */
  readonly reason: string
  readonly words: string
}

export function toPolicyFields(policy: Policy, language: Language): PolicyFields {
  const { reason } = policy
  const allowance = toAllowance(policy)
  if (typeof reason !== 'string') return { allowance, reason: OWN_WORDS, words: reason[language] }
  if (reason === NO_REASON) return { allowance, reason: NO_REASON, words: '' }
  const isKey = (REASONS as readonly string[]).includes(reason)
  return isKey ? { allowance, reason, words: '' } : { allowance, reason: OWN_WORDS, words: reason }
}

/** Own words said in three languages before stay so: only the reader's are changed. */
export function fromPolicyFields(
  { allowance, reason, words }: PolicyFields,
  before: Policy['reason'],
  language: Language,
): Policy {
  const said = words.trim()
  const own = typeof before === 'string' || said === '' ? said : { ...before, [language]: said }
  return {
    is_system: allowance === 'system',
    terminatable: allowance === 'stoppable',
    reason: reason === OWN_WORDS ? own : reason,
  }
}

export function toKnownInput(fields: {
  readonly category: KnownInput['category']
  readonly description: Words
  readonly policy: Policy
  readonly tags: string
}): KnownInput {
  const said = Object.entries(fields.description).filter(([, sentence]) => sentence.trim() !== '')
  return {
    category: fields.category,
    description: Object.fromEntries(said.map(([language, sentence]) => [language, sentence.trim()])),
    policy: fields.policy,
    tags: [
      ...new Set(
        fields.tags
          .split(',')
          .map((tag) => tag.trim())
          .filter(Boolean),
      ),
    ],
  }
}

export function toRuleInput(
  fields: { readonly name: string; readonly path: string; readonly user: string },
  policy: Policy,
): RuleInput {
  const said = Object.entries(fields).flatMap(([field, value]) => (value.trim() === '' ? [] : [[field, value.trim()]]))
  return { ...(Object.fromEntries(said) as Omit<RuleInput, 'policy'>), policy }
}
