/** A finding as lines of plain text. */
import type { Finding, FindingEvent } from '../../core/findings/schema.ts'
import { toDone } from '../../core/findings/schema.ts'
import type { Evidence, Language, Text } from '../../core/schema.ts'
import { formatValue } from '../../core/texts/render.ts'
import type { Say } from './words.ts'

const INDENT = '  '

/** What a person said about it, and what explains it. */
function toMarks(finding: Finding, cause: string): readonly Text[] {
  const { acknowledged, assignee, cleared, expected, maintenance, mute, quiet } = finding
  const mark = (name: string, params: Text['params'] = {}): Text => ({ key: `findings.ui.mark.${name}`, params })
  return [
    ...(assignee ? [mark('owner', { name: assignee })] : []),
    ...(acknowledged ? [mark('acknowledged', { name: acknowledged.by })] : []),
    ...(mute ? [mark('muted', { untilMs: mute.untilMs, name: mute.by, reason: mute.reason })] : []),
    ...(expected ? [mark('expected', { name: expected.by, reason: expected.reason })] : []),
    ...(maintenance ? [mark('maintenance', { reason: maintenance.reason })] : []),
    ...(quiet === 'folded' ? [mark('folded', { cause })] : []),
    ...(cleared ? [mark('cleared', { atMs: cleared.atMs, lastedMs: cleared.lastedMs })] : []),
  ]
}

/** `causes`: where the finding that explains this one may be. */
export function toLines(finding: Finding, causes: readonly Finding[], say: Say, nowMs: number): readonly string[] {
  const cause = causes.find(({ key }) => key === finding.foldedUnder)
  const severity = say({ key: `findings.ui.severity.${finding.severity}` })
  const where = say({
    key: 'findings.ui.where',
    params: { host: finding.host, ageMs: (finding.cleared?.atMs ?? nowMs) - finding.raisedAtMs, id: finding.id },
  })
  return [
    `[${severity}] ${say(finding.title)}`,
    `${INDENT}${where}`,
    `${INDENT}${say(finding.why)}`,
    `${INDENT}${say({ key: 'findings.ui.next', params: { next: say(finding.next.label) } })}`,
    ...toMarks(finding, cause ? say(cause.title) : '').map((mark) => `${INDENT}${say(mark)}`),
  ]
}

export function toEvidenceLines(evidence: Evidence, say: Say, language: Language): readonly string[] {
  const write = (value: number) => formatValue(value, evidence.unit ?? 'number', { language })
  const { value, usualLow, usualHigh, sinceMs, lines = [] } = evidence
  const parts = [
    ...(value === undefined ? [] : [typeof value === 'number' ? write(value) : value]),
    ...(usualLow === undefined || usualHigh === undefined
      ? []
      : [say({ key: 'findings.ui.usual', params: { low: write(usualLow), high: write(usualHigh) } })]),
    ...(sinceMs === undefined ? [] : [say({ key: 'findings.ui.since', params: { sinceMs } })]),
  ]
  return [`${say(evidence.label)}: ${parts.join(', ')}`.replace(/: $/, ':'), ...lines.map((line) => `${INDENT}${line}`)]
}

export const toHistoryLine = (event: FindingEvent, say: Say): string => {
  const params = { atMs: event.atMs, done: say(toDone(event)) }
  return event.who === null
    ? say({ key: 'findings.ui.history', params })
    : say({ key: 'findings.ui.history-by', params: { ...params, name: event.who } })
}
