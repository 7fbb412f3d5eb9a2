/** One packed piece of a file that is whole by itself: a member of gzip, a frame of zstd; and what both are unpacked with. */
import type { createInflateRaw, createZstdDecompress } from 'node:zlib'

/** What is unpacked waits for its reader once it is so much: zstd packs 1:32768, and a bomb must not fill the memory. */
export const PIECE_BYTES = 1024 * 1024
/** Given to zlib at a time: of a damaged file only what was given before the damage can be had. */
export const BITE_BYTES = 32 * 1024
/** What is here whole with so much needs no stream: bgzip writes members of 64 kB, and a stream costs more than they. */
export const SHORT_BYTES = 128 * 1024

/** What is packed contradicts itself, or ends too early; the message says how. */
export class PackingDamage extends Error {}

export interface Frame {
  /** All of it has been taken. */
  readonly hasEnded: boolean
  /** Unpacks some of the first of `bytes`. Returns how many it took: none only when it had ended before them. */
  write(bytes: Uint8Array): AsyncGenerator<Uint8Array, number>
  /** No more bytes will come: what is still to be had, and then the damage that it is not whole. */
  finish(): AsyncGenerator<Uint8Array>
  close(): void
}

/** The packed bytes alone, given to zlib. That it has ended may be known only when more is given. */
export class StreamFrame implements Frame {
  readonly #stream: ReturnType<typeof createInflateRaw | typeof createZstdDecompress>
  #fedBytes = 0
  #ended = false
  #error: PackingDamage | undefined
  #wake: () => void = () => undefined

  /** `stream` must be a fresh one, with pieces of `PIECE_BYTES`. */
  constructor(stream: ReturnType<typeof createInflateRaw | typeof createZstdDecompress>) {
    this.#stream = stream
    stream
      .on('readable', () => this.#wake())
      .on('end', () => {
        this.#ended = true
        this.#wake()
      })
      .on('error', (error) => {
        this.#error = new PackingDamage(error.message, { cause: error })
        this.#wake()
      })
  }
  get hasEnded(): boolean {
    return this.#ended
  }

  async *write(bytes: Uint8Array): AsyncGenerator<Uint8Array, number> {
    // A copy: the memory is read into again while this is unpacked.
    const bite = Uint8Array.from(bytes.subarray(0, BITE_BYTES))
    this.#fedBytes += bite.length
    let taken = false
    this.#stream.write(bite, () => {
      taken = true
      this.#wake()
    })
    yield* this.#pull(() => taken)
    const unused = this.#fedBytes - this.#stream.bytesWritten
    if (unused > 0) yield* this.#pull(() => false)
    return bite.length - unused
  }
  async *finish(): AsyncGenerator<Uint8Array> {
    this.#stream.end()
    yield* this.#pull(() => false)
  }
  close(): void {
    this.#stream.destroy()
  }

  /** Until `isDone` or the end of the frame. The stream unpacks no further than to the next piece before this one is taken. */
  async *#pull(isDone: () => boolean): AsyncGenerator<Uint8Array> {
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      const piece = this.#stream.read() as Uint8Array | null
      if (piece) {
        yield piece
        continue
      }
      if (this.#error) throw this.#error
      if (this.#ended || isDone()) return
      await woken
    }
  }
}
