/** A filter's text in pieces. */
import { refuse, type Span } from './syntax.ts'

export interface Token extends Span {
  /** A word is a name, a number, an address; `slice` is what stands between square brackets. */
  readonly kind: 'word' | 'text' | 'slice' | 'symbol' | 'end'
  readonly text: string
}

/** Longest filter; people write lines, programs write lists of addresses. */
export const MAX_FILTER_CHARACTERS = 65_536

/** Longer ones first: the first that fits is the one. */
const SYMBOLS = '=== !== == != ~= >= <= && || ^^ .. > < ! ~ & ( ) { } ,'.split(' ')
/** What is often typed once and meant twice. */
const HALVES: Readonly<Record<string, string>> = { '=': '==', '|': '||', '^': '^^' }
const WORD_CHARACTER = /[\p{L}\p{N}_.:/-]/u
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

export function toTokens(text: string): readonly Token[] {
  if (text.length > MAX_FILTER_CHARACTERS) {
    refuse('too-long', { at: MAX_FILTER_CHARACTERS, end: text.length }, `${text.length}`)
  }
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at++
      continue
    }
    const token = tokenAt(text, at)
    tokens.push(token)
    at = token.end
  }
  tokens.push({ kind: 'end', text: '', at: text.length, end: text.length })
  return tokens
}

function tokenAt(text: string, at: number): Token {
  const character = text.charAt(at)
  if (character === '"' || character === "'") return quotedText(text, at, at)
  if ((character === 'r' || character === 'R') && text.charAt(at + 1) === '"') return rawText(text, at)
  if (character === '[') return slice(text, at)
  const symbol = SYMBOLS.find((one) => text.startsWith(one, at))
  if (symbol) return { kind: 'symbol', text: symbol, at, end: at + symbol.length }
  const end = endOfWord(text, at)
  if (end === at) {
    const meant = HALVES[character]
    refuse('unexpected-character', { at, end: at + 1 }, character, meant === undefined ? {} : { suggestion: meant })
  }
  return { kind: 'word', text: text.slice(at, end), at, end }
}

/** Two dots end a word: they stand between the ends of a range. */
function endOfWord(text: string, from: number): number {
  let at = from
  while (at < text.length && WORD_CHARACTER.test(text.charAt(at)) && !text.startsWith('..', at)) at++
  return at
}

function quotedText(text: string, start: number, quoteAt: number): Token {
  const quote = text.charAt(quoteAt)
  let value = ''
  let at = quoteAt + 1
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === quote) return { kind: 'text', text: value, at: start, end: at + 1 }
    if (character === '\\') {
      const escaped = escapeAt(text, at)
      value += escaped.value
      at = escaped.end
    } else {
      value += character
      at++
    }
  }
  return refuse('unclosed-text', { at: start, end: text.length }, text.slice(start))
}

/** `\n`, `\x41`, `\101`, `\u0041`; any other character stands for itself, its backslash kept for regular expressions. */
function escapeAt(text: string, at: number): { value: string; end: number } {
  const next = text.charAt(at + 1)
  const hex = /^(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4}))/.exec(text.slice(at + 1, at + 6))
  if (hex)
    return { value: String.fromCharCode(Number.parseInt(hex[1] ?? hex[2] ?? '0', 16)), end: at + 1 + hex[0].length }
  const octal = /^[0-3]?[0-7]{1,2}/.exec(text.slice(at + 1, at + 4))
  if (octal) return { value: String.fromCharCode(Number.parseInt(octal[0], 8)), end: at + 1 + octal[0].length }
  const known = ESCAPES[next]
  if (known !== undefined) return { value: known, end: at + 2 }
  const plain = next === '"' || next === "'" || next === '\\'
  return { value: plain ? next : `\\${next}`, end: at + 2 }
}

/** `r"…"`: backslashes are themselves, except before a quote. */
function rawText(text: string, at: number): Token {
  for (let end = at + 2; end < text.length; end++) {
    if (text.charAt(end) === '\\') end++
    else if (text.charAt(end) === '"') return { kind: 'text', text: text.slice(at + 2, end), at, end: end + 1 }
  }
  return refuse('unclosed-text', { at, end: text.length }, text.slice(at))
}

function slice(text: string, at: number): Token {
  const close = text.indexOf(']', at)
  if (close < 0) refuse('unclosed-slice', { at, end: text.length }, text.slice(at))
  return { kind: 'slice', text: text.slice(at + 1, close), at, end: close + 1 }
}
