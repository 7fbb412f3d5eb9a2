/** Handshake bytes of one side of a QUIC connection, put in order (RFC 9000 §19.6). Bounded: what is beyond is dropped. */
import type { CryptoPiece } from './frames.ts'

const MAX_BYTES = 65_536
const MAX_PIECES = 64

export class CryptoStream {
  #bytes = new Uint8Array(0)
  /** How many bytes from the first on are there. */
  #length = 0
  #waiting: CryptoPiece[] = []
  #waitingBytes = 0

  /** Pieces may come in any order, and again. Their bytes are copied. */
  add(piece: CryptoPiece): void {
    if (piece.offset + piece.bytes.length > MAX_BYTES) return
    if (piece.offset > this.#length) {
      if (this.#waiting.length >= MAX_PIECES) return
      this.#waiting.push({ offset: piece.offset, bytes: piece.bytes.slice() })
      this.#waitingBytes += piece.bytes.length
      return
    }
    this.#append(piece)
    while (this.#waiting.length > 0) {
      const n = this.#waiting.findIndex(({ offset }) => offset <= this.#length)
      if (n < 0) break
      const [next] = this.#waiting.splice(n, 1)
      if (!next) break
      this.#waitingBytes -= next.bytes.length
      this.#append(next)
    }
  }

  /** Bytes of memory. */
  get held(): number {
    return this.#bytes.length + this.#waitingBytes
  }

  #append({ offset, bytes }: CryptoPiece): void {
    const end = offset + bytes.length
    if (end <= this.#length) return
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.min(MAX_BYTES, Math.max(end, 2 * this.#bytes.length)))
      grown.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = grown
    }
    this.#bytes.set(bytes.subarray(this.#length - offset), this.#length)
    this.#length = end
  }

  /** The bytes without a gap from the first on; valid until the next `add`. */
  get contiguous(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /**
   * Length of the first handshake message with its header of four bytes, when it is there as a whole; else `undefined`.
   * `parseClientHello` takes what follows those four bytes.
   */
  get firstMessageEnd(): number | undefined {
    const bytes = this.#bytes
    if (this.#length < 4) return undefined
    const end = 4 + (((bytes[1] as number) << 16) | ((bytes[2] as number) << 8) | (bytes[3] as number))
    return end <= this.#length ? end : undefined
  }
}
