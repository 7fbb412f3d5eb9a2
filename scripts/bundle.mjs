/**
 * Puts the program together in a few files, in a folder of its own below `dist/bundle/`: to find, read and link some two
 * thousand files takes Node longer than everything else of a start, and costs memory for as long as the console runs.
 * `bin/vedette.js` uses the newest while it is fresh.
 *
 *     node scripts/bundle.mjs        in a clone, from its TypeScript
 */
import { globSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BUNDLES, NEWEST } from '../bin/bundle.js'
import { toRow } from '../bin/stamp.js'

/** Consoles may run from older ones: their threads and pages of code are loaded when they are wanted. */
const KEPT = 3
/** Modules in many small files. Those that look for files beside themselves, or choose between them, stay as they are. */
const PUT_IN = ['@fastify/type-provider-typebox', '@noble/hashes', 'i18next', 'kysely', 'typebox']
/** Say together which modules of others there are. */
const OF_OTHERS = ['package-lock.json', join('node_modules', '.package-lock.json')]

/** What a thread or a process runs is found beside the module that starts it, by its own name. */
function findEntries(root, extension) {
  const workers = globSync(`src/**/*-worker.${extension}`, { cwd: root })
  return Object.fromEntries(
    [join('src', `cli.${extension}`), ...workers].map((file) => [basename(file, `.${extension}`), join(root, file)]),
  )
}

/** `root` holds `src/` in files that end with `extension`: `ts` in a clone; `js` in a package, whose files never change. */
export async function buildBundle(root, extension) {
  const { build } = await import('vite')
  const bundles = join(root, BUNDLES)
  const folder = extension === 'ts' ? `${Date.now().toString(36)}-${process.pid}` : 'built'
  const outDir = join(bundles, folder)
  const { output } = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: PUT_IN },
    build: {
      ssr: true,
      target: 'node24',
      minify: false,
      license: { fileName: 'LICENSES.md' },
      outDir,
      rolldownOptions: {
        input: findEntries(root, extension),
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
  const stamp = join(bundles, NEWEST)
  // Whole before it is named, and named at once: a command may begin at any moment, and another one build the same.
  const rows = extension === 'ts' ? readRows(root, folder, output) : []
  writeFileSync(`${stamp}-${process.pid}`, JSON.stringify({ folder, rows }))
  renameSync(`${stamp}-${process.pid}`, stamp)
  removeOld(bundles)
}

function readRows(root, folder, output) {
  const source = join(root, 'src')
  const modules = new Set(output.flatMap((file) => (file.type === 'chunk' ? Object.keys(file.modules) : [])))
  const ours = [...modules].filter((path) => path.startsWith(source)).map((path) => relative(root, path))
  const files = readdirSync(join(root, BUNDLES, folder)).map((name) => join(BUNDLES, folder, name))
  return [...ours, ...OF_OTHERS, ...files].map((path) => toRow(root, path))
}

function removeOld(bundles) {
  const folders = readdirSync(bundles, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ path: join(bundles, name), madeMs: statSync(join(bundles, name)).mtimeMs }))
    .sort((a, b) => b.madeMs - a.madeMs)
  for (const { path } of folders.slice(KEPT)) rmSync(path, { recursive: true, force: true })
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildBundle(fileURLToPath(new URL('..', import.meta.url)), 'ts')
