/** Flows put together by their ends, whatever VLAN or tunnel each was seen in. */
import { longer } from '../longer.ts'
import type { FlowCursor } from './flow-cursor.ts'
import { A_ADDRESS, B_ADDRESS, KEY_MASK, KIND, PORTS } from './flow-record.ts'
import type { FlowTable } from './flow-table.ts'

const FIRST_SLOTS = 256
const NONE = -1

export class Tuples {
  /** How many there are. */
  count = 0
  readonly #table: FlowTable
  /** Tuple numbers, plus one. */
  #slots = new Int32Array(FIRST_SLOTS)
  /** By tuple: the hash of its ends, what it moved, and its newest member. */
  #hashes = new Int32Array(FIRST_SLOTS)
  #bytes = new Float64Array(FIRST_SLOTS)
  #newest = new Int32Array(FIRST_SLOTS)
  /** By member: its flow, and the member of the same tuple that came before it. */
  #flows = new Int32Array(FIRST_SLOTS)
  #before = new Int32Array(FIRST_SLOTS)
  #members = 0

  constructor(table: FlowTable) {
    this.#table = table
  }

  add(one: FlowCursor): void {
    const number = this.#numberOf(one)
    const member = this.#members++
    if (member === this.#flows.length) {
      this.#flows = longer(this.#flows, 2 * member)
      this.#before = longer(this.#before, 2 * member)
    }
    this.#before[member] = this.#newest[number] as number
    this.#newest[number] = member
    this.#flows[member] = one.flow
    this.#bytes[number] = (this.#bytes[number] as number) + one.bytes
  }

  #numberOf(one: FlowCursor): number {
    const hash = one.tuple
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] as number) - 1
      if (this.#isAlike(this.#flows[this.#newest[number] as number] as number, one.flow)) return number
    }
    const number = this.count++
    if (number === this.#hashes.length) {
      this.#hashes = longer(this.#hashes, 2 * number)
      this.#newest = longer(this.#newest, 2 * number)
      this.#bytes = longer(this.#bytes, 2 * number)
    }
    this.#hashes[number] = hash
    this.#newest[number] = NONE
    this.#slots[slot] = number + 1
    if (this.count * 2 > this.#slots.length) this.#grow()
    return number
  }

  #isAlike(flow: number, other: number): boolean {
    const { pages } = this.#table
    const x = pages.of(flow)
    const y = pages.of(other)
    const o = pages.at(flow)
    const p = pages.at(other)
    return (
      x.getInt32(o + A_ADDRESS, true) === y.getInt32(p + A_ADDRESS, true) &&
      x.getInt32(o + B_ADDRESS, true) === y.getInt32(p + B_ADDRESS, true) &&
      x.getInt32(o + PORTS, true) === y.getInt32(p + PORTS, true) &&
      (x.getUint32(o + KIND, true) & KEY_MASK) === (y.getUint32(p + KIND, true) & KEY_MASK)
    )
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let number = 0; number < this.count; number++) {
      let slot = (this.#hashes[number] as number) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = number + 1
    }
    this.#slots = slots
  }

  bytesOf(number: number): number {
    return this.#bytes[number] as number
  }
  /** The flows of a tuple, the first of them first. */
  flowsOf(number: number): readonly number[] {
    const flows: number[] = []
    for (let member = this.#newest[number] as number; member !== NONE; member = this.#before[member] as number) {
      flows.push(this.#flows[member] as number)
    }
    return flows.reverse()
  }
}
