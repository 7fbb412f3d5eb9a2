/**
 * What was compiled once is not compiled again by the next command: 0.3 s of 0.4 s. Only for commands: the cache stays in
 * memory, where a process that runs for months can do without it.
 */
import { mkdirSync, statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

const OTHERS_MAY_WRITE = 0o022

/** In this user's own folder: code from a folder that others may write would be others' code. */
export function keepCompiled(cacheHome: string | undefined): void {
  try {
    // A relative one is to be ignored (XDG Base Directory Specification).
    const home = cacheHome && isAbsolute(cacheHome) ? cacheHome : join(homedir(), '.cache')
    const folder = join(home, 'vedette', 'compiled')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const { uid, mode } = statSync(folder)
    if (process.getuid && (uid !== process.getuid() || (mode & OTHERS_MAY_WRITE) !== 0)) return
    enableCompileCache(folder)
  } catch {
    // Without a folder of one's own it is compiled each time.
  }
}
