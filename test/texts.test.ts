/** Every sentence exists in every language, says the same things, and is used. */
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readErrors, toErrorKey } from '../scripts/docs/source.ts'
import { capabilities } from '../src/capabilities.ts'
import { LANGUAGES, type Language } from '../src/core/schema.ts'
import { createRenderer } from '../src/core/texts/render.ts'
import { isSource, listFiles, read, withoutComments } from './tree.ts'

type Table = Readonly<Record<string, string>>
interface Book {
  readonly name: string
  readonly tables: Readonly<Record<Language, Table>>
}

const load = async (file: string) => (await import(pathToFileURL(file).href)) as Record<string, unknown>

async function readBooks(): Promise<readonly Book[]> {
  const books: Book[] = []
  for (const file of listFiles('src/core/texts').filter(isSource)) {
    for (const [name, value] of Object.entries(await load(file))) {
      if (name.endsWith('Texts')) books.push({ name: file, tables: value as Book['tables'] })
    }
  }
  const homes = ['src', 'web'].flatMap(listFiles).filter((file) => /\/(texts|locales)\/en\.ts$/.test(file))
  for (const english of homes) {
    const home = english.slice(0, -'en.ts'.length)
    const tables: Record<string, Table> = {}
    for (const language of LANGUAGES) {
      const file = `${home}${language}.ts`
      tables[language] = existsSync(file) ? ((await load(file))[language] as Table) : {}
    }
    books.push({ name: home, tables: tables as Book['tables'] })
  }
  return books
}

const PLURAL = /_(zero|one|two|few|many|other)$/
const toBase = (key: string) => key.replace(PLURAL, '')
const books = await readBooks()
const renderer = createRenderer()
for (const { tables } of books) for (const language of LANGUAGES) renderer.add(language, tables[language])
const english = new Set(books.flatMap(({ tables }) => Object.keys(tables.en).map(toBase)))

/** `{{free, bytes}}` → `free bytes`, in every form of a key. */
function readPlaceholders(table: Table): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const [key, text] of Object.entries(table)) {
    const names = found.get(toBase(key)) ?? new Set()
    for (const match of text.matchAll(/\{\{\s*([^},\s]+)\s*(?:,\s*([^}\s]+))?\s*\}\}/g)) {
      names.add(match[2] ? `${match[1]} ${match[2]}` : (match[1] ?? ''))
    }
    found.set(toBase(key), names)
  }
  return found
}

