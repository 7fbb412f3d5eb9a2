/** All rules on one process: what fits, and the one word that says how bad it is. */
import type { Severity } from '../../../core/schema.ts'
import type { RuleHit, Verdict } from '../schema.ts'
import { rules } from './list.ts'
import { type Judgement, type Subject, toRuleName } from './rule.ts'

export interface Judged {
  readonly verdict: Verdict
  /** Worst first. */
  readonly hits: readonly RuleHit[]
  /** No catalog entry, and nothing else asks for caution: its purpose is to be checked. */
  readonly unknown: boolean
}

const RANKS: Readonly<Record<Severity, number>> = { danger: 0, caution: 1, info: 2 }

function toHit(risk: RuleHit['rule'], subject: Subject, judgement: Judgement): RuleHit {
  const { severity, about, why, params = {}, evidence = [] } = judgement
  const said = { name: subject.facts.name, pid: subject.facts.pid, ...params }
  return {
    rule: risk,
    id: about === undefined ? risk : `${risk}(${about})`,
    severity,
    title: { key: `processes.risk.${toRuleName(risk)}.title`, params: said },
    why: { key: `processes.risk.${toRuleName(risk)}.${why}`, params: said },
    evidence: [...evidence],
  }
}

export function judge(subject: Subject): Judged {
  // Threads of the kernel are the kernel, and a zombie runs nothing any more.
  if (subject.facts.kernel || subject.facts.state === 'zombie') return { verdict: 'safe', hits: [], unknown: false }
  const hits = rules
    .flatMap((rule) => rule.judge(subject).map((judgement) => toHit(rule.risk, subject, judgement)))
    .sort((a, b) => RANKS[a.severity] - RANKS[b.severity])
  const worst = hits[0]?.severity
  const unknown = subject.known === undefined
  if (worst === 'danger' || worst === 'caution') return { verdict: worst, hits, unknown }
  return { verdict: unknown ? 'caution' : 'safe', hits, unknown }
}
