/**
 * Reads field after field of one message and says each. What is not there is said once as a problem; everything after it
 * reads as nothing, so a description needs no check of its own before every field.
 */

import { formatText } from './applications/text.ts'
import type { Fields } from './fields.ts'

export type Meaning = Readonly<Record<number, string>> | ((value: number) => string | undefined)
/** A bit (or bits) of a flag field: its mask, its field, and what people call it. */
export type FlagBit = readonly [mask: number, field: string, title: string]

/** Longest text that is made of one field. */
export const MAX_TEXT_BYTES = 4096

export class FieldReader {
  readonly fields: Fields
  /** Where the next field begins. After a problem it is `end`. */
  at: number
  readonly end: number
  /** Numbers are little-endian. */
  little = false
  failed = false
  readonly #code: 'cut' | 'malformed'

  /** `code` is what running out of bytes means: a part inside a message whose length lies is `malformed`. */
  constructor(fields: Fields, start: number, end: number, code: 'cut' | 'malformed' = 'cut') {
    this.fields = fields
    this.at = start
    this.end = end
    this.#code = code
  }

  get left(): number {
    return this.end - this.at
  }

  /** Whether `length` more bytes are there; says the problem when not. */
  has(length: number): boolean {
    if (length >= 0 && this.at + length <= this.end) return true
    this.fail(this.#code)
    return false
  }

  /** Nothing more is read. */
  fail(code: 'cut' | 'malformed' = 'malformed'): void {
    if (!this.failed) this.fields.problem(code, this.at)
    this.failed = true
    this.at = this.end
  }

  /** Part of this message, `length` bytes from here; the reader is moved behind it. */
  part(length: number): FieldReader {
    const start = this.at
    const part = new FieldReader(this.fields, start, Math.max(start, Math.min(this.end, start + length)), 'malformed')
    part.little = this.little
    if (this.has(length)) this.at += length
    return part
  }

  /** A number of `size` (1 to 8) bytes `offset` bytes ahead, without moving; 0 when it is not there. */
  peek(size: number, offset = 0): number {
    const at = this.at + offset
    if (at < 0 || at + size > this.end) return 0
    return readUint(this.fields.view, at, size, this.little)
  }

  skip(length: number): void {
    if (this.has(length)) this.at += length
  }

  /** A number of `size` (1 to 8) bytes; 0 when it is not there. */
  uint(name: string, size: number, meaning?: Meaning): number {
    if (!this.has(size)) return 0
    const value = readUint(this.fields.view, this.at, size, this.little)
    this.fields.uint(name, value, this.at, this.at + size, meaningOf(meaning, value))
    this.at += size
    return value
  }

  /** A number of `size` bytes and the bits in it. */
  flags(name: string, size: number, bits: readonly FlagBit[]): number {
    if (!this.has(size)) return 0
    const value = this.peek(size)
    const set = bits.filter(([mask]) => (value & mask) !== 0).map(([, , title]) => title)
    this.fields.uint(name, value, this.at, this.at + size, set.join(', '))
    for (const [mask, field] of bits) this.fields.bool(field, (value & mask) !== 0, this.at, this.at + size)
    this.at += size
    return value
  }

  bytes(name: string, length: number): void {
    if (!this.has(length)) return
    if (length > 0) this.fields.bytesAt(name, this.at, this.at + length)
    this.at += length
  }

  /** `length` bytes as text; trailing zero bytes are none of it. */
  text(name: string, length: number): string {
    if (!this.has(length)) return ''
    let end = Math.min(this.at + length, this.at + MAX_TEXT_BYTES)
    while (end > this.at && this.fields.bytes[end - 1] === 0) end--
    const value = formatText(this.fields.bytes, this.at, end)
    this.fields.text(name, value, this.at, this.at + length)
    this.at += length
    return value
  }

  /** Text up to a zero byte, which is part of the field. */
  zeroText(name: string): string {
    const zero = this.fields.bytes.subarray(this.at, this.end).indexOf(0)
    return this.text(name, zero < 0 ? this.left + 1 : zero + 1)
  }

  /** UTF-16 of `length` bytes. */
  text16(name: string, length: number): string {
    if (!this.has(length)) return ''
    const value = utf16Text(this.fields.view, this.at, this.at + Math.min(length, MAX_TEXT_BYTES), this.little)
    this.fields.text(name, value, this.at, this.at + length)
    this.at += length
    return value
  }

  ipv4(name: string): void {
    if (!this.has(4)) return
    this.fields.ipv4(name, this.at)
    this.at += 4
  }

  ipv6(name: string): void {
    if (!this.has(16)) return
    this.fields.ipv6(name, this.at)
    this.at += 16
  }

  mac(name: string): void {
    if (!this.has(6)) return
    this.fields.mac(name, this.at)
    this.at += 6
  }
}

function meaningOf(meaning: Meaning | undefined, value: number): string | undefined {
  return typeof meaning === 'function' ? meaning(value) : meaning?.[value]
}

/** Above 2⁵³ the last bits are lost. */
export function readUint(view: DataView, at: number, size: number, little: boolean): number {
  if (size === 1) return view.getUint8(at)
  if (size === 2) return view.getUint16(at, little)
  if (size === 4) return view.getUint32(at, little)
  let value = 0
  for (let n = 0; n < size; n++) value = value * 256 + view.getUint8(little ? at + size - 1 - n : at + n)
  return value
}

/** UTF-16 as printable text; a zero ends it. */
export function utf16Text(view: DataView, start: number, end: number, little: boolean): string {
  let text = ''
  for (let at = start; at + 2 <= end; at += 2) {
    const unit = view.getUint16(at, little)
    if (unit === 0) break
    text += String.fromCharCode(unit)
  }
  return text.toWellFormed().replaceAll(/[\p{Cc}\p{Cn}]/gu, '\ufffd')
}
