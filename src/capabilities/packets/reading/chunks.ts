/** A file as pieces of memory that is used again: the next piece is read while the last one is looked at. */
import { read, readSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Hasher } from './hashing.ts'
import type { Pipe } from './pipe.ts'

const readInto = promisify(read)
/** How often a file that still grows is looked at; also for a pipe that has nothing now. */
const LOOK_EVERY_MS = 40

export interface ChunkSource {
  /** Descriptor of a file, or of a pipe. */
  readonly fd: number
  /** Of an ordinary file that is named. A small one is read at once: the threads that read take longer to start. */
  readonly sizeBytes?: number
  /** `false` while more bytes may come; absent: what is there is all. */
  readonly isComplete?: () => boolean
  /** Read instead of the descriptor. */
  readonly pipe?: Pipe
  /** Once it is aborted, what was read is all. */
  readonly signal?: AbortSignal
}

const isNothingNow = (error: unknown) => (error as NodeJS.ErrnoException).code === 'EAGAIN'

async function readSome(source: ChunkSource, into: Uint8Array): Promise<number> {
  const { fd, sizeBytes, isComplete, pipe, signal } = source
  if (pipe) return await pipe.read(into)
  const isSmall = sizeBytes !== undefined && sizeBytes < into.length
  while (!signal?.aborted) {
    // Asked before the read: what came in between must be read too.
    const complete = isComplete?.() ?? true
    try {
      const bytesRead = isSmall ? readSync(fd, into) : (await readInto(fd, into, 0, into.length, null)).bytesRead
      if (bytesRead > 0 || complete) return bytesRead
    } catch (error) {
      if (!isNothingNow(error)) throw error
    }
    await sleep(LOOK_EVERY_MS)
  }
  return 0
}

/** Each piece is the reader's only until the next one is asked for. Everything read is told to the hasher. */
export async function* readChunks(source: ChunkSource, hasher: Hasher): AsyncGenerator<Uint8Array> {
  const ask = async () => {
    const slot = await hasher.slot()
    return { slot, length: await readSome(source, slot) }
  }
  let next = ask()
  try {
    for (;;) {
      const { slot, length } = await next
      if (length === 0 || source.signal?.aborted) return
      hasher.filled(length)
      next = ask()
      yield slot.subarray(0, length)
    }
  } finally {
    // The descriptor is closed after this: no read may be under way.
    await next.catch(() => undefined)
  }
}
