/** TCP sequence numbers, the earliest first (RFC 9293 §3.4: modulo 2^32, as signed numbers); a number may come with each. */
export class SequenceHeap {
  readonly #sequences: number[] = []
  readonly #beside: number[] = []

  get length(): number {
    return this.#sequences.length
  }
  /** Of the earliest; only where there is one. */
  get sequence(): number {
    return this.#sequences[0] as number
  }
  get beside(): number {
    return this.#beside[0] as number
  }

  push(sequence: number, beside = 0): void {
    const sequences = this.#sequences
    let at = sequences.length
    // Mostly they come in order, and stay where they are put.
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (((sequence - (sequences[parent] as number)) | 0) >= 0) break
      this.#move(parent, at)
      at = parent
    }
    sequences[at] = sequence
    this.#beside[at] = beside
  }

  /** Drops the earliest. */
  pop(): void {
    const sequences = this.#sequences
    const last = sequences.pop() as number
    const beside = this.#beside.pop() as number
    const { length } = sequences
    if (length === 0) return
    let at = 0
    for (;;) {
      let child = at * 2 + 1
      if (child >= length) break
      if (child + 1 < length && (((sequences[child + 1] as number) - (sequences[child] as number)) | 0) < 0) child++
      if (((last - (sequences[child] as number)) | 0) <= 0) break
      this.#move(child, at)
      at = child
    }
    sequences[at] = last
    this.#beside[at] = beside
  }

  #move(from: number, to: number): void {
    this.#sequences[to] = this.#sequences[from] as number
    this.#beside[to] = this.#beside[from] as number
  }
}
