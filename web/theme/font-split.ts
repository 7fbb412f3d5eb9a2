/**
 * Cuts a TrueType font into small WOFF2 files by code point, so that a reader loads only the letters of their language.
 * OpenType 1.9 (cmap format 4, glyf, loca, hmtx) and WOFF2 (W3C REC 2024), tables stored without the glyf transform.
 */

export type CodePoints = readonly number[]
interface Font {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly tables: ReadonlyMap<string, { readonly at: number; readonly length: number }>
  /** Code point → glyph. */
  readonly glyphs: ReadonlyMap<number, number>
}

/** Numbers of the tables we write, as WOFF2 §5.1 abbreviates their tags. */
const TAG_NUMBERS = {
  cmap: 0,
  head: 1,
  hhea: 2,
  hmtx: 3,
  maxp: 4,
  name: 5,
  'OS/2': 6,
  post: 7,
  glyf: 10,
  loca: 11,
} as const
type Tag = keyof typeof TAG_NUMBERS
const NULL_TRANSFORM_OF_GLYPHS = 3 << 6

const round4 = (length: number) => (length + 3) & ~3

export function parseFont(file: Uint8Array): Font {
  // A copy: `slice` of Node's Buffer would write through into the file.
  const bytes = new Uint8Array(file)
  const view = new DataView(bytes.buffer)
  const tables = new Map<string, { at: number; length: number }>()
  for (let index = 0; index < view.getUint16(4); index++) {
    const row = 12 + index * 16
    const tag = String.fromCharCode(...bytes.subarray(row, row + 4))
    tables.set(tag, { at: view.getUint32(row + 8), length: view.getUint32(row + 12) })
  }
  return { bytes, view, tables, glyphs: parseCmap(view, tableAt(tables, 'cmap')) }
}

function tableAt(tables: Font['tables'], tag: string): number {
  const table = tables.get(tag)
  if (!table) throw new RangeError(`the font has no table ${tag}`)
  return table.at
}

function parseCmap(view: DataView, cmap: number): Map<number, number> {
  const glyphs = new Map<number, number>()
  for (let index = 0; index < view.getUint16(cmap + 2); index++) {
    const at = cmap + view.getUint32(cmap + 4 + index * 8 + 4)
    if (view.getUint16(at) === 4) parseSegments(view, at, glyphs)
  }
  return glyphs
}

function parseSegments(view: DataView, at: number, glyphs: Map<number, number>): void {
  const segments = view.getUint16(at + 6) / 2
  const ends = at + 14
  const starts = ends + segments * 2 + 2
  const deltas = starts + segments * 2
  const offsets = deltas + segments * 2
  for (let index = 0; index < segments; index++) {
    const start = view.getUint16(starts + index * 2)
    const end = view.getUint16(ends + index * 2)
    const delta = view.getUint16(deltas + index * 2)
    const offsetAt = offsets + index * 2
    const offset = view.getUint16(offsetAt)
    for (let code = start; code <= end && code !== 0xffff; code++) {
      const raw = offset === 0 ? code : view.getUint16(offsetAt + offset + (code - start) * 2)
      const glyph = offset !== 0 && raw === 0 ? 0 : (raw + delta) & 0xffff
      if (glyph !== 0) glyphs.set(code, glyph)
    }
  }
}

/** `undefined` when the font has none of the code points. `compress` is Brotli. */
export function splitFont(
  font: Font,
  wanted: CodePoints,
  family: string,
  compress: (bytes: Uint8Array) => Uint8Array,
): Uint8Array | undefined {
  const codes = [...new Set(wanted)].filter((code) => font.glyphs.has(code)).sort((a, b) => a - b)
  if (codes.length === 0) return undefined
  return toWoff2(toTables(font, codes, family), compress)
}

function toTables(font: Font, codes: CodePoints, family: string): Record<Tag, Uint8Array> {
  const { bytes, view, tables } = font
  const copy = (tag: Tag) => {
    const table = tables.get(tag)
    return bytes.slice(tableAt(tables, tag), tableAt(tables, tag) + (table?.length ?? 0))
  }
  const glyphs = [0, ...codes.map((code) => font.glyphs.get(code) ?? 0)]
  const outlines = glyphs.map((glyph) => {
    const loca = tableAt(tables, 'loca')
    const glyf = tableAt(tables, 'glyf')
    return bytes.subarray(glyf + view.getUint32(loca + glyph * 4), glyf + view.getUint32(loca + glyph * 4 + 4))
  })
  const loca = new DataView(new ArrayBuffer((glyphs.length + 1) * 4))
  const hmtx = new Uint8Array(glyphs.length * 4)
  let at = 0
  outlines.forEach((outline, index) => {
    at += round4(outline.length)
    loca.setUint32((index + 1) * 4, at)
    const metrics = tableAt(tables, 'hmtx') + (glyphs[index] ?? 0) * 4
    hmtx.set(bytes.subarray(metrics, metrics + 4), index * 4)
  })
  const glyf = new Uint8Array(at)
  outlines.forEach((outline, index) => {
    glyf.set(outline, loca.getUint32(index * 4))
  })
  const head = copy('head')
  new DataView(head.buffer).setInt16(50, 1)
  const hhea = copy('hhea')
  new DataView(hhea.buffer).setUint16(34, glyphs.length)
  const maxp = copy('maxp')
  new DataView(maxp.buffer).setUint16(4, glyphs.length)
  const post = copy('post').slice(0, 32)
  new DataView(post.buffer).setUint32(0, 0x00030000)
  return {
    cmap: toCmap(codes),
    head,
    hhea,
    hmtx,
    maxp,
    name: toName(family),
    'OS/2': copy('OS/2'),
    post,
    glyf,
    loca: new Uint8Array(loca.buffer),
  }
}

