/** What policies did, would have done and noticed, as findings. */
import type { HostId, Observation, Rule } from '../../../core/capability.ts'
import type { Text } from '../../../core/schema.ts'
import { processPage } from '../observe.ts'
import type { ProcessFacts } from '../schema.ts'
import type { Automation, AutomationRun } from './schema.ts'

export const automationRules = {
  'automation-acted': { severity: 'caution', raiseAfter: 1, clearAfter: 1 },
  'automation-noticed': { severity: 'caution', raiseAfter: 1, clearAfter: 1 },
  'automation-would-have': { severity: 'info', raiseAfter: 1, clearAfter: 1 },
} as const satisfies Readonly<Record<string, Rule>>
export type AutomationRule = keyof typeof automationRules

export const toRule = ({
  dryRun,
  outcome,
}: Pick<AutomationRun, 'dryRun'> & { readonly outcome: string }): AutomationRule =>
  dryRun ? 'automation-would-have' : outcome === 'notified' ? 'automation-noticed' : 'automation-acted'

/** The policy and the program, whatever its pid. */
export const toSubject = ({ id }: Pick<Automation, 'id'>, { exe, name }: Pick<ProcessFacts, 'exe' | 'name'>) =>
  `${exe ?? name} ${id}`

export const toRunText = (
  { title }: Pick<Automation, 'title'>,
  { dryRun, outcome, process: { name, pid } }: Pick<AutomationRun, 'dryRun' | 'outcome' | 'process'>,
): Text => ({
  key: `processes.automation.${dryRun ? 'would' : 'did'}.${outcome}`,
  params: { policy: title, name, pid },
})

export function toObservation(host: HostId, automation: Automation, run: AutomationRun): Observation {
  const rule = toRule(run)
  const href = processPage(host, run.process)
  return {
    rule,
    host,
    subject: toSubject(automation, run.process),
    active: true,
    sure: true,
    params: { name: run.process.name, policy: automation.title },
    evidence: [
      { label: run.text, sinceMs: run.atMs },
      ...run.reasons.map((label) => ({ label })),
      { label: { key: 'processes.evidence.pid' }, value: String(run.process.pid), href },
    ],
    next: { label: { key: `processes.rule.${rule}.next` }, href },
  }
}
