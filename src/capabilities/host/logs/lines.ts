/** Bytes of a log → lines a person may read: cut, escaped, without secrets, with level and time where the line says them. */
import { isUtf8 } from 'node:buffer'
import { setImmediate } from 'node:timers/promises'
import type { LogLevel, LogLine } from '../schema.ts'
import { redact } from './redact.ts'

/** What is longer is cut: nobody reads on, and a 1 MB line must not reach a browser. */
export const MAX_LINE_BYTES = 8 * 1024
const HEAD_CHARACTERS = 400

const HEX = Array.from({ length: 256 }, (_, byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
const hex = (byte: number) => HEX[byte] ?? ''

/** What may not be shown as it is. Direction marks could make a line read other than it is (CVE-2021-42574). */
const UNSHOWN = /(?!\t)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
const isMark = (code: number) => (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
const isControl = (code: number) => (code < 0x20 && code !== 0x09) || (code >= 0x7f && code < 0xa0)

function toShown(code: number): string {
  if (isControl(code)) return hex(code)
  // U+202F is a narrow space, and no mark.
  return isMark(code) && code !== 0x202f ? `\\u${code.toString(16)}` : String.fromCodePoint(code)
}

/** Length of the UTF-8 sequence that begins with `byte`, RFC 3629 §3; 0 when none does. */
function sequenceLength(byte: number): number {
  if (byte < 0x80) return 1
  if (byte >= 0xc2 && byte < 0xe0) return 2
  if (byte >= 0xe0 && byte < 0xf0) return 3
  return byte >= 0xf0 && byte < 0xf5 ? 4 : 0
}
/** The smallest code a sequence of this length may stand for: a smaller one is overlong. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000]

/** The code a sequence stands for; `undefined` when it is torn, overlong, a surrogate or beyond Unicode. */
function readCode(bytes: Uint8Array, at: number, length: number): number | undefined {
  const first = bytes[at] ?? 0
  let code = length === 1 ? first : first & (0x7f >> length)
  for (let next = at + 1; next < at + length; next++) {
    const byte = bytes[next] ?? 0
    if ((byte & 0xc0) !== 0x80) return undefined
    code = code * 64 + (byte & 0x3f)
  }
  const honest = code >= (SMALLEST[length] ?? 0) && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return honest ? code : undefined
}

/** Byte by byte, without exceptions: a file of nothing but bad bytes must not cost more than its length. */
function decodeBroken(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] ?? 0)
    const code = length === 0 ? undefined : readCode(bytes, at, length)
    text += code === undefined ? hex(bytes[at] ?? 0) : toShown(code)
    at += code === undefined ? 1 : length
  }
  return text
}

/** Text with every byte that is no UTF-8, and every control character but the tab, written as `\x1b`. */
export function decodeLine(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) return decodeBroken(bytes)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  return UNSHOWN.test(text) ? decodeBroken(bytes) : text
}

/** What one answer holds at most; decoding more would keep everybody else waiting. */
const MOST_TEXT = 1024 * 1024
const SLICE_MS = 8

/**
 * The newest lines, as many as one answer holds, oldest first. Others get their turn in between: a line may come from a
 * stranger who made it expensive.
 */
export async function readInTurns<Raw>(
  raw: readonly Raw[],
  toLine: (piece: Raw) => LogLine | undefined,
  mostText = MOST_TEXT,
): Promise<{ lines: LogLine[]; whole: boolean }> {
  const lines: LogLine[] = []
  let length = 0
  let sinceMs = performance.now()
  for (const piece of raw.toReversed()) {
    if (length > mostText) return { lines: lines.reverse(), whole: false }
    const line = toLine(piece)
    length += line?.text.length ?? 0
    if (line) lines.push(line)
    if (performance.now() - sinceMs < SLICE_MS) continue
    await setImmediate()
    sinceMs = performance.now()
  }
  return { lines: lines.reverse(), whole: true }
}

