/** Rows of the findings tables and what they mean. Times are integer microseconds UTC; PostgreSQL may give them as text. */
import type { Generated } from 'kysely'
import type { Severity, Text } from '../schema.ts'
import type { PlannedWindow } from './quiet.ts'
import { type FindingRecord, findingId, type NewEvent } from './record.ts'
import type { Expectation, FindingEvent, FindingState, Transition } from './schema.ts'

type Micros = number | string

export interface FindingRow {
  key: string
  id: string
  rule: string
  host: string
  subject: string
  state: string
  severity: string
  params: string
  evidence: string
  next_step: string | null
  raised_at: Micros
  updated_at: Micros
  raised_count: number
  cleared_at: Micros | null
  cleared: string | null
  assignee: string | null
  acknowledged: string | null
  mute: string | null
}
export interface EventRow {
  id: Generated<Micros>
  key: string
  rule: string
  host: string
  subject: string
  at: Micros
  kind: string
  who: string | null
  severity: string
  params: string
  details: string
}
export interface WindowRow {
  id: string
  hosts: string | null
  from_at: Micros
  to_at: Micros
  weekly: number
  reason: string
  by_name: string
  at: Micros
}
export interface ExpectationRow {
  id: string
  rule: string
  subject: string
  hosts: string | null
  severity: string
  reason: string
  by_name: string
  at: Micros
}
export interface FindingTables {
  core_findings: FindingRow
  core_finding_events: EventRow
  core_finding_windows: WindowRow
  core_finding_expectations: ExpectationRow
}

export const toMicros = (ms: number) => Math.round(ms * 1000)
const toMs = (micros: Micros) => Number(micros) / 1000
/** Only what this file wrote is read back, so its shape is known. */
const fromJson = <Value>(text: string) => JSON.parse(text) as Value
const fromJsonOrNull = <Value>(text: string | null) => (text === null ? null : fromJson<Value>(text))
const toJsonOrNull = (value: object | null) => (value === null ? null : JSON.stringify(value))

export const toRow = (record: FindingRecord): FindingRow => ({
  key: record.key,
  id: record.id,
  rule: record.rule,
  host: record.host,
  subject: record.subject,
  state: record.state,
  severity: record.severity,
  params: JSON.stringify(record.params),
  evidence: JSON.stringify(record.evidence),
  next_step: toJsonOrNull(record.next),
  raised_at: toMicros(record.raisedAtMs),
  updated_at: toMicros(record.updatedAtMs),
  raised_count: record.raisedCount,
  cleared_at: record.cleared && toMicros(record.cleared.atMs),
  cleared: toJsonOrNull(record.cleared),
  assignee: record.assignee,
  acknowledged: toJsonOrNull(record.acknowledged),
  mute: toJsonOrNull(record.mute),
})
export const toRecord = (row: FindingRow): FindingRecord => ({
  key: row.key,
  id: row.id,
  rule: row.rule,
  host: row.host,
  subject: row.subject,
  state: row.state as FindingState,
  severity: row.severity as Severity,
  params: fromJson(row.params),
  evidence: fromJson(row.evidence),
  next: fromJsonOrNull(row.next_step),
  raisedAtMs: toMs(row.raised_at),
  updatedAtMs: toMs(row.updated_at),
  raisedCount: Number(row.raised_count),
  cleared: fromJsonOrNull(row.cleared),
  assignee: row.assignee,
  acknowledged: fromJsonOrNull(row.acknowledged),
  mute: fromJsonOrNull(row.mute),
})

/** `<capability>.rule.<name>.<part>`, filled with what was seen. */
export const ruleText = (
  about: Pick<FindingRecord, 'rule' | 'host' | 'subject' | 'params'>,
  part: 'title' | 'why' | 'next',
): Text => {
  const dot = about.rule.indexOf('.')
  return {
    key: `${about.rule.slice(0, dot)}.rule.${about.rule.slice(dot + 1)}.${part}`,
    params: { host: about.host, subject: about.subject, ...about.params },
  }
}

export const toEventRow = (event: NewEvent): Omit<EventRow, 'id'> => ({
  key: event.key,
  rule: event.rule,
  host: event.host,
  subject: event.subject,
  at: toMicros(event.atMs),
  kind: event.kind,
  who: event.who,
  severity: event.severity,
  params: JSON.stringify(event.params),
  details: JSON.stringify(event.details),
})
export const toFindingEvent = (row: Omit<EventRow, 'id'> & { id: Micros }): FindingEvent => ({
  id: Number(row.id),
  finding: findingId(row.key),
  key: row.key,
  rule: row.rule,
  host: row.host,
  atMs: toMs(row.at),
  kind: row.kind as Transition,
  who: row.who,
  title: ruleText({ rule: row.rule, host: row.host, subject: row.subject, params: fromJson(row.params) }, 'title'),
  severity: row.severity as Severity,
  details: fromJson(row.details),
})

export const toWindowRow = (window: PlannedWindow): WindowRow => ({
  id: window.id,
  hosts: toJsonOrNull(window.hosts),
  from_at: toMicros(window.fromMs),
  to_at: toMicros(window.toMs),
  weekly: Number(window.weekly),
  reason: window.reason,
  by_name: window.by,
  at: toMicros(window.atMs),
})
export const toWindow = (row: WindowRow): PlannedWindow => ({
  id: row.id,
  hosts: fromJsonOrNull(row.hosts),
  fromMs: toMs(row.from_at),
  toMs: toMs(row.to_at),
  weekly: Number(row.weekly) === 1,
  reason: row.reason,
  by: row.by_name,
  atMs: toMs(row.at),
})
export const toExpectationRow = (one: Expectation): ExpectationRow => ({
  id: one.id,
  rule: one.rule,
  subject: one.subject,
  hosts: toJsonOrNull(one.hosts),
  severity: one.severity,
  reason: one.reason,
  by_name: one.by,
  at: toMicros(one.atMs),
})
export const toExpectation = (row: ExpectationRow): Expectation => ({
  id: row.id,
  rule: row.rule,
  subject: row.subject,
  hosts: fromJsonOrNull(row.hosts),
  severity: row.severity as Severity,
  reason: row.reason,
  by: row.by_name,
  atMs: toMs(row.at),
})
