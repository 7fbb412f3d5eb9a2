/** Reading numbers out of `/proc` text without splitting whole files: a sample runs every two seconds for ever. */

const SPACE = 32
const TAB = 9
const ZERO = 48
const NINE = 57

/** Unsigned decimal numbers of `text` between two offsets; anything else separates them. */
export function parseNumbers(text: string, start: number, end: number): number[] {
  const numbers: number[] = []
  let value = -1
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code >= ZERO && code <= NINE) value = (value < 0 ? 0 : value * 10) + code - ZERO
    else if (value >= 0) {
      numbers.push(value)
      value = -1
    }
  }
  if (value >= 0) numbers.push(value)
  return numbers
}

/** Calls `line` with the offsets of each line until it answers `false`. */
export function eachLine(text: string, line: (start: number, end: number) => boolean | undefined): void {
  let start = 0
  while (start < text.length) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    if (line(start, end) === false) return
    start = end + 1
  }
}

/** First offset at or after `at` that is no blank. */
export function skipBlanks(text: string, at: number, end: number): number {
  let next = at
  while (next < end && (text.charCodeAt(next) === SPACE || text.charCodeAt(next) === TAB)) next++
  return next
}

/** First offset at or after `at` that is a blank, or `end`. */
export function skipWord(text: string, at: number, end: number): number {
  let next = at
  while (next < end && text.charCodeAt(next) !== SPACE && text.charCodeAt(next) !== TAB) next++
  return next
}

/** The number of a line `Name:   123 kB`. */
export function parseNamed(text: string, name: string): number | undefined {
  const label = `${name}:`
  const at = text.startsWith(label) ? 0 : text.indexOf(`\n${label}`)
  if (at === -1) return undefined
  const start = text.indexOf(':', at) + 1
  const newline = text.indexOf('\n', start)
  return parseNumbers(text, start, newline === -1 ? text.length : newline)[0]
}

/** Growth per second of a counter; one that went back (a reset, another device of the same name) counts as still. */
export function perSecond(now: number, before: number, seconds: number): number {
  return seconds > 0 && now > before ? (now - before) / seconds : 0
}

export const percentOf = (part: number, whole: number): number =>
  whole > 0 ? Math.min(100, Math.max(0, (part / whole) * 100)) : 0

/** `KEY=value` or `KEY="value"` lines, as in os-release(5) and systemd's state files. */
export function parseAssignments(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  eachLine(text, (start, end) => {
    const equals = text.indexOf('=', start)
    if (equals <= start || equals >= end || text[start] === '#') return true
    const raw = text.slice(equals + 1, end).trim()
    const quoted = /^(["'])(.*)\1$/s.exec(raw)
    values.set(text.slice(start, equals).trim(), (quoted?.[2] ?? raw).replaceAll(/\\(["'$`\\])/g, '$1'))
    return true
  })
  return values
}
