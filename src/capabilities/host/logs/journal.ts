/** The systemd journal through `journalctl -o json`, journalctl(1), systemd.journal-fields(7). */
import type { ChildProcess } from 'node:child_process'
import type { Clock } from '../../../core/clock.ts'
import { hostErrors } from '../errors.ts'
import type { LogLine } from '../schema.ts'
import type { Systemd } from '../services/systemd.ts'
import { parseFailedUnits } from '../services/units.ts'
import { decodeLine, MAX_LINE_BYTES, parseLevel, readInTurns, toLevelOfPriority } from './lines.ts'
import { redact } from './redact.ts'

/** Beyond what is shown, only enough to say that something was cut. */
const MOST_MESSAGE_BYTES = 4 * MAX_LINE_BYTES
const FIELDS = 'MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,_COMM,_PID'

export interface JournalQuery {
  readonly unit?: string
  readonly lines: number
  /** Characters read at most. */
  readonly mostText?: number
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

export function toJournalArguments(query: { unit?: string; lines: number; follow?: true }): string[] {
  return [
    'journalctl',
    '--no-pager',
    '--quiet',
    '--output=json',
    `--output-fields=${FIELDS}`,
    `--lines=${query.lines}`,
    ...(query.follow ? ['--follow'] : []),
    ...(query.unit ? [`--unit=${query.unit}`] : []),
  ]
}

/** Text that is no UTF-8 comes as an array of bytes, a repeated field as an array of texts. */
function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return ''
  if (typeof value[0] === 'number') return decodeLine(Uint8Array.from(value.slice(0, MAX_LINE_BYTES + 1)))
  return value.filter((item) => typeof item === 'string').join(' ')
}

/** One entry; `undefined` for what is none. */
export function parseJournalLine(json: string): LogLine | undefined {
  let entry: Readonly<Record<string, unknown>>
  try {
    entry = JSON.parse(json)
  } catch {
    return undefined
  }
  if (typeof entry !== 'object' || entry === null) return undefined
  const message = decodeLine(Buffer.from(toText(entry['MESSAGE'])).subarray(0, MOST_MESSAGE_BYTES))
  const cut = message.length > MAX_LINE_BYTES
  const name = toText(entry['SYSLOG_IDENTIFIER']) || toText(entry['_COMM'])
  const pid = toText(entry['_PID'])
  const from = name ? `${decodeLine(Buffer.from(name))}${pid ? `[${pid}]` : ''}: ` : ''
  const text = from + redact(cut ? `${message.slice(0, MAX_LINE_BYTES)} …` : message)
  const level = readLevel(entry['PRIORITY'], message)
  const atMs = Math.floor(Number(entry['__REALTIME_TIMESTAMP']) / 1000)
  return {
    text,
    ...(level ? { level } : {}),
    ...(atMs > 0 ? { atMs } : {}),
    ...(cut ? { cutBytes: message.length - MAX_LINE_BYTES } : {}),
  }
}

/** Everything a service prints arrives as "info": then the words say more than the number. */
function readLevel(priority: unknown, message: string) {
  const number = typeof priority === 'string' && priority !== '' ? Number(priority) : Number.NaN
  return number === 6 ? (parseLevel(message.slice(0, 400)) ?? 'info') : toLevelOfPriority(number)
}

export function parseJournal(text: string): LogLine[] {
  return text.split('\n').flatMap((line) => (line === '' ? [] : (parseJournalLine(line) ?? [])))
}

/** Empty when there is no journal to read: whoever needs to know asks `readJournal`. */
export async function readJournalLines(systemd: Systemd, query: JournalQuery): Promise<LogLine[]> {
  const { timeoutMs, signal } = query
  const answer = await systemd.run(toJournalArguments(query), { timeoutMs, ...(signal ? { signal } : {}) })
  return parseJournal(answer.stdout)
}

/** Rejects with `host.log-unreadable` or `host.journal-silent`. */
export async function readJournal(systemd: Systemd, query: JournalQuery, user: string): Promise<LogLine[]> {
  const { timeoutMs, signal } = query
  // Without --quiet, journalctl says on standard error when permissions hide entries.
  const args = toJournalArguments(query).filter((word) => word !== '--quiet')
  const answer = await systemd.run(args, { timeoutMs, ...(signal ? { signal } : {}) })
  const { lines } = await readInTurns(answer.stdout.split('\n'), parseJournalLine, query.mostText)
  if (lines.length > 0) return lines
  if (/not seeing messages|insufficient permissions|permission denied/i.test(answer.stderr)) {
    const command = `sudo usermod -aG systemd-journal ${user}`
    throw hostErrors['host.log-unreadable']({ path: 'journal', user, owner: 'root:systemd-journal', command })
  }
  if (answer.code !== 0)
    throw hostErrors['host.journal-silent']({ reason: answer.late ? 'timeout' : answer.stderr.trim().slice(0, 300) })
  return lines
}

/** What one `systemctl list-units` names is believed this long: strangers' guesses must not each start a command. */
const UNITS_FRESH_MS = 5000
const MOST_FOLLOWERS = 20

export interface JournalFollowers {
  /** Rejects with `host.log-missing` for a unit nobody knows and `host.journal-silent` when too many are running. */
  start(unit: string | undefined, say: (lines: LogLine[]) => void): Promise<() => void>
}

/** Children of `journalctl --follow`, counted until they have really ended. */
export function createJournalFollowers(systemd: Systemd, clock: Clock, timeoutMs: number): JournalFollowers {
  const running = new Set<ChildProcess>()
  let units: { readonly atMs: number; readonly names: Promise<ReadonlySet<string>> } | undefined

  const readUnits = (): Promise<ReadonlySet<string>> => {
    if (!units || clock.now() - units.atMs >= UNITS_FRESH_MS) {
      const args = ['systemctl', 'list-units', '--all', '--plain', '--no-legend', '--no-pager']
      const names = systemd.run(args, { timeoutMs }).then(({ stdout }) => new Set(parseFailedUnits(stdout)))
      units = { atMs: clock.now(), names }
    }
    return units.names
  }
  return {
    async start(unit, say) {
      if (unit && !(await readUnits()).has(unit)) throw hostErrors['host.log-missing']({ path: `journal/${unit}` })
      if (running.size >= MOST_FOLLOWERS) throw hostErrors['host.journal-silent']({ reason: 'too many are followed' })
      const followed = systemd.follow(toJournalArguments({ lines: 0, follow: true, ...(unit ? { unit } : {}) }))
      const { child } = followed
      running.add(child)
      child.on('exit', () => running.delete(child))
      // A journalctl that cannot be started says nothing: asking for the last lines names the reason.
      child.on('error', () => running.delete(child))
      sayLines(child, say)
      return followed.stop
    },
  }
}

function sayLines(child: ChildProcess, say: (lines: LogLine[]) => void): void {
  let rest = ''
  child.stdout?.setEncoding('utf8')
  child.stdout?.on('data', (chunk: string) => {
    const pieces = (rest + chunk).split('\n')
    // An entry is one line of JSON; one that never ends must not grow here.
    rest = (pieces.pop() ?? '').slice(0, 1024 * 1024)
    const lines = pieces.slice(-500).flatMap((piece) => parseJournalLine(piece) ?? [])
    if (lines.length > 0) say(lines)
  })
}
