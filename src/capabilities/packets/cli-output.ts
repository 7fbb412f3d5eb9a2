/**
 * Where a command writes a capture: a file, which keeps what it holds until the new one is whole; a pipe or a device, written
 * into as it is and never replaced; or standard output.
 */
import { randomUUID } from 'node:crypto'
import { constants, fstatSync, type Stats } from 'node:fs'
import { type FileHandle, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { packetsErrors } from './errors.ts'

export interface Output {
  /** Everything at once, in order; the file is in its place when this resolves. */
  write(pieces: AsyncIterable<Uint8Array>): Promise<void>
  /** What is not whole is gone after this. */
  close(): Promise<void>
}

const STDOUT = '-'
/** As Linux allows in a path (path_resolution(7)). */
const MOST_LINKS = 40
/** How often a pipe is looked at that nobody reads yet, or that is full. */
const LOOK_EVERY_MS = 20
/** A pipe without a reader is not waited for inside of the system, where no signal is heard. */
const INTO = constants.O_WRONLY | (constants.O_NONBLOCK ?? 0)

/** Rejects with `packets.folder-named` and `packets.output-unwritable`, as `write` does. */
export async function openOutput(file: string, signal: AbortSignal): Promise<Output> {
  if (file === STDOUT) return toStandardOutput()
  const refused = (error: unknown) => {
    throw toOutputError(error, file)
  }
  const there = await stat(file).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? undefined : refused(error),
  )
  if (there?.isDirectory()) throw packetsErrors['packets.folder-named']({ file })
  if (there && isStandardOutput(there)) return toStandardOutput()
  if (there && !there.isFile()) return await toDevice(file, signal)
  return await toFile(file, await (there ? realpath(file) : followLinks(file)).catch(refused), there, signal)
}

/** `/dev/stdout`, or the very file that standard output goes to. */
function isStandardOutput({ dev, ino }: Stats): boolean {
  try {
    const own = fstatSync(1)
    return own.dev === dev && own.ino === ino
  } catch {
    return false
  }
}

/** `EACCES: permission denied, open '/a/b'` → `EACCES: permission denied`: the path is said by its own name. */
function toOutputError(error: unknown, file: string) {
  const message = error instanceof Error ? error.message : String(error)
  return packetsErrors['packets.output-unwritable']({ file, reason: message.split(', ')[0] ?? message }, error)
}

/** Where a link leads whose target is not there yet. */
async function followLinks(file: string): Promise<string> {
  let path = resolve(file)
  for (let links = 0; links < MOST_LINKS; links++) {
    const target = await readlink(path).catch(() => undefined)
    if (target === undefined) break
    path = resolve(dirname(path), target)
  }
  return path
}

function toStandardOutput(): Output {
  const send = (piece: Uint8Array) =>
    new Promise<void>((done, failed) => {
      process.stdout.write(piece, (error) => (error ? failed(toOutputError(error, STDOUT)) : done()))
    })
  return {
    async write(pieces) {
      for await (const piece of pieces) await send(piece)
    },
    close: async () => undefined,
  }
}

/** Under a name of its own beside the file until it is whole: what is there already stays as it is when this fails. */
async function toFile(file: string, target: string, there: Stats | undefined, signal: AbortSignal): Promise<Output> {
  const refused = (error: unknown) => {
    throw toOutputError(error, file)
  }
  const fresh = join(dirname(target), `.vedette-${randomUUID()}.part`)
  const handle = await open(fresh, 'wx').catch(refused)
  if (there) {
    // It goes on belonging to whom it belonged, as far as that may be said.
    await handle.chown(there.uid, there.gid).catch(() => undefined)
    await handle.chmod(there.mode & 0o777).catch(() => undefined)
  }
  let isOpen = true
  const end = async () => {
    if (isOpen) await handle.close()
    isOpen = false
  }
  return {
    async write(pieces) {
      for await (const piece of pieces) await writeWhole(handle, piece).catch(refused)
      await end().catch(refused)
      // Pieces just end when they are not wanted any more.
      signal.throwIfAborted()
      await rename(fresh, target).catch(refused)
    },
    async close() {
      await end().catch(() => undefined)
      await rm(fresh, { force: true })
    },
  }
}

async function toDevice(file: string, signal: AbortSignal): Promise<Output> {
  const refused = (error: unknown) => {
    throw signal.aborted ? error : toOutputError(error, file)
  }
  const handle = await patiently(() => open(file, INTO), 'ENXIO', signal).catch(refused)
  return {
    async write(pieces) {
      for await (const piece of pieces) await writeWhole(handle, piece, signal).catch(refused)
    },
    close: () => handle.close(),
  }
}

async function writeWhole(handle: FileHandle, piece: Uint8Array, signal?: AbortSignal): Promise<void> {
  for (let done = 0; done < piece.length; ) {
    const { bytesWritten } = await patiently(() => handle.write(piece, done), 'EAGAIN', signal)
    done += bytesWritten
  }
}

/** Again and again while the system says `notNow`. Rejects with the signal's reason. */
async function patiently<T>(attempt: () => Promise<T>, notNow: string, signal?: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== notNow) throw error
    }
    await sleep(LOOK_EVERY_MS, undefined, signal ? { signal } : {})
  }
}
