/** gzip and zstd undone as the bytes come, as many members or frames as there are, and never more than was allowed. */
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { packetsErrors } from '../errors.ts'
import type { Compression } from '../schema.ts'

/** What is unpacked waits for its reader once it is so much: zstd packs 1:32768, and a bomb must not fill the memory. */
const PIECE_BYTES = 1024 * 1024
/** Given to zlib at a time: of a damaged file only what was given before the damage can be had. */
const BITE_BYTES = 32 * 1024
const MANY_TIMES = 1_000
const ALWAYS_ALLOWED_BYTES = 1_000_000_000

/** How much a packed file may unpack to: what was set, else a thousand times its size (gzip packs zeros 1:1032). */
export const toUnpackLimit = (setBytes: number, sizeBytes: number) =>
  setBytes > 0 ? setBytes : Math.max(ALWAYS_ALLOWED_BYTES, sizeBytes * MANY_TIMES)

type Packing = Exclude<Compression, 'none'>

/** A member of a gzip file (RFC 1952 §2.2) or a frame of a zstd file (RFC 8878 §3.1). */
class Frame {
  readonly #stream: NodeJS.ReadWriteStream & ReturnType<typeof createGunzip>
  #fedBytes = 0
  #ended = false
  #error: Error | undefined
  #wake: () => void = () => undefined

  constructor(packing: Packing) {
    const options = { chunkSize: PIECE_BYTES }
    this.#stream = packing === 'gzip' ? createGunzip(options) : createZstdDecompress(options)
    this.#stream
      .on('readable', () => this.#wake())
      .on('end', () => {
        this.#ended = true
        this.#wake()
      })
      .on('error', (error) => {
        this.#error = error
        this.#wake()
      })
  }
  /** Nothing has been given to it yet. */
  get isFresh(): boolean {
    return this.#fedBytes === 0
  }

  /** What `bytes` unpack to. Returns how many of the last ones were not taken, when the frame has ended before them. */
  async *write(bytes: Uint8Array): AsyncGenerator<Uint8Array, number | undefined> {
    this.#fedBytes += bytes.length
    let taken = false
    // A copy: the memory is read into again while this is unpacked.
    this.#stream.write(Uint8Array.from(bytes), () => {
      taken = true
      this.#wake()
    })
    yield* this.#pull(() => taken)
    const unused = this.#fedBytes - this.#stream.bytesWritten
    if (unused === 0) return undefined
    yield* this.#pull(() => false)
    return unused
  }
  async *finish(): AsyncGenerator<Uint8Array> {
    if (this.isFresh) return
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

/** gzip(1) takes zeros after the last member for padding, as tapes have it. */
function skipPadding(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0)
  return first === -1 ? bytes.subarray(bytes.length) : bytes.subarray(first)
}

/**
 * `chunks` unpacked; a chunk that is handed out may be kept. Throws `packets.unpacks-too-large` and
 * `packets.compression-damaged`; everything before the damage has been handed out.
 */
export async function* unpack(
  chunks: AsyncIterable<Uint8Array>,
  compression: Compression,
  limitBytes: number,
): AsyncGenerator<Uint8Array> {
  if (compression === 'none') {
    yield* chunks
    return
  }
  let leftBytes = limitBytes
  for await (const piece of unpackAll(chunks, compression)) {
    leftBytes -= piece.length
    if (leftBytes < 0) throw packetsErrors['packets.unpacks-too-large']({ limitBytes })
    yield piece
  }
}

async function* unpackAll(chunks: AsyncIterable<Uint8Array>, packing: Packing): AsyncGenerator<Uint8Array> {
  let frame = new Frame(packing)
  let frames = 1
  async function* feed(chunk: Uint8Array) {
    for (let rest = chunk; rest.length > 0; ) {
      if (packing === 'gzip' && frames > 1 && frame.isFresh) rest = skipPadding(rest)
      if (rest.length === 0) return
      const bite = rest.subarray(0, BITE_BYTES)
      const unused = yield* frame.write(bite)
      rest = rest.subarray(bite.length - (unused ?? 0))
      if (unused === undefined) continue
      frame = new Frame(packing)
      frames++
    }
  }
  try {
    for await (const chunk of chunks) yield* feed(chunk)
    yield* frame.finish()
  } catch (error) {
    // What zlib says has a number; everything else is somebody else's error.
    if (!(error instanceof Error) || !('errno' in error)) throw error
    throw packetsErrors['packets.compression-damaged']({ reason: error.message }, error)
  } finally {
    frame.close()
  }
}
