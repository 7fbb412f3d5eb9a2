/** One occurrence held against one value. */

import type { Extraction } from './extraction.ts'
import {
  type BytesPrefix,
  parseBoolean,
  parseDecimal,
  parseHexBytes,
  parseInstant,
  parseIpv4,
  parseIpv6,
  parseMac,
  parseNumber,
} from './literals.ts'
import type { Occurrences } from './occurrences.ts'
import { Automaton } from './regex/automaton.ts'
import { parseExpression } from './regex/syntax.ts'
import type { Representation } from './sources.ts'
import { type Comparison, type FieldOperand, type Literal, type OperandType, type Relation, refuse } from './syntax.ts'

/** Whether occurrence `n` holds. */
export type Test = (found: Occurrences, n: number, extraction: Extraction) => boolean

export interface Subject {
  readonly operand: FieldOperand
  readonly type: OperandType
  readonly represents: Representation
}

/** The condition `subject relation literal`; throws `FilterRefusal` for a value that does not fit. */
export function testOf(subject: Subject, relation: Relation, literal: Literal): Test {
  if (subject.type === 'none') {
    const { operand, type } = subject
    return refuse('not-comparable', operand, operand.name, { field: operand.name, type })
  }
  if (relation === 'contains') return containing(subject, literal)
  if (relation === 'matches') return matching(subject, literal)
  switch (subject.represents) {
    case 'number':
      return comparingNumber(subject, relation, literal)
    case 'instant':
      return comparingInstant(subject, relation, literal)
    case 'text':
      return comparingText(relation, literal.text)
    case 'bytes':
      return comparingBytes(subject, relation, literal)
  }
}

function badValue({ operand, type }: Subject, literal: Literal): never {
  return refuse('bad-value', literal, literal.text, { field: operand.name, type })
}

/** Of numbers and of the outcome of a comparison with 0. */
function ordered(relation: Comparison): (a: number, b: number) => boolean {
  switch (relation) {
    case '==':
      return (a, b) => a === b
    case '!=':
      return (a, b) => a !== b
    case '>':
      return (a, b) => a > b
    case '<':
      return (a, b) => a < b
    case '>=':
      return (a, b) => a >= b
    case '<=':
      return (a, b) => a <= b
  }
}

function comparingNumber(subject: Subject, relation: Comparison, literal: Literal): Test {
  const holds = ordered(relation)
  if (subject.type === 'ipv4') {
    const range = literal.quoted ? undefined : parseIpv4(literal.text)
    if (!range) return badValue(subject, literal)
    const { mask } = range
    const network = (range.address & mask) >>> 0
    return (found, n) => holds(((found.numbers[n] as number) & mask) >>> 0, network)
  }
  const value = literal.quoted ? undefined : numberOf(subject.type, literal.text)
  if (value === undefined) return badValue(subject, literal)
  if (relation === '==') return (found, n) => found.numbers[n] === value
  return (found, n) => holds(found.numbers[n] as number, value)
}
function numberOf(type: OperandType, text: string): number | undefined {
  if (type === 'bool') return parseBoolean(text)
  return type === 'uint' ? parseNumber(text) : parseDecimal(text)
}

function comparingInstant(subject: Subject, relation: Comparison, literal: Literal): Test {
  const instant = parseInstant(literal.text)
  if (!instant) return badValue(subject, literal)
  const holds = ordered(relation)
  const { seconds, nanos } = instant
  return (_found, _n, { frame }) => {
    const difference = frame.seconds - seconds
    return holds(difference === 0 ? frame.nanoseconds - nanos : difference, 0)
  }
}

function comparingText(relation: Comparison, value: string): Test {
  if (relation === '==') return (found, n) => found.texts[n] === value
  const holds = ordered(relation)
  return (found, n) => {
    const text = found.texts[n] as string
    return holds(text < value ? -1 : text === value ? 0 : 1, 0)
  }
}

