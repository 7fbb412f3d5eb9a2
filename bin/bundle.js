/** The program put together in a few files by `scripts/bundle.mjs`. Plain JavaScript: see vedette.js. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { areUnchanged } from './stamp.js'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Holds a folder for each bundle: a console that runs still takes its threads from the one it began with. */
export const BUNDLES = join('dist', 'bundle')
/**
 * Which of them is the newest, with rows (`stamp.js`) of the modules it was put together from and of the files it became; no
 * rows in a package, where nothing changes.
 */
export const NEWEST = 'newest.json'

/** Begins the names of files in a bundle's folder that say who runs from it for long, each by its pid. */
export const USED_BY = 'used-by-'

/** The bundle's first file, when just the modules that stand here now were put together: each is asked for its time and size. */
export function findBundle() {
  try {
    const { folder, rows } = JSON.parse(readFileSync(join(root, BUNDLES, NEWEST), 'utf8'))
    return areUnchanged(root, rows) ? pathToFileURL(join(root, BUNDLES, folder, 'cli.js')) : undefined
  } catch {
    return undefined
  }
}

/** This process runs from `bundle` until it ends: until then the bundle is not taken away. */
export function holdBundle(bundle) {
  try {
    writeFileSync(new URL(`${USED_BY}${process.pid}`, bundle), '')
  } catch {
    // Somebody else's clone: whoever may put it together anew does so for all.
  }
}
