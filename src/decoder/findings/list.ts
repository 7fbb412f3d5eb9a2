/** Every question that is asked of a capture. One row a question. */
import type { FindingSeverity, ReportFinding } from '../report.ts'
import { dnsTunnel, nxdomainStorm } from './dns.ts'
import type { Evidence, FindingRule } from './evidence.ts'
import { halfOpen } from './half-open.ts'
import { arpSpoofing, duplicateAddress, rogueDhcp } from './neighbours.ts'
import { portScan, portSweep } from './scans.ts'
import { certificates, cleartextLogin, weakTls } from './secrets.ts'
import { mtuBlackHole, retransmissionStorm, slowAnswers } from './tcp-health.ts'
import { beaconing, bulkUpload } from './traffic.ts'

export const FINDING_RULES = [
  portScan,
  portSweep,
  halfOpen,
  arpSpoofing,
  rogueDhcp,
  dnsTunnel,
  cleartextLogin,
  beaconing,
  bulkUpload,
  weakTls,
  certificates,
  nxdomainStorm,
  retransmissionStorm,
  mtuBlackHole,
  duplicateAddress,
  slowAnswers,
] as const satisfies readonly FindingRule[]

/** Findings of one rule that are told; the rest of a kind says nothing new. */
const MOST_OF_A_RULE = 100
const RANK: Readonly<Record<FindingSeverity, number>> = { danger: 0, caution: 1, info: 2 }

/** All findings, the worst first. */
export function findAll(evidence: Evidence): readonly ReportFinding[] {
  const found = FINDING_RULES.flatMap((rule) => rule.find(evidence).slice(0, MOST_OF_A_RULE))
  return found.toSorted((a, b) => RANK[a.severity] - RANK[b.severity])
}
