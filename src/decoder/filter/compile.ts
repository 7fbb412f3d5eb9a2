/** A filter's tree → a question that is asked of each frame. Cheap conditions are asked first; order changes no answer. */
import { pairTest, type Test, testOf } from './comparisons.ts'
import type { Extraction } from './extraction.ts'
import { Occurrences } from './occurrences.ts'
import { fieldOf, type ResolvedOperand, resolve } from './operands.ts'
import { COSTS, presence, type Source } from './sources.ts'
import {
  type Comparison,
  type FieldOperand,
  type FilterNode,
  type Quantifier,
  type Relation,
  refuse,
  type SetElement,
} from './syntax.ts'

export interface Condition {
  readonly cost: number
  test(extraction: Extraction): boolean
}
type FieldPair = { readonly left: FieldOperand; readonly right: FieldOperand }

/** Throws `FilterRefusal` for names that do not exist and values that do not fit. */
export function compileNode(node: FilterNode): Condition {
  switch (node.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return joined(node.kind, node.parts.map(compileNode))
    case 'not': {
      const part = compileNode(node.part)
      return { cost: part.cost, test: (extraction) => !part.test(extraction) }
    }
    case 'exists':
      return existence(node.operand)
    case 'in':
      return membership(resolve(node.operand), node.quantifier, node.set)
    case 'compare': {
      const { left, right } = node
      if (right.kind === 'field') return between({ left, right }, node.relation, node.quantifier)
      const subject = resolve(left)
      return occurring(
        subject.source,
        testOf(subject, node.relation, right),
        node.quantifier,
        searchCost(node.relation),
      )
    }
  }
}

function searchCost(relation: Relation): number {
  return relation === 'contains' || relation === 'matches' ? COSTS.search : 0
}

function joined(kind: 'and' | 'or' | 'xor', unsorted: readonly Condition[]): Condition {
  const parts = unsorted.toSorted((a, b) => a.cost - b.cost)
  const cost = parts.reduce((sum, part) => sum + part.cost, 0)
  switch (kind) {
    case 'and':
      return { cost, test: everyOf(parts) }
    case 'or':
      return { cost, test: someOf(parts) }
    case 'xor':
      return { cost, test: (extraction) => parts.filter((part) => part.test(extraction)).length % 2 === 1 }
  }
}
function everyOf(parts: readonly Condition[]): Condition['test'] {
  const [first, second] = parts
  if (parts.length === 2 && first && second) return (extraction) => first.test(extraction) && second.test(extraction)
  return (extraction) => {
    for (const part of parts) if (!part.test(extraction)) return false
    return true
  }
}
function someOf(parts: readonly Condition[]): Condition['test'] {
  const [first, second] = parts
  if (parts.length === 2 && first && second) return (extraction) => first.test(extraction) || second.test(extraction)
  return (extraction) => {
    for (const part of parts) if (part.test(extraction)) return true
    return false
  }
}

function existence(operand: FieldOperand): Condition {
  const plain = !operand.slice && !operand.mask && !operand.apply
  const field = fieldOf(operand)
  if (plain && field.type === 'protocol') return presence(field)
  const { source } = resolve(operand)
  return occurring(source, operand.mask ? (found, n) => found.numbers[n] !== 0 : () => true, 'any', 0)
}

/** Of no occurrence nothing holds, neither of any nor of all. */
function occurring(source: Source, test: Test, quantifier: Quantifier, extraCost: number): Condition {
  const found = new Occurrences()
  const cost = source.cost + extraCost
  if (quantifier === 'any') {
    return {
      cost,
      test(extraction) {
        found.count = 0
        source.read(extraction, found)
        for (let n = 0; n < found.count; n++) if (test(found, n, extraction)) return true
        return false
      },
    }
  }
  return {
    cost,
    test(extraction) {
      found.count = 0
      source.read(extraction, found)
      for (let n = 0; n < found.count; n++) if (!test(found, n, extraction)) return false
      return found.count > 0
    },
  }
}

const NUMBERS: readonly string[] = ['uint', 'bool', 'double', 'time']
const BYTES: readonly string[] = ['bytes', 'protocol']
function comparable(left: ResolvedOperand, right: ResolvedOperand): boolean {
  if (left.type === right.type) return left.type !== 'none'
  if (NUMBERS.includes(left.type)) return NUMBERS.includes(right.type)
  // Bytes can be held against anything that is bytes.
  return (
    left.represents === 'bytes' &&
    right.represents === 'bytes' &&
    [left, right].some(({ type }) => BYTES.includes(type))
  )
}

/** Two fields of the same frame. */
function between(pair: FieldPair, relation: Relation, quantifier: Quantifier): Condition {
  const left = resolve(pair.left)
  const right = resolve(pair.right)
  const test = isComparison(relation) && comparable(left, right) ? pairTest(left, relation) : undefined
  if (!test) return refuse('not-comparable', pair.right, pair.right.name, { field: pair.left.name, type: left.type })
  const ofLeft = new Occurrences()
  const ofRight = new Occurrences()
  const any = quantifier === 'any'
  return {
    cost: left.source.cost + right.source.cost,
    test(extraction) {
      ofLeft.count = 0
      ofRight.count = 0
      left.source.read(extraction, ofLeft)
      right.source.read(extraction, ofRight)
      for (let n = 0; n < ofLeft.count; n++) {
        for (let m = 0; m < ofRight.count; m++) if (test(ofLeft, n, ofRight, m, extraction) === any) return any
      }
      return !any && ofLeft.count > 0 && ofRight.count > 0
    },
  }
}
function isComparison(relation: Relation): relation is Comparison {
  return relation !== 'contains' && relation !== 'matches'
}

function membership(subject: ResolvedOperand, quantifier: Quantifier, set: readonly SetElement[]): Condition {
  const tests = set.map((element) => elementTest(subject, element))
  const test: Test = (found, n, extraction) => {
    for (const one of tests) if (one(found, n, extraction)) return true
    return false
  }
  return occurring(subject.source, test, quantifier, set.length)
}
function elementTest(subject: ResolvedOperand, { low, high }: SetElement): Test {
  if (!high) return testOf(subject, '==', low)
  const notBelow = testOf(subject, '>=', low)
  const notAbove = testOf(subject, '<=', high)
  return (found, n, extraction) => notBelow(found, n, extraction) && notAbove(found, n, extraction)
}
