/** First bytes of connections that were too few to tell what is spoken: kept until more come. Bounded. */

/** As many bytes tell any application, or it is none we know. */
export const ENOUGH_TO_TELL = 64
const MOST_BEGINNINGS = 16_384

export class Beginnings {
  /** By connection and direction. */
  readonly #bytes = new Map<number, Uint8Array>()

  /** False when these bytes are enough. The oldest makes room: connections that fell silent never fill the place of others. */
  keep(key: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start >= ENOUGH_TO_TELL) return false
    if (this.#bytes.size >= MOST_BEGINNINGS) {
      const [oldest] = this.#bytes.keys()
      if (oldest !== undefined) this.#bytes.delete(oldest)
    }
    this.#bytes.set(key, bytes.slice(start, end))
    return true
  }

  /** What was kept, with `start`…`end` behind it; it is kept no longer. */
  join(key: number, bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
    if (this.#bytes.size === 0) return undefined
    const beginning = this.#bytes.get(key)
    if (!beginning) return undefined
    this.#bytes.delete(key)
    const joined = new Uint8Array(beginning.length + Math.max(0, end - start))
    joined.set(beginning)
    joined.set(bytes.subarray(start, end), beginning.length)
    return joined
  }

  drop(key: number): void {
    this.#bytes.delete(key)
  }
}
