import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { groupLetters, parseFont, splitFont, toUnicodeRange } from './font-split.ts'

const file = fileURLToPath(new URL('../../node_modules/galmuri/dist/Galmuri11.ttf', import.meta.url))
const font = parseFont(readFileSync(file))
const letters = (text: string) => [...text].map((letter) => letter.codePointAt(0) ?? 0)

function isBrotli(bytes: Uint8Array, packed: number, padding: number): boolean {
  try {
    return brotliDecompressSync(bytes.subarray(bytes.length - packed - padding, bytes.length - padding)).length > 0
  } catch {
    return false
  }
}

describe('parseFont', () => {
  it.each(['A', 'ж', '가', '힣', '…'])('knows %s', (letter) => {
    expect(font.glyphs.get(letter.codePointAt(0) ?? 0)).toBeGreaterThan(0)
  })
})

describe('splitFont', () => {
  const cut = splitFont(font, letters('Vedette 가나다'), 'Vedette Pixel', brotliCompressSync)
  it('writes a WOFF2 file that says its own length', () => {
    const view = new DataView(cut?.buffer ?? new ArrayBuffer(48))
    expect(view.getUint32(0)).toBe(0x774f4632)
    expect(view.getUint32(8)).toBe(cut?.length)
    expect(cut?.length).toBeLessThan(4000)
  })
  it('holds the glyphs asked for, under a name that is not reserved', () => {
    const bytes = cut ?? new Uint8Array()
    const packed = new DataView(bytes.buffer).getUint32(20)
    // Nothing follows the compressed tables but up to three bytes of padding.
    const padding = [0, 1, 2, 3].find((count) => isBrotli(bytes, packed, count))
    const plain = brotliDecompressSync(
      bytes.subarray(bytes.length - packed - (padding ?? 0), bytes.length - (padding ?? 0)),
    )
    const name = Buffer.from('Vedette Pixel', 'utf16le').swap16()
    expect(plain.includes(name)).toBe(true)
    expect(plain.includes(Buffer.from('Galmuri', 'utf16le').swap16())).toBe(false)
  })
  it('gives nothing when the font has none of the letters', () => {
    expect(splitFont(font, letters('ไทย'), 'x', brotliCompressSync)).toBeUndefined()
  })
})

it.each([
  ['abc', 'U+61-63'],
  ['cab', 'U+61-63'],
  ['a가', 'U+61,U+AC00'],
])('%s is %s', (text, range) => {
  expect(toUnicodeRange(letters(text))).toBe(range)
})

it('keeps what the console says in Korean in one file, declared last', () => {
  const groups = groupLetters('확인할 일 없음 확인')
  const last = groups.at(-1)
  expect(last?.name).toBe('hangul-said')
  expect(letters('확인할일없음').every((code) => last?.codes.includes(code))).toBe(true)
  const all = new Set(groups.flatMap(({ codes }) => codes))
  expect(letters('AzЯё가힣カ→─').every((code) => all.has(code))).toBe(true)
})
