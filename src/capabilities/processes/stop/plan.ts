/** What stopping a process would do, in words; pure. */
import { createHash } from 'node:crypto'
import type { Text } from '../../../core/schema.ts'
import { type ExplainInput, explainBreaks } from '../explain/explain.ts'
import type { ProcessFacts } from '../schema.ts'
import { findService, type GuardAnswer } from './guard.ts'
import type { StopPlan, StopPolicy } from './schema.ts'

export interface StopFacts
  extends Pick<ExplainInput, 'process' | 'judged' | 'children' | 'clients' | 'unit' | 'runningUnits'> {
  readonly host: string
  readonly descendants: readonly { readonly process: ProcessFacts; readonly depth: number }[]
  readonly policy: StopPolicy
  readonly answer: GuardAnswer
  readonly waitMs: number
}

const MOST_SHOWN = 50
const text = (key: string, params?: Text['params']): Text => ({
  key: `processes.stop.${key}`,
  ...(params ? { params } : {}),
})

function toSteps({ process, waitMs }: StopFacts, evidence: boolean): Text[] {
  const { name, pid } = process
  return [
    ...(evidence ? [text('step.evidence', { name })] : []),
    text('step.soft', { name, pid }),
    text('step.wait', { waitMs }),
    text('step.hard', { name, pid }),
  ]
}

/** Decisions and the process they are about: numbers that change by the second are left out, or nobody could ever agree. */
function toDigest(plan: Omit<StopPlan, 'digest' | 'consequences' | 'tree'>): string {
  const { action, host, process, refusals, role, typeToConfirm, steps, verdict, unit, evidence, policies } = plan
  const decided = [action, host, process, refusals, role, typeToConfirm, steps, verdict, unit, evidence, policies]
  return createHash('sha256').update(JSON.stringify(decided)).digest('base64url')
}

export function planStop(facts: StopFacts): StopPlan {
  const { process, judged, answer, policy, descendants } = facts
  const { pid, startTime, name, exe, user, uid } = process
  const evidence = judged.verdict === 'danger'
  const unit = findService(process)
  const plan: Omit<StopPlan, 'digest' | 'consequences' | 'tree'> = {
    action: 'processes.stop',
    host: facts.host,
    target: `${name} (PID ${pid})`,
    summary: text('summary', { name, pid, user: user ?? String(uid ?? '?') }),
    steps: toSteps(facts, evidence),
    refusals: [...answer.refusals],
    role: answer.role,
    ...(answer.typeToConfirm === undefined ? {} : { typeToConfirm: answer.typeToConfirm }),
    process: { pid, startTime, name, ...(exe === undefined ? {} : { exe }), ...(user === undefined ? {} : { user }) },
    verdict: judged.verdict,
    ...(unit === undefined ? {} : { unit }),
    evidence,
    policies: policy.state,
  }
  return {
    ...plan,
    consequences: explainBreaks(facts).map((line) => line.text),
    tree: descendants
      .slice(0, MOST_SHOWN)
      .map(({ process: child, depth }) => ({ pid: child.pid, startTime: child.startTime, name: child.name, depth })),
    digest: toDigest(plan),
  }
}
