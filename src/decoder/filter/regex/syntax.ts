/**
 * Regular expressions that can be matched in linear time: Perl's notation without back-references and look-around. Ranges are of
 * UTF-16 code units.
 */

export type Range = readonly [from: number, to: number]
export type Assertion = 'start' | 'end' | 'word' | 'not-word'

export type Expression =
  | { readonly kind: 'empty' }
  | { readonly kind: 'set'; readonly ranges: readonly Range[] }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Expression[] }
  | { readonly kind: 'repeat'; readonly part: Expression; readonly min: number; readonly max: number | undefined }

const LAST = 0xffff
const MAX_DEPTH = 100
/** More repetitions make an automaton nobody needs. */
const MAX_REPEAT = 1000

const DIGIT: readonly Range[] = [[0x30, 0x39]]
const WORD: readonly Range[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]
const SPACE: readonly Range[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
]
const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  d: DIGIT,
  w: WORD,
  s: SPACE,
  D: invert(DIGIT),
  W: invert(WORD),
  S: invert(SPACE),
  h: [
    [0x09, 0x09],
    [0x20, 0x20],
  ],
}
const POSIX: Readonly<Record<string, readonly Range[]>> = {
  digit: DIGIT,
  space: SPACE,
  word: WORD,
  alpha: [
    [0x41, 0x5a],
    [0x61, 0x7a],
  ],
  alnum: [
    [0x30, 0x39],
    [0x41, 0x5a],
    [0x61, 0x7a],
  ],
  upper: [[0x41, 0x5a]],
  lower: [[0x61, 0x7a]],
  xdigit: [
    [0x30, 0x39],
    [0x41, 0x46],
    [0x61, 0x66],
  ],
  punct: [
    [0x21, 0x2f],
    [0x3a, 0x40],
    [0x5b, 0x60],
    [0x7b, 0x7e],
  ],
  print: [[0x20, 0x7e]],
  cntrl: [
    [0x00, 0x1f],
    [0x7f, 0x7f],
  ],
}
const ANY: readonly Range[] = [[0, LAST]]
const ANY_BUT_NEWLINE = invert([[0x0a, 0x0a]])
const CONTROL: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, a: 7, e: 27, '0': 0 }

