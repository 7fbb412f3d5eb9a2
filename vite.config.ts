/** Builds `web/` into `dist/web`; the server puts a fresh nonce where `__NONCE__` stands. */
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { groupLetters, parseFont, splitFont, toUnicodeRange } from './web/theme/font-split.ts'

const root = fileURLToPath(new URL('.', import.meta.url))

/** The bold cut has no Cyrillic: under a second name without bold, browsers thicken the regular one themselves. */
const FONTS = [
  { file: 'Galmuri11', families: ['Vedette Pixel', 'Vedette Pixel Thin'], weight: 400 },
  { file: 'Galmuri11-Bold', families: ['Vedette Pixel'], weight: 700 },
  { file: 'GalmuriMono11', families: ['Vedette Pixel Mono'], weight: 400 },
] as const

/** Writes the cut fonts and their style sheet once for a state of the texts, and gives the sheet's path. */
function writeFonts(): string {
  const korean = globSync(['web/locales/ko.ts', 'src/core/texts/*.ts', 'src/capabilities/**/texts/*ko.ts'], {
    cwd: root,
  })
    .sort()
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('')
  const groups = groupLetters(korean)
  const galmuri = readFileSync(join(root, 'node_modules/galmuri/package.json'))
  const recipe = readFileSync(join(root, 'web/theme/font-split.ts'))
  const state = createHash('sha256')
    .update(JSON.stringify([groups, FONTS]))
    .update(galmuri)
    .update(recipe)
    .digest('hex')
  const folder = join(root, 'node_modules/.cache/vedette-fonts', state.slice(0, 16))
  const sheet = join(folder, 'fonts.css')
  if (existsSync(sheet)) return sheet
  mkdirSync(folder, { recursive: true })
  const compress = (bytes: Uint8Array) =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 } })
  const rules = FONTS.flatMap(({ file, families, weight }) => {
    const font = parseFont(readFileSync(join(root, `node_modules/galmuri/dist/${file}.ttf`)))
    return groups.flatMap(({ name, codes }) => {
      const cut = splitFont(font, codes, families[0], compress)
      if (!cut) return []
      const cutName = `${file.toLowerCase()}-${name}.woff2`
      writeFileSync(join(folder, cutName), cut)
      const range = toUnicodeRange(codes.filter((code) => font.glyphs.has(code)))
      return families.map(
        (family) =>
          `@font-face{font-family:'${family}';font-weight:${weight};font-display:swap;src:url(./${cutName}) format('woff2');unicode-range:${range}}`,
      )
    })
  })
  writeFileSync(sheet, rules.join('\n'))
  return sheet
}

const fonts: Plugin = {
  name: 'vedette-fonts',
  enforce: 'pre',
  resolveId: (id) => (id === 'virtual:vedette-fonts.css' ? writeFonts() : null),
}

/** Beside every text file its packed forms, so that the server packs nothing while people wait. */
const packed: Plugin = {
  name: 'vedette-packed',
  writeBundle({ dir = '' }, bundle) {
    for (const [name, file] of Object.entries(bundle)) {
      const source = file.type === 'chunk' ? file.code : file.source
      if (!/\.(js|css|svg)$/.test(name) || source.length < LEAST_PACKED_BYTES) continue
      writeFileSync(join(dir, `${name}.gz`), gzipSync(source, { level: 9 }))
      writeFileSync(join(dir, `${name}.br`), brotliCompressSync(source))
    }
  },
}
const LEAST_PACKED_BYTES = 1024

export default defineConfig({
  root: join(root, 'web'),
  base: '/',
  publicDir: false,
  plugins: [fonts, react(), packed],
  html: { cspNonce: '__NONCE__' },
  server: { fs: { allow: [root] }, proxy: { '/api': { target: 'http://127.0.0.1:8000', ws: true } } },
  build: {
    outDir: join(root, 'dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // A schema nobody checks with here is dropped, and the checker with it.
      treeshake: { manualPureFunctions: ['Type', 'literals'] },
      output: {
        codeSplitting: {
          groups: [
            { name: 'frame', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { debugName: 'words', name: (id: string) => wordsChunk(id) },
          ],
        },
      },
    },
  },
})

/** All sentences of one language travel in two files: the shell's, and everybody else's. */
function wordsChunk(id: string): string | null {
  const [, place, language] = /[\\/](texts|locales)[\\/](en|ko|ru)\.ts$/.exec(id) ?? []
  if (language) return `${place === 'locales' ? 'shell' : 'page'}-words-${language}`
  return /[\\/]core[\\/]texts[\\/](?!render|particles|visible)[a-z-]+\.ts$/.test(id) ? 'words-core' : null
}
