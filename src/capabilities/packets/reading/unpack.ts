/** gzip and zstd undone as the bytes come, as many members or frames as there are, and never more than was allowed. */
import { packetsErrors } from '../errors.ts'
import type { Compression } from '../schema.ts'
import { MAGIC_BYTES, tellCompression } from './compression.ts'
import { type Frame, PackingDamage } from './frame.ts'
import { GzipMember } from './gzip-member.ts'
import { ZstdFrame } from './zstd-frame.ts'

const MANY_TIMES = 1_000
const ALWAYS_ALLOWED_BYTES = 1_000_000_000

/** How much a packed file may unpack to: what was set, else a thousand times its size (gzip packs zeros 1:1032). */
export const toUnpackLimit = (setBytes: number, sizeBytes: number) =>
  setBytes > 0 ? setBytes : Math.max(ALWAYS_ALLOWED_BYTES, sizeBytes * MANY_TIMES)

/** gzip(1) takes zeros after the last member for padding, as tapes have it. */
function skipPadding(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0)
  return first === -1 ? bytes.subarray(bytes.length) : bytes.subarray(first)
}

/** Why what came out is not all of the file; everything before it has been handed out. */
export interface PackingProblem {
  /** `trailing-bytes`: what follows belongs to nothing, and gzip(1) would have passed over it too. */
  readonly code: 'compression-damaged' | 'trailing-bytes'
  /** Byte of the packed file: up to here it was unpacked. */
  readonly at: number
  /** What unpacking said of damage. */
  readonly reason?: string
}

/**
 * `chunks` unpacked; a chunk that is handed out may be kept. What cannot be unpacked ends it, and is told to `onProblem`: the
 * chunks that follow have not been asked for then. Throws `packets.unpacks-too-large`.
 */
export async function* unpack(
  chunks: AsyncIterable<Uint8Array>,
  compression: Compression,
  limitBytes: number,
  onProblem: (problem: PackingProblem) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  if (compression === 'none') {
    yield* chunks
    return
  }
  let leftBytes = limitBytes
  const frames = new Frames(compression)
  try {
    for await (const piece of unpackAll(chunks, frames)) {
      leftBytes -= piece.length
      if (leftBytes < 0) throw packetsErrors['packets.unpacks-too-large']({ limitBytes })
      yield piece
    }
    if (frames.isTrailed) onProblem({ code: 'trailing-bytes', at: frames.takenBytes })
  } catch (error) {
    if (!(error instanceof PackingDamage)) throw error
    onProblem({ code: 'compression-damaged', at: frames.takenBytes, reason: error.message })
  } finally {
    frames.close()
  }
}

async function* unpackAll(chunks: AsyncIterable<Uint8Array>, frames: Frames): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    yield* frames.write(chunk)
    if (frames.isTrailed) return
  }
  yield* frames.finish()
}

/** As many frames as a file has, one after another. */
class Frames {
  readonly #packing: Exclude<Compression, 'none'>
  #frame: Frame | undefined
  #isFirst = true
  /** Bytes between two frames that are too few to tell what they are. */
  #held: Uint8Array = new Uint8Array()
  takenBytes = 0
  /** What comes after `takenBytes` is no frame. */
  isTrailed = false

  constructor(packing: Exclude<Compression, 'none'>) {
    this.#packing = packing
  }

  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    let rest = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk
    this.#held = new Uint8Array()
    while (rest.length > 0) {
      if (!this.#frame) {
        rest = this.#reachFrame(rest)
        if (!this.#frame) return
      }
      const taken: number = yield* this.#frame.write(rest)
      this.takenBytes += taken
      rest = rest.subarray(taken)
      if (this.#frame.hasEnded) this.#frame = undefined
    }
  }
  async *finish(): AsyncGenerator<Uint8Array> {
    if (this.#frame) yield* this.#frame.finish()
    this.isTrailed = this.#held.length > 0
  }
  close(): void {
    this.#frame?.close()
  }

  /** Opens the next frame, where `bytes` come to one. Returns them from there on. */
  #reachFrame(bytes: Uint8Array): Uint8Array {
    const rest = this.#packing === 'gzip' && !this.#isFirst ? skipPadding(bytes) : bytes
    this.takenBytes += bytes.length - rest.length
    if (rest.length < MAGIC_BYTES) this.#held = Uint8Array.from(rest)
    else if (tellCompression(rest) === this.#packing) {
      this.#frame = this.#packing === 'gzip' ? new GzipMember() : new ZstdFrame(rest)
      this.#isFirst = false
    } else this.isTrailed = true
    return rest
  }
}
