/** The one way to stop a process from the console, for people and for policies that act: looked at anew, on record, asked of the machine. */
import type { AuditEntry, HostId, Principal, ServerContext } from '../../../core/capability.ts'
import { VedetteError } from '../../../core/errors.ts'
import type { Params } from '../../../core/schema.ts'
import type { AgentDetail } from '../collect/schema.ts'
import type { ProcessesConfig } from '../config.ts'
import { processesErrors } from '../errors.ts'
import type { Hosts } from '../hosts.ts'
import type { PolicyStore } from '../policy/port.ts'
import type { Identity } from '../schema.ts'
import { type Prepared, prepareStop } from './prepare.ts'
import type { Outcome, StopPlan, Stopped } from './schema.ts'

/** Evidence of a large program takes its time to write. */
const EVIDENCE_MS = 120_000
const NEIGHBOURS_MS = 3000

const AUDITED: Readonly<Record<Outcome, AuditEntry['outcome']>> = {
  terminated: 'done',
  blocked: 'refused',
  not_found: 'refused',
  identity_changed: 'refused',
  failed: 'failed',
}

export interface StopBy {
  readonly who: Principal
  /** As in the audit: an address, `console`. */
  readonly from: string
}
export interface StopDesk {
  /** Nothing that was on a screen is trusted: facts from the machine, policies from where they are kept. */
  prepare(who: Principal, host: HostId, identity: Identity): Promise<Prepared>
  record(by: StopBy, plan: StopPlan, outcome: AuditEntry['outcome'], details?: Params): Promise<number>
  /** Only after its `planned` row is written; writes the row of what came of it. */
  carryOut(
    by: StopBy,
    prepared: Prepared,
    how: { readonly typed?: string; readonly evidence: boolean },
  ): Promise<Stopped>
}

export function createStopDesk({
  context,
  hosts,
  policies,
}: {
  readonly context: Pick<ServerContext<ProcessesConfig>, 'link' | 'audit' | 'config' | 'metrics'>
  readonly hosts: Pick<Hosts, 'fresh'>
  readonly policies: PolicyStore
}): StopDesk {
  const { link, audit, config, metrics } = context
  const record: StopDesk['record'] = ({ who, from }, plan, outcome, details) =>
    audit.append({
      who,
      from,
      host: plan.host,
      action: plan.action,
      target: plan.target,
      plan,
      outcome,
      ...(details ? { details } : {}),
    })

  return {
    record,
    async prepare({ kind, role }, host, identity) {
      const [detail, { pids }] = await Promise.all([
        link.request(host, 'processes.detail', { pid: identity.pid }) as Promise<AgentDetail>,
        link.request(host, 'processes.own', {}) as Promise<{ pids: number[] }>,
        policies.refresh(),
      ])
      if (detail.process.startTime !== identity.startTime)
        throw processesErrors['processes.identity-changed']({ pid: identity.pid })
      const state = await hosts.fresh(host, NEIGHBOURS_MS)
      return prepareStop({
        ...detail,
        host,
        platform: state.head.platform,
        all: [...state.seen.values()].map(({ facts }) => facts),
        own: pids,
        policies,
        actor: { kind, role },
        waitMs: config.stopWaitMs,
      })
    },
    async carryOut(by, { plan, policy, known }, { typed, evidence }) {
      const { kind, role, name } = by.who
      const { pid, startTime, ...program } = plan.process
      const order = {
        identity: { pid, startTime },
        program,
        actor: { kind, role },
        askedBy: name.slice(0, 200),
        policy,
        ...(known ? { known } : {}),
        ...(typed === undefined ? {} : { typed }),
        evidence,
        waitMs: config.stopWaitMs,
      }
      try {
        const timeoutMs = config.stopWaitMs + EVIDENCE_MS
        const stopped = (await link.request(plan.host, 'processes.stop', order, { timeoutMs })) as Stopped
        metrics.add('stopped', 1, { outcome: stopped.outcome })
        await record(by, plan, AUDITED[stopped.outcome], toDetails(stopped, policy.state))
        return stopped
      } catch (error) {
        metrics.add('stopped', 1, { outcome: 'failed' })
        await record(by, plan, 'failed', { code: error instanceof VedetteError ? error.code : 'core.failed' })
        throw error
      }
    },
  }
}

const toDetails = ({ outcome, how, tookMs, evidence }: Stopped, policies: 'fresh' | 'lastKnown'): Params => ({
  outcome,
  tookMs,
  policies,
  ...(how === undefined ? {} : { how }),
  ...(evidence === undefined ? {} : { evidence }),
})
