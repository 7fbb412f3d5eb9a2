/** One process with everything that is said of it. Pure. */
import type { AgentDetail } from './collect/schema.ts'
import { explain } from './explain/explain.ts'
import type { Lookup } from './known.ts'
import type { ProcessDetail, ProcessFacts } from './schema.ts'
import { createTree, findLocalClients } from './tree.ts'
import { toSeen, toSummary } from './view.ts'

export interface DetailInput extends AgentDetail {
  readonly host: string
  /** All processes, as of a moment ago. */
  readonly all: readonly ProcessFacts[]
  readonly lookup: Lookup
}

const toNamed = ({ pid, startTime, name }: ProcessFacts) => ({ pid, startTime, name })

export function buildDetail({ host, atMs, process, unit, all, lookup }: DetailInput): ProcessDetail {
  const tree = createTree(all)
  const { known, judged } = toSeen(process, lookup)
  const ancestors = tree.ancestorsOf(process)
  const children = tree.childrenOf(process)
  const explanation = explain({
    process,
    judged,
    known,
    ancestors,
    children,
    clients: findLocalClients(process, all),
    unit,
    runningUnits: new Set(all.flatMap((other) => (other.unit === undefined ? [] : [other.unit]))),
  })
  return {
    host,
    atMs,
    process,
    verdict: judged.verdict,
    hits: [...judged.hits],
    ...(known ? { known: toSummary(known) } : {}),
    ancestors: ancestors.map(toNamed),
    children: children.map(toNamed),
    ...(unit ? { unit } : {}),
    explanation,
  }
}
