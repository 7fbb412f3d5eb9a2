/** The audit as a person reads, exports and checks it (port; the work is in `audit/`). */
import type { AuditEntry, HostId } from './capability.ts'
import type { Role } from './schema.ts'

export type AuditOutcome = AuditEntry['outcome']
export const AUDIT_OUTCOMES = [
  'planned',
  'done',
  'refused',
  'failed',
  'read',
] as const satisfies readonly AuditOutcome[]

export interface AuditRow {
  /** Counts from 1 without a gap. */
  readonly seq: number
  readonly atMs: number
  readonly who: {
    readonly kind: 'user' | 'token' | 'system'
    readonly id: string
    readonly name: string
    readonly role: Role
  }
  readonly from: string
  readonly host: HostId
  readonly action: string
  readonly target: string
  readonly plan?: unknown
  readonly outcome: AuditOutcome
  readonly details?: Readonly<Record<string, string | number | boolean | null>>
}

export interface AuditFilter {
  /** Name of who acted, whole. */
  readonly who?: string
  /** An action (`host.service-restart`) or the beginning of one (`host.`). */
  readonly action?: string
  readonly host?: HostId
  readonly outcome?: AuditOutcome
  readonly fromMs?: number
  /** Exclusive. */
  readonly toMs?: number
  /** Anywhere in who, from, action, target, plan or details. */
  readonly text?: string
}
export interface AuditPage {
  /** Newest first. */
  readonly rows: readonly AuditRow[]
  /** Hand it back as `beforeSeq` for the next page; absent on the last one. */
  readonly nextBeforeSeq?: number
}

export const AUDIT_PROBLEMS = [
  /** The row is not what was written. */
  'changed',
  /** Rows `seq` … `toSeq` are not there. */
  'missing',
  /** The row stands where another was written: it was number `toSeq`. */
  'reordered',
  /** The newest rows, `seq` … `toSeq`, are not there although the head file counted them. */
  'cut-off',
  /** Rows `seq` … `toSeq` name another key, and no change of keys accounts for them. */
  'other-key',
  /** The row is whole, but another stood in its place when it was written: history was written anew. */
  'rewritten',
  /** The head file has a line nobody wrote, or is gone. */
  'head-damaged',
  'head-missing',
] as const
export type AuditProblemKind = (typeof AUDIT_PROBLEMS)[number]
export interface AuditProblem {
  readonly kind: AuditProblemKind
  readonly seq: number
  readonly toSeq?: number
}
export interface AuditVerdict {
  readonly ok: boolean
  readonly rows: number
  readonly firstAtMs?: number
  readonly lastAtMs?: number
  /** MAC of the newest row: keep it elsewhere to prove later that nothing before it changed. */
  readonly head: string
  /** The first hundred. */
  readonly problems: readonly AuditProblem[]
  readonly problemCount: number
  /**
   * Rows written before the present key was made, as after a backup restored without its keys: they cannot be
   * checked with this key. Not a sign of tampering.
   */
  readonly otherKey?: { readonly seq: number; readonly toSeq: number }
  /**
   * Good rows the head file does not know: the console ended between the two writes, or another console on the
   * same database wrote them. Not a sign of tampering, but their loss could not be noticed.
   */
  readonly notInHeadFile: readonly number[]
  readonly notInHeadFileCount: number
}

export interface AuditDesk {
  list(filter: AuditFilter, page: { readonly limit: number; readonly beforeSeq?: number }): Promise<AuditPage>
  /** Oldest first, line by line, each with its line end; CSV begins with a header line. */
  export(filter: AuditFilter, format: 'jsonl' | 'csv'): AsyncIterable<string>
  /** Reads everything: seconds on a million rows. */
  verify(signal?: AbortSignal): Promise<AuditVerdict>
}
