/** When a finding rises, clears, worsens and eases: N observations that agree, or one that is sure. */
import type { Rule } from '../capability.ts'
import { SEVERITIES, type Severity } from '../schema.ts'

export const rankOf = (severity: Severity) => SEVERITIES.indexOf(severity)
export const isWorse = (one: Severity, other: Severity) => rankOf(one) > rankOf(other)
const milderOf = (one: Severity, other: Severity) => (isWorse(one, other) ? other : one)
const worseOf = (one: Severity, other: Severity) => (isWorse(one, other) ? one : other)

export interface Seen {
  readonly active: boolean
  readonly severity: Severity
  readonly sure: boolean
}
/** Observations in a row that say the same new thing of one subject. */
export interface Streak {
  readonly says: 'active' | 'quiet' | 'worse' | 'milder'
  readonly count: number
  /** As bad as every one of them said; as mild as every one of them said when easing. */
  readonly severity: Severity
}
export type Step =
  | { readonly kind: 'none'; readonly streak: Streak | undefined }
  | { readonly kind: 'raise' | 'severity'; readonly severity: Severity }
  | { readonly kind: 'clear' }

const extend = (streak: Streak | undefined, says: Streak['says'], severity: Severity): Streak => {
  if (streak?.says !== says) return { says, count: 1, severity }
  const pick = says === 'milder' ? worseOf : milderOf
  return { says, count: streak.count + 1, severity: pick(streak.severity, severity) }
}
const saysOf = (open: Severity | undefined, seen: Seen): Streak['says'] | undefined => {
  if (open === undefined) return seen.active ? 'active' : undefined
  if (!seen.active) return 'quiet'
  if (seen.severity === open) return undefined
  return isWorse(seen.severity, open) ? 'worse' : 'milder'
}

/** `open` is the severity of the open finding; undefined: none is open. A step other than `none` ends the streak. */
export function stepHysteresis(
  rule: Pick<Rule, 'raiseAfter' | 'clearAfter'>,
  open: Severity | undefined,
  streak: Streak | undefined,
  seen: Seen,
): Step {
  const says = saysOf(open, seen)
  if (says === undefined) return { kind: 'none', streak: undefined }
  const next = extend(streak, says, seen.severity)
  const needed = says === 'active' || says === 'worse' ? rule.raiseAfter : rule.clearAfter
  if (!seen.sure && next.count < needed) return { kind: 'none', streak: next }
  if (says === 'quiet') return { kind: 'clear' }
  return { kind: says === 'active' ? 'raise' : 'severity', severity: seen.sure ? seen.severity : next.severity }
}
