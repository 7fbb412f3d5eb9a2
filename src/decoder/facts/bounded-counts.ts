/** Counts by name, for names a stranger chooses: at most so many are kept, the others are counted together. */
export class BoundedCounts {
  readonly #counts = new Map<string, number>()
  readonly #most: number
  /** Occurrences of names that came when the table was full. */
  others = 0

  constructor(most: number) {
    this.#most = most
  }

  add(name: string, times = 1): void {
    const known = this.#counts.get(name)
    if (known !== undefined) this.#counts.set(name, known + times)
    else if (this.#counts.size < this.#most) this.#counts.set(name, times)
    else this.others += times
  }

  get size(): number {
    return this.#counts.size
  }
  get total(): number {
    let sum = this.others
    for (const count of this.#counts.values()) sum += count
    return sum
  }
  names(): readonly string[] {
    return [...this.#counts.keys()]
  }
  /** The most frequent first; equals in the order they came. */
  largest(most: number): readonly { readonly name: string; readonly count: number }[] {
    return [...this.#counts]
      .map(([name, count]) => ({ name, count }))
      .toSorted((a, b) => b.count - a.count)
      .slice(0, most)
  }
  toObject(): Record<string, number> {
    return Object.fromEntries([...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }
}
