/** Folders of this machine that the settings allow: what lies in them, and that a path stays inside. */
import { constants, type Dir } from 'node:fs'
import { type FileHandle, open, opendir, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { packetsErrors } from '../errors.ts'
import { MAGIC_BYTES, tellCompression } from '../reading/compression.ts'
import { TELLING_BYTES, tellContent } from '../reading/content.ts'
import { openCapture, placeOf, toOpenError } from '../reading/open-capture.ts'
import type { Folder, PlaceEntry, PlaceList } from '../schema.ts'
import { byKindAndTime, hasInName, MOST_ENTRIES, MOST_NAMES } from './place-list.ts'

const DIRECTORY = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0)

export type Folders = ReturnType<typeof createFolders>

/** Both are real paths. */
function isInside(root: string, path: string): boolean {
  const rest = relative(root, path)
  return rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest)
}
/** Refused before the disk is asked: nobody learns what lies outside. */
function needPlain(path: string): void {
  const parts = path.split(/[\\/]/)
  if (path.includes('\0') || isAbsolute(path) || parts.includes('..'))
    throw packetsErrors['packets.path-outside']({ path })
}

/** By its first bytes; what cannot be read is none. */
async function isCaptureFile(path: string): Promise<boolean> {
  const opened = await openCapture(path, { name: path }).catch(() => undefined)
  if (!opened) return false
  try {
    return (await tell(opened.handle, MAGIC_BYTES)).isCapture
  } catch {
    return false
  } finally {
    await opened.handle.close()
  }
}
/** What a file is; of a packed one more has to be read to tell. */
export async function tell(handle: FileHandle, bytes = TELLING_BYTES): ReturnType<typeof tellContent> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0)
  const first = buffer.subarray(0, bytesRead)
  if (bytes < TELLING_BYTES && tellCompression(first) !== 'none') return await tell(handle)
  return await tellContent(first)
}

async function takeNames(directory: Dir, isWanted: (name: string) => boolean, signal: AbortSignal | undefined) {
  const names: string[] = []
  let seen = 0
  for await (const { name } of directory) {
    signal?.throwIfAborted()
    if (++seen > MOST_NAMES) return { names, cut: true }
    if (!isWanted(name)) continue
    if (names.length === MOST_ENTRIES) return { names, cut: true }
    names.push(name)
  }
  return { names, cut: false }
}

export function createFolders(configured: readonly string[]) {
  const paths = configured.map((path) => resolve(path))
  const realOf = (path: string) => realpath(path).catch(() => undefined)

  async function needRoot(folder: number): Promise<string> {
    const path = paths[folder]
    if (path === undefined)
      throw packetsErrors['packets.folder-unknown']({ folder: Number.isNaN(folder) ? '' : folder })
    return await realpath(path).catch((error: unknown) => {
      throw toOpenError(error, path)
    })
  }
  /** The real path of what `path` names in the folder; links are followed as long as they stay inside. */
  async function locate(folder: number, path: string): Promise<string> {
    const root = await needRoot(folder)
    needPlain(path)
    const real = await realpath(join(root, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EACCES')
        throw packetsErrors['packets.file-unreadable']({ file: path, reason: error.code }, error)
      throw packetsErrors['packets.path-unknown']({ path }, error)
    })
    if (!isInside(root, real)) throw packetsErrors['packets.path-outside']({ path })
    return real
  }

  async function toEntry(root: string, real: string, name: string, path: string): Promise<PlaceEntry | undefined> {
    const target = await realOf(join(real, name))
    if (target === undefined || !isInside(root, target)) return undefined
    const found = await stat(target).catch(() => undefined)
    if (!found) return undefined
    const entry = {
      name,
      path: path === '' ? name : `${path}/${name}`,
      changedMs: Math.max(0, Math.floor(found.mtimeMs)),
    }
    if (found.isDirectory()) return { ...entry, isFolder: true }
    if (!found.isFile() || !(await isCaptureFile(target))) return undefined
    return { ...entry, isFolder: false, sizeBytes: found.size }
  }

  return {
    locate,
    /** Whether the settings still let a file be read. */
    async allows(real: string): Promise<boolean> {
      const roots = await Promise.all(paths.map(realOf))
      return roots.some((root) => root !== undefined && isInside(root, real))
    },
    async list(): Promise<Folder[]> {
      const isReadable = async (path: string) => {
        const directory = await opendir(path).catch(() => undefined)
        await directory?.close()
        return directory !== undefined
      }
      return await Promise.all(paths.map(async (path, id) => ({ id, path, readable: await isReadable(path) })))
    },
    /**
     * Folders, then captures, newest first. What leads outside or is no capture is left out. Nothing more is looked at once the
     * signal says that nobody waits any more; then it rejects with its reason.
     */
    async read(
      folder: number,
      { path = '', find = '', signal }: { path?: string; find?: string; signal?: AbortSignal } = {},
    ): Promise<PlaceList> {
      const root = await needRoot(folder)
      const real = path === '' ? root : await locate(folder, path)
      const handle = await open(real, DIRECTORY).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOTDIR') throw packetsErrors['packets.path-unknown']({ path }, error)
        throw toOpenError(error, path || root)
      })
      try {
        if ((await placeOf(handle, real)) !== real) throw packetsErrors['packets.path-outside']({ path })
        // By its descriptor: a link put in its place meanwhile is not followed.
        const directory = await opendir(process.platform === 'linux' ? `/proc/self/fd/${handle.fd}` : real)
        const { names, cut } = await takeNames(directory, hasInName(find), signal)
        const entries: PlaceEntry[] = []
        for (const name of names) {
          signal?.throwIfAborted()
          const entry = await toEntry(root, real, name, path)
          if (entry) entries.push(entry)
        }
        return { path, entries: entries.sort(byKindAndTime), cut }
      } finally {
        await handle.close()
      }
    },
  }
}
