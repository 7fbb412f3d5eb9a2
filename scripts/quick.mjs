/**
 * Puts the modules of the commands that begin at once (`src/quick-command.ts`) together in `dist/quick/`: to find, read and
 * link two hundred files takes Node longer than to read a small capture. `bin/vedette.js` uses them while they are fresh.
 *
 *     node scripts/quick.mjs        in a clone, from its TypeScript
 */
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MODULES } from '../bin/quick.js'
import { toRow } from '../bin/stamp.js'

/** What a thread runs is found beside the module that starts it, by its own name. */
const ENTRIES = { cli: 'src/cli', 'hash-worker': 'src/capabilities/packets/reading/hash-worker' }

/** Everything else is loaded as it is, through this one module. */
const leaveOut = (extension) => ({
  name: 'vedette-long-way',
  enforce: 'pre',
  resolveId: (id) =>
    /\/command-line\.[jt]s$/.test(id) ? { id: `../../src/command-line.${extension}`, external: true } : null,
})

/** `root` holds `src/` in files that end with `extension`: `ts` in a clone; `js` in a package, whose files never change. */
export async function buildQuick(root, extension) {
  const { build } = await import('vite')
  const outDir = join(root, 'dist', 'quick')
  // Beside it until it is whole: a command may begin at any moment, and another one build the same.
  const fresh = `${outDir}-${process.pid}.part`
  const { output } = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [leaveOut(extension)],
    build: {
      ssr: true,
      target: 'node24',
      minify: false,
      outDir: fresh,
      rolldownOptions: {
        input: Object.fromEntries(
          Object.entries(ENTRIES).map(([name, file]) => [name, join(root, `${file}.${extension}`)]),
        ),
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
  const paths = new Set(output.flatMap((file) => (file.type === 'chunk' ? Object.keys(file.modules) : [])))
  const modules = [...paths].filter((path) => path.startsWith(root)).map((path) => toRow(root, relative(root, path)))
  // Renaming changes neither time nor size.
  const files = readdirSync(fresh).map((name) => [join('dist', 'quick', name), ...toRow(fresh, name).slice(1)])
  writeFileSync(join(fresh, MODULES), JSON.stringify(extension === 'ts' ? [...modules, ...files] : []))
  rmSync(outDir, { recursive: true, force: true })
  renameSync(fresh, outDir)
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildQuick(fileURLToPath(new URL('..', import.meta.url)), 'ts')
