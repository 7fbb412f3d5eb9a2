/** gzip and zstd undone as the bytes come, as many members or frames as there are, and never more than was allowed. */
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { packetsErrors } from '../errors.ts'
import type { Compression } from '../schema.ts'

const PIECE_BYTES = 1024 * 1024
/**
 * Given to zlib at a time: a bomb makes a thousand times as much of it before it can be stopped,
 * and of a damaged one only what was given before can be had.
 */
const BITE_BYTES = 32 * 1024
const MANY_TIMES = 1_000
const ALWAYS_ALLOWED_BYTES = 1_000_000_000

/** How much a packed file may unpack to: what was set, else a thousand times its size (gzip packs zeros 1:1032). */
export const toUnpackLimit = (setBytes: number, sizeBytes: number) =>
  setBytes > 0 ? setBytes : Math.max(ALWAYS_ALLOWED_BYTES, sizeBytes * MANY_TIMES)

/** A member of a gzip file (RFC 1952 §2.2) or a frame of a zstd file (RFC 8878 §3.1). */
function createFrame(compression: 'gzip' | 'zstd') {
  const options = { chunkSize: PIECE_BYTES }
  const stream = compression === 'gzip' ? createGunzip(options) : createZstdDecompress(options)
  let pieces: Uint8Array[] = []
  let fedBytes = 0
  const ended = new Promise<void>((resolve, reject) => stream.once('end', resolve).once('error', reject))
  ended.catch(() => undefined)
  stream.on('data', (piece: Uint8Array) => pieces.push(piece))
  return {
    /** Resolves with how many of the last bytes were not taken, when the frame has ended before them. */
    async write(bytes: Uint8Array): Promise<number | undefined> {
      fedBytes += bytes.length
      // A copy: the memory is read into again while this is unpacked.
      const taken = new Promise<void>((resolve) => stream.write(Uint8Array.from(bytes), () => resolve()))
      await Promise.race([taken, ended])
      const unused = fedBytes - stream.bytesWritten
      if (unused === 0) return undefined
      await ended
      return unused
    },
    async finish() {
      if (fedBytes === 0) return
      stream.end()
      await ended
    },
    take() {
      const taken = pieces
      pieces = []
      return taken
    },
    close: () => stream.destroy(),
  }
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
  let frame = createFrame(compression)
  const bounded = function* () {
    for (const piece of frame.take()) {
      leftBytes -= piece.length
      if (leftBytes < 0) throw packetsErrors['packets.unpacks-too-large']({ limitBytes })
      yield piece
    }
  }
  async function* feed(chunk: Uint8Array) {
    for (let rest = chunk; rest.length > 0; ) {
      const bite = rest.subarray(0, BITE_BYTES)
      const unused = await frame.write(bite)
      yield* bounded()
      rest = rest.subarray(bite.length - (unused ?? 0))
      if (unused !== undefined) frame = createFrame(compression as 'gzip' | 'zstd')
    }
  }
  try {
    for await (const chunk of chunks) yield* feed(chunk)
    await frame.finish()
    yield* bounded()
  } catch (error) {
    // What zlib says has a number; everything else is somebody else's error.
    if (!(error instanceof Error) || !('errno' in error)) throw error
    yield* bounded()
    throw packetsErrors['packets.compression-damaged']({ reason: error.message }, error)
  } finally {
    frame.close()
  }
}
