import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { groupLetters, parseFont, splitFont, toUnicodeRange } from './font-split.ts'

const file = fileURLToPath(new URL('../../node_modules/galmuri/dist/Galmuri11.ttf', import.meta.url))
const font = parseFont(readFileSync(file))
const letters = (text: string) => [...text].map((letter) => letter.codePointAt(0) ?? 0)

/** Tables of a WOFF2 file that were stored as they are. */
function readTables(woff2: Uint8Array): Map<number, Buffer> {
  const view = new DataView(woff2.buffer)
  let at = 48
  const rows = Array.from({ length: view.getUint16(12) }, () => {
    const tag = view.getUint8(at++) & 0x3f
    let length = 0
    for (;;) {
      const digit = view.getUint8(at++)
      length = (length << 7) | (digit & 0x7f)
      if (digit < 0x80) return { tag, length }
    }
  })
  const plain = brotliDecompressSync(woff2.subarray(at, at + view.getUint32(20)))
  let offset = 0
  const tables = new Map<number, Buffer>()
  for (const { tag, length } of rows) {
    tables.set(tag, plain.subarray(offset, offset + length))
    offset += length
  }
  return tables
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
  it('holds the glyphs asked for, counted alike in every table', () => {
    const tables = readTables(cut ?? new Uint8Array())
    const glyphs = new Set('Vedette 가나다').size + 1
    expect(tables.get(4)?.readUInt16BE(4)).toBe(glyphs)
    expect(tables.get(2)?.readUInt16BE(34)).toBe(glyphs)
    expect(tables.get(3)).toHaveLength(glyphs * 4)
    expect(tables.get(11)?.readUInt32BE(glyphs * 4)).toBe(tables.get(10)?.length)
    expect(tables.get(1)?.readInt16BE(50)).toBe(1)
  })
  it('goes by a name that is not reserved', () => {
    const name = readTables(cut ?? new Uint8Array()).get(5)
    const wide = (text: string) => Buffer.from(text, 'utf16le').swap16()
    expect(name?.includes(wide('Vedette Pixel'))).toBe(true)
    expect(name?.includes(wide('Galmuri'))).toBe(false)
  })
  it('leaves the font it was cut from as it was', () => {
    const again = splitFont(font, letters('Vedette 가나다'), 'Vedette Pixel', brotliCompressSync)
    expect(Buffer.from(again ?? []).equals(Buffer.from(cut ?? []))).toBe(true)
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
