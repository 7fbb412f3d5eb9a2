/** Bytes as text, as tshark prints them: control characters as C escapes, what is not ASCII as U+FFFD. */
import { escapedControl } from './applications/text.ts'

const PIECE = 2048
const codes = new Uint16Array(PIECE)

/** Builds one string without building a string a byte. */
export function asciiText(view: DataView, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; ) {
    const count = Math.min(PIECE, end - at)
    for (let n = 0; n < count; n++) {
      const byte = view.getUint8(at + n)
      if (byte < 0x20 || byte === 0x7f) return escapedText(view, start, end)
      codes[n] = byte < 0x80 ? byte : 0xfffd
    }
    text += String.fromCharCode.apply(null, codes.subarray(0, count) as unknown as number[])
    at += count
  }
  return text
}

function escapedText(view: DataView, start: number, end: number): string {
  const parts: string[] = []
  for (let at = start; at < end; at++) {
    const byte = view.getUint8(at)
    const control = byte < 0x20 || byte === 0x7f
    parts.push(control ? escapedControl(byte) : byte < 0x80 ? String.fromCharCode(byte) : '\ufffd')
  }
  return parts.join('')
}

const SLOTS = 8192
const MAX_KEPT = 128
const kept: string[] = new Array<string>(SLOTS).fill('')

/**
 * The same as `asciiText`, for text that comes again and again (server names, user agents): the string made last time is
 * given back. Each slot keeps the newest string only, so memory is bounded whatever the bytes.
 */
export function repeatedText(view: DataView, start: number, end: number): string {
  const length = end - start
  if (length <= 0) return ''
  if (length > MAX_KEPT) return asciiText(view, start, end)
  let hash = length
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x01000193)
  hash ^= hash >>> 15
  const slot = hash & (SLOTS - 1)
  const last = kept[slot] as string
  if (last.length === length && sameText(last, view, start)) return last
  const text = asciiText(view, start, end)
  kept[slot] = text
  return text
}

function sameText(text: string, view: DataView, start: number): boolean {
  for (let n = 0; n < text.length; n++) if (text.charCodeAt(n) !== view.getUint8(start + n)) return false
  return true
}

/** Whether the bytes at `start` are `lower` (lower-case ASCII) in any case; the caller knows that they are there. */
export function matchesIgnoringCase(view: DataView, start: number, lower: string): boolean {
  for (let n = 0; n < lower.length; n++) {
    const byte = view.getUint8(start + n)
    const folded = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
    if (folded !== lower.charCodeAt(n)) return false
  }
  return true
}

/** Whether `text` (ASCII) stands at `start`, wholly before `end`. */
export function matchesAt(view: DataView, start: number, end: number, text: string): boolean {
  if (start + text.length > end) return false
  for (let n = 0; n < text.length; n++) if (view.getUint8(start + n) !== text.charCodeAt(n)) return false
  return true
}
