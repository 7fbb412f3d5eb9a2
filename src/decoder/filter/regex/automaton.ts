/**
 * Matches an expression in time linear in the text, whatever the expression: a set of states is followed at once (Thompson's
 * construction), and each set met is remembered as one state of a deterministic automaton, within a bound.
 */
import type { Assertion, Expression, Range } from './syntax.ts'

/** Larger expressions are refused: a set of all nodes may have to be followed for every character. */
const MAX_NODES = 2000
const MAX_CLASSES = 1000
/** Nested repetitions of nothing add no node but take their time. */
const MAX_STEPS = 100_000
/** Numbers kept for the sets remembered; when there are more, all are forgotten and met again. */
const MOST_KEPT = 500_000

const SPLIT = 0
const SET = 1
const ASSERT = 2
const DONE = 3

interface Node {
  kind: number
  next: number
  other: number
  assertion?: Assertion
  /** For each class of code units, whether the set holds it. */
  holds?: Uint8Array
}

/** What stood before: assertions ask. */
const AT_START = 0
const AFTER_WORD = 1
const AFTER_OTHER = 2

interface State {
  readonly nodes: readonly number[]
  readonly before: number
  /** By class of the next code unit; the last is the end of the text. `undefined` until asked. */
  readonly next: (State | undefined)[]
}
/** Reached: no more needs to be read. */
const FOUND: State = { nodes: [], before: AT_START, next: [] }

export class Automaton {
  readonly #nodes: Node[] = []
  #boundaries: readonly number[] = []
  readonly #classOfLow = new Uint16Array(256)
  #wordClasses = new Uint8Array(0)
  #classes = 0
  readonly #holdsOf = new Map<readonly Range[], Uint8Array>()
  #steps = 0
  #states = new Map<string, State>()
  #kept = 0
  #first: State | undefined
  readonly #start: number

  private constructor(expression: Expression) {
    this.#partition(expression)
    const done = this.#add({ kind: DONE, next: -1, other: -1 })
    this.#start = this.#build(expression, done)
  }

  /** `undefined` when the expression is too large. */
  static of(expression: Expression): Automaton | undefined {
    try {
      return new Automaton(expression)
    } catch (error) {
      if (error instanceof TooLarge) return undefined
      throw error
    }
  }

  /** Whether some part of the text matches. */
  testText(text: string): boolean {
    let state = this.#begin()
    for (let at = 0; at < text.length; at++) {
      state = this.#step(state, this.#classOf(text.charCodeAt(at)))
      if (state === FOUND) return true
    }
    return this.#step(state, this.#classes) === FOUND
  }
  /** The same for bytes, each taken as the character of its number. */
  testBytes(bytes: Uint8Array, start: number, end: number): boolean {
    const classes = this.#classOfLow
    let state = this.#begin()
    for (let at = start; at < end; at++) {
      const symbol = classes[bytes[at] as number] as number
      state = state.next[symbol] ?? this.#step(state, symbol)
      if (state === FOUND) return true
    }
    return this.#step(state, this.#classes) === FOUND
  }

