import { expect, it } from 'vitest'
import type { AuditVerdict } from '../../core/audit.ts'
import type { StorageReport } from '../../core/storage.ts'
import { toAuditObservation, toJobObservations, toStorageObservation } from './console-rules.ts'

const report: StorageReport = { budgetBytes: 1000, usedBytes: 400, freeBytes: 9000, state: 'ok', uses: [] }
const verdict: AuditVerdict = {
  ok: true,
  rows: 3,
  head: 'aa',
  problems: [],
  problemCount: 0,
  notInHeadFile: [],
  notInHeadFileCount: 0,
}

it.each([
  ['ok', false, 'caution'],
  ['nearly-full', true, 'caution'],
  ['full', true, 'danger'],
] as const)('a data folder that is %s: %s, %s', (state, active, severity) =>
  expect(toStorageObservation({ ...report, state })).toMatchObject({
    active,
    severity,
    params: { used: 400, free: 9000 },
  }),
)

it('an audit that is whole is no finding, a damaged one names the first rows', () => {
  expect(toAuditObservation(verdict)).toMatchObject({ active: false })
  expect(toAuditObservation({ ...verdict, otherKey: { seq: 1, toSeq: 2 } })).toMatchObject({ active: false })
  const damaged: AuditVerdict = {
    ...verdict,
    ok: false,
    problems: [
      { kind: 'changed', seq: 2 },
      { kind: 'cut-off', seq: 4, toSeq: 6 },
    ],
    problemCount: 2,
  }
  expect(toAuditObservation(damaged)).toMatchObject({
    active: true,
    params: { count: 2, first: 2 },
    evidence: [
      { label: { key: 'audit.problem.changed', params: { seq: 2, toSeq: 2 } } },
      { label: { key: 'audit.problem.cut-off', params: { seq: 4, toSeq: 6 } } },
    ],
  })
})

it('a job is a finding from its third failure in a row, under its own name', () => {
  const state = { everyMs: 1, running: false }
  const [well, failing] = toJobObservations([
    { ...state, name: 'core.disk-budget', failures: 2, lastError: 'locked' },
    { ...state, name: 'findings.prune', failures: 3, lastError: 'no such table' },
  ])
  expect(well).toMatchObject({ active: false, subject: 'core.disk-budget' })
  expect(failing).toMatchObject({ active: true, subject: 'findings.prune', evidence: [{ value: 'no such table' }] })
})
