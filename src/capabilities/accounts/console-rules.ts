/** What can be wrong with the console itself: its data folder, its audit, its own jobs. */
import type { AuditVerdict } from '../../core/audit.ts'
import type { Job, Observation, Rule, ServerContext } from '../../core/capability.ts'
import type { JobState } from '../../core/jobs.ts'
import { LOCAL_HOST } from '../../core/schema.ts'
import type { StorageReport } from '../../core/storage.ts'

export const consoleRules = {
  /** Rises when it is nearly full, worsens when it is. */
  'data-folder-full': { severity: 'caution', raiseAfter: 2, clearAfter: 2 },
  'audit-damaged': { severity: 'danger', raiseAfter: 1, clearAfter: 1 },
  'job-failing': { severity: 'caution', raiseAfter: 1, clearAfter: 1 },
} as const satisfies Record<string, Rule>

/** A run now and then may fail (a locked file); three in a row are a state. */
const FAILED_RUNS = 3

export function toStorageObservation({ state, usedBytes, budgetBytes, freeBytes }: StorageReport): Observation {
  return {
    rule: 'data-folder-full',
    host: LOCAL_HOST,
    subject: 'data',
    active: state !== 'ok',
    severity: state === 'full' ? 'danger' : 'caution',
    params: { state, used: usedBytes, budget: budgetBytes, free: freeBytes },
    evidence: [
      { label: { key: 'accounts.evidence.used' }, unit: 'bytes', value: usedBytes, usualHigh: budgetBytes },
      { label: { key: 'accounts.evidence.free' }, unit: 'bytes', value: freeBytes },
    ],
    next: { label: { key: 'accounts.rule.data-folder-full.next' }, href: '/accounts/storage' },
  }
}

export function toAuditObservation(verdict: AuditVerdict): Observation {
  return {
    rule: 'audit-damaged',
    host: LOCAL_HOST,
    subject: 'audit',
    active: !verdict.ok,
    params: { count: verdict.problemCount, first: verdict.problems[0]?.seq ?? 0 },
    evidence: verdict.problems.slice(0, 5).map((problem) => ({
      label: {
        key: `audit.problem.${problem.kind}`,
        params: { seq: problem.seq, toSeq: problem.toSeq ?? problem.seq },
      },
    })),
    next: { label: { key: 'accounts.rule.audit-damaged.next' }, href: '/accounts/audit' },
  }
}

export function toJobObservations(jobs: readonly JobState[]): readonly Observation[] {
  return jobs.map(({ name, failures, lastError }) => ({
    rule: 'job-failing',
    host: LOCAL_HOST,
    subject: name,
    active: failures >= FAILED_RUNS,
    params: { job: name, count: failures },
    evidence: lastError === undefined ? [] : [{ label: { key: 'accounts.evidence.last-error' }, value: lastError }],
    next: { label: { key: 'accounts.rule.job-failing.next' }, href: '/accounts/jobs' },
  }))
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

export function createConsoleJobs({
  desk,
  findings,
}: Pick<ServerContext<unknown>, 'desk' | 'findings'>): readonly Job[] {
  return [
    {
      name: 'look-after-itself',
      everyMs: MINUTE_MS,
      timeoutMs: 30_000,
      async run() {
        await findings.observe([
          toStorageObservation(await desk.storage.report()),
          ...toJobObservations(desk.jobs.list()),
        ])
      },
    },
    {
      name: 'verify-audit',
      everyMs: DAY_MS,
      timeoutMs: 60 * MINUTE_MS,
      async run({ signal }) {
        await findings.observe([toAuditObservation(await desk.audit.verify(signal))])
      },
    },
  ]
}
