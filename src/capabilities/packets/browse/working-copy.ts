/** A packed capture, unpacked beside it: only that can be entered in the middle. */
import { createWriteStream } from 'node:fs'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { CaptureFiles } from '../capture-files.ts'
import type { PacketsConfig } from '../config.ts'
import { packetsErrors } from '../errors.ts'
import type { CaptureFolder } from '../folder.ts'
import type { StoredCapture } from '../queries/captures.ts'
import { readChunks } from '../reading/chunks.ts'
import { createNoHasher } from '../reading/hashing.ts'
import { toMark } from '../reading/open-capture.ts'
import { toUnpackLimit, unpack } from '../reading/unpack.ts'
import type { BrowsedFile } from './browsing.ts'

/** Room is looked at again after so much. */
const LOOK_EVERY_BYTES = 64 * 1024 * 1024

/** Name of the copy, in the capture's own folder. */
const COPY = 'unpacked'

export function createWorkingCopies(parts: {
  readonly folder: CaptureFolder
  readonly files: CaptureFiles
  readonly config: Pick<PacketsConfig, 'maxUnpackedBytes'>
}) {
  const { folder, files, config } = parts
  const making = new Map<string, Promise<void>>()

  async function make(capture: StoredCapture, to: string): Promise<void> {
    const fresh = `${to}.part`
    const { handle, sizeBytes, file, mark } = await files.open(capture)
    try {
      const limit = toUnpackLimit(config.maxUnpackedBytes, sizeBytes)
      // What was unpacked before damage can be browsed; the report tells of it.
      const pieces = unpack(readChunks({ fd: handle.fd }, createNoHasher()), capture.compression, limit)
      await pipeline(Readable.from(checked(pieces)), createWriteStream(fresh, { mode: 0o600 }))
      if (toMark(await handle.stat({ bigint: true })) !== mark)
        throw packetsErrors['packets.file-changed']({ file: file.name })
      await rename(fresh, to)
    } finally {
      await handle.close()
      await rm(fresh, { force: true })
    }
  }
  async function* checked(pieces: AsyncGenerator<Uint8Array>) {
    let sinceLook = LOOK_EVERY_BYTES
    for await (const piece of pieces) {
      sinceLook += piece.length
      if (sinceLook >= LOOK_EVERY_BYTES) {
        sinceLook = 0
        await folder.needRoom(LOOK_EVERY_BYTES)
      }
      yield piece
    }
  }

  /** What was unpacked of a file that has changed since is of no use. */
  async function clear(own: string, kept: string): Promise<void> {
    for (const name of await readdir(own))
      if (name.startsWith(COPY) && name !== kept) await rm(join(own, name), { force: true })
  }

  return {
    /** Rejects as `openCapture`, and with `packets.no-room` and `packets.unpacks-too-large`. */
    async need(capture: StoredCapture): Promise<BrowsedFile> {
      const { file, handle } = await files.open(capture)
      await handle.close()
      const { path, name, mark } = file
      const own = await folder.prepare(capture.id).then(() => folder.folderOf(capture.id))
      const indexPath = join(own, 'index')
      if (capture.compression === 'none') return { path, name, indexPath, ...(mark === undefined ? {} : { mark }) }
      const copy = mark === undefined ? COPY : `${COPY}-${mark.replace(':', '-')}`
      const to = join(own, copy)
      if (!(await exists(to))) {
        const made = making.get(to) ?? make(capture, to).finally(() => making.delete(to))
        making.set(to, made)
        await made
        await clear(own, copy)
      }
      return { path: to, name, indexPath }
    },
  }
}
const exists = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  )
