/** Lines of text protocols (SMTP, FTP, POP3, IMAP, SIP): where they end, what their words are, and what hides in base 64. */
import { NEED_MORE, NOT_MINE } from '../fields.ts'
import { formatText } from './text.ts'

const CR = 13
const LF = 10
/** Longer lines are cut where they are shown. */
const MAX_LINE = 2000
const MAX_LINES = 2000

export interface Line {
  readonly start: number
  /** Before its line end. */
  readonly end: number
  /** Where the next line begins. */
  readonly next: number
  readonly text: string
}

/** Every line of `start…end`; the last may lack its end. */
export function linesOf(bytes: Uint8Array, start: number, end: number): readonly Line[] {
  const lines: Line[] = []
  for (let at = start; at < end && lines.length < MAX_LINES; ) {
    const feed = bytes.subarray(at, end).indexOf(LF)
    const next = feed < 0 ? end : at + feed + 1
    let stop = feed < 0 ? end : next - 1
    if (feed > 0 && bytes[stop - 1] === CR) stop--
    lines.push({ start: at, end: stop, next, text: formatText(bytes, at, Math.min(stop, at + MAX_LINE)) })
    at = next
  }
  return lines
}

/** The first line alone, at most `MAX_LINE` bytes of it. */
export function firstLine(bytes: Uint8Array, start: number, end: number): string {
  const stop = Math.min(end, start + MAX_LINE)
  const feed = bytes.subarray(start, stop).indexOf(LF)
  let lineEnd = feed < 0 ? stop : start + feed
  if (lineEnd > start && bytes[lineEnd - 1] === CR) lineEnd--
  return formatText(bytes, start, lineEnd)
}

export function bytesOfView(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}

/** Whether a TLS record begins here: what text protocols turn into after STARTTLS. */
export function looksLikeTlsRecord(view: DataView, start: number, end: number): boolean {
  if (start + 3 > end) return false
  const type = view.getUint8(start)
  return type >= 20 && type <= 24 && view.getUint8(start + 1) === 3 && view.getUint8(start + 2) <= 4
}

/** All whole lines at hand are one message; without one more bytes are needed; once TLS begins it is no text any more. */
export function measureLines(view: DataView, start: number, end: number): number {
  if (looksLikeTlsRecord(view, start, end)) return NOT_MINE
  for (let at = end - 1; at >= start; at--) if (view.getUint8(at) === LF) return at + 1 - start
  return NEED_MORE
}

/** What is at hand is one message, whole line or not. */
export function measureSegment(view: DataView, start: number, end: number): number {
  return looksLikeTlsRecord(view, start, end) ? NOT_MINE : end - start
}

/** Whether `start` begins with `text` (ASCII), exactly. */
export function beginsWith(view: DataView, start: number, end: number, text: string): boolean {
  if (start + text.length > end) return false
  for (let n = 0; n < text.length; n++) if (view.getUint8(start + n) !== text.charCodeAt(n)) return false
  return true
}

/** Whether the first byte is one of `letters`: what most noise fails, before any text is made of it. */
export function beginsWithOneOf(view: DataView, start: number, end: number, letters: string): boolean {
  if (start >= end) return false
  const byte = view.getUint8(start)
  for (let n = 0; n < letters.length; n++) if (letters.charCodeAt(n) === byte) return true
  return false
}

/** `word rest`: the first blank parts them. */
export function splitWord(text: string): readonly [word: string, rest: string] {
  const blank = text.indexOf(' ')
  return blank < 0 ? [text, ''] : [text.slice(0, blank), text.slice(blank + 1)]
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const MAX_BASE64 = 4096

/** Text behind base 64 (RFC 4648 section 4), zero bytes kept; `undefined` when it is none. */
export function base64Text(text: string): string | undefined {
  const digits = text.replace(/=+$/, '')
  if (digits.length === 0 || digits.length > MAX_BASE64 || digits.length % 4 === 1) return undefined
  let result = ''
  let kept = 0
  let bits = 0
  for (const digit of digits) {
    const value = DIGITS.indexOf(digit)
    if (value < 0) return undefined
    kept = ((kept << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      result += String.fromCharCode((kept >> bits) & 0xff)
    }
  }
  return result
}
