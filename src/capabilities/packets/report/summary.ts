/** The most important numbers of a report, for lists. Pure, and of any report: what is missing counts nothing. */
import type { Severity } from '../../../core/schema.ts'
import type { FileReport } from '../reading/analyse.ts'
import type { Summary } from '../schema.ts'

const MOST_PROTOCOLS = 10
/** The worst first. */
const SEVERITIES = ['danger', 'caution', 'info'] as const satisfies readonly Severity[]

export function toSummary(report: FileReport): Summary {
  const found = (report.findings ?? []) as readonly { readonly severity?: Severity }[]
  const countOf = (severity: Severity) => found.filter((finding) => finding.severity === severity).length
  const worst = SEVERITIES.find((severity) => countOf(severity) > 0)
  const protocols = Object.entries(report.protocols)
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_PROTOCOLS)
  const unread = Object.values(report.unknownLinkTypes).reduce((all, count) => all + count, 0)
  return {
    packets: report.packets,
    bytes: report.bytes,
    ...(report.firstNs === null ? {} : { firstNs: report.firstNs }),
    ...(report.lastNs === null ? {} : { lastNs: report.lastNs }),
    protocols: Object.fromEntries(protocols),
    findings: { danger: countOf('danger'), caution: countOf('caution'), info: countOf('info') },
    ...(worst ? { worst } : {}),
    problems: report.file.problems.length,
    ...(unread > 0 ? { unread } : {}),
  }
}
