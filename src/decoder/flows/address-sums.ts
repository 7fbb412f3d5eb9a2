/** Packets and bytes of each address: sums for 32-bit words, open addressing over typed arrays. */
import { Largest } from './largest.ts'

export class AddressSums {
  count = 0
  #words: Uint32Array
  #packets: Float64Array
  #bytes: Float64Array

  /** `expected` is a guess that saves growing. */
  constructor(expected: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(64, expected)))
    this.#words = new Uint32Array(slots)
    this.#packets = new Float64Array(slots)
    this.#bytes = new Float64Array(slots)
  }

  add(word: number, packets: number, bytes: number): void {
    const slot = this.#slotOf(word)
    if (this.#packets[slot] === 0) {
      this.#words[slot] = word
      this.count++
    }
    this.#packets[slot] = (this.#packets[slot] as number) + packets
    this.#bytes[slot] = (this.#bytes[slot] as number) + bytes
    if (this.count * 2 > this.#words.length) this.#grow()
  }
  #slotOf(word: number): number {
    const mask = this.#words.length - 1
    let slot = (Math.imul(word, 0x9e3779b1) >>> 9) & mask
    // A slot without packets is free: every flow has at least one.
    while (this.#packets[slot] !== 0 && this.#words[slot] !== word) slot = (slot + 1) & mask
    return slot
  }
  #grow(): void {
    const [words, packets, bytes] = [this.#words, this.#packets, this.#bytes]
    this.#words = new Uint32Array(words.length * 2)
    this.#packets = new Float64Array(words.length * 2)
    this.#bytes = new Float64Array(words.length * 2)
    for (let from = 0; from < words.length; from++) {
      if (packets[from] === 0) continue
      const slot = this.#slotOf(words[from] as number)
      this.#words[slot] = words[from] as number
      this.#packets[slot] = packets[from] as number
      this.#bytes[slot] = bytes[from] as number
    }
  }
  largest(most: number): readonly { word: number; packets: number; bytes: number }[] {
    const largest = new Largest(most)
    for (let slot = 0; slot < this.#words.length; slot++) {
      if (this.#packets[slot] !== 0) largest.offer(slot, this.#bytes[slot] as number)
    }
    return largest.items().map((slot) => ({
      word: this.#words[slot] as number,
      packets: this.#packets[slot] as number,
      bytes: this.#bytes[slot] as number,
    }))
  }
}
