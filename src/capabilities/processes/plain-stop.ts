/** A plan as lines for a terminal. */
import type { CommandIo } from '../../core/capability.ts'
import type { Text } from '../../core/schema.ts'
import type { StopPlan } from './stop/schema.ts'

export function writePlan(plan: StopPlan, say: CommandIo['say']): string {
  const list = (title: string, texts: readonly Text[]) =>
    texts.length === 0
      ? []
      : ['', say({ key: `processes.stop.cli.${title}` }), ...texts.map((text) => `  ${say(text)}`)]
  return [
    say(plan.summary),
    ...list('plan', plan.refusals.length > 0 ? [] : plan.steps),
    ...list('breaks', plan.consequences),
    ...list('refused', plan.refusals),
  ].join('\n')
}
