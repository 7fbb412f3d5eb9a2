/** A report in a few plain lines, for a terminal. Pure. */
import type { Text } from '../../core/schema.ts'
import { toVisibleText } from '../../core/texts/visible.ts'
import type { FileReport } from './reading/analyse.ts'

const MOST_PROTOCOLS = 12
const MOST_CONVERSATIONS = 5
const MOST_FINDINGS = 20
const MOST_LINK_TYPES = 5
const NANOS_PER_MS = 1e6

const toMs = (ns: bigint) => Number(ns) / NANOS_PER_MS

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
  const { file, packets, bytes } = report
  const stopped = report.complete ? [] : [line('stopped', { sizeBytes: file.sizeBytes })]
  if (file.format === 'unknown') return stopped[0] ?? line('not-a-capture', { name })
  return [
    line('file', { name, format: file.format, sizeBytes: file.sizeBytes }),
    ...(file.sha256 ? [`SHA-256 ${file.sha256}`] : []),
    ...(file.keys ? [line('keys', { ...file.keys })] : []),
    packets === 0 ? line('empty') : line('packets', { count: packets, bytes }),
    ...writeTimes(report, line),
    ...writeUnknown(report, line),
    ...writeEnds(report, line),
    ...writeFindings(report, say),
    ...writeProtocols(report, line),
    ...writeConversations(report, line),
    ...writeHealth(report, line),
    ...stopped,
  ].join('\n')
}

type Line = (key: string, params?: Text['params']) => string

/** The extremes: the clock of the capturing machine may have been put back in between. */
function writeTimes({ minNs, maxNs }: FileReport, line: Line): readonly string[] {
  if (minNs === null || maxNs === null) return []
  const [from, to] = [BigInt(minNs), BigInt(maxNs)]
  return [line('times', { fromMs: toMs(from), lastingMs: toMs(to - from) })]
}

/** Packets of which nothing but their number and size is known. */
function writeUnknown({ unknownLinkTypes, packets }: FileReport, line: Line): readonly string[] {
  const types = Object.entries(unknownLinkTypes).sort((a, b) => b[1] - a[1])
  const all = types.reduce((sum, [, count]) => sum + count, 0)
  return [
    ...types.slice(0, MOST_LINK_TYPES).map(([linkType, count]) => line('unknown-link', { linkType, count })),
    ...(packets > 0 && all === packets ? [line('nothing-read')] : []),
  ]
}

function writeEnds({ addresses, conversations }: FileReport, line: Line): readonly string[] {
  const counts = Object.entries({ ...addresses, ...conversations }).filter(([, count]) => count > 0)
  if (counts.length === 0) return []
  return [counts.map(([what, count]) => line(`count.${what}`, { count })).join(', ')]
}

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
  const count = rows.length - shown.length
  return [line(count > 0 ? 'protocols-more' : 'protocols', { list: shown.join(', '), count })]
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
    ...top.map(
      ({ a, b, bytes, packets, protocol }) => `  ${line('conversation', { protocol, a, b, bytes, count: packets })}`,
    ),
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
