/** IPv4 addresses as small numbers in the order they came, so that what is known of each stands in plain arrays. */
import { hashOfOne } from '../hash.ts'
import { longer } from '../longer.ts'

const FIRST_SLOTS = 64

export class Ipv4Addresses {
  count = 0
  #words = new Int32Array(FIRST_SLOTS / 2)
  #slots = new Int32Array(FIRST_SLOTS)
  #mask = FIRST_SLOTS - 1

  /** The number of an address given as a 32-bit word; equal addresses have equal numbers. */
  intern(word: number): number {
    const signed = word | 0
    for (let slot = hashOfOne(signed) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const index = (this.#slots[slot] as number) - 1
      if (index < 0) return this.#add(slot, signed)
      if (this.#words[index] === signed) return index
    }
  }

  #add(slot: number, word: number): number {
    const index = this.count++
    this.#words[index] = word
    this.#slots[slot] = index + 1
    if (this.count === this.#words.length) this.#grow()
    return index
  }

  #grow(): void {
    const words = longer(this.#words, this.#words.length * 2)
    const slots = new Int32Array(words.length * 2)
    const mask = slots.length - 1
    for (let index = 0; index < this.count; index++) {
      let slot = hashOfOne(words[index] as number) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = index + 1
    }
    this.#words = words
    this.#slots = slots
    this.#mask = mask
  }

  /** The address of a number, as an unsigned word. */
  word(index: number): number {
    return (this.#words[index] as number) >>> 0
  }
}
