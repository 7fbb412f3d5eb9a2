/**
 * Puts the program together in a few files, in a folder of its own below `dist/bundle/`: to find, read and link some two
 * thousand files takes Node longer than everything else of a start, and costs memory for as long as the console runs.
 * `bin/vedette.js` uses the newest while it is fresh.
 *
 *     node scripts/bundle.mjs        in a clone, from its TypeScript
 */
import { globSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BUNDLES, NEWEST, USED_BY } from '../bin/bundle.js'
import { toRow } from '../bin/stamp.js'

/** The newest ones, beside those that a console runs from: it loads its threads and more of its code when they are wanted. */
const KEPT = 3
/** Modules in many small files. Those that look for files beside themselves, or choose between them, stay as they are. */
const PUT_IN = ['@fastify/type-provider-typebox', '@noble/ciphers', '@noble/hashes', 'i18next', 'kysely', 'typebox']
/** Which modules of others there are, and how they are put together. */
const OF_OTHERS = [
  'package-lock.json',
  'tsconfig.json',
  join('node_modules', '.package-lock.json'),
  join('scripts', 'bundle.mjs'),
]

/** What a thread or a process runs is found beside the module that starts it, by its own name. */
function findEntries(root, extension) {
  const workers = globSync(`src/**/*-worker.${extension}`, { cwd: root })
  return Object.fromEntries(
    [join('src', `cli.${extension}`), ...workers].map((file) => [basename(file, `.${extension}`), join(root, file)]),
  )
}

/**
 * Node keeps a text with one letter beyond Latin-1 at two bytes a letter, for as long as the program runs: a dash in a
 * sentence doubles its file. Such letters are written as escapes where that makes less of it.
 */
const writeEscapes = {
  name: 'write-escapes',
  generateBundle(_, files) {
    for (const file of Object.values(files)) if (file.type === 'chunk') file.code = toEscapes(file.code)
  },
}
/** Not for texts whose raw letters matter (`String.raw` with such a letter): there are none here. */
export function toEscapes(code) {
  const escaped = code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return escaped.length < 2 * code.length ? escaped : code
}

/** `root` holds `src/` in files that end with `extension`: `ts` in a clone; `js` in a package, whose files never change. */
export async function buildBundle(root, extension) {
  const { build } = await import('vite')
  const bundles = join(root, BUNDLES)
  const beganMs = Date.now()
  const folder = extension === 'ts' ? `${beganMs.toString(36)}-${process.pid}` : 'built'
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
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          comments: { legal: true, annotation: false, jsdoc: false },
        },
        plugins: [writeEscapes],
      },
    },
  })
  const stamp = join(bundles, NEWEST)
  // Whole before it is named, and named at once: a command may begin at any moment, and another one build the same.
  const rows = extension === 'ts' ? readRows() : []
  writeFileSync(`${stamp}-${process.pid}`, JSON.stringify({ folder, rows }))
  renameSync(`${stamp}-${process.pid}`, stamp)
  removeOld(bundles, folder)

  function readRows() {
    try {
      return [...readSources(root, output, beganMs), ...readOutput(root, folder)]
    } catch (error) {
      // Nobody will ever name it.
      rmSync(outDir, { recursive: true, force: true })
      throw error
    }
  }
}

/** Throws when one was changed meanwhile: its new time would stand for its old text. */
function readSources(root, output, beganMs) {
  const source = join(root, 'src') + sep
  const modules = new Set(output.flatMap((file) => (file.type === 'chunk' ? Object.keys(file.modules) : [])))
  // With `/` on every system, as vite names them.
  const ours = [...modules].map((path) => resolve(path)).filter((path) => path.startsWith(source))
  if (ours.length === 0) throw new Error(`no module of ${source} among ${modules.size}`)
  const rows = [...ours.map((path) => relative(root, path)), ...OF_OTHERS].map((path) => toRow(root, path))
  const changed = rows.find(([, mtimeMs]) => mtimeMs >= beganMs && mtimeMs <= Date.now())
  if (changed) throw new Error(`${changed[0]} was changed while the program was put together`)
  return rows
}
const readOutput = (root, folder) =>
  readdirSync(join(root, BUNDLES, folder)).map((name) => toRow(root, join(BUNDLES, folder, name)))

function removeOld(bundles, newest) {
  const folders = readdirSync(bundles, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== newest && !isUsed(join(bundles, entry.name)))
    .map(({ name }) => ({ path: join(bundles, name), madeMs: statSync(join(bundles, name)).mtimeMs }))
    .sort((a, b) => b.madeMs - a.madeMs)
  for (const { path } of folders.slice(KEPT - 1)) rmSync(path, { recursive: true, force: true })
}

const isUsed = (folder) =>
  readdirSync(folder).some((name) => name.startsWith(USED_BY) && isAlive(Number(name.slice(USED_BY.length))))
function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Somebody else's.
    return error.code === 'EPERM'
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildBundle(fileURLToPath(new URL('..', import.meta.url)), 'ts')
