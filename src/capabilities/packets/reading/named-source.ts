/** What a person names on the command line to be read: a file, a pipe with a name, a device, or `-` for standard input. */
import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs'
import { packetsErrors } from '../errors.ts'
import type { ChunkSource } from './chunks.ts'
import type { Pipe } from './pipe.ts'

export const STDIN = '-'
/** A pipe nobody writes into is opened all the same, and waited for where signals are heard. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

export interface NamedSource {
  readonly source: ChunkSource
  close(): void
}

/** Once `signal` is aborted, what was read is all. Throws `packets.path-unknown`, `packets.folder-named` and `packets.file-unreadable`. */
export async function openNamed(file: string, signal: AbortSignal): Promise<NamedSource> {
  const fd = file === STDIN ? 0 : openPath(file)
  const facts = fstatSync(fd)
  const close = () => {
    if (fd !== 0) closeSync(fd)
  }
  if (facts.isDirectory()) {
    close()
    throw packetsErrors['packets.folder-named']({ file })
  }
  const pipe = await openWaiting(facts, fd)
  if (!pipe) {
    const size = facts.isFile() && fd !== 0 ? { sizeBytes: facts.size } : {}
    return { source: { fd, signal, ...size }, close }
  }
  if (signal.aborted) pipe.stop()
  signal.addEventListener('abort', pipe.stop, { once: true })
  return {
    source: { fd, pipe, signal },
    close() {
      signal.removeEventListener('abort', pipe.stop)
      pipe.stop()
    },
  }
}

/** What may have nothing now and something later: a terminal is such a device, /dev/zero is not. */
async function openWaiting(facts: Stats, fd: number): Promise<Pipe | undefined> {
  if (facts.isFile()) return undefined
  // Loaded when it is wanted: with it comes all of the network.
  const { isTerminal, openPipe } = await import('./pipe.ts')
  return facts.isFIFO() || facts.isSocket() || isTerminal(fd) ? openPipe(fd) : undefined
}

function openPath(file: string): number {
  try {
    return openSync(file, FLAGS)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw packetsErrors['packets.path-unknown']({ path: file }, error)
    throw packetsErrors['packets.file-unreadable']({ file, reason: message.split(', ')[0] ?? message }, error)
  }
}
