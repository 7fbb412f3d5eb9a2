/** The report as these pages read it. */
import type { Severity } from '../../../core/schema.ts'
import type { FileProblem } from '../../../decoder/files/records.ts'
import type { Report, ReportFinding } from '../../../decoder/report.ts'

export interface PackingProblem {
  readonly code: 'compression-damaged' | 'trailing-bytes'
  readonly at: number
  readonly reason?: string
}
export interface PageReport extends Omit<Report, 'file'> {
  readonly file: Omit<Report['file'], 'problems'> & {
    readonly problems: readonly (FileProblem | PackingProblem)[]
    readonly compression?: string
    readonly sizeBytes?: number
  }
}

const WORST_FIRST: readonly Severity[] = ['danger', 'caution', 'info']
export const worstFirst = (findings: readonly ReportFinding[]) =>
  findings.toSorted((a, b) => WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity))

/** Kinds in the order of their first finding. */
export function groupByKind(findings: readonly ReportFinding[]): readonly (readonly ReportFinding[])[] {
  return [...Map.groupBy(findings, ({ code }) => code).values()]
}

const NANOS_PER_MS = 1_000_000n
/** Milliseconds since 1970, with fractions. */
export function nsToMs(ns: string | null | undefined): number | undefined {
  if (ns === null || ns === undefined || !/^-?\d+$/.test(ns)) return undefined
  const whole = BigInt(ns)
  return Number(whole / NANOS_PER_MS) + Number(whole % NANOS_PER_MS) / 1e6
}

/** Milliseconds from one to the other, exact where both are many; nothing when either is missing. */
export function spanMs(fromNs: string | null | undefined, toNs: string | null | undefined): number | undefined {
  if (nsToMs(fromNs) === undefined || nsToMs(toNs) === undefined) return undefined
  return nsToMs(`${BigInt(toNs ?? 0) - BigInt(fromNs ?? 0)}`)
}
/** Packets of link types that are not decoded. */
export const countUnread = ({ unknownLinkTypes }: Pick<PageReport, 'unknownLinkTypes'>) =>
  Object.values(unknownLinkTypes ?? {}).reduce((all, count) => all + count, 0)

/** Of things and how often, the most frequent first. */
export function mostFirst(
  counts: Readonly<Record<string, number>> | undefined,
): readonly (readonly [string, number])[] {
  return Object.entries(counts ?? {}).toSorted((a, b) => b[1] - a[1])
}
