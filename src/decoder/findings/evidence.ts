/** What findings are drawn from. */
import type { FlowTable } from '../flows/flow-table.ts'
import type { FlowSurvey } from '../flows/survey.ts'
import type { Insides } from '../insides.ts'
import type { ReportFinding } from '../report.ts'
import type { ConnectionSurvey } from './connection-survey.ts'

export interface Evidence {
  readonly flows: FlowTable
  readonly survey: FlowSurvey
  readonly connections: ConnectionSurvey
  readonly insides: Insides
  /** From the earliest to the latest frame, in nanoseconds. */
  readonly spanNs: number
  /** Milliseconds since 1970 UTC of a time in the capture. */
  toMs(atNs: number): number
}

export interface FindingRule {
  readonly code: string
  find(evidence: Evidence): readonly ReportFinding[]
}

/** Frames that are named as proof. */
export const MOST_PROOFS = 8

/** `ip.addr == 10.0.0.1`, whichever version the address has. */
export function addressFilter(address: string, field: 'addr' | 'src' | 'dst' = 'addr'): string {
  return `${address.includes(':') ? 'ipv6' : 'ip'}.${field} == ${address}`
}

/** Groups by number or text, bounded: later ones are not taken in. */
export function groupOf<Key, Group>(groups: Map<Key, Group>, key: Key, make: () => Group): Group | undefined {
  const known = groups.get(key)
  if (known !== undefined || groups.size >= MOST_GROUPS) return known
  const made = make()
  groups.set(key, made)
  return made
}
export const MOST_GROUPS = 50_000
