/** As much of DER (ITU-T X.690) as certificates need. Positions only: nothing is copied, nothing outside `end` is read. */
import { asciiText } from '../../ascii.ts'

export const BOOLEAN = 0x01
export const OBJECT_ID = 0x06
export const SEQUENCE = 0x30
export const UTC_TIME = 0x17

export interface Element {
  readonly tag: number
  /** Where the tag is, where its contents begin, and where they end. */
  readonly at: number
  readonly start: number
  readonly end: number
}

/** The element at `at`, which must end within `end`; `undefined` for what DER does not allow or certificates do not use. */
export function readElement(view: DataView, at: number, end: number): Element | undefined {
  if (at + 2 > end) return undefined
  const tag = view.getUint8(at)
  if ((tag & 0x1f) === 0x1f) return undefined
  let length = view.getUint8(at + 1)
  let start = at + 2
  if (length >= 0x80) {
    const count = length & 0x7f
    if (count === 0 || count > 4 || start + count > end) return undefined
    length = 0
    for (let n = 0; n < count; n++) length = length * 256 + view.getUint8(start + n)
    start += count
  }
  return start + length > end ? undefined : { tag, at, start, end: start + length }
}

const MAX_CHILDREN = 1024

/** The elements inside, up to the first that cannot be read. */
export function readChildren(view: DataView, start: number, end: number): readonly Element[] {
  const children: Element[] = []
  for (let at = start; at < end && children.length < MAX_CHILDREN; ) {
    const child = readElement(view, at, end)
    if (child === undefined) break
    children.push(child)
    at = child.end
  }
  return children
}

const MAX_OID_BYTES = 32

/** `2.5.4.3`; '' for one that is broken or longer than any in use. */
export function oidText(view: DataView, start: number, end: number): string {
  if (start >= end || end - start > MAX_OID_BYTES) return ''
  const arcs: number[] = []
  let arc = 0
  for (let at = start; at < end; at++) {
    const byte = view.getUint8(at)
    arc = arc * 128 + (byte & 0x7f)
    if (arc > Number.MAX_SAFE_INTEGER / 256) return ''
    if (byte >= 0x80) continue
    if (arcs.length === 0) {
      const first = Math.min(2, Math.floor(arc / 40))
      arcs.push(first, arc - 40 * first)
    } else arcs.push(arc)
    arc = 0
  }
  return arcs.join('.')
}

const utf8 = new TextDecoder('utf-8')
const MAX_TEXT = 1024

/** Text of any of the string types of X.520. */
export function stringText(view: DataView, element: Element): string {
  const { tag, start } = element
  const end = Math.min(element.end, start + MAX_TEXT)
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, end - start)
  if (tag === 0x0c) return utf8.decode(bytes)
  if (tag === 0x1e) {
    let text = ''
    for (let at = start; at + 2 <= end; at += 2) text += String.fromCharCode(view.getUint16(at))
    return text
  }
  // T61String is Latin-1 in every certificate that has one.
  if (tag === 0x14) return String.fromCharCode(...bytes)
  return asciiText(view, start, end)
}

/** Milliseconds since 1970; `undefined` for what is no UTCTime or GeneralizedTime (RFC 5280 §4.1.2.5). */
export function timeMs(view: DataView, element: Element): number | undefined {
  if (element.end - element.start > 32) return undefined
  const text = asciiText(view, element.start, element.end)
  const pattern =
    element.tag === UTC_TIME
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.\d+)?Z$/
  const parts = pattern.exec(text)
  if (parts === null) return undefined
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const full = element.tag === UTC_TIME ? (year < 50 ? 2000 + year : 1900 + year) : year
  const date = new Date(0)
  date.setUTCFullYear(full, month - 1, day)
  date.setUTCHours(hour, minute, second)
  return date.getTime()
}

/** Bits of an INTEGER's magnitude. */
export function integerBits(view: DataView, element: Element): number {
  let at = element.start
  while (at < element.end && view.getUint8(at) === 0) at++
  return at === element.end ? 0 : (element.end - at) * 8 - (Math.clz32(view.getUint8(at)) - 24)
}
