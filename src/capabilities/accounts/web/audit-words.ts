/** A row of the audit in words: what was done, and the plan it was done by. */
import type { State } from '../../../../web/ui/state.tsx'
import type { Params, Plan, Text } from '../../../core/schema.ts'
import type { AuditRowView, AuditVerdictView } from '../schema.ts'
import type { OUTCOMES } from './audit-view.ts'

/** What an outcome adds to the sentence: the others are as they are said. */
export const isUnlikeSaid = ({ outcome }: AuditRowView) => outcome !== 'done' && outcome !== 'read'

/** What can be chosen as a filter; rows may hold others, of later versions or other capabilities. */
export const KNOWN_ACTIONS = [
  'accounts.sign-in',
  'accounts.sign-out',
  'accounts.first-admin',
  'accounts.preferences',
  'accounts.password',
  'accounts.user-add',
  'accounts.user-change',
  'accounts.user-role',
  'accounts.user-disable',
  'accounts.user-enable',
  'accounts.token-add',
  'accounts.token-revoke',
  'accounts.audit-export',
  'accounts.backup',
  'audit.key-changed',
  'findings.acknowledge',
  'findings.unacknowledge',
  'findings.assign',
  'findings.comment',
  'findings.mute',
  'findings.unmute',
  'findings.expect',
  'findings.unexpect',
  'findings.window-add',
  'findings.window-remove',
  'host.service-start',
  'host.service-stop',
  'host.service-restart',
  'host.service-reset-failed',
  'host.log-read',
  'host.log-search',
  'host.log-follow',
  'overview.first-steps-dismiss',
] as const

export const OUTCOME_STATE: Readonly<Record<(typeof OUTCOMES)[number], State>> = {
  done: 'good',
  refused: 'caution',
  failed: 'danger',
  planned: 'silent',
  read: 'info',
}

/** What `useWords` gives, as far as it is needed here. */
interface Words {
  t(key: string, params?: Params): string
  say(text: Text): string
  has(key: string): boolean
}
/** A capability says in its own words what was done: the text `<id>.action.<verb>`, with `target`. */
const actionKey = (action: string) => action.replace('.', '.action.')
export function sayAction(words: Words, action: string, target: string): string {
  const key = actionKey(action)
  return words.has(key) ? words.t(key, { target }) : `${action}: ${target}`
}

export type ShownPlan = Pick<Plan, 'summary' | 'steps' | 'consequences' | 'refusals'>
const isText = (value: unknown): value is Text =>
  typeof value === 'object' && value !== null && 'key' in value && typeof value.key === 'string'
const readTexts = (value: unknown): readonly Text[] => (Array.isArray(value) ? value.filter(isText) : [])

/** A plan as a person was shown it; nothing when the row holds only values. */
export function readPlan(plan: unknown): ShownPlan | undefined {
  if (typeof plan !== 'object' || plan === null || !('summary' in plan) || !isText(plan.summary)) return undefined
  const part = (name: string) => [...readTexts((plan as Readonly<Record<string, unknown>>)[name])]
  return {
    summary: plan.summary,
    steps: part('steps'),
    consequences: part('consequences'),
    refusals: part('refusals'),
  }
}

/** What was done, in one sentence; the plan says it best. */
export function sayRow(words: Words, row: AuditRowView): string {
  const plan = readPlan(row.plan)
  return plan && words.has(plan.summary.key) ? words.say(plan.summary) : sayAction(words, row.action, row.target)
}

type Problem = AuditVerdictView['problems'][number]
/** A range of one row is one row. */
export function toProblemText({ kind, seq, toSeq }: Problem, has: (key: string) => boolean): Text {
  const one = `accounts.page.problem.${kind}-one`
  if (toSeq === seq && has(one)) return { key: one, params: { seq } }
  return { key: `audit.problem.${kind}`, params: { seq, toSeq: toSeq ?? seq } }
}

/** The row to look at: itself, or for rows that are gone the last one before them. */
export function findWitness({ kind, seq }: Problem): number | undefined {
  if (kind === 'head-damaged' || kind === 'head-missing') return undefined
  const witness = kind === 'missing' || kind === 'cut-off' ? seq - 1 : seq
  return witness > 0 ? witness : undefined
}
