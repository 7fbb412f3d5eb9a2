/** The shift report as plain text, for a terminal, a mail or a chat. */
import type { Finding, FindingEvent } from '../../core/findings/schema.ts'
import { toDone } from '../../core/findings/schema.ts'
import type { Text } from '../../core/schema.ts'
import type { Change, ShiftReport } from './schema.ts'

type Say = (text: Text) => string

const INDENT = '  '

export function writeShift(report: ShiftReport, say: Say): string {
  const { fromMs, toMs } = report
  const ui = (name: string, params: Text['params'] = {}) => say({ key: `overview.shift.${name}`, params })
  const severity = (finding: Pick<Finding, 'severity'>) => ui(`severity.${finding.severity}`)

  const toOpen = (finding: Finding) => [
    `[${severity(finding)}] ${say(finding.title)}`,
    INDENT + ui('open', { host: finding.host, ageMs: toMs - finding.raisedAtMs, sinceMs: finding.raisedAtMs }),
    INDENT + say(finding.why),
    ...(finding.assignee ? [INDENT + ui('owner', { name: finding.assignee })] : []),
    ...(finding.acknowledged ? [INDENT + ui('acknowledged', { name: finding.acknowledged.by })] : []),
  ]
  const toMuted = (finding: Finding) => [
    `[${severity(finding)}] ${say(finding.title)}`,
    ...(finding.mute
      ? [INDENT + ui('mute', { untilMs: finding.mute.untilMs, name: finding.mute.by, reason: finding.mute.reason })]
      : []),
  ]
  const toRaised = (event: FindingEvent) => [
    ui('raised-row', { atMs: event.atMs, host: event.host, severity: severity(event), title: say(event.title) }),
  ]
  const toCleared = (event: FindingEvent) => [
    ui('cleared-row', { atMs: event.atMs, host: event.host, title: say(event.title), how: say(toDone(event)) }),
  ]
  const toChange = (change: Change) => {
    const about = change.about ? `${say(change.about)}: ` : ''
    const what = about + say(change.text)
    const params = { atMs: change.atMs, what }
    return [change.who === null ? ui('change', params) : ui('change-by', { ...params, name: change.who })]
  }
  const section = <Row>(name: string, rows: readonly Row[], toLines: (row: Row) => readonly string[]) => [
    '',
    ui(`title.${name}`, { number: rows.length }),
    ...(rows.length === 0 ? [INDENT + ui('none')] : rows.flatMap(toLines).map((line) => INDENT + line)),
  ]
  return [
    ui('head'),
    ui('range', { fromMs, toMs, lengthMs: toMs - fromMs }),
    ...section('open', report.open, toOpen),
    ...section('raised', report.raised, toRaised),
    ...section('cleared', report.cleared, toCleared),
    ...section('acknowledged', report.acknowledged, toOpen),
    ...section('muted', report.muted, toMuted),
    ...section('actions', report.actions, toChange),
    ...section('changes', report.changes, toChange),
    ...(report.truncated ? ['', ui('truncated')] : []),
    '',
  ].join('\n')
}
