/** Keeps the `size` items with the largest weights of any number offered. */
export class Largest {
  readonly #size: number
  readonly #items: { item: number; weight: number }[] = []
  #least = Number.NEGATIVE_INFINITY

  constructor(size: number) {
    this.#size = size
  }
  offer(item: number, weight: number): void {
    if (weight <= this.#least) return
    this.#items.push({ item, weight })
    if (this.#items.length >= this.#size * 4) this.#cut()
  }
  #cut(): void {
    // Of equals the one met first stays.
    this.#items.sort((x, y) => y.weight - x.weight || x.item - y.item)
    this.#items.length = Math.min(this.#items.length, this.#size)
    if (this.#items.length === this.#size) this.#least = this.#items.at(-1)?.weight ?? this.#least
  }
  /** The heaviest first. */
  items(): readonly number[] {
    this.#cut()
    return this.#items.map((one) => one.item)
  }
}