  #begin(): State {
    this.#first ??= this.#state([this.#start], AT_START)
    return this.#first
  }

  /** Code units no set tells apart are one class. */
  #partition(expression: Expression): void {
    const starts = new Set<number>([0, 0x30, 0x3a, 0x41, 0x5b, 0x5f, 0x60, 0x61, 0x7b])
    const visit = (one: Expression): void => {
      if (one.kind === 'set') {
        for (const [from, to] of one.ranges) starts.add(from).add(to + 1)
      } else if (one.kind === 'repeat') visit(one.part)
      else if (one.kind === 'sequence' || one.kind === 'choice') one.parts.forEach(visit)
    }
    visit(expression)
    starts.delete(0x10000)
    this.#boundaries = [...starts].sort((a, b) => a - b)
    this.#classes = this.#boundaries.length
    if (this.#classes > MAX_CLASSES) throw new TooLarge()
    for (let code = 0; code < 256; code++) this.#classOfLow[code] = this.#search(code)
    this.#wordClasses = Uint8Array.from(this.#boundaries, (code) => (isWord(code) ? 1 : 0))
  }
  #search(code: number): number {
    let low = 0
    let high = this.#boundaries.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#boundaries[middle] as number) <= code) low = middle
      else high = middle - 1
    }
    return low
  }
  #classOf(code: number): number {
    return code < 256 ? (this.#classOfLow[code] as number) : this.#search(code)
  }

  #add(node: Node): number {
    if (this.#nodes.length >= MAX_NODES) throw new TooLarge()
    return this.#nodes.push(node) - 1
  }
  /** Nodes for `expression` that go on to `next`; answers the first of them. Built from the end. */
  #build(expression: Expression, next: number): number {
    if (++this.#steps > MAX_STEPS) throw new TooLarge()
    switch (expression.kind) {
      case 'empty':
        return next
      case 'set':
        return this.#add({ kind: SET, next, other: -1, holds: this.#holds(expression.ranges) })
      case 'assert':
        return this.#add({ kind: ASSERT, next, other: -1, assertion: expression.assertion })
      case 'sequence':
        return expression.parts.reduceRight((after, part) => this.#build(part, after), next)
      case 'choice':
        return expression.parts
          .map((part) => this.#build(part, next))
          .reduce((first, second) => this.#add({ kind: SPLIT, next: first, other: second }))
      case 'repeat':
        return this.#repeat(expression.part, expression.min, expression.max, next)
    }
  }
  #repeat(part: Expression, min: number, max: number | undefined, next: number): number {
    let at = next
    if (max === undefined) {
      const loop = this.#add({ kind: SPLIT, next: -1, other: next })
      const node = this.#nodes[loop] as Node
      node.next = this.#build(part, loop)
      at = loop
    } else {
      for (let n = min; n < max; n++) at = this.#add({ kind: SPLIT, next: this.#build(part, at), other: next })
    }
    for (let n = 0; n < min; n++) at = this.#build(part, at)
    return at
  }
  #holds(ranges: readonly Range[]): Uint8Array {
    const known = this.#holdsOf.get(ranges)
    if (known) return known
    const holds = Uint8Array.from(this.#boundaries, (code) =>
      ranges.some(([from, to]) => from <= code && code <= to) ? 1 : 0,
    )
    this.#holdsOf.set(ranges, holds)
    return holds
  }

  #state(nodes: readonly number[], before: number): State {
    const key = `${before}:${nodes.join()}`
    const known = this.#states.get(key)
    if (known) return known
    this.#kept += nodes.length + this.#classes
    if (this.#kept > MOST_KEPT) this.#forget()
    const state: State = { nodes, before, next: new Array<State | undefined>(this.#classes + 1).fill(undefined) }
    this.#states.set(key, state)
    return state
  }

  /** The states reachable from the first one go with it. */
  #forget(): void {
    this.#states = new Map()
    this.#first = undefined
    this.#kept = 0
  }

  #step(state: State, symbol: number): State {
    const known = state.next[symbol]
    if (known !== undefined) return known
    const next = this.#follow(state, symbol)
    state.next[symbol] = next
    return next
  }

  /** A match may begin anywhere: the first node joins every set. */
  #follow(state: State, symbol: number): State {
    const ends = symbol === this.#classes
    const word = !ends && this.#wordClasses[symbol] === 1
    const reached = new Set<number>()
    const seen = new Set<number>()
    const stack = [...state.nodes]
    while (stack.length > 0) {
      const at = stack.pop() as number
      if (seen.has(at)) continue
      seen.add(at)
      const node = this.#nodes[at] as Node
      if (node.kind === DONE) return FOUND
      if (node.kind === SPLIT) stack.push(node.next, node.other)
      else if (node.kind === ASSERT) {
        if (holdsHere(node.assertion as Assertion, state.before, ends, word)) stack.push(node.next)
      } else if (!ends && node.holds?.[symbol] === 1) reached.add(node.next)
    }
    reached.add(this.#start)
    return this.#state(
      [...reached].sort((a, b) => a - b),
      word ? AFTER_WORD : AFTER_OTHER,
    )
  }
}
class TooLarge extends Error {}

function holdsHere(assertion: Assertion, before: number, ends: boolean, word: boolean): boolean {
  switch (assertion) {
    case 'start':
      return before === AT_START
    case 'end':
      return ends
    case 'word':
      return (before === AFTER_WORD) !== word
    case 'not-word':
      return (before === AFTER_WORD) === word
  }
}

function isWord(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || (code >= 0x61 && code <= 0x7a)
  )
}
