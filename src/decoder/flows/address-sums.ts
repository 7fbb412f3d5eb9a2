/** Packets and bytes of each address: sums for 32-bit words, open addressing in one typed array. */
import { Largest } from './largest.ts'

/** A slot: the word, its packets, its bytes. One without packets is free: every flow has at least one. */
const SLOT = 3
const PACKETS = 1
const BYTES = 2

export class AddressSums {
  count = 0
  #slots: Float64Array
  #mask: number

  /** `expected` addresses are a guess that saves growing; at most half of the slots are taken. */
  constructor(expected: number) {
    const slots = 2 ** Math.ceil(Math.log2(2 * Math.max(32, expected) + 2))
    this.#slots = new Float64Array(slots * SLOT)
    this.#mask = slots - 1
  }

  add(word: number, packets: number, bytes: number): void {
    const slots = this.#slots
    const o = this.#slotOf(word)
    if (slots[o + PACKETS] === 0) {
      slots[o] = word
      this.count++
    }
    slots[o + PACKETS] = (slots[o + PACKETS] as number) + packets
    slots[o + BYTES] = (slots[o + BYTES] as number) + bytes
    if (this.count * 2 > this.#mask) this.#grow()
  }

  #slotOf(word: number): number {
    const slots = this.#slots
    const mask = this.#mask
    let slot = (Math.imul(word, 0x9e3779b1) >>> 9) & mask
    while (slots[slot * SLOT + PACKETS] !== 0 && slots[slot * SLOT] !== word) slot = (slot + 1) & mask
    return slot * SLOT
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new Float64Array(old.length * 2)
    this.#mask = this.#mask * 2 + 1
    for (let from = 0; from < old.length; from += SLOT) {
      if (old[from + PACKETS] === 0) continue
      const o = this.#slotOf(old[from] as number)
      this.#slots[o] = old[from] as number
      this.#slots[o + PACKETS] = old[from + PACKETS] as number
      this.#slots[o + BYTES] = old[from + BYTES] as number
    }
  }

  largest(most: number): readonly { word: number; packets: number; bytes: number }[] {
    const slots = this.#slots
    const largest = new Largest(most)
    for (let o = 0; o < slots.length; o += SLOT) {
      if (slots[o + PACKETS] !== 0) largest.offer(o, slots[o + BYTES] as number)
    }
    return largest.items().map((o) => ({
      word: slots[o] as number,
      packets: slots[o + PACKETS] as number,
      bytes: slots[o + BYTES] as number,
    }))
  }
}
