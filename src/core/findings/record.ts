/** One finding as the engine keeps it, and what is taken from an observation: bounded, so that no rule can fill the store. */
import { createHash } from 'node:crypto'
import type { HostId, Observation } from '../capability.ts'
import type { Evidence, NextStep, Params, Severity } from '../schema.ts'
import type { Acknowledgement, ClearCause, FindingState, Mute, Transition } from './schema.ts'

export interface FindingRecord {
  readonly id: string
  readonly key: string
  /** `<capability>.<rule>` */
  readonly rule: string
  readonly host: HostId
  readonly subject: string
  readonly state: FindingState
  readonly severity: Severity
  readonly params: Params
  readonly evidence: readonly Evidence[]
  readonly next: NextStep | null
  readonly raisedAtMs: number
  readonly updatedAtMs: number
  readonly raisedCount: number
  readonly cleared: { readonly atMs: number; readonly cause: ClearCause; readonly evidence: readonly Evidence[] } | null
  readonly assignee: string | null
  readonly acknowledged: Acknowledgement | null
  readonly mute: Mute | null
}
/** A transition before the store has numbered it. */
export interface NewEvent {
  readonly key: string
  readonly rule: string
  readonly host: HostId
  readonly subject: string
  readonly atMs: number
  readonly kind: Transition
  readonly who: string | null
  readonly severity: Severity
  readonly params: Params
  readonly details: Params
}

/** A transition, and the finding as it was right after it. */
export interface Change {
  readonly event: NewEvent
  readonly record: FindingRecord
}

const MAX_SUBJECT_CHARACTERS = 512
const MAX_EVIDENCE = 20
const MAX_LINES = 50
const MAX_LINE_CHARACTERS = 1000
const MAX_PARAMS = 40
const MAX_VALUE_CHARACTERS = 2000

/** Text a relational store takes: no NUL (PostgreSQL refuses it), no half of a surrogate pair, not endless. */
export const boundText = (text: string, characters: number) =>
  text.replaceAll('\0', '').slice(0, characters).toWellFormed()

export const findingKey = (rule: string, host: HostId, subject: string) => `${rule}:${host}:${subject}`
export const boundSubject = (subject: string) => boundText(subject, MAX_SUBJECT_CHARACTERS)
/** 64 bits of SHA-256: short, safe in an address, the same on every console. */
export const findingId = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 16)

const boundValue = (value: Params[string]) => {
  if (typeof value === 'string') return boundText(value, MAX_VALUE_CHARACTERS)
  return typeof value === 'number' && !Number.isFinite(value) ? null : value
}
export const boundParams = (params: Params = {}): Params =>
  Object.fromEntries(
    Object.entries(params)
      .slice(0, MAX_PARAMS)
      .map(([name, value]) => [boundText(name, 100), boundValue(value)]),
  )

export const boundEvidence = (evidence: readonly Evidence[] = []): readonly Evidence[] =>
  evidence.slice(0, MAX_EVIDENCE).map((one) => ({
    ...one,
    ...(typeof one.value === 'string' ? { value: boundText(one.value, MAX_VALUE_CHARACTERS) } : {}),
    ...(one.lines ? { lines: one.lines.slice(0, MAX_LINES).map((line) => boundText(line, MAX_LINE_CHARACTERS)) } : {}),
  }))

/** What an active observation says of its finding, whichever state that is in. */
export const toSaid = (observation: Observation) => ({
  params: boundParams(observation.params),
  evidence: boundEvidence(observation.evidence),
  next: observation.next ?? null,
})

export const toEvent = (
  record: FindingRecord,
  kind: Transition,
  atMs: number,
  rest: { who?: string; details?: Params } = {},
): NewEvent => ({
  key: record.key,
  rule: record.rule,
  host: record.host,
  subject: record.subject,
  atMs,
  kind,
  who: rest.who ?? null,
  severity: record.severity,
  params: record.params,
  details: rest.details ?? {},
})
