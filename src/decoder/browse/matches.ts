/** Which packets a filter keeps: one bit a packet, so ten million take 1.3 MB whatever is kept; the n-th is found at once. */

/** Packets of one block; how many are kept before each block is known. */
const BLOCK = 4096
const WORDS = BLOCK / 32

export class Matches {
  #words = new Uint32Array(WORDS)
  /** Kept before each block. */
  #before = new Float64Array(2)
  #blocks = 1
  #count = 0
  /** Packets looked at so far. */
  scanned = 0

  get count(): number {
    return this.#count
  }

  /** Says of the next packet whether it is kept. */
  add(kept: boolean): void {
    const n = this.scanned++
    const block = Math.floor(n / BLOCK)
    if (block === this.#blocks) this.#begin(block)
    if (!kept) return
    const word = n >>> 5
    this.#words[word] = (this.#words[word] as number) | (1 << (n & 31))
    this.#count++
  }
  #begin(block: number): void {
    if ((block + 1) * WORDS > this.#words.length) {
      const words = new Uint32Array(this.#words.length * 2)
      words.set(this.#words)
      this.#words = words
      const before = new Float64Array(words.length / WORDS + 1)
      before.set(this.#before)
      this.#before = before
    }
    this.#before[block] = this.#count
    this.#blocks = block + 1
  }

  get bytes(): number {
    return this.#words.byteLength + this.#before.byteLength
  }

  has(number: number): boolean {
    const n = number - 1
    return n >= 0 && n < this.scanned && (((this.#words[n >>> 5] as number) >>> (n & 31)) & 1) === 1
  }

  /** How many kept packets have a number below `number`. */
  countBefore(number: number): number {
    const n = Math.min(number - 1, this.scanned)
    if (n <= 0) return 0
    const block = Math.min(Math.floor(n / BLOCK), this.#blocks - 1)
    let count = this.#before[block] as number
    const last = n >>> 5
    for (let word = block * WORDS; word < last; word++) count += bits(this.#words[word] as number)
    const rest = n & 31
    return rest === 0 ? count : count + bits((this.#words[last] as number) & ((1 << rest) - 1))
  }

  /** Numbers of the kept packets from the `from`-th (from 0) on, at most `count`. */
  page(from: number, count: number): number[] {
    const numbers: number[] = []
    if (from >= this.#count) return numbers
    const block = this.#blockOf(from)
    let skip = from - (this.#before[block] as number)
    for (let word = block * WORDS; word < this.#blocks * WORDS && numbers.length < count; word++) {
      let left = this.#words[word] as number
      while (left !== 0 && numbers.length < count) {
        const bit = 31 - Math.clz32(left & -left)
        left &= left - 1
        if (skip > 0) skip--
        else numbers.push(word * 32 + bit + 1)
      }
    }
    return numbers
  }
  /** The last block before which at most `n` are kept. */
  #blockOf(n: number): number {
    let low = 0
    let high = this.#blocks - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#before[middle] as number) <= n) low = middle
      else high = middle - 1
    }
    return low
  }
}

function bits(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