/** Where to cut so that no UTF-8 sequence is torn. */
function cutAt(bytes: Uint8Array, most: number): number {
  let at = most
  while (at > most - 4 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--
  return at
}

export function toLogLine(bytes: Uint8Array, nowMs: number): LogLine {
  const end = bytes.at(-1) === 0x0d ? bytes.length - 1 : bytes.length
  const kept = end > MAX_LINE_BYTES ? cutAt(bytes, MAX_LINE_BYTES) : end
  const text = redact(decodeLine(bytes.subarray(0, kept)))
  return describeLine(kept < end ? `${text} …` : text, nowMs, end - kept)
}

export function describeLine(text: string, nowMs: number, cutBytes = 0): LogLine {
  const head = text.slice(0, HEAD_CHARACTERS)
  const level = parseLevel(head)
  const atMs = parseTime(head, nowMs)
  return {
    text,
    ...(level ? { level } : {}),
    ...(atMs === undefined ? {} : { atMs }),
    ...(cutBytes > 0 ? { cutBytes } : {}),
  }
}

const LEVELS: readonly (readonly [RegExp, LogLevel])[] = [
  [/^(?:emerg|emergency|alert|crit|critical|fatal|panic|err|error|severe)$/i, 'error'],
  [/^(?:warn|warning)$/i, 'warn'],
  [/^(?:notice|info|information)$/i, 'info'],
  [/^(?:debug|trace|verbose)$/i, 'debug'],
]
export function toLevel(word: string): LogLevel | undefined {
  return LEVELS.find(([pattern]) => pattern.test(word))?.[1]
}
/** syslog's numbers, RFC 5424 §6.2.1; journald's PRIORITY is the same. */
export function toLevelOfPriority(priority: number): LogLevel | undefined {
  if (!(priority >= 0 && priority <= 7)) return undefined
  if (priority <= 3) return 'error'
  if (priority === 4) return 'warn'
  return priority === 7 ? 'debug' : 'info'
}
/** pino and bunyan. */
function toLevelOfNumber(level: number): LogLevel {
  if (level >= 50) return 'error'
  if (level >= 40) return 'warn'
  return level >= 30 ? 'info' : 'debug'
}

/** `"level":"error"`, `level=warn`, `"severity": "INFO"`, `"level":30` */
const NAMED = /\b(?:level|lvl|severity|loglevel)["']?\s?[=:]\s?["']?([a-z]{3,11}|\d{2})\b/i
/** `[error]`, `[warn]`, `<warning>`, ` ERROR `, `WARN:` */
const BRACKETED =
  /[[<](?:[\w.]{1,20}[:.])?(emerg|alert|crit|critical|error|err|warn|warning|notice|info|debug|trace|fatal)[\]>]/i
const CAPITALS =
  /(?:^|[\s|])(EMERG|ALERT|CRITICAL|CRIT|FATAL|PANIC|SEVERE|ERROR|WARN|WARNING|NOTICE|INFO|DEBUG|TRACE)(?=[\s:|]|$)/
const PREFIXED = /(?:^|: )(fatal|panic|critical|error|warning|warn|notice|debug)\b[:\s]/i
/** Combined log format: the status follows the quoted request. */
const STATUS = /" ([1-5])\d\d (?:\d+|-)/
/** What services write when something went wrong without naming a level. */
const TROUBLE =
  /\b(?:failed with result|segfault|out of memory|oom-kill|core dumped|traceback|unhandled exception|i\/o error)\b/i

export function parseLevel(head: string): LogLevel | undefined {
  const priority = /^<(\d{1,3})>/.exec(head)?.[1]
  if (priority) return toLevelOfPriority(Number(priority) % 8)
  const named = NAMED.exec(head)?.[1]
  if (named) return /^\d/.test(named) ? toLevelOfNumber(Number(named)) : toLevel(named)
  const word = (BRACKETED.exec(head) ?? CAPITALS.exec(head) ?? PREFIXED.exec(head))?.[1]
  if (word) return toLevel(word)
  const status = STATUS.exec(head)?.[1]
  if (status) return status === '5' ? 'error' : status === '4' ? 'warn' : 'info'
  return TROUBLE.test(head) ? 'error' : undefined
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const ISO = /\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d\d:?\d\d)?/
const COMMON = /\[(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)\]/
const NGINX = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)/
/** RFC 3164: no year and no zone; this machine's are meant. */
const SYSLOG = /^(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)/

/** Milliseconds since the epoch; times without a zone are in this machine's own. */
export function parseTime(head: string, nowMs: number): number | undefined {
  const value = parseIso(head) ?? parseCommon(head) ?? parseNginx(head) ?? parseSyslog(head, nowMs)
  return value === undefined || Number.isNaN(value) ? undefined : value
}
function parseIso(head: string): number | undefined {
  const [, day, time, fraction = '0', zone = ''] = ISO.exec(head) ?? []
  if (!day || !time) return undefined
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3)
  return Date.parse(
    `${day}T${time}.${milliseconds}${zone === 'UTC' ? 'Z' : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`,
  )
}
function parseCommon(head: string): number | undefined {
  const [, day, month, year, time, hours, minutes] = COMMON.exec(head) ?? []
  const number = MONTHS.indexOf(month ?? '') + 1
  if (number === 0) return undefined
  return Date.parse(`${year}-${String(number).padStart(2, '0')}-${day}T${time}${hours}:${minutes}`)
}
function parseNginx(head: string): number | undefined {
  const [, year, month, day, time] = NGINX.exec(head) ?? []
  return year ? Date.parse(`${year}-${month}-${day}T${time}`) : undefined
}
function parseSyslog(head: string, nowMs: number): number | undefined {
  const [, month, day, hours, minutes, seconds] = SYSLOG.exec(head) ?? []
  const index = MONTHS.indexOf(month ?? '')
  if (index === -1) return undefined
  const year = new Date(nowMs).getFullYear()
  const of = (when: number) =>
    new Date(when, index, Number(day), Number(hours), Number(minutes), Number(seconds)).getTime()
  // In January a line of December is last year's.
  return of(year) > nowMs + 86_400_000 ? of(year - 1) : of(year)
}
