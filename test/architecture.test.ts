/** Who may import whom: ARCHITECTURE.md §4, as a test. */
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Import, isSource, listFiles, packageOf, parseImports, read, withoutComments } from './tree.ts'

const SCHEMA_FILES = /\/schema\.ts$/
const TEXTS_FOLDERS = /\/texts\//

interface Layer {
  readonly name: string
  readonly files: RegExp
  /** Our own places these files may reach; `self` is the file's own folder below `src/` or `src/capabilities/`. */
  readonly mayImport: readonly (RegExp | 'self')[]
  /** The only packages they may use; any when not said. */
  readonly packages?: readonly string[]
  /** They run in a browser too. */
  readonly anywhere?: true
}

/** The first row whose `files` fit decides. */
const LAYERS: readonly Layer[] = [
  {
    name: 'a schema runs anywhere',
    files: SCHEMA_FILES,
    mayImport: [SCHEMA_FILES],
    packages: ['typebox'],
    anywhere: true,
  },
  {
    name: 'texts run anywhere',
    files: TEXTS_FOLDERS,
    mayImport: [SCHEMA_FILES, TEXTS_FOLDERS],
    packages: ['typebox', 'i18next'],
    anywhere: true,
  },
  {
    name: 'the decoder is bytes in, values out',
    files: /^src\/decoder\//,
    mayImport: ['self'],
    packages: ['@noble/ciphers', '@noble/hashes'],
    anywhere: true,
  },
  {
    name: 'the list of pages is where the shell meets the capabilities',
    files: /^web\/pages\.tsx?$/,
    mayImport: [/^web\//, /^src\/capabilities\/[^/]+\/web\/page\.tsx$/, SCHEMA_FILES, TEXTS_FOLDERS],
    packages: ['react'],
    anywhere: true,
  },
  {
    name: 'a page sees the shell, its own parts, schemas, texts and the decoder',
    files: /^(web|src\/capabilities\/[^/]+\/web)\//,
    mayImport: [/^web\//, 'self', SCHEMA_FILES, TEXTS_FOLDERS, /^src\/decoder\//],
    packages: [
      'react',
      'react-dom',
      'i18next',
      'typebox',
      'uplot',
      'tus-js-client',
      'galmuri',
      '@tanstack/react-query',
      '@tanstack/react-router',
      '@tanstack/react-virtual',
    ],
    anywhere: true,
  },
  {
    name: 'composition roots see everything but pages',
    files:
      /^src\/(cli|command-line|compile-cache|quick-command|lean-process|server|agent|capabilities|console-core|manifests|restore)\.ts$/,
    mayImport: [/^src\/(?!.*\/web\/)/],
  },
  { name: 'core knows nobody', files: /^src\/core\//, mayImport: ['self'] },
  {
    name: 'an adapter implements the ports of core',
    files: /^src\/(store|bus|link)\//,
    mayImport: ['self', /^src\/core\//],
  },
  {
    name: 'capabilities are strangers, and adapters are not theirs',
    files: /^src\/capabilities\//,
    mayImport: ['self', /^src\/core\//, /^src\/decoder\//, SCHEMA_FILES],
  },
]

/** Words of power, and the few files that may say them. */
const POWERS: readonly { what: string; pattern: RegExp; allowed: RegExp; why: string }[] = [
  {
    what: 'new Worker',
    pattern: /\bnew Worker\(/,
    allowed: /^src\/core\/threads\.ts$|^src\/store\//,
    why: 'core/threads.ts finds the worker in a published build too; store/ keeps threads of its own alive beside the database',
  },
  {
    what: 'process.env',
    pattern: /\bprocess\.env\b/,
    allowed: /^src\/(cli|command-line|lean-process|core\/config\/[a-z-]+)\.ts$/,
    why: 'command-line.ts hands the environment to core/config, which says where each setting is from; a lean process keeps it',
  },
  {
    what: 'child_process',
    pattern: /'node:child_process'|'child_process'/,
    allowed:
      /^src\/capabilities\/host\/(?!collectors\/)|^src\/core\/windows\/ask\.ts$|^src\/store\/sqlite\/sqlite-readers\.ts$/,
    why: 'host asks systemctl and journalctl (its collectors read /proc), Windows answers only through its own tools, and store ends a reader that is too slow',
  },
  {
    what: 'eval',
    pattern: /\beval\(|\bnew Function\(/,
    allowed: /^$/,
    why: 'the page forbids it and the server has no use for it',
  },
]

const sources = ['src', 'web'].filter(existsSync).flatMap(listFiles).filter(isSource)
const importsOf = new Map(sources.map((file) => [file, parseImports(file, read(file))]))

/** `src/core/`, `src/capabilities/host/`; a page's own place is its `web/`. */
function ownFolder(file: string): string {
  const capability = /^src\/capabilities\/[^/]+\/(web\/)?/.exec(file)?.[0]
  return capability ?? /^(src\/)?[^/]+\//.exec(file)?.[0] ?? file
}
/** A capability's server side does not reach into its page. */
const isPage = (file: string) => /^src\/capabilities\/[^/]+\/web\//.test(file)
function reaches(layer: Layer, file: string, target: string): boolean {
  return layer.mayImport.some((place) => {
    if (place !== 'self') return place.test(target)
    return target.startsWith(ownFolder(file)) && (isPage(file) || !isPage(target))
  })
}

function mayReach(layer: Layer, file: string, { spec, target }: Import): boolean {
  if (target) return reaches(layer, file, target)
  if (spec.startsWith('node:')) return !layer.anywhere
  // Made by vite.config.ts while the pages are built.
  if (spec.startsWith('virtual:')) return file.startsWith('web/')
  return layer.packages?.includes(packageOf(spec)) ?? true
}

/** Each import that breaks a layer's rule. */
function breaches(file: string, imports: readonly Import[]): readonly string[] {
  const layer = LAYERS.find(({ files }) => files.test(file))
  if (!layer) return [`${file}: belongs to no layer`]
  return imports
    .filter((one) => !mayReach(layer, file, one))
    .map(({ spec, target }) => `${file} → ${target ?? spec}: ${layer.name}`)
}

/** Every ring of files that need each other before any of them can run. */
function findCycles(): readonly string[] {
  const cycles = new Set<string>()
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]) => {
    const at = path.indexOf(file)
    if (at !== -1) cycles.add([...path.slice(at), file].join(' → '))
    if (at !== -1 || done.has(file)) return
    for (const { target, typeOnly } of importsOf.get(file) ?? []) {
      if (target && !typeOnly) visit(target, [...path, file])
    }
    done.add(file)
  }
  for (const file of sources) visit(file, [])
  return [...cycles]
}

it('reads the tree', () => {
  expect(sources.length).toBeGreaterThan(20)
  expect([...importsOf.values()].flat().length).toBeGreaterThan(sources.length)
})
it('keeps to the layers', () =>
  expect([...importsOf].flatMap(([file, imports]) => breaches(file, imports))).toEqual([]))
it('has no import cycles', () => expect(findCycles()).toEqual([]))
it.each(POWERS)('says `$what` only where $why', ({ pattern, allowed }) => {
  const speakers = sources.filter((file) => pattern.test(withoutComments(read(file))))
  expect(speakers.filter((file) => !allowed.test(file))).toEqual([])
})

describe('the rules themselves', () => {
  const judge = (file: string, code: string) => breaches(file, parseImports(file, code)).length === 0
  it.each([
    ['src/server.ts', './store/open-store.ts', true],
    ['src/server.ts', './capabilities/host/web/page.tsx', false],
    ['src/server.ts', '../web/pages.ts', false],
    ['src/core/jobs.ts', '../store/open-store.ts', false],
    ['src/store/sqlite.ts', '../core/clock.ts', true],
    ['src/store/sqlite.ts', '../link/messages.ts', false],
    ['src/capabilities/host/server.ts', './queries.ts', true],
    ['src/capabilities/host/server.ts', './web/page.tsx', false],
    ['src/capabilities/host/server.ts', '../findings/schema.ts', true],
    ['src/capabilities/host/server.ts', '../findings/queries.ts', false],
    ['src/capabilities/host/server.ts', '../../decoder/flows/flow.ts', true],
    ['src/capabilities/host/server.ts', '../../store/series.ts', false],
    ['src/capabilities/host/web/page.tsx', './chart.tsx', true],
    ['src/capabilities/host/web/page.tsx', '../texts/en.ts', true],
    ['src/capabilities/host/web/page.tsx', '../queries.ts', false],
    ['src/capabilities/host/web/page.tsx', '../../findings/web/page.tsx', false],
    ['src/capabilities/host/web/page.tsx', '../../../core/texts/render.ts', true],
    ['src/capabilities/host/web/page.tsx', 'kysely', false],
    ['web/pages.ts', '../src/capabilities/host/web/page.tsx', true],
    ['web/main.tsx', '../src/capabilities/host/web/page.tsx', false],
    ['src/capabilities/host/schema.ts', 'typebox', true],
    ['src/capabilities/host/schema.ts', 'node:path', false],
    ['src/capabilities/host/schema.ts', './queries.ts', false],
    ['src/capabilities/host/texts/en.ts', 'react', false],
    ['src/decoder/layers/quic.ts', '@noble/hashes/sha2', true],
    ['src/decoder/layers/quic.ts', '@noble/curves/p256', false],
    ['src/decoder/layers/quic.ts', '../../core/errors.ts', false],
    ['src/extra/helper.ts', '../server.ts', false],
  ])('%s may import %s: %s', (file, spec, allowed) => {
    expect(judge(file, `import { x } from '${spec}'`)).toBe(allowed)
    expect(judge(file, `const x = await import('${spec}')`)).toBe(allowed)
  })
  it('sees what is erased and what is not, over lines and past comments', () => {
    const code = `import type { A } from './a.ts'\nimport {\n  type B,\n  type C,\n} from './b.ts'\nimport { type D, e } from './d.ts'\n// import { x } from './no.ts'\nexport { f } from './f.ts'\nimport './g.css'`
    expect(parseImports('x/y.ts', code).map(({ target, typeOnly }) => `${target} ${typeOnly}`)).toEqual([
      'x/a.ts true',
      'x/b.ts true',
      'x/d.ts false',
      'x/f.ts false',
      'x/g.css false',
    ])
  })
})
