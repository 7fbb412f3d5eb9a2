/** The commands that begin at once, put together in a few files by `scripts/quick.mjs`. Plain JavaScript: see vedette.js. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isUnchanged } from './stamp.js'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Rows of the modules they were put together from and of the files they became; none in a package, where nothing changes. */
export const MODULES = 'modules.json'
export const quickProgram = new URL('../dist/quick/cli.js', import.meta.url)

/** True when just the modules that stand here now were put together. Asks each for its time and size: a millisecond. */
export const isQuickFresh = () => isUnchanged(root, join(root, 'dist', 'quick', MODULES))
