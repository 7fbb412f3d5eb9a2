/**
 * A filter's text → its tree, by recursive descent with bounded depth. The language is that of Wireshark's display filters
 * (wireshark-filter(4)): `or` binds loosest, then `xor`, `and`, `not`.
 */
import {
  type FieldOperand,
  type FilterNode,
  type FunctionName,
  type Literal,
  type Operand,
  type Quantifier,
  type Relation,
  refuse,
  type SetElement,
  type Slice,
} from './syntax.ts'
import { type Token, toTokens } from './tokens.ts'

const MAX_DEPTH = 200
const MAX_CONDITIONS = 5000
const MAX_SET_ELEMENTS = 10_000

type Joint = 'and' | 'or' | 'xor'
const JOINTS: Readonly<Record<Joint, readonly string[]>> = {
  or: ['or', '||'],
  xor: ['xor', '^^'],
  and: ['and', '&&'],
}
const LOOSER_FIRST: readonly Joint[] = ['or', 'xor', 'and']
const NEGATIONS = ['not', '!']

/** Wireshark 4: `!=` holds when all occurrences differ, everything else when one fits. */
const RELATIONS: Readonly<Record<string, readonly [Relation, Quantifier]>> = {
  '==': ['==', 'any'],
  eq: ['==', 'any'],
  any_eq: ['==', 'any'],
  '===': ['==', 'all'],
  all_eq: ['==', 'all'],
  '!=': ['!=', 'all'],
  ne: ['!=', 'all'],
  all_ne: ['!=', 'all'],
  '!==': ['!=', 'any'],
  '~=': ['!=', 'any'],
  any_ne: ['!=', 'any'],
  '>': ['>', 'any'],
  gt: ['>', 'any'],
  '<': ['<', 'any'],
  lt: ['<', 'any'],
  '>=': ['>=', 'any'],
  ge: ['>=', 'any'],
  '<=': ['<=', 'any'],
  le: ['<=', 'any'],
  contains: ['contains', 'any'],
  matches: ['matches', 'any'],
  '~': ['matches', 'any'],
}
const MIRRORED: Readonly<Record<Relation, Relation | undefined>> = {
  '==': '==',
  '!=': '!=',
  '>': '<',
  '<': '>',
  '>=': '<=',
  '<=': '>=',
  contains: undefined,
  matches: undefined,
}
const FUNCTIONS: readonly string[] = ['len', 'count', 'lower', 'upper'] satisfies FunctionName[]

/** `isField` tells a name from a value where both may stand. Throws `FilterRefusal`. */
export function parseFilter(text: string, isField: (name: string) => boolean): FilterNode {
  const parser = new Parser(toTokens(text), isField)
  return parser.whole()
}

class Parser {
  readonly #tokens: readonly Token[]
  readonly #isField: (name: string) => boolean
  #next = 0
  #depth = 0
  #conditions = 0

  constructor(tokens: readonly Token[], isField: (name: string) => boolean) {
    this.#tokens = tokens
    this.#isField = isField
  }

