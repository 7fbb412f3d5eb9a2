/** The commands that begin at once, put together in a few files by `scripts/quick.mjs`. Plain JavaScript: see vedette.js. */
import { readFileSync, statSync } from 'node:fs'

const folder = new URL('../dist/quick/', import.meta.url)
/**
 * The modules they were put together from and the files they became, as `[path from the root, time in ms, bytes]`; none in a
 * package, where nothing changes.
 */
export const MODULES = 'modules.json'
export const quickProgram = new URL('cli.js', folder)

/** True when just the modules that stand here now were put together. Asks each for its time and size: a millisecond. */
export function isQuickFresh() {
  try {
    const modules = JSON.parse(readFileSync(new URL(MODULES, folder), 'utf8'))
    return modules.every(([path, mtimeMs, size]) => {
      const stat = statSync(new URL(`../${path}`, import.meta.url))
      return stat.mtimeMs === mtimeMs && stat.size === size
    })
  } catch {
    return false
  }
}
