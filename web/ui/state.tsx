/** A state is a shape before it is a colour: round good, triangle caution, octagon danger, hollow square silent, diamond to know. */
import type { Severity } from '../../src/core/schema.ts'

export type State = 'good' | 'info' | 'caution' | 'danger' | 'silent'
export const toState = (severity: Severity): State => severity

/** With `label` the mark speaks for itself; without it a word beside it must. */
export function StatusDot({ state, label }: { state: State; label?: string }) {
  return label ? (
    <span className={`dot dot-${state}`} role="img" aria-label={label} title={label} />
  ) : (
    <span className={`dot dot-${state}`} aria-hidden="true" />
  )
}
