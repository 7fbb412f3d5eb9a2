/** The shape of the tree: names, sizes, and one line a capability where a line is owed. ARCHITECTURE.md §1, §2 and §6. */
import { existsSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { capabilities } from '../src/capabilities.ts'
import { isSource, isTest, listFiles, listFolders, read, withoutComments } from './tree.ts'

const MAX_LINES = 400
const MAX_MANIFEST_LINES = 60
const FORBIDDEN = new Set([
  'lib',
  'libs',
  'util',
  'utils',
  'common',
  'helper',
  'helpers',
  'service',
  'services',
  'manager',
  'managers',
  'misc',
])
/** systemd calls them services, and so does everybody who reads about them. */
const SYSTEMD_SERVICES = /^(src\/capabilities|web)\/host\/.*services?/
const README_SECTIONS = ['What', 'Settings', 'Metrics', 'Routes', 'Commands', 'Events', 'Limits']
const CAPABILITIES = 'src/capabilities'

const files = ['src', 'web', 'test', 'scripts', 'bench'].filter(existsSync).flatMap(listFiles)
const code = files.filter((file) => /\.(tsx?|mts|mjs|css)$/.test(file))
const sources = code.filter(isSource)
const folders = existsSync(CAPABILITIES) ? listFolders(CAPABILITIES) : []
const inCapability = (id: string) => listFiles(`${CAPABILITIES}/${id}`)

describe('names', () => {
  const segments = (file: string) =>
    file.split('/').map((segment) => segment.replace(/(\.(test|d|config))?\.[a-z]+$/, ''))
  it('are kebab-case', () => {
    const odd = files.filter(
      (file) => !/^(README|[a-z0-9]+([-.][a-z0-9]+)*)$/.test(basename(file).replace(/\.[a-z]+$/, '')),
    )
    expect(odd).toEqual([])
  })
  it('say what is inside', () => {
    const empty = files.filter(
      (file) =>
        !SYSTEMD_SERVICES.test(file) &&
        segments(file).some((segment) => segment.split('-').some((word) => FORBIDDEN.has(word))),
    )
    expect(empty).toEqual([])
  })
})

describe('files', () => {
  it(`have at most ${MAX_LINES} lines`, () => {
    const long = code
      .map((file) => ({ file, lines: read(file).trimEnd().split('\n').length }))
      .filter(({ file, lines }) => lines > MAX_LINES && !read(file).startsWith('/** Generated'))
    expect(long).toEqual([])
  })
  it('promise nothing', () => {
    const promising = code.filter((file) => !file.startsWith('test/') && /\b(TODO|FIXME|XXX)\b/.test(read(file)))
    expect(promising).toEqual([])
  })
  it('silence no check', () => {
    const silencing = code.filter(
      (file) =>
        /@ts-(ignore|nocheck|expect-error)|biome-ignore-all/.test(read(file)) && file !== 'test/structure.test.ts',
    )
    expect(silencing).toEqual([])
  })
  it('take no values of node:http by name: each of its getters is asked for that, and three load a whole HTTP client (5 MB)', () => {
    const taking = code.filter((file) => /^src\/.*(?<!\.test)\.ts$/.test(file))
    expect(taking.length).toBeGreaterThan(500)
    expect(taking.filter((file) => /^import (?!type\b).*from 'node:http'/m.test(read(file)))).toEqual([])
  })
  it('name no folder of the machine they were written on', () => {
    const told = listFiles('docs').concat(files, 'package.json', 'README.md')
    expect(
      told.filter((file) => /\.(tsx?|mjs|css|md|json)$/.test(file) && read(file).includes(`${process.cwd()}/`)),
    ).toEqual([])
  })
})

describe('tests', () => {
  const tests = files.filter(isTest)
  it('assert something', () => {
    expect(tests.filter((file) => !/\bexpect\b|\bassert\b|runStoreContract|Contract\(/.test(read(file)))).toEqual([])
  })
  it('all run, every time', () => {
    const idle = /\b(it|test|describe)\.(skip|todo|only|fails)\b|\bretry:\s*\d/
    expect(tests.filter((file) => idle.test(withoutComments(read(file))) && file !== 'test/structure.test.ts')).toEqual(
      [],
    )
  })
})

describe('capabilities', () => {
  const listed = capabilities.map(({ id }) => id)
  const pages = existsSync('web/pages.ts') ? read('web/pages.ts') : ''

  it('stand in src/capabilities.ts', () => {
    const missing = folders.filter((id) => !listed.includes(id))
    expect(
      missing.map((id) => `src/capabilities.ts lacks: import { ${id} } from './capabilities/${id}/index.ts'`),
    ).toEqual([])
    expect(listed.filter((id) => !folders.includes(id))).toEqual([])
    expect(new Set(listed).size).toBe(listed.length)
  })
  it('with a page stand in web/pages.ts', () => {
    const withPage = folders.filter((id) => existsSync(`${CAPABILITIES}/${id}/web/page.tsx`))
    const missing = withPage.filter((id) => !pages.includes(`/capabilities/${id}/web/page.tsx'`))
    expect(missing.map((id) => `web/pages.ts lacks a line for ../src/capabilities/${id}/web/page.tsx`)).toEqual([])
    const gone = [...pages.matchAll(/\/capabilities\/([a-z]+)\/web\//g)].map((match) => match[1] ?? '')
    expect(gone.filter((id) => !withPage.includes(id))).toEqual([])
  })
  it('serve no path twice', () => {
    const core = ['/', '/api', '/healthz', '/health', '/metrics', '/docs', '/openapi.json', '/assets']
    const paths = [...core, ...listed.map((id) => `/${id}`), ...capabilities.flatMap(({ aliases }) => aliases ?? [])]
    expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([])
  })
  it('claim no root command and no environment variable twice', () => {
    const commands = capabilities.flatMap((capability) =>
      Object.entries(capability.commands ?? {}).flatMap(([name, { root }]) => (root ? [name] : [])),
    )
    expect(commands.filter((name, index) => commands.indexOf(name) !== index || listed.includes(name))).toEqual([])
    const variables = capabilities.flatMap(({ environment }) => Object.keys(environment ?? {}))
    expect(variables.filter((name, index) => variables.indexOf(name) !== index)).toEqual([])
  })
})

describe.each(folders)('capability %s', (id) => {
  const home = `${CAPABILITIES}/${id}`
  const manifest = capabilities.find((capability) => capability.id === id)

  it('goes by one word', () => expect(id).toMatch(/^[a-z]+$/))
  it('has its manifest, schema and README', () => {
    expect(['index.ts', 'schema.ts', 'README.md'].filter((name) => !existsSync(`${home}/${name}`))).toEqual([])
  })
  it(`has a manifest of at most ${MAX_MANIFEST_LINES} lines`, () => {
    expect(read(`${home}/index.ts`).trimEnd().split('\n').length).toBeLessThanOrEqual(MAX_MANIFEST_LINES)
  })
  it('has the README sections in their order', () => {
    const sections = [...read(`${home}/README.md`).matchAll(/^## (.+)$/gm)].map((match) => match[1]?.trim())
    expect(sections).toEqual(README_SECTIONS)
  })
  it('keeps to the fixed names', () => {
    const own = inCapability(id).map((file) => file.slice(home.length + 1))
    const texts = own.filter((file) => file.startsWith('texts/'))
    expect(texts.filter((file) => !/^texts\/(en|ko|ru)\.ts$/.test(file))).toEqual([])
    const migrations = own.filter((file) => file.startsWith('migrations/'))
    expect(migrations.filter((file) => !/^migrations\/(\d{4}-[a-z0-9-]+|list)(\.test)?\.ts$/.test(file))).toEqual([])
    if (own.some((file) => file.startsWith('web/'))) expect(own).toContain('web/page.tsx')
    const astray = own.filter(
      (file) => isSource(file) && !file.endsWith('errors.ts') && /\bdefineErrors\(/.test(read(`${home}/${file}`)),
    )
    expect(astray).toEqual([])
  })
  it('asks the database in queries.ts alone', () => {
    const asking = inCapability(id).filter(
      (file) => isSource(file) && /\.(selectFrom|insertInto|updateTable|deleteFrom)\(/.test(read(file)),
    )
    expect(asking.filter((file) => !/\/(queries(\.ts|\/)|migrations\/)/.test(file))).toEqual([])
  })
  it('puts every error of its table into the manifest', () => {
    const tables = inCapability(id).filter((file) => isSource(file) && file.endsWith('/errors.ts'))
    const codes = tables.flatMap((file) =>
      [...read(file).matchAll(/^\s*'([a-z]+\.[a-z-]+)':/gm)].map((match) => match[1]),
    )
    expect(Object.keys(manifest?.errors ?? {}).sort()).toEqual(codes.sort())
  })
  it('owns what it names', () => {
    const tables = inCapability(id).flatMap((file) =>
      [...read(file).matchAll(/createTable\('([^']+)'/g)].map((match) => match[1]),
    )
    expect(tables.filter((table) => !table?.startsWith(`${id}_`))).toEqual([])
    expect(Object.keys(manifest?.errors ?? {}).filter((code) => !code.startsWith(`${id}.`))).toEqual([])
    expect(Object.keys(manifest?.topics ?? {}).filter((topic) => !topic.startsWith(`${id}.`))).toEqual([])
    expect(
      Object.keys(manifest?.metrics ?? {}).filter((name) => !/^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/.test(name)),
    ).toEqual([])
  })
  it('describes every setting and gives it a default', () => {
    const fields = Object.entries(manifest?.config.properties ?? {}) as [
      string,
      { default?: unknown; description?: string },
    ][]
    expect(
      fields.filter(([, field]) => field.default === undefined || !field.description).map(([name]) => name),
    ).toEqual([])
    const variables = Object.values(manifest?.environment ?? {})
    expect(variables.filter((field) => !fields.some(([name]) => name === field))).toEqual([])
  })
  it('blames only rules that exist', () => {
    const rules = capabilities.flatMap((capability) =>
      Object.keys(capability.rules ?? {}).map((name) => `${capability.id}.${name}`),
    )
    const causes = Object.values(manifest?.rules ?? {}).flatMap(({ symptomOf }) => symptomOf ?? [])
    expect(causes.filter((cause) => !rules.includes(cause))).toEqual([])
  })
})

it('gives core parts tables of their own', () => {
  const tables = sources
    .filter((file) => /^src\/(core|store)\//.test(file))
    .flatMap((file) => [...read(file).matchAll(/createTable\('([^']+)'/g)].map((match) => match[1]))
  expect(tables.filter((table) => !table?.startsWith('core_'))).toEqual([])
})
it('keeps the root small', () => {
  const known = readdirSync('.').filter((name) => name.endsWith('.ts'))
  expect(known.sort()).toEqual(['vite.config.ts', 'vitest.config.ts'])
})
