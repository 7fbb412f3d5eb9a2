/** The file a process runs, seen through the process: its owner, its bits, and folders that let anybody replace it. */
import fs from 'node:fs'
import { dirname } from 'node:path/posix'
import type { Clock } from '../../../core/clock.ts'
import type { Executable } from '../schema.ts'

const KEPT_MS = 60_000
const MOST_KEPT = 20_000
const WORLD_WRITABLE = 0o002
const STICKY = 0o1000

export interface ExecutableRequest {
  /** `/proc/PID` */
  readonly home: string
  readonly exe: string
  readonly deleted: boolean
  /** Processes that see the same files under the same names. */
  readonly view: string
}

export function createExecutables(clock: Clock): (request: ExecutableRequest) => Executable | undefined {
  const kept = new Map<string, { readonly atMs: number; readonly value: Executable | undefined }>()
  const stat = (path: string) => {
    try {
      return fs.statSync(path)
    } catch {
      return undefined
    }
  }
  const findOpenFolder = (root: string, exe: string) => {
    for (let folder = dirname(exe); ; folder = dirname(folder)) {
      const mode = stat(`${root}${folder}`)?.mode ?? 0
      if (mode & WORLD_WRITABLE && !(mode & STICKY)) return folder
      if (folder === '/' || folder === '.') return undefined
    }
  }
  const read = ({ home, exe, deleted }: ExecutableRequest): Executable | undefined => {
    const file = stat(`${home}/exe`)
    if (!file) return undefined
    const root = `${home}/root`
    const openFolder = exe.startsWith('/') && !deleted ? findOpenFolder(root, exe) : undefined
    return {
      ownerUid: file.uid,
      mode: file.mode & 0o7777,
      ...(openFolder === undefined ? {} : { openFolder }),
      ...(deleted ? { replaced: exe.startsWith('/') && stat(`${root}${exe}`) !== undefined } : {}),
    }
  }
  return (request) => {
    const key = `${request.view}:${request.deleted ? 'deleted' : ''}:${request.exe}`
    const atMs = clock.monotonicMs()
    const known = kept.get(key)
    if (known && atMs - known.atMs < KEPT_MS) return known.value
    if (kept.size >= MOST_KEPT) kept.clear()
    const value = read(request)
    kept.set(key, { atMs, value })
    return value
  }
}