/** Runs of neighbouring code points; the glyphs were renumbered in the same order, so a delta says each run. */
function toCmap(codes: CodePoints): Uint8Array {
  const runs: { start: number; end: number; glyph: number }[] = []
  codes.forEach((code, index) => {
    const last = runs.at(-1)
    if (last && last.end === code - 1) last.end = code
    else runs.push({ start: code, end: code, glyph: index + 1 })
  })
  runs.push({ start: 0xffff, end: 0xffff, glyph: 0 })
  const count = runs.length
  const length = 16 + count * 8
  const view = new DataView(new ArrayBuffer(12 + length))
  const words = [0, 1, 3, 1, 0, 12, 4, length, 0, count * 2]
  const power = 2 ** Math.floor(Math.log2(count))
  words.push(power * 2, Math.log2(power), (count - power) * 2)
  words.push(...runs.map((run) => run.end), 0, ...runs.map((run) => run.start))
  words.push(...runs.map((run) => (run.glyph - run.start) & 0xffff), ...runs.map(() => 0))
  words.forEach((word, index) => {
    view.setUint16(index * 2, word)
  })
  return new Uint8Array(view.buffer)
}

/** Family, style, unique and full name; a cut font may not keep its reserved name (OFL 1.1 §3). */
function toName(family: string): Uint8Array {
  const texts = [family, 'Regular', family, family]
  const view = new DataView(new ArrayBuffer(6 + texts.length * 12 + texts.join('').length * 2))
  view.setUint16(2, texts.length)
  view.setUint16(4, 6 + texts.length * 12)
  let offset = 0
  texts.forEach((text, index) => {
    const words = [3, 1, 0x409, index + 1, text.length * 2, offset]
    words.forEach((word, place) => {
      view.setUint16(6 + index * 12 + place * 2, word)
    })
    for (const letter of text) {
      view.setUint16(6 + texts.length * 12 + offset, letter.charCodeAt(0))
      offset += 2
    }
  })
  return new Uint8Array(view.buffer)
}

/** UIntBase128 of WOFF2 §4.1. */
function toBase128(value: number): number[] {
  const digits = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80)
  return digits
}

function toWoff2(tables: Record<Tag, Uint8Array>, compress: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  const rows = Object.entries(tables).map(([tag, data]) => ({ tag: tag as Tag, data }))
  const directory = rows.flatMap(({ tag, data }) => {
    const transform = tag === 'glyf' || tag === 'loca' ? NULL_TRANSFORM_OF_GLYPHS : 0
    return [TAG_NUMBERS[tag] | transform, ...toBase128(data.length)]
  })
  const plain = new Uint8Array(rows.reduce((sum, { data }) => sum + data.length, 0))
  let at = 0
  for (const { data } of rows) {
    plain.set(data, at)
    at += data.length
  }
  const packed = compress(plain)
  const length = round4(48 + directory.length + packed.length)
  const file = new Uint8Array(length)
  const view = new DataView(file.buffer)
  view.setUint32(0, 0x774f4632)
  view.setUint32(4, 0x00010000)
  view.setUint32(8, length)
  view.setUint16(12, rows.length)
  view.setUint32(16, 12 + rows.length * 16 + rows.reduce((sum, { data }) => sum + round4(data.length), 0))
  view.setUint32(20, packed.length)
  view.setUint16(24, 1)
  file.set(directory, 48)
  file.set(packed, 48 + directory.length)
  return file
}

/** `U+20-7E, U+A0` */
export function toUnicodeRange(codes: CodePoints): string {
  const runs: [number, number][] = []
  for (const code of [...new Set(codes)].sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last && last[1] === code - 1) last[1] = code
    else runs.push([code, code])
  }
  const hex = (code: number) => code.toString(16).toUpperCase()
  return runs.map(([start, end]) => `U+${hex(start)}${end > start ? `-${hex(end)}` : ''}`).join(',')
}

const span = (start: number, end: number) => Array.from({ length: end - start + 1 }, (_, index) => start + index)
const HANGUL_PARTS = 10

/** Which letters travel together. `koreanTexts` is every Korean sentence the console itself says: those syllables are one file. */
export function groupLetters(koreanTexts: string): readonly { readonly name: string; readonly codes: CodePoints }[] {
  const syllables = span(0xac00, 0xd7a3)
  const part = Math.ceil(syllables.length / HANGUL_PARTS)
  const said = [...koreanTexts].map((letter) => letter.charCodeAt(0)).filter((code) => code >= 0xac00 && code <= 0xd7a3)
  return [
    { name: 'latin', codes: [...span(0x20, 0x17f), ...span(0x2010, 0x205e), ...span(0x20a0, 0x27bf), 0xfffd] },
    { name: 'greek', codes: span(0x370, 0x3ff) },
    { name: 'cyrillic', codes: span(0x400, 0x52f) },
    { name: 'kana', codes: [...span(0x3000, 0x30ff), ...span(0xff00, 0xffef)] },
    ...Array.from({ length: HANGUL_PARTS }, (_, index) => ({
      name: `hangul-${index}`,
      codes: syllables.slice(index * part, (index + 1) * part),
    })),
    // Last: where ranges overlap the browser takes the later rule, so the console's own words need this one file.
    { name: 'hangul-said', codes: [...span(0x3130, 0x318f), ...said] },
  ]
}
