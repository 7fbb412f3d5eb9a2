/** Builds the pages when their sources have changed since the last build. Plain JavaScript for any Node from 18. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, startProgress } from './install.mjs'

const stampOf = (root) => join(root, 'dist', 'web.stamp')

export const isWebBuilt = (root) => existsSync(join(root, 'dist', 'web', 'index.html'))

/** True when dist/web was built from exactly the sources that stand here now. */
export function isWebFresh(root) {
  try {
    return isWebBuilt(root) && readFileSync(stampOf(root), 'utf8') === fingerprint(root)
  } catch {
    return false
  }
}

/** Runs vite. Resolves with what to do about it when it fails. */
export async function buildWeb(root, node) {
  if (!existsSync(join(root, 'vite.config.ts'))) return 'vite.config.ts is missing: this is no clone of Vedette.'
  const before = fingerprint(root)
  const progress = startProgress('Building the pages')
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  // Under a test runner NODE_ENV is `test`, and React would ship its development half.
  const env = { ...process.env, NODE_ENV: 'production' }
  const { code, output } = await run(node, [vite, 'build', '--logLevel', 'warn'], { cwd: root, env })
  if (code !== 0) {
    progress.end('failed')
    return `${output.trim()}\nThe pages could not be built; what vite said stands above.`
  }
  progress.end('done')
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(stampOf(root), before)
  return undefined
}

/** One hash of the content of everything the pages are made of: a checkout changes times, not content. */
export function fingerprint(root) {
  const hash = createHash('sha256')
  const files = ['package-lock.json', 'vite.config.ts', 'tsconfig.json', 'tsconfig.web.json']
  for (const folder of ['web', 'src']) files.push(...readTree(root, folder))
  for (const file of files.filter(isOfTheWeb).sort()) {
    const path = join(root, file)
    if (existsSync(path)) hash.update(file).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

function isOfTheWeb(file) {
  if (/\.test\.tsx?$/.test(file) || file.includes('/testdata/')) return false
  // Pages import schemas and texts, and both may import a neighbour; what else stands in src/ is the server's.
  return !file.startsWith('src/') || /\/(web|texts|decoder)\/|\/schema\.ts$/.test(file)
}

function readTree(root, folder) {
  const path = join(root, folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const child = `${folder}/${entry.name}`
    return entry.isDirectory() ? readTree(root, child) : [child]
  })
}
