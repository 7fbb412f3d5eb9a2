/**
 * The Event Log through Get-WinEvent, or wmic's Win32_NTLogEvent where PowerShell says nothing: values, pure. See
 * learn.microsoft.com/windows/win32/eventlogprov/win32-ntlogevent.
 */
import { parseCimTime, toCount, toRows, toWords, type WindowsRow } from '../../../core/windows/answers.ts'
import type { WmicQuestion } from '../../../core/windows/ask.ts'
import { decodeLine, MAX_LINE_BYTES } from '../logs/lines.ts'
import { redact } from '../logs/redact.ts'
import type { LogLevel, LogLine } from '../schema.ts'

export interface WindowsEvent {
  /** Grows with every event of its log. */
  readonly record: number
  readonly line: LogLine
}
/** `denied`: not for this account. `missing`: no log of this name. */
export type EventsAnswer = readonly WindowsEvent[] | 'denied' | 'missing'

/** The newest `most` events. A log without events says so: saying nothing is no answer. */
export const toEventsScript = (log: string, most: number): string => `
try{$e=@(Get-WinEvent -LogName '${log}' -MaxEvents ${most}|ForEach-Object{@{
t=[long][Math]::Floor(($_.TimeCreated.ToUniversalTime().Ticks-621355968000000000)/10);
l=$_.Level;s=$_.ProviderName;i=$_.Id;r=$_.RecordId;m=$_.Message}});$a=@{events=$e}}
catch{$k=$_.FullyQualifiedErrorId;
if($k -like 'NoMatchingEventsFound*'){$a=@{events=@();empty=$true}}
elseif($k -like 'NoMatchingLogsFound*'){$a=@{missing=$true}}
elseif($_.Exception -is [UnauthorizedAccessException]){$a=@{denied=$true}}else{throw}};
ConvertTo-Json -Compress -Depth 3 -InputObject $a`

const PROPERTIES = ['EventCode', 'EventType', 'Message', 'RecordNumber', 'SourceName', 'TimeGenerated'] as const
const toCimTime = (atMs: number) => `${new Date(atMs).toISOString().replace(/\D/g, '').slice(0, 14)}.000000+000`
/** wmic knows no limit: what is older than this is not asked for. */
export const toEventsQuestion = (log: string, sinceMs: number): WmicQuestion => ({
  what: ['path', 'Win32_NTLogEvent', 'where', `LogFile='${log}' and TimeGenerated>'${toCimTime(sinceMs)}'`],
  properties: PROPERTIES,
})

export const LOGS_SCRIPT = `
$l=@(Get-CimInstance Win32_NTEventlogFile -Property LogfileName,FileSize|Select-Object LogfileName,FileSize);
ConvertTo-Json -Compress -Depth 3 -InputObject @{logs=$l}`
export const LOGS_QUESTION: WmicQuestion = {
  what: ['path', 'Win32_NTEventlogFile'],
  properties: ['FileSize', 'LogfileName'],
}

export interface EventLog {
  readonly name: string
  readonly sizeBytes?: number
}
/** `undefined`: every Windows has logs, so none told is no answer. */
export function parseLogs(answer: unknown): readonly EventLog[] | undefined {
  const [whole = {}] = toRows(answer)
  const logs = toRows(whole['logs']).flatMap((row) => {
    const name = toWords(row['LogfileName'])
    const sizeBytes = toCount(row['FileSize'])
    return name === undefined || !isLogName(name) ? [] : [{ name, ...(sizeBytes === undefined ? {} : { sizeBytes }) }]
  })
  return logs.length > 0 ? logs : undefined
}

/** `System`, `Microsoft-Windows-PowerShell/Operational`: no quotes, so that it can be said in a question. */
export const isLogName = (name: string): boolean => /^[\w][\w .()/-]{0,200}$/.test(name)
/** Who signed in, and what scripts said: everything but these three. */
export const isPrivateEventLog = (name: string): boolean => !/^(?:System|Application|Setup)$/i.test(name)

/** Get-WinEvent's Level: 1 critical, 2 error, 3 warning, 4 information, 5 verbose; 0 is what auditing writes. */
const toLevel = (level: unknown): LogLevel => {
  const number = toCount(level) ?? 4
  if (number === 1 || number === 2) return 'error'
  if (number === 3) return 'warn'
  return number === 5 ? 'debug' : 'info'
}
/** Win32_NTLogEvent.EventType: 1 error, 2 warning, 3 information, 4 audit success, 5 audit failure. */
const toLevelOfType = (type: unknown): LogLevel => {
  const number = toCount(type) ?? 3
  return number === 1 ? 'error' : number === 2 || number === 5 ? 'warn' : 'info'
}

function toEvent(event: {
  readonly record: unknown
  readonly micros: number | undefined
  readonly source: unknown
  readonly code: unknown
  readonly message: unknown
  readonly level: LogLevel
}): WindowsEvent | undefined {
  const record = toCount(event.record)
  if (record === undefined) return undefined
  const said = toWords(event.message)?.replace(/\s*[\r\n]+\s*/g, ' ') ?? ''
  const cut = said.length > MAX_LINE_BYTES
  const from = `${toWords(event.source) ?? '?'}[${toCount(event.code) ?? '?'}]: `
  const plain = decodeLine(Buffer.from(from + redact(cut ? `${said.slice(0, MAX_LINE_BYTES)} …` : said)))
  return {
    record,
    line: {
      text: plain,
      level: event.level,
      ...(event.micros === undefined ? {} : { atMs: Math.floor(event.micros / 1000) }),
      ...(cut ? { cutBytes: said.length - MAX_LINE_BYTES } : {}),
    },
  }
}
const inOrder = (events: readonly WindowsEvent[]) => [...events].sort((a, b) => a.record - b.record)

/** What the script answered, oldest first; `undefined`: nothing. */
export function parseEvents(answer: unknown): EventsAnswer | undefined {
  const [whole] = toRows(answer)
  if (!whole) return undefined
  if (whole['denied'] === true) return 'denied'
  if (whole['missing'] === true) return 'missing'
  const rows = toRows(whole['events'])
  if (rows.length === 0) return whole['empty'] === true ? [] : undefined
  return inOrder(
    rows.flatMap((row) => {
      const { r, t, s, i, m, l } = row
      return toEvent({ record: r, micros: toCount(t), source: s, code: i, message: m, level: toLevel(l) }) ?? []
    }),
  )
}

/** What wmic answered; no rows are no answer. */
export function parseWmicEvents(rows: readonly WindowsRow[]): readonly WindowsEvent[] | undefined {
  if (rows.length === 0) return undefined
  return inOrder(
    rows.flatMap(
      (row) =>
        toEvent({
          record: row['RecordNumber'],
          micros: parseCimTime(row['TimeGenerated']),
          source: row['SourceName'],
          code: row['EventCode'],
          message: row['Message'],
          level: toLevelOfType(row['EventType']),
        }) ?? [],
    ),
  )
}
