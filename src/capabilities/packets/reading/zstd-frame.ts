/** A frame of a zstd file (RFC 8878 §3.1). Where it ends is told here: zstd itself would go on with what follows. */
import { createZstdDecompress, zstdDecompressSync } from 'node:zlib'
import { Extent, type Walk } from './extent.ts'
import { BITE_BYTES, type Frame, PackingDamage, PIECE_BYTES, SHORT_BYTES, StreamFrame } from './frame.ts'

const MAGIC_BYTES = 4
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const
const BLOCK = { repeated: 1, reserved: 3 } as const

/** §3.1.1. */
function* walkFrame(): Walk {
  yield MAGIC_BYTES
  const descriptor = yield 1
  const isSingleSegment = (descriptor & 0x20) !== 0
  const contentSizeBytes = CONTENT_SIZE_BYTES[descriptor >> 6] || (isSingleSegment ? 1 : 0)
  const headerBytes = (isSingleSegment ? 0 : 1) + (DICTIONARY_ID_BYTES[descriptor & 3] ?? 0) + contentSizeBytes
  if (headerBytes > 0) yield headerBytes
  for (let isLast = false; !isLast; ) {
    const header = (yield 1) + (yield 1) * 0x100 + (yield 1) * 0x10000
    isLast = (header & 1) === 1
    const type = (header >> 1) & 3
    if (type === BLOCK.reserved) throw new PackingDamage('reserved block type')
    const contentBytes = type === BLOCK.repeated ? 1 : header >> 3
    if (contentBytes > 0) yield contentBytes
  }
  if (descriptor & 4) yield 4
}

/** §3.1.2. */
function* walkSkippable(): Walk {
  yield MAGIC_BYTES
  const length = (yield 1) + (yield 1) * 0x100 + (yield 1) * 0x10000 + (yield 1) * 0x1000000
  if (length > 0) yield length
}

/** The content of a whole frame; nothing when it is long or damaged. */
function unpackShort(frame: Uint8Array): Uint8Array | undefined {
  try {
    return zstdDecompressSync(frame, { maxOutputLength: PIECE_BYTES })
  } catch {
    return undefined
  }
}

export class ZstdFrame implements Frame {
  readonly #isSkippable: boolean
  readonly #extent: Extent
  #stream: StreamFrame | undefined

  /** `first` is what it begins with, at least its magic. */
  constructor(first: Uint8Array) {
    this.#isSkippable = (first[0] as number) >> 4 === 5
    this.#extent = new Extent(this.#isSkippable ? walkSkippable() : walkFrame())
  }
  get hasEnded(): boolean {
    return this.#extent.hasEnded
  }

  async *write(bytes: Uint8Array): AsyncGenerator<Uint8Array, number> {
    if (this.#isSkippable) return this.#extent.pass(bytes)
    const most = this.#stream ? BITE_BYTES : SHORT_BYTES
    const own = bytes.subarray(0, this.#extent.pass(bytes.subarray(0, most)))
    const short = !this.#stream && this.hasEnded ? unpackShort(own) : undefined
    if (short) {
      if (short.length > 0) yield short
      return own.length
    }
    this.#stream ??= new StreamFrame(createZstdDecompress({ chunkSize: PIECE_BYTES }))
    for (let at = 0; at < own.length; ) at += yield* this.#stream.write(own.subarray(at))
    if (this.hasEnded) yield* this.#stream.finish()
    return own.length
  }
  async *finish(): AsyncGenerator<Uint8Array> {
    if (this.#stream) yield* this.#stream.finish()
    throw new PackingDamage('unexpected end of file')
  }
  close(): void {
    this.#stream?.close()
  }
}
