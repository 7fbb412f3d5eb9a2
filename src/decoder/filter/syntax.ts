/** What a filter is made of once it is read, before anybody looks whether its fields exist. Positions count characters from 0. */

export interface Span {
  readonly at: number
  /** Exclusive. */
  readonly end: number
}

export const FILTER_PROBLEMS = [
  'too-long',
  'too-deep',
  'too-many-conditions',
  'unexpected-character',
  'unclosed-text',
  'unclosed-slice',
  'unclosed-bracket',
  'unclosed-set',
  'empty-set',
  'expected-condition',
  'expected-value',
  'expected-operator',
  'expected-set',
  'unknown-field',
  'unknown-function',
  'bad-value',
  'bad-range',
  'bad-slice',
  'bad-expression',
  'not-comparable',
  'no-search',
  'no-slice',
  'no-mask',
] as const
export type FilterProblemCode = (typeof FILTER_PROBLEMS)[number]

/** Why a filter cannot be used, and where: values, for people to be told in their language. */
export interface FilterProblem extends Span {
  readonly code: FilterProblemCode
  /** What stands there, shortened. */
  readonly found: string
  /** The field it was about, and what kind of value that takes. */
  readonly field?: string
  readonly type?: OperandType
  /** A name that was perhaps meant. */
  readonly suggestion?: string
}

export type OperandType =
  | 'uint'
  | 'bool'
  | 'text'
  | 'bytes'
  | 'ipv4'
  | 'ipv6'
  | 'mac'
  | 'time'
  | 'double'
  /** A protocol: there or not, and its bytes. */
  | 'protocol'
  /** There or not, without a value. */
  | 'none'
  /** A point in time, with nanoseconds. */
  | 'instant'

export type Comparison = '==' | '!=' | '>' | '<' | '>=' | '<='
export type Relation = Comparison | 'contains' | 'matches'
/** Of a field that occurs several times: one occurrence suffices, or all must hold. */
export type Quantifier = 'any' | 'all'

export interface Literal extends Span {
  readonly kind: 'literal'
  /** Escapes undone. */
  readonly text: string
  readonly quoted: boolean
}
export interface Slice {
  /** Negative counts from the end. */
  readonly from: number
  /** Exclusive, negative from the end; `undefined` is the end itself. */
  readonly to: number | undefined
}
export type FunctionName = 'len' | 'count' | 'lower' | 'upper'
export interface FieldOperand extends Span {
  readonly kind: 'field'
  readonly name: string
  readonly slice?: Slice
  readonly mask?: Literal
  readonly apply?: FunctionName
}
export type Operand = FieldOperand | Literal

export interface SetElement {
  readonly low: Literal
  readonly high?: Literal
}

export type FilterNode =
  | { readonly kind: 'and' | 'or' | 'xor'; readonly parts: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly part: FilterNode }
  | { readonly kind: 'exists'; readonly operand: FieldOperand }
  | {
      readonly kind: 'compare'
      readonly relation: Relation
      readonly quantifier: Quantifier
      readonly left: FieldOperand
      readonly right: Operand
    }
  | {
      readonly kind: 'in'
      readonly quantifier: Quantifier
      readonly operand: FieldOperand
      readonly set: readonly SetElement[]
    }

/** Thrown inside this folder only; `compileFilter` answers with its problem. */
export class FilterRefusal extends Error {
  readonly problem: FilterProblem
  constructor(problem: FilterProblem) {
    super(problem.code)
    this.problem = problem
  }
}

const LONGEST_FOUND = 60
export function refuse(
  code: FilterProblemCode,
  span: Span,
  found: string,
  more: Partial<Pick<FilterProblem, 'field' | 'type' | 'suggestion'>> = {},
): never {
  const short = found.length > LONGEST_FOUND ? `${found.slice(0, LONGEST_FOUND)}…` : found
  throw new FilterRefusal({ code, at: span.at, end: span.end, found: short, ...more })
}