/** `undefined` when the text is no such expression. Letters match in either case until `(?-i)`. */
export function parseExpression(text: string): Expression | undefined {
  try {
    return new ExpressionParser(text).whole()
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}
class Unreadable extends Error {}

class ExpressionParser {
  readonly #text: string
  #at = 0
  #depth = 0
  #anyCase = true
  #dotAll = false

  constructor(text: string) {
    this.#text = text
  }

  whole(): Expression {
    const expression = this.#choice()
    if (this.#at < this.#text.length) throw new Unreadable()
    return expression
  }

  #accept(text: string): boolean {
    const found = this.#text.startsWith(text, this.#at)
    if (found) this.#at += text.length
    return found
  }
  #take(): string {
    if (this.#at >= this.#text.length) throw new Unreadable()
    return this.#text.charAt(this.#at++)
  }

  #choice(): Expression {
    if (++this.#depth > MAX_DEPTH) throw new Unreadable()
    const parts = [this.#sequence()]
    while (this.#accept('|')) parts.push(this.#sequence())
    this.#depth--
    return parts.length === 1 ? (parts[0] as Expression) : { kind: 'choice', parts }
  }

  #sequence(): Expression {
    const parts: Expression[] = []
    while (this.#at < this.#text.length && !'|)'.includes(this.#text.charAt(this.#at))) parts.push(this.#repeated())
    return { kind: 'sequence', parts }
  }

  #repeated(): Expression {
    const part = this.#atom()
    const bounds = this.#bounds()
    if (!bounds) return part
    const [min, max] = bounds
    // Lazy or possessive: which text matches differs, whether one does seldom; greedy is what is asked here.
    if (!this.#accept('?')) this.#accept('+')
    if (this.#bounds()) throw new Unreadable()
    return { kind: 'repeat', part, min, max }
  }

  #bounds(): readonly [number, number | undefined] | undefined {
    if (this.#accept('*')) return [0, undefined]
    if (this.#accept('+')) return [1, undefined]
    if (this.#accept('?')) return [0, 1]
    const counted = /^\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/.exec(this.#text.slice(this.#at, this.#at + 12))
    if (!counted) return undefined
    this.#at += counted[0].length
    const min = Number(counted[1])
    const max = counted[2] === undefined ? min : counted[3] === undefined ? undefined : Number(counted[3])
    if (min > MAX_REPEAT || (max !== undefined && (max > MAX_REPEAT || max < min))) throw new Unreadable()
    return [min, max]
  }

  #atom(): Expression {
    const character = this.#take()
    switch (character) {
      case '(':
        return this.#group()
      case '[':
        return this.#setOf(this.#bracketed())
      case '.':
        return { kind: 'set', ranges: this.#dotAll ? ANY : ANY_BUT_NEWLINE }
      case '^':
        return { kind: 'assert', assertion: 'start' }
      case '$':
        return { kind: 'assert', assertion: 'end' }
      case '\\':
        return this.#escaped()
      case '*':
      case '+':
      case '?':
        throw new Unreadable()
      default:
        return this.#setOf([unit(character)])
    }
  }

  #group(): Expression {
    const before = { anyCase: this.#anyCase, dotAll: this.#dotAll }
    if (this.#accept('?')) {
      const flags = /^([is]*)(?:-([is]+))?([:)])/.exec(this.#text.slice(this.#at, this.#at + 10))
      const named = /^(?:P?<[A-Za-z_]\w{0,31}>|'[A-Za-z_]\w{0,31}')/.exec(this.#text.slice(this.#at, this.#at + 40))
      if (named) this.#at += named[0].length
      else if (!flags) throw new Unreadable()
      else {
        this.#at += flags[0].length
        this.#setFlags(flags[1] ?? '', true)
        this.#setFlags(flags[2] ?? '', false)
        // `(?i)` holds to the end of the group around it.
        if (flags[3] === ')') return { kind: 'empty' }
      }
    }
    const inner = this.#choice()
    if (!this.#accept(')')) throw new Unreadable()
    this.#anyCase = before.anyCase
    this.#dotAll = before.dotAll
    return inner
  }
  #setFlags(flags: string, on: boolean): void {
    if (flags.includes('i')) this.#anyCase = on
    if (flags.includes('s')) this.#dotAll = on
  }

  #escaped(): Expression {
    const character = this.#take()
    const ranges = CLASSES[character]
    if (ranges) return { kind: 'set', ranges }
    switch (character) {
      case 'b':
        return { kind: 'assert', assertion: 'word' }
      case 'B':
        return { kind: 'assert', assertion: 'not-word' }
      case 'A':
        return { kind: 'assert', assertion: 'start' }
      case 'z':
      case 'Z':
        return { kind: 'assert', assertion: 'end' }
      default:
        return this.#setOf([single(this.#code(character))])
    }
  }

  #code(character: string): number {
    const control = CONTROL[character]
    if (control !== undefined) return control
    const digits = character === 'x' ? /^[0-9a-fA-F]{2}/ : character === 'u' ? /^[0-9a-fA-F]{4}/ : undefined
    if (digits) {
      const found = digits.exec(this.#text.slice(this.#at, this.#at + 4))
      if (!found) throw new Unreadable()
      this.#at += found[0].length
      return Number.parseInt(found[0], 16)
    }
    // Other letters and digits mean back-references and things of other engines.
    if (/[A-Za-z1-9]/.test(character)) throw new Unreadable()
    return character.charCodeAt(0)
  }

  #bracketed(): readonly Range[] {
    const negative = this.#accept('^')
    const ranges: Range[] = []
    if (this.#accept(']')) ranges.push(unit(']'))
    while (!this.#accept(']')) ranges.push(...this.#member())
    const folded = this.#anyCase ? foldCase(ranges) : ranges
    return negative ? invert(folded) : folded
  }

  #member(): readonly Range[] {
    const posix = /^\[:(\w{5,6}):\]/.exec(this.#text.slice(this.#at, this.#at + 10))
    if (posix) {
      this.#at += posix[0].length
      const ranges = POSIX[posix[1] ?? '']
      if (!ranges) throw new Unreadable()
      return ranges
    }
    const from = this.#endpoint()
    if (typeof from !== 'number') return from
    const follows = this.#text.charAt(this.#at + 1)
    if (this.#text.charAt(this.#at) !== '-' || follows === ']' || follows === '') return [single(from)]
    this.#at++
    const to = this.#endpoint()
    if (typeof to !== 'number' || to < from) throw new Unreadable()
    return [[from, to]]
  }
  #endpoint(): number | readonly Range[] {
    const character = this.#take()
    if (character !== '\\') return character.charCodeAt(0)
    const escaped = this.#take()
    return CLASSES[escaped] ?? (escaped === 'b' ? 8 : this.#code(escaped))
  }

  #setOf(ranges: readonly Range[]): Expression {
    return { kind: 'set', ranges: this.#anyCase ? foldCase(ranges) : ranges }
  }
}

function unit(character: string): Range {
  return single(character.charCodeAt(0))
}
function single(code: number): Range {
  return [code, code]
}

export function invert(ranges: readonly Range[]): readonly Range[] {
  const inverted: Range[] = []
  let next = 0
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    if (from > next) inverted.push([next, from - 1])
    next = Math.max(next, to + 1)
  }
  if (next <= LAST) inverted.push([next, LAST])
  return inverted
}

/** Alphabets with two cases end before this. */
const LAST_WITH_CASE = 0x2fff
function foldCase(ranges: readonly Range[]): readonly Range[] {
  const folded: Range[] = [...ranges]
  for (const [from, to] of ranges) {
    if (from === 0 && to >= LAST_WITH_CASE) continue
    for (let code = from; code <= Math.min(to, LAST_WITH_CASE); code++) {
      const character = String.fromCharCode(code)
      for (const other of [character.toLowerCase(), character.toUpperCase()]) {
        if (other.length === 1 && other !== character) folded.push(unit(other))
      }
    }
  }
  // Merged again: neighbours become one range.
  return invert(invert(folded))
}