describe.each(books.map((book) => [book.name, book] as const))('%s', (_, { tables }) => {
  it.each(['ko', 'ru'] as const)('has the same keys in %s', (language) => {
    const bases = (table: Table) => [...new Set(Object.keys(table).map(toBase))].sort()
    expect(bases(tables[language])).toEqual(bases(tables.en))
  })
  it.each(LANGUAGES)('has every plural form of %s', (language) => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const counted = new Set(
      Object.keys(tables[language])
        .filter((key) => PLURAL.test(key))
        .map(toBase),
    )
    const missing = [...counted]
      .flatMap((base) => forms.map((form) => `${base}_${form}`))
      .filter((key) => !(key in tables[language]))
    expect(missing).toEqual([])
  })
  it.each(['ko', 'ru'] as const)('fills in the same values in %s', (language) => {
    const wanted = readPlaceholders(tables.en)
    const found = readPlaceholders(tables[language])
    const differ = [...wanted].flatMap(([key, names]) => {
      const here = found.get(key) ?? new Set()
      const unlike = [...names].some((name) => !here.has(name)) || [...here].some((name) => !names.has(name))
      return unlike ? [`${key}: en ${[...names].join(', ')} · ${language} ${[...here].join(', ')}`] : []
    })
    expect(differ).toEqual([])
  })
  it.each([
    ['ko', /\p{Script=Hangul}/u],
    ['ru', /\p{Script=Cyrillic}/u],
  ] as const)('is written in %s, not left in English', (language, letters) => {
    const bare = (text: string) => text.replace(/\{\{[^}]*\}\}|`[^`]*`|https?:\S+/g, '')
    const left = Object.entries(tables[language]).filter(
      ([key, text]) => /[a-z]{2,} [a-z]{2,}/.test(bare(tables.en[key] ?? text)) && !letters.test(bare(text)),
    )
    expect(left).toEqual([])
  })
  it('has no stray spaces and no empty sentence', () => {
    const odd = LANGUAGES.flatMap((language) =>
      Object.entries(tables[language]).filter(([, text]) => text !== text.trim() || text === ''),
    )
    expect(odd).toEqual([])
  })
})

it('says no key in two places', () => {
  const keys = books.flatMap(({ tables }) => Object.keys(tables.en))
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
})

/** Keys that the product asks for without writing them out. */
async function readOwedKeys(): Promise<readonly string[]> {
  return [
    ...(await readErrors()).map(({ code }) => toErrorKey(code)),
    ...capabilities.flatMap(({ id, rules = {}, metrics = {}, config }) => [
      ...Object.keys(rules).flatMap((name) => ['title', 'why', 'next'].map((part) => `${id}.rule.${name}.${part}`)),
      ...Object.keys(metrics).map((name) => `${id}.metric.${name}`),
      ...Object.keys(config.properties).map((name) => `${id}.setting.${name}`),
    ]),
  ]
}

const toActionKey = (action: string) => action.replace('.', '.action.')

describe('what is used', () => {
  const prefixes = [...new Set([...english].map((key) => key.split('.')[0]))].join('|')
  const literal = new RegExp(`['"\`]((?:${prefixes})\\.[a-z][\\w-]*\\.[\\w.-]*\\w)['"\`]`, 'g')
  const begun = new RegExp(`\`((?:${prefixes})\\.[\\w.-]*)\\$\\{`, 'g')
  const kinds = new Set([...english].map((key) => key.split('.').slice(0, 2).join('.')))
  const code = ['src', 'web']
    .flatMap(listFiles)
    .filter((file) => isSource(file) && !/\/(texts|locales)\//.test(file))
    .map((file) => [file, withoutComments(read(file))] as const)

  it('exists, when it is written out', () => {
    const missing = code.flatMap(([file, text]) => {
      const keys = [...text.matchAll(literal)].map((match) => match[1] ?? '')
      const asked = [...text.matchAll(/\bt\('([^']+)'/g)].map((match) => match[1] ?? '')
      const known = keys.filter((key) => kinds.has(key.split('.').slice(0, 2).join('.')))
      return [...known, ...asked].filter((key) => !english.has(key)).map((key) => `${file}: ${key}`)
    })
    expect(missing).toEqual([])
  })
  it('exists, when an error, a rule, a metric or a setting asks for it', async () => {
    const missing = (await readOwedKeys()).filter((key) => !english.has(key))
    expect(missing).toEqual([])
  })
  it('exists, when the audit records an action', () => {
    const recorded = code.flatMap(([, text]) =>
      [...text.matchAll(/action: '([a-z]+\.[a-z-]+)'/g)].map((found) => found[1] ?? ''),
    )
    expect(recorded.length).toBeGreaterThan(10)
    expect(recorded.map(toActionKey).filter((key) => !english.has(key))).toEqual([])
  })
  it('is all there is', async () => {
    const written = code.flatMap(([, text]) => [...text.matchAll(/['"`]([a-z][\w.-]*)['"`]/g)].map((match) => match[1]))
    const codes = code.flatMap(([, text]) =>
      [...text.matchAll(/'([a-z]+\.[a-z][a-z-]+)'/g)].map((match) => match[1] ?? ''),
    )
    const said = new Set([...written, ...codes.map(toErrorKey), ...codes.map(toActionKey), ...(await readOwedKeys())])
    const beginnings = code.flatMap(([, text]) => [...text.matchAll(begun)].map((match) => match[1] ?? ''))
    const unused = [...english].filter(
      (key) => !said.has(key) && !beginnings.some((beginning) => key.startsWith(beginning)),
    )
    expect(unused).toEqual([])
  })
})

describe('the renderer, given all of it', () => {
  const placeholders = books.map(({ tables }) => readPlaceholders(tables.en))
  it.each(LANGUAGES)('leaves no gap in %s', (language) => {
    const broken = [...english].filter((key) => {
      const params = Object.fromEntries(
        placeholders.flatMap((found) => [...(found.get(key) ?? [])].map((name) => [name.split(' ')[0] ?? '', 2])),
      )
      const text = renderer.render({ key, params: { count: 2, ...params } }, { language, zone: 'UTC' })
      return text === key || /\{\{|\}\}|undefined|NaN/.test(text)
    })
    expect(broken).toEqual([])
  })
})
