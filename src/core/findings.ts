/** Findings as a person handles them (port; the work is in `findings/`). */
import type { HostId, Principal } from './capability.ts'
import type { Expectation, Finding, FindingEvent, MaintenanceWindow, RuleReport } from './findings/schema.ts'
import type { Severity } from './schema.ts'

export interface FindingsFilter {
  /** `needed`: open and not quiet. `quiet`: open and quiet. */
  readonly state?: 'open' | 'needed' | 'quiet' | 'cleared' | 'all'
  readonly severity?: Severity
  readonly host?: HostId
  readonly capability?: string
  /** `<capability>.<rule>` */
  readonly rule?: string
  readonly assignee?: string
  readonly offset?: number
  readonly limit?: number
}
export interface FindingsCounts {
  /** Open ones that need someone, by severity. */
  readonly danger: number
  readonly caution: number
  readonly info: number
  /** Open ones that need nobody, by reason. */
  readonly muted: number
  readonly expected: number
  readonly maintenance: number
  readonly acknowledged: number
  readonly folded: number
}
export interface FindingsPage {
  readonly findings: readonly Finding[]
  readonly total: number
  readonly counts: FindingsCounts
}

/**
 * `ref` is a finding's id or key. Whatever a person does is on disk before the promise resolves; it rejects with
 * `findings.not-found`, `findings.not-open`, `findings.worse-now`, `findings.bad-time` or `findings.bad-reason`.
 */
export interface FindingsDesk {
  /** Open findings, worst first: those that need someone, then the quiet ones. From memory. */
  open(): readonly Finding[]
  counts(): FindingsCounts
  list(filter: FindingsFilter): Promise<FindingsPage>
  /** Its history newest first; `truncated`: only the newest of it. */
  get(
    ref: string,
  ): Promise<{ readonly finding: Finding; readonly history: readonly FindingEvent[]; readonly truncated: boolean }>
  /** Transitions of all findings, newest first. */
  history(range: { fromMs: number; toMs?: number; limit: number }): Promise<readonly FindingEvent[]>

  assign(ref: string, who: Principal, assignee: string | null): Promise<Finding>
  comment(ref: string, who: Principal, text: string): Promise<Finding>
  /** Holds until it is worse than what the person saw; rejects when it already is. */
  acknowledge(ref: string, who: Principal, seen?: Severity): Promise<Finding>
  unacknowledge(ref: string, who: Principal): Promise<Finding>
  mute(ref: string, who: Principal, mute: { untilMs: number; reason: string }): Promise<Finding>
  unmute(ref: string, who: Principal): Promise<Finding>
  /** Its subject is expected on these hosts (`null`: on every host). */
  expect(ref: string, who: Principal, scope: { hosts: readonly HostId[] | null; reason: string }): Promise<Finding>

  expectations(): readonly Expectation[]
  removeExpectation(id: string, who: Principal): Promise<Expectation>
  windows(): readonly MaintenanceWindow[]
  addWindow(
    who: Principal,
    window: { hosts: readonly HostId[] | null; fromMs: number; toMs: number; weekly: boolean; reason: string },
  ): Promise<MaintenanceWindow>
  removeWindow(id: string): Promise<MaintenanceWindow>

  /** Counts of the last 30 days, replayed over the history of these hosts. */
  rules(hosts: readonly HostId[]): Promise<readonly RuleReport[]>
  /** Lets go of what was cleared, and of transitions, before this time; returns how many rows. */
  prune(beforeMs: number): Promise<number>
}

/** Events on the bus: `findings.raised`, `findings.cleared`, `findings.worsened`, and `findings.changed` for anything; `findings.windows` when one begins, ends, comes or goes. */
export interface FindingSaid {
  readonly finding: Finding
  readonly transition: FindingEvent['kind']
}