function comparingBytes(subject: Subject, relation: Comparison, literal: Literal): Test {
  const { bytes, bits } = prefixOf(subject, literal)
  const holds = ordered(relation)
  if (bits < bytes.length * 8) {
    return (found, n, { packet }) => holds(comparePrefix(packet.bytes, found.starts[n] as number, bytes, bits), 0)
  }
  return (found, n, { packet }) =>
    holds(compareBytes(packet.bytes, found.starts[n] as number, found.ends[n] as number, bytes, 0, bytes.length), 0)
}
function prefixOf(subject: Subject, literal: Literal): BytesPrefix {
  if (subject.type === 'ipv6')
    return (literal.quoted ? undefined : parseIpv6(literal.text)) ?? badValue(subject, literal)
  const bytes = subject.type === 'mac' && !literal.quoted ? parseMac(literal.text) : bytesOfLiteral(literal)
  return bytes ? { bytes, bits: bytes.length * 8 } : badValue(subject, literal)
}
/** Text between quotes stands for its bytes in UTF-8. */
function bytesOfLiteral(literal: Literal): Uint8Array | undefined {
  return literal.quoted ? new TextEncoder().encode(literal.text) : parseHexBytes(literal.text)
}

/** Below, equal to or above 0, as `memcmp` does; the shorter of two that begin alike is less. */
export function compareBytes(
  a: Uint8Array,
  startA: number,
  endA: number,
  b: Uint8Array,
  startB: number,
  endB: number,
): number {
  const length = Math.min(endA - startA, endB - startB)
  for (let n = 0; n < length; n++) {
    const difference = (a[startA + n] as number) - (b[startB + n] as number)
    if (difference !== 0) return difference
  }
  return endA - startA - (endB - startB)
}
/** Just the first `bits` bits, which both have. */
function comparePrefix(a: Uint8Array, start: number, b: Uint8Array, bits: number): number {
  const whole = bits >> 3
  const difference = compareBytes(a, start, start + whole, b, 0, whole)
  const rest = bits & 7
  if (difference !== 0 || rest === 0) return difference
  return ((a[start + whole] as number) >> (8 - rest)) - ((b[whole] as number) >> (8 - rest))
}

function containing(subject: Subject, literal: Literal): Test {
  if (subject.represents === 'text') return (found, n) => (found.texts[n] as string).includes(literal.text)
  if (subject.represents !== 'bytes') return noSearch(subject)
  // A bare word that is no hexadecimal number is the text it looks like.
  const needle = bytesOfLiteral(literal) ?? new TextEncoder().encode(literal.text)
  return (found, n, { packet }) => includes(packet.bytes, found.starts[n] as number, found.ends[n] as number, needle)
}
function noSearch({ operand, type }: Subject): never {
  return refuse('no-search', operand, operand.name, { field: operand.name, type })
}

/** `indexOf` of the whole memory would run on into other frames. */
function includes(bytes: Uint8Array, start: number, end: number, needle: Uint8Array): boolean {
  if (needle.length === 0) return true
  const last = end - needle.length
  if (last < start) return false
  const part = bytes.subarray(start, end)
  const first = needle[0] as number
  for (let at = part.indexOf(first); at >= 0 && at <= last - start; at = part.indexOf(first, at + 1)) {
    let n = 1
    while (n < needle.length && part[at + n] === needle[n]) n++
    if (n === needle.length) return true
  }
  return false
}

function matching(subject: Subject, literal: Literal): Test {
  const searches = subject.type === 'text' || subject.type === 'bytes' || subject.type === 'protocol'
  if (!searches) return noSearch(subject)
  const expression = parseExpression(literal.text)
  const automaton = expression && Automaton.of(expression)
  if (!automaton) return refuse('bad-expression', literal, literal.text)
  if (subject.represents === 'text') return (found, n) => automaton.testText(found.texts[n] as string)
  return (found, n, { packet }) => automaton.testBytes(packet.bytes, found.starts[n] as number, found.ends[n] as number)
}

/** Whether two fields have values that can be held against each other. */
export function pairTest(left: Subject, relation: Comparison): PairTest | undefined {
  const holds = ordered(relation)
  switch (left.represents) {
    case 'number':
      return (a, n, b, m) => holds(a.numbers[n] as number, b.numbers[m] as number)
    case 'text':
      return (a, n, b, m) => {
        const one = a.texts[n] as string
        const other = b.texts[m] as string
        return holds(one < other ? -1 : one === other ? 0 : 1, 0)
      }
    case 'bytes':
      return (a, n, b, m, { packet: { bytes } }) =>
        holds(
          compareBytes(
            bytes,
            a.starts[n] as number,
            a.ends[n] as number,
            bytes,
            b.starts[m] as number,
            b.ends[m] as number,
          ),
          0,
        )
    case 'instant':
      return undefined
  }
}
export type PairTest = (a: Occurrences, n: number, b: Occurrences, m: number, extraction: Extraction) => boolean
