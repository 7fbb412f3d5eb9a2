/** What has begun and not ended on all QUIC connections. It is bounded together: the oldest make room. */
import { CryptoStream } from '../applications/quic/crypto-stream.ts'
import type { CryptoPiece } from '../applications/quic/frames.ts'

const MOST_BYTES_OF_ALL = 32 * 1024 * 1024
/** What a stream takes beside its bytes. */
const STREAM_BYTES = 512

export class OpenStream {
  readonly bytes = new CryptoStream()
  /** Of all that is said on it, once its end is known. */
  length: number | undefined
  readonly drop: () => void

  /** `drop` is told when it has to make room. */
  constructor(drop: () => void) {
    this.drop = drop
  }
}

export class OpenStreams {
  /** The oldest first. */
  readonly #streams = new Set<OpenStream>()
  #bytes = 0

  /** What is held of all streams. */
  get bytes(): number {
    return this.#bytes
  }

  /** Takes in a piece of `stream`, which may have to make room itself. */
  add(stream: OpenStream, piece: CryptoPiece): void {
    const before = this.#streams.has(stream) ? stream.bytes.held : -STREAM_BYTES
    this.#streams.add(stream)
    stream.bytes.add(piece)
    this.#bytes += stream.bytes.held - before
    for (const oldest of this.#streams) {
      if (this.#bytes <= MOST_BYTES_OF_ALL) return
      this.end(oldest)
      oldest.drop()
    }
  }

  /** Nothing more is kept of it. */
  end(stream: OpenStream): void {
    if (this.#streams.delete(stream)) this.#bytes -= stream.bytes.held + STREAM_BYTES
  }
}
