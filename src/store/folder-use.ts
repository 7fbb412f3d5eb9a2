/** What a folder holds on the disk, and what the disk still has. */
import { lstat, readdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'

export interface EntryUse {
  readonly name: string
  readonly isFolder: boolean
  readonly sizeBytes: number
}

/** Files vanish while they are counted; a vanished one counts nothing. */
async function readSize(path: string): Promise<{ sizeBytes: number; isFolder: boolean }> {
  const stat = await lstat(path).catch(() => undefined)
  if (!stat) return { sizeBytes: 0, isFolder: false }
  if (!stat.isDirectory()) return { sizeBytes: stat.blocks * 512, isFolder: false }
  const names = await readdir(path).catch(() => [])
  let sizeBytes = 0
  for (const name of names) sizeBytes += (await readSize(join(path, name))).sizeBytes
  return { sizeBytes, isFolder: true }
}

export async function readFolderUse(folder: string): Promise<readonly EntryUse[]> {
  const names = await readdir(folder).catch(() => [])
  return await Promise.all(names.map(async (name) => ({ name, ...(await readSize(join(folder, name))) })))
}

export async function readDisk(folder: string): Promise<{ freeBytes: number; totalBytes: number }> {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}
