/**
 * The console's TypeScript with its types already taken out, kept in node_modules/.cache, for when no bundle is fresh. Loading
 * Node's own stripper into a process costs it 20 MB for as long as it runs, and once more in each of its threads; stripped text
 * costs nothing.
 * (Node's compile cache would avoid the stripper too, but stays in memory itself: 15 MB.)
 *
 * `node --import ./scripts/typescript-cache.mjs …` reads the copies, threads and forked processes too; `fillCache` makes them.
 * Plain JavaScript, because it is what spares the others the stripper. A copy goes by the hash of its source, so none is ever stale.
 */
import { createHash } from 'node:crypto'
import { globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isUnchanged, toRow } from '../bin/stamp.js'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Another Node may strip differently. */
const folder = join(root, 'node_modules', '.cache', 'vedette-types', process.versions.node)
const ours = new URL('src/', pathToFileURL(root)).href
const toName = (text) => createHash('sha256').update(text).digest('hex')

/** Rows of what the copies were made of. */
const stamp = join(folder, 'stamp.json')

/** Brings the copies up to date; throws when the folder cannot be written. */
export function fillCache() {
  // A file that is new is imported by one that has changed.
  if (isUnchanged(root, stamp)) return
  mkdirSync(folder, { recursive: true })
  rmSync(stamp, { force: true })
  const present = new Set(readdirSync(folder))
  const rows = []
  for (const file of globSync('src/**/*.ts', { cwd: root, exclude: ['**/*.test.ts', '**/web/**'] })) {
    rows.push(toRow(root, file))
    const text = readFileSync(join(root, file), 'utf8')
    const name = toName(text)
    if (present.delete(name)) continue
    writeWhole(name, stripTypeScriptTypes(text))
  }
  for (const old of present) rmSync(join(folder, old), { force: true })
  writeWhole('stamp.json', JSON.stringify(rows))
}

function writeWhole(name, text) {
  const unfinished = join(folder, `${name}.${process.pid}`)
  writeFileSync(unfinished, text)
  renameSync(unfinished, join(folder, name))
}

function readStripped(url) {
  const text = readFileSync(fileURLToPath(url), 'utf8')
  try {
    return readFileSync(join(folder, toName(text)), 'utf8')
  } catch {
    return undefined
  }
}

if (process.execArgv.includes(`--import=${import.meta.url}`)) {
  registerHooks({
    load(url, context, next) {
      const source = url.startsWith(ours) && url.endsWith('.ts') ? readStripped(url) : undefined
      return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true }
    },
  })
}
