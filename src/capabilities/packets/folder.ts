/** Where captures lie: a folder for each, with what is made of it beside it, and how much room there is for more. */
import { mkdirSync, realpathSync } from 'node:fs'
import { mkdir, open, rm, statfs } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import type { StorageDesk } from '../../core/storage.ts'
import { packetsErrors } from './errors.ts'

/** So much of the disk stays free, whatever comes: the console itself must be able to write. */
const RESERVE_BYTES = 256 * 1024 * 1024
const RESERVE_SHARE = 0.02

export type CaptureFolder = ReturnType<typeof openCaptureFolder>

export function openCaptureFolder(options: {
  /** The setting; empty: `packets` in the data folder. */
  readonly folder: string
  readonly dataDir: string
  readonly storage: Pick<StorageDesk, 'report'>
}) {
  const made = (...path: string[]) => {
    mkdirSync(join(...path), { recursive: true, mode: 0o700 })
    // Files are opened by their real paths.
    return realpathSync(join(...path))
  }
  const root = made(options.folder === '' ? join(options.dataDir, 'packets') : resolve(options.folder))
  const captures = made(root, 'captures')
  const uploads = made(root, 'uploads')
  const countsAsData = !relative(realpathSync(options.dataDir), root).startsWith('..')

  /** Bytes that captures may still take. */
  async function readFreeBytes(): Promise<number> {
    const { bavail, blocks, bsize } = await statfs(root)
    const disk = bavail * bsize - Math.min(RESERVE_BYTES, blocks * bsize * RESERVE_SHARE)
    if (!countsAsData) return Math.max(0, Math.floor(disk))
    // Beyond the budget the store would let history go to make room: a capture is not worth that.
    const { budgetBytes, usedBytes } = await options.storage.report()
    return Math.max(0, Math.floor(Math.min(disk, budgetBytes - usedBytes)))
  }

  return {
    root,
    uploads,
    readFreeBytes,
    /** Rejects with `packets.no-room`. */
    async needRoom(neededBytes: number): Promise<void> {
      const freeBytes = await readFreeBytes()
      if (neededBytes > freeBytes) throw packetsErrors['packets.no-room']({ neededBytes, freeBytes })
    },
    /** Everything made of one capture lies here: its index too. */
    folderOf: (id: string) => join(captures, id),
    fileOf: (id: string) => join(captures, id, 'capture'),
    async prepare(id: string): Promise<string> {
      await mkdir(join(captures, id), { recursive: true, mode: 0o700 })
      return join(captures, id, 'capture')
    },
    async remove(id: string): Promise<void> {
      await rm(join(captures, id), { recursive: true, force: true })
    },
    /** The name in its folder survives a power cut too (fsync(2): the folder is a file of its own). */
    async syncFolder(id: string): Promise<void> {
      for (const folder of [join(captures, id), captures]) {
        const handle = await open(folder, 'r')
        await handle.sync().finally(() => handle.close())
      }
    },
  }
}
