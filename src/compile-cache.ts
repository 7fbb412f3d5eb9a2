/**
 * What was compiled once is not compiled again by the next command: 0.3 s of 0.4 s. Only for commands: the cache stays in
 * memory, where a process that runs for months can do without it.
 */
import { lstatSync, mkdirSync, readdirSync, rmSync, type Stats, statSync, utimesSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { basename, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { version } from './core/program.ts'

const ANYBODY_MAY_WRITE = 0o002
const OTHERS_MAY_WRITE = 0o020 | ANYBODY_MAY_WRITE
/** Programs whose compiled code is kept, 3 MB each: one runs from a clone and one is installed, say. */
const KEPT = 3
/** As `nameOfProgram` makes them: what else lies there is not ours to take away. */
const OF_A_PROGRAM = /^\d+\.\d+\.\d+\S*-[\w-]+$/

/** In this user's own folder: code from a folder that others may write would be others' code. */
export function keepCompiled(cacheHome: string | undefined): void {
  try {
    // A relative one is to be ignored (XDG Base Directory Specification).
    const home = cacheHome && isAbsolute(cacheHome) ? cacheHome : join(homedir(), '.cache')
    const all = join(home, 'vedette', 'compiled')
    const own = join(all, nameOfProgram())
    const isNew = mkdirSync(own, { recursive: true, mode: 0o700 }) !== undefined
    // A cache may lie elsewhere by a link, as a person likes; below it there is none.
    const isSafe = isHome(statSync(home)) && [join(home, 'vedette'), all, own].every((path) => isOurs(lstatSync(path)))
    if (!isSafe) return
    enableCompileCache(own)
    const now = new Date()
    utimesSync(own, now, now)
    if (isNew) removeOld(all)
  } catch {
    // Without a folder of one's own it is compiled each time.
  }
}

/** Another one for each version, and for each bundle of a clone: what one compiled is of no use to another. */
const nameOfProgram = () => `${version}-${basename(fileURLToPath(new URL('.', import.meta.url)))}`

/** Nobody else can put another folder in place of ours; groups of one's own are what distributions make of everybody. */
const isHome = ({ uid, mode }: Stats) =>
  !process.getuid || ([0, process.getuid()].includes(uid) && (mode & ANYBODY_MAY_WRITE) === 0)
const isOurs = (facts: Stats) =>
  facts.isDirectory() && (!process.getuid || (facts.uid === process.getuid() && (facts.mode & OTHERS_MAY_WRITE) === 0))

/** Those that were not used for longest. */
function removeOld(all: string): void {
  const folders = readdirSync(all)
    .filter((name) => OF_A_PROGRAM.test(name))
    .map((name) => ({ path: join(all, name), facts: lstatSync(join(all, name)) }))
    .filter(({ facts }) => facts.isDirectory())
    .sort((a, b) => b.facts.mtimeMs - a.facts.mtimeMs)
  for (const { path } of folders.slice(KEPT)) rmSync(path, { recursive: true, force: true })
}
