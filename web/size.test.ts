/** What a first visit costs: the pages are built as they ship, in memory, and their entry is weighed. */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

const INITIAL_JS_LIMIT = 150_000
/** An English or Russian reader's letters: regular, bold and mono. */
const FONT_LIMIT = 100_000
const root = fileURLToPath(new URL('..', import.meta.url))

let files: readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[] = []
beforeAll(async () => {
  // The test runner says `test`, and React would come with its checks.
  vi.stubEnv('NODE_ENV', 'production')
  const result = await build({ configFile: `${root}vite.config.ts`, logLevel: 'error', build: { write: false } })
  files = (result as Rolldown.RolldownOutput).output
}, 60_000)
afterAll(() => {
  vi.unstubAllEnvs()
})

const chunks = () => files.filter((file) => file.type === 'chunk')
const gzipBytes = (text: string | Uint8Array) => gzipSync(text, { level: 9 }).length

/** The entry and everything it imports before it can run. */
function initialChunks(): readonly Rolldown.OutputChunk[] {
  const byName = new Map(chunks().map((chunk) => [chunk.fileName, chunk]))
  const wanted = new Set<Rolldown.OutputChunk>()
  const add = (chunk: Rolldown.OutputChunk | undefined) => {
    if (!chunk || wanted.has(chunk)) return
    wanted.add(chunk)
    for (const name of chunk.imports) add(byName.get(name))
  }
  add(chunks().find(({ isEntry }) => isEntry))
  return [...wanted]
}

describe('the built pages', () => {
  it('start with at most 150 kB of JavaScript', () => {
    const sizes = initialChunks().map(({ fileName, code }) => [fileName, gzipBytes(code)] as const)
    expect(sizes.length).toBeGreaterThan(0)
    expect(sizes.reduce((sum, [, bytes]) => sum + bytes, 0)).toBeLessThanOrEqual(INITIAL_JS_LIMIT)
  })
  it('load charts, tables and every page only when they are wanted', () => {
    const first = initialChunks().flatMap(({ moduleIds }) => moduleIds)
    expect(
      first.filter((id) => /uplot|react-virtual|capabilities\/[^/]+\/web\/page|\/texts\/(en|ko|ru)\.ts/.test(id)),
    ).toEqual([])
  })
  it('carry a nonce on every tag that runs or styles', () => {
    const page = files.find(({ fileName }) => fileName === 'index.html')
    const html = page?.type === 'asset' ? String(page.source) : ''
    const tags = [...html.matchAll(/<(script|style|link rel="(?:stylesheet|modulepreload)")[^>]*>/g)].map(
      ([tag]) => tag,
    )
    expect(tags.length).toBeGreaterThan(2)
    expect(tags.filter((tag) => !tag.includes('nonce="__NONCE__"'))).toEqual([])
    expect(html).not.toMatch(/ (style|on[a-z]+)="/)
  })
  it.each(['latin', 'cyrillic', 'hangul-said'])('bring the letters %s for little', (letters) => {
    const fonts = files.filter(({ fileName }) => fileName.includes(`-${letters}-`) && fileName.endsWith('.woff2'))
    const bytes = fonts.reduce((sum, font) => sum + (font.type === 'asset' ? font.source.length : 0), 0)
    expect(fonts.length).toBeGreaterThan(1)
    expect(bytes).toBeLessThan(FONT_LIMIT)
  })
})
