/** Flows by their ends alone, whatever they were seen in: which of them had been there before. */
import type { FlowCursor } from './flow-cursor.ts'
import { A_ADDRESS, B_ADDRESS, KEY_MASK, KIND, PORTS } from './flow-record.ts'
import type { FlowTable } from './flow-table.ts'

const FIRST_SLOTS = 256

export class TupleSet {
  readonly #table: FlowTable
  /** Flow numbers, plus one. */
  #slots = new Int32Array(FIRST_SLOTS)
  #count = 0

  constructor(table: FlowTable) {
    this.#table = table
  }

  /** False when a flow with these ends is in it. */
  add(one: FlowCursor): boolean {
    const mask = this.#slots.length - 1
    let slot = one.tuple & mask
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#isAlike((this.#slots[slot] as number) - 1, one.flow)) return false
    }
    this.#slots[slot] = one.flow + 1
    if (++this.#count * 2 > this.#slots.length) this.#grow(one)
    return true
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

  #grow(one: FlowCursor): void {
    const old = this.#slots
    this.#slots = new Int32Array(old.length * 2)
    const mask = this.#slots.length - 1
    const { flow } = one
    for (const kept of old) {
      if (kept === 0) continue
      one.move(kept - 1)
      let slot = one.tuple & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = kept
    }
    one.move(flow)
  }
}
