/** A packed capture, unpacked beside it: only that can be entered in the middle. */
import { createWriteStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { VedetteError } from '../../../core/errors.ts'
import type { PacketsConfig } from '../config.ts'
import { packetsErrors } from '../errors.ts'
import type { CaptureFolder } from '../folder.ts'
import type { StoredCapture } from '../queries/captures.ts'
import { pathOf } from '../queue/parts.ts'
import { readChunks } from '../reading/chunks.ts'
import { createNoHasher } from '../reading/hashing.ts'
import { toUnpackLimit, unpack } from '../reading/unpack.ts'
import type { BrowsedFile } from './browsing.ts'

/** Room is looked at again after so much. */
const LOOK_EVERY_BYTES = 64 * 1024 * 1024

export function createWorkingCopies(folder: CaptureFolder, config: Pick<PacketsConfig, 'maxUnpackedBytes'>) {
  const making = new Map<string, Promise<void>>()

  async function make(capture: StoredCapture, from: string, to: string): Promise<void> {
    const fresh = `${to}.part`
    const source = await open(from, 'r')
    try {
      const { size } = await source.stat()
      const limit = toUnpackLimit(config.maxUnpackedBytes, size)
      const pieces = unpack(readChunks({ fd: source.fd }, createNoHasher()), capture.compression, limit)
      await pipeline(Readable.from(checked(pieces)), createWriteStream(fresh, { mode: 0o600 }))
      await rename(fresh, to)
    } finally {
      await source.close()
      await rm(fresh, { force: true })
    }
  }
  /** What was unpacked before the damage can be browsed. */
  async function* checked(pieces: AsyncGenerator<Uint8Array>) {
    let sinceLook = LOOK_EVERY_BYTES
    try {
      for await (const piece of pieces) {
        sinceLook += piece.length
        if (sinceLook >= LOOK_EVERY_BYTES) {
          sinceLook = 0
          await folder.needRoom(LOOK_EVERY_BYTES)
        }
        yield piece
      }
    } catch (error) {
      if (!(error instanceof VedetteError) || error.code !== 'packets.compression-damaged') throw error
    }
  }

  return {
    /** Rejects with `packets.file-gone`, `packets.no-room` and `packets.unpacks-too-large`. */
    async need(capture: StoredCapture): Promise<BrowsedFile> {
      const path = pathOf(folder, capture)
      const own = await folder.prepare(capture.id).then(() => folder.folderOf(capture.id))
      const indexPath = join(own, 'index')
      const exists = (file: string) =>
        stat(file).then(
          () => true,
          () => false,
        )
      if (!(await exists(path))) throw packetsErrors['packets.file-gone']({ file: capture.place ?? capture.name })
      if (capture.compression === 'none') return { path, indexPath }
      const copy = join(own, 'unpacked')
      if (!(await exists(copy))) {
        const made = making.get(capture.id) ?? make(capture, path, copy).finally(() => making.delete(capture.id))
        making.set(capture.id, made)
        await made
      }
      return { path: copy, indexPath }
    },
  }
}