  whole(): FilterNode {
    const node = this.#joined(0)
    const rest = this.#peek()
    if (rest.kind !== 'end') refuse('expected-operator', rest, rest.text)
    return node
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)] as Token
  }
  #take(): Token {
    const token = this.#peek()
    this.#next++
    return token
  }
  #is(...texts: readonly string[]): boolean {
    const token = this.#peek()
    return (token.kind === 'word' || token.kind === 'symbol') && texts.includes(token.text.toLowerCase())
  }
  #accept(...texts: readonly string[]): boolean {
    const found = this.#is(...texts)
    if (found) this.#next++
    return found
  }

  #joined(level: number): FilterNode {
    const joint = LOOSER_FIRST[level]
    if (!joint) return this.#negated()
    const parts = [this.#joined(level + 1)]
    while (this.#accept(...JOINTS[joint])) parts.push(this.#joined(level + 1))
    return parts.length === 1 ? (parts[0] as FilterNode) : { kind: joint, parts }
  }

  #negated(): FilterNode {
    let negative = false
    while (this.#accept(...NEGATIONS)) negative = !negative
    const part = this.#primary()
    return negative ? { kind: 'not', part } : part
  }

  #primary(): FilterNode {
    const token = this.#peek()
    if (!this.#accept('(')) return this.#condition()
    if (++this.#depth > MAX_DEPTH) refuse('too-deep', token, token.text)
    const node = this.#joined(0)
    this.#depth--
    if (!this.#accept(')')) {
      const found = this.#peek()
      if (found.kind === 'end') refuse('unclosed-bracket', token, token.text)
      refuse('expected-operator', found, found.text)
    }
    return node
  }

  #condition(): FilterNode {
    if (++this.#conditions > MAX_CONDITIONS) refuse('too-many-conditions', this.#peek(), `${MAX_CONDITIONS}`)
    const asked = this.#quantifier()
    const left = this.#operand('expected-condition')
    const operator = this.#relation()
    if (!operator) {
      const set = this.#membership(left, asked)
      if (set) return set
      if (left.kind === 'literal') {
        if (left.quoted || /^[\d:-]/.test(left.text)) refuse('expected-condition', left, left.text)
        return { kind: 'exists', operand: { kind: 'field', name: left.text, at: left.at, end: left.end } }
      }
      return { kind: 'exists', operand: left }
    }
    const [relation, usual] = operator
    const right = this.#operand('expected-value')
    return compare(left, relation, asked ?? usual, right)
  }

  #quantifier(): Quantifier | undefined {
    const follows = this.#tokens[this.#next + 1]
    if (follows?.kind !== 'word' || follows.text.toLowerCase() in RELATIONS) return undefined
    if (this.#accept('any')) return 'any'
    return this.#accept('all') ? 'all' : undefined
  }

  #relation(): readonly [Relation, Quantifier] | undefined {
    const token = this.#peek()
    if (token.kind !== 'word' && token.kind !== 'symbol') return undefined
    const text = token.text.toLowerCase()
    if (!Object.hasOwn(RELATIONS, text)) return undefined
    this.#next++
    return RELATIONS[text]
  }

  #operand(expected: 'expected-condition' | 'expected-value'): Operand {
    const token = this.#take()
    if (token.kind === 'text') return { kind: 'literal', text: token.text, quoted: true, at: token.at, end: token.end }
    if (token.kind !== 'word') refuse(expected, token, token.text)
    const opens = this.#peek()
    if (opens.kind === 'symbol' && opens.text === '(' && opens.at === token.end) return this.#function(token)
    if (!this.#isField(token.text) && this.#peek().kind !== 'slice' && !this.#is('&')) {
      return { kind: 'literal', text: token.text, quoted: false, at: token.at, end: token.end }
    }
    return this.#field(token)
  }

  #field(token: Token): FieldOperand {
    let operand: FieldOperand = { kind: 'field', name: token.text, at: token.at, end: token.end }
    if (this.#peek().kind === 'slice') {
      const slice = this.#take()
      operand = { ...operand, slice: parseSlice(slice), end: slice.end }
    }
    if (!this.#accept('&')) return operand
    const mask = this.#take()
    if (mask.kind !== 'word') refuse('expected-value', mask, mask.text)
    return { ...operand, mask: { ...mask, kind: 'literal', quoted: false }, end: mask.end }
  }

  #function(name: Token): FieldOperand {
    if (!FUNCTIONS.includes(name.text)) refuse('unknown-function', name, name.text)
    const opens = this.#take()
    const token = this.#take()
    if (token.kind !== 'word') refuse('expected-value', token, token.text)
    const inner = this.#field(token)
    const close = this.#peek()
    if (!this.#accept(')')) refuse('unclosed-bracket', opens, opens.text)
    return { ...inner, apply: name.text as FunctionName, at: name.at, end: close.end }
  }

  /** `in {80, 443 8000..8010}`, `not in {…}`. */
  #membership(left: Operand, asked: Quantifier | undefined): FilterNode | undefined {
    const follows = this.#tokens[this.#next + 1]
    const negative = this.#is('not') && follows?.kind === 'word' && follows.text.toLowerCase() === 'in'
    if (negative) this.#next++
    if (!this.#accept('in')) return undefined
    const operand = asField(left)
    const open = this.#peek()
    if (!this.#accept('{')) refuse('expected-set', open, open.text)
    const set: SetElement[] = []
    while (!this.#accept('}')) {
      if (set.length > 0) this.#accept(',')
      if (this.#peek().kind === 'end') refuse('unclosed-set', open, open.text)
      set.push(this.#element())
      if (set.length > MAX_SET_ELEMENTS) refuse('too-many-conditions', this.#peek(), `${MAX_SET_ELEMENTS}`)
    }
    if (set.length === 0) refuse('empty-set', open, '{}')
    const node: FilterNode = { kind: 'in', quantifier: asked ?? 'any', operand, set }
    return negative ? { kind: 'not', part: node } : node
  }

  #element(): SetElement {
    const low = this.#literal()
    return this.#accept('..') ? { low, high: this.#literal() } : { low }
  }
  #literal(): Literal {
    const token = this.#take()
    if (token.kind !== 'word' && token.kind !== 'text') refuse('expected-value', token, token.text)
    return { kind: 'literal', text: token.text, quoted: token.kind === 'text', at: token.at, end: token.end }
  }
}

/** A condition needs a field on one side; a value on the left changes places with it. */
function compare(left: Operand, relation: Relation, quantifier: Quantifier, right: Operand): FilterNode {
  const mirrored = MIRRORED[relation]
  if (left.kind === 'literal' && right.kind === 'field' && mirrored) {
    return { kind: 'compare', relation: mirrored, quantifier, left: right, right: left }
  }
  return { kind: 'compare', relation, quantifier, left: asField(left), right }
}

/** Whether the name exists is asked later, where the nearest one is known. */
function asField(operand: Operand): FieldOperand {
  if (operand.kind === 'field') return operand
  if (operand.quoted) refuse('expected-condition', operand, operand.text)
  return { kind: 'field', name: operand.text, at: operand.at, end: operand.end }
}

/** `[2]`, `[1:3]` (offset and length), `[1-3]` (first and last), `[:4]`, `[-4:]`. */
function parseSlice(token: Token): Slice {
  return toSlice(token.text.trim()) ?? refuse('bad-slice', token, token.text)
}

const WHOLE_NUMBER = String.raw`(-?(?:0[xX][0-9a-fA-F]{1,6}|\d{1,7}))`
const ONE = new RegExp(`^${WHOLE_NUMBER}$`)
const OFFSET_LENGTH = new RegExp(String.raw`^${WHOLE_NUMBER}?\s*:\s*${WHOLE_NUMBER}?$`)
const FIRST_LAST = new RegExp(String.raw`^${WHOLE_NUMBER}\s*-\s*${WHOLE_NUMBER}$`)

function toSlice(text: string): Slice | undefined {
  const one = ONE.exec(text)
  if (one) return bounded(toInteger(one[1] as string), 1)
  const pair = OFFSET_LENGTH.exec(text)
  if (pair && text !== ':') {
    const from = toInteger(pair[1] ?? '0')
    return pair[2] === undefined ? { from, to: undefined } : bounded(from, toInteger(pair[2]))
  }
  const ends = FIRST_LAST.exec(text)
  if (!ends) return undefined
  const from = toInteger(ends[1] as string)
  return bounded(from, toInteger(ends[2] as string) - from + 1)
}
function bounded(from: number, length: number): Slice | undefined {
  if (length <= 0) return undefined
  const to = from + length
  return { from, to: from < 0 && to >= 0 ? undefined : to }
}
/** `Number('-0x10')` is no number. */
function toInteger(text: string): number {
  return text.startsWith('-') ? -Number(text.slice(1)) : Number(text)
}
