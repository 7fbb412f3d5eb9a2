/**
 * How far something reaches whose lengths stand in it, when its bytes come in pieces of any size. The walk says with each
 * `yield` how many more bytes to pass, at least one, and is given the last of them; it returns when all have been passed.
 */
export type Walk = Generator<number, void, number>

export class Extent {
  readonly #walk: Walk
  #left = 0
  hasEnded = false

  constructor(walk: Walk) {
    this.#walk = walk
    this.#go(0)
  }
  /** Passes the first of `bytes`. Returns how many belong to it. */
  pass(bytes: Uint8Array): number {
    let at = 0
    while (!this.hasEnded && at < bytes.length) {
      const passed = Math.min(this.#left, bytes.length - at)
      at += passed
      this.#left -= passed
      if (this.#left === 0) this.#go(bytes[at - 1] as number)
    }
    return at
  }
  #go(last: number): void {
    const next = this.#walk.next(last)
    if (next.done) this.hasEnded = true
    else this.#left = next.value
  }
}
