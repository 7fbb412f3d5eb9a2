/** From fresh facts and fresh policies to a plan: the same on the console and on the command line. Pure. */
import type { AgentDetail } from '../collect/schema.ts'
import type { PolicyStore } from '../policy/port.ts'
import { judge } from '../rules/verdict.ts'
import type { KnownProcess, ProcessFacts, ProcessPass } from '../schema.ts'
import { createTree, findLocalClients } from '../tree.ts'
import { type Actor, guard } from './guard.ts'
import { planStop } from './plan.ts'
import { decidePolicy } from './policy.ts'
import type { StopPlan, StopPolicy } from './schema.ts'

export interface PrepareInput extends AgentDetail {
  readonly host: string
  readonly platform: ProcessPass['platform']
  /** All processes, as of a moment ago. */
  readonly all: readonly ProcessFacts[]
  readonly own: readonly number[]
  readonly policies: Pick<PolicyStore, 'lookup' | 'decide' | 'state'>
  readonly actor: Actor
  readonly waitMs: number
}
export interface Prepared {
  readonly plan: StopPlan
  readonly policy: StopPolicy
  readonly known: KnownProcess | undefined
}

export function prepareStop(input: PrepareInput): Prepared {
  const { host, process, unit, all, actor, waitMs } = input
  const { policy, known } = decidePolicy(input.policies, process, input.platform)
  const judged = judge({ facts: process, known })
  const tree = createTree(all)
  const answer = guard({ facts: process, judged, policy, actor, own: new Set(input.own) })
  const plan = planStop({
    host,
    process,
    judged,
    children: tree.childrenOf(process),
    clients: findLocalClients(process, all),
    unit,
    runningUnits: new Set(all.flatMap((other) => (other.unit === undefined ? [] : [other.unit]))),
    descendants: tree.descendantsOf(process),
    policy,
    answer,
    waitMs,
  })
  return { plan, policy, known }
}
