/**
 * Text out of packets, printed the way tshark prints it, so that names compare equal: printable characters as they are,
 * control characters as C escapes, other unprintable ones as `\u…`, and what is no UTF-8 as U+FFFD.
 */

const ESCAPES: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
}
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cn}\p{Cs}]/u
const REPLACEMENT = '\ufffd'

/** Text of `bytes[start…end)`. */
export function formatText(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; ) {
    const byte = bytes[at] as number
    if (byte >= 0x20 && byte < 0x7f) {
      text += String.fromCharCode(byte)
      at++
    } else if (byte < 0x80) {
      text += escapedControl(byte)
      at++
    } else {
      const length = sequenceLength(bytes, at, end)
      text += length > 0 ? formatSequence(bytes, at, length) : REPLACEMENT
      at += Math.abs(length)
    }
  }
  return text
}

/** `\\t`, `\\033`: a control character in C's words. */
export function escapedControl(byte: number): string {
  return ESCAPES[byte] ?? `\\${byte.toString(8).padStart(3, '0')}`
}

/** Bytes of the UTF-8 sequence at `at`; negative when it is broken off or no beginning, so many bytes are one bad piece. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] as number
  const length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 1
  if (length === 1) return -1
  for (let n = 1; n < length; n++) {
    if (at + n >= end || ((bytes[at + n] as number) & 0xc0) !== 0x80) return -n
  }
  return length
}

function formatSequence(bytes: Uint8Array, at: number, length: number): string {
  let point = (bytes[at] as number) & (0x7f >> length)
  for (let n = 1; n < length; n++) point = (point << 6) | ((bytes[at + n] as number) & 0x3f)
  if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return REPLACEMENT
  const text = String.fromCodePoint(point)
  if (!UNPRINTABLE.test(text)) return text
  const digits = point.toString(16).toUpperCase()
  return point > 0xffff ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`
}

/** Text of a field of fixed size, up to the zero byte that closes it early. */
export function formatPaddedText(bytes: Uint8Array, start: number, end: number): string {
  const zero = bytes.subarray(start, end).indexOf(0)
  return formatText(bytes, start, zero < 0 ? end : start + zero)
}
