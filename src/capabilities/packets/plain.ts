/** A report in a few plain lines, for a terminal. Pure. */
import type { Text } from '../../core/schema.ts'
import { toVisibleText } from '../../core/texts/visible.ts'
import type { FileReport } from './reading/analyse.ts'

const MOST_PROTOCOLS = 12
const MOST_CONVERSATIONS = 5
const MOST_FINDINGS = 20
const NANOS_PER_MS = 1_000_000n

const toMs = (ns: string) => Number(BigInt(ns) / NANOS_PER_MS)

export function writePlain({
  name,
  report,
  ...reader
}: {
  name: string
  report: FileReport
  say(text: Text): string
}): string {
  // Names and texts of strangers: a terminal obeys what a control character says.
  const say = (text: Text) => reader.say(toVisibleText(text))
  const line = (key: string, params: Text['params'] = {}) => say({ key: `packets.plain.${key}`, params })
  const { file, packets, bytes, firstNs, lastNs } = report
  const stopped = report.complete ? [] : [line('stopped', { sizeBytes: file.sizeBytes })]
  if (file.format === 'unknown') return stopped[0] ?? line('not-a-capture', { name })
  return [
    line('file', { name, format: file.format, sizeBytes: file.sizeBytes }),
    ...(file.sha256 ? [`SHA-256 ${file.sha256}`] : []),
    line('packets', { count: packets, bytes }),
    ...(firstNs && lastNs ? [line('times', { fromMs: toMs(firstNs), lastingMs: toMs(lastNs) - toMs(firstNs) })] : []),
    line('ends', { ...report.addresses, ...report.conversations }),
    ...writeFindings(report, say),
    ...writeProtocols(report, line),
    ...writeConversations(report, line),
    ...writeHealth(report, line),
    ...stopped,
  ].join('\n')
}

type Line = (key: string, params?: Text['params']) => string

/** What needs somebody, the worst first: what, why, what to do, and the frames that prove it. */
function writeFindings({ findings }: FileReport, say: (text: Text) => string): readonly string[] {
  return (findings ?? [])
    .slice(0, MOST_FINDINGS)
    .flatMap(({ code, severity, params, packets }) => [
      `[${say({ key: `packets.plain.severity.${severity}` })}] ${say({ key: `packets.finding.${code}.title`, params })}`,
      `  ${say({ key: `packets.finding.${code}.why`, params })}`,
      `  → ${say({ key: `packets.finding.${code}.next`, params })}`,
      ...(packets.length > 0 ? [`  # ${packets.join(', ')}`] : []),
    ])
}

function writeProtocols({ protocols }: FileReport, line: Line): readonly string[] {
  const rows = Object.entries(protocols).sort((a, b) => b[1] - a[1])
  if (rows.length === 0) return []
  const shown = rows.slice(0, MOST_PROTOCOLS).map(([protocol, frames]) => `${protocol} ${frames}`)
  return [line('protocols', { list: shown.join(', '), more: Math.max(0, rows.length - MOST_PROTOCOLS) })]
}

function writeConversations({ topConversations }: FileReport, line: Line): readonly string[] {
  const all = [
    ...topConversations.tcp.map((one) => ({ ...one, protocol: 'TCP' })),
    ...topConversations.udp.map((one) => ({ ...one, protocol: 'UDP' })),
  ]
  const top = all.sort((x, y) => y.bytes - x.bytes).slice(0, MOST_CONVERSATIONS)
  if (top.length === 0) return []
  return [
    line('top'),
    ...top.map(({ a, b, bytes, packets, protocol }) => `  ${line('conversation', { protocol, a, b, bytes, packets })}`),
  ]
}

function writeHealth({ malformed, truncated, summarised, file }: FileReport, line: Line): readonly string[] {
  return [
    ...(malformed > 0 ? [line('malformed', { count: malformed })] : []),
    ...(truncated > 0 ? [line('truncated', { count: truncated })] : []),
    ...(summarised ? [line('summarised', { ...summarised })] : []),
    ...file.problems.map((problem) => line('problem', { code: problem.code, at: problem.at })),
  ]
}
