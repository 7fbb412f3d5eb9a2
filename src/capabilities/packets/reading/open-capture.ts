/**
 * The one way a capture of the console is opened. A file in a folder that others write to may have become something else since
 * it was chosen: a link, a pipe, a device, or what a link in place of a folder above leads to. None of that is read, and none
 * of it can hang the reader.
 */
import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises'
import type { VedetteError } from '../../../core/errors.ts'
import { packetsErrors } from '../errors.ts'

export interface OpenedCapture {
  readonly handle: FileHandle
  readonly sizeBytes: number
  /** Another one when the bytes are others: size and time of the last change in nanoseconds. */
  readonly mark: string
}

/** A pipe is not waited for, a link is not followed (open(2)); Windows has neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)
const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ESTALE'])

/** Where an open file or folder really lies. Only Linux tells (proc(5)); elsewhere it is looked up once more by its name. */
export const placeOf = (handle: FileHandle, path: string): Promise<string> =>
  process.platform === 'linux' ? readlink(`/proc/self/fd/${handle.fd}`) : realpath(path)

export const toMark = ({ size, mtimeNs }: { readonly size: bigint; readonly mtimeNs: bigint }) => `${size}:${mtimeNs}`

/** What the system says of a path, in words. */
export function toOpenError(error: unknown, file: string): VedetteError {
  const { code = String(error) } = error as NodeJS.ErrnoException
  if (GONE.has(code)) return packetsErrors['packets.file-gone']({ file }, error)
  if (code === 'ELOOP') return packetsErrors['packets.path-outside']({ path: file }, error)
  return packetsErrors['packets.file-unreadable']({ file, reason: code }, error)
}

/**
 * `path` is a real one, without links; `name` is for words. With `mark` the bytes must be those of then. Rejects with
 * `packets.file-gone`, `packets.path-outside`, `packets.not-a-file`, `packets.file-changed` and `packets.file-unreadable`.
 */
export async function openCapture(
  path: string,
  options: { readonly name: string; readonly mark?: string | undefined },
): Promise<OpenedCapture> {
  const { name } = options
  const refused = (error: unknown) => {
    throw toOpenError(error, name)
  }
  // Opening alone may do something to a device: one that lies there already is not even opened.
  const seen = await lstat(path).catch(refused)
  if (seen.isSymbolicLink()) throw packetsErrors['packets.path-outside']({ path: name })
  if (!seen.isFile()) throw packetsErrors['packets.not-a-file']({ file: name })
  const handle = await open(path, FLAGS).catch(refused)
  try {
    const facts = await handle.stat({ bigint: true })
    if (!facts.isFile()) throw packetsErrors['packets.not-a-file']({ file: name })
    if ((await placeOf(handle, path)) !== path) throw packetsErrors['packets.path-outside']({ path: name })
    const mark = toMark(facts)
    if (options.mark !== undefined && options.mark !== mark) throw packetsErrors['packets.file-changed']({ file: name })
    return { handle, sizeBytes: Number(facts.size), mark }
  } catch (error) {
    await handle.close()
    throw error
  }
}
