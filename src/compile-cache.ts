/**
 * What was compiled once is not compiled again by the next command: 0.3 s of 0.4 s. Only for commands: the cache stays in
 * memory, where a process that runs for months can do without it.
 */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { basename, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { version } from './core/program.ts'

const OTHERS_MAY_WRITE = 0o022
/** Programs whose compiled code is kept, 3 MB each: one runs from a clone and one is installed, say. */
const KEPT = 3

/** In this user's own folder: code from a folder that others may write would be others' code. */
export function keepCompiled(cacheHome: string | undefined): void {
  try {
    // A relative one is to be ignored (XDG Base Directory Specification).
    const home = cacheHome && isAbsolute(cacheHome) ? cacheHome : join(homedir(), '.cache')
    const all = join(home, 'vedette', 'compiled')
    const own = join(all, nameOfProgram())
    const isNew = mkdirSync(own, { recursive: true, mode: 0o700 }) !== undefined
    if (![all, own].every(isOurs)) return
    enableCompileCache(own)
    if (isNew) removeOld(all)
  } catch {
    // Without a folder of one's own it is compiled each time.
  }
}

/** Another one for each version, and for each bundle of a clone: what one compiled is of no use to another. */
const nameOfProgram = () => `${version}-${basename(fileURLToPath(new URL('.', import.meta.url)))}`

function isOurs(folder: string): boolean {
  const { uid, mode } = statSync(folder)
  return !process.getuid || (uid === process.getuid() && (mode & OTHERS_MAY_WRITE) === 0)
}

function removeOld(all: string): void {
  const folders = readdirSync(all)
    .map((name) => ({ path: join(all, name), madeMs: statSync(join(all, name)).mtimeMs }))
    .sort((a, b) => b.madeMs - a.madeMs)
  for (const { path } of folders.slice(KEPT)) rmSync(path, { recursive: true, force: true })
}
