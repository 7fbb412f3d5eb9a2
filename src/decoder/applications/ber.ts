/** ASN.1's Basic Encoding Rules (X.690), as SNMP, LDAP and Kerberos use them: definite lengths, tags of one byte. */
import { type FieldReader, MAX_TEXT_BYTES } from '../field-reader.ts'
import { NEED_MORE, NOT_MINE } from '../fields.ts'
import { formatText } from './text.ts'

export const INTEGER = 0x02
export const OCTETS = 0x04
export const OID = 0x06
export const ENUMERATED = 0x0a
export const SEQUENCE = 0x30

/** Elements that are looked at in one message, whatever it claims. */
const MAX_ELEMENTS = 5000
const MAX_LENGTH_BYTES = 4
const MAX_OID_ARCS = 128

/** Walks elements one after the other; nothing is allocated an element, and a length that lies ends at `end`. */
export class BerReader {
  readonly view: DataView
  at: number
  readonly end: number
  /** The current element, after `next` said true. */
  tag = 0
  start = 0
  contentStart = 0
  contentEnd = 0
  /** The element claims more than there is. */
  isCut = false
  #left = MAX_ELEMENTS

  constructor(view: DataView, start: number, end: number) {
    this.view = view
    this.at = start
    this.end = end
  }

  next(): boolean {
    const { view, at, end } = this
    if (at + 2 > end || this.#left-- <= 0) return false
    const tag = view.getUint8(at)
    const first = view.getUint8(at + 1)
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f
    // Tags of several bytes, lengths of unknown size: neither occurs in what is read here.
    if ((tag & 0x1f) === 0x1f || first === 0x80 || lengthBytes > MAX_LENGTH_BYTES || at + 2 + lengthBytes > end)
      return false
    let length = first
    if (lengthBytes > 0) {
      length = 0
      for (let n = 0; n < lengthBytes; n++) length = length * 256 + view.getUint8(at + 2 + n)
    }
    this.tag = tag
    this.start = at
    this.contentStart = at + 2 + lengthBytes
    this.isCut = this.contentStart + length > end
    this.contentEnd = this.isCut ? end : this.contentStart + length
    this.at = this.contentEnd
    return true
  }

  /** The next element if it has this tag; else the reader stays where it is. */
  take(tag: number): boolean {
    const { at } = this
    if (this.next() && this.tag === tag) return true
    this.at = at
    return false
  }

  /** Reads inside the current element. */
  inside(): BerReader {
    return new BerReader(this.view, this.contentStart, this.contentEnd)
  }

  /** The current element as a signed number; beyond 53 bits the last ones are lost. */
  integer(): number {
    return berInteger(this.view, this.contentStart, this.contentEnd)
  }
}

export function berInteger(view: DataView, start: number, end: number): number {
  const length = Math.min(8, end - start)
  if (length <= 0) return 0
  let value = view.getInt8(start)
  for (let n = 1; n < length; n++) value = value * 256 + view.getUint8(start + n)
  return value
}

/** Without a sign: counters use a leading zero, and some senders forget it. */
export function berUnsigned(view: DataView, start: number, end: number): number {
  let value = 0
  for (let at = start; at < Math.min(end, start + 9); at++) value = value * 256 + view.getUint8(at)
  return value
}

/** `1.3.6.1.2.1.1.5.0`. */
export function oidText(view: DataView, start: number, end: number): string {
  const arcs: number[] = []
  let value = 0
  for (let at = start; at < end && arcs.length < MAX_OID_ARCS; at++) {
    const byte = view.getUint8(at)
    value = value * 128 + (byte & 0x7f)
    if (byte > 0x7f) continue
    if (arcs.length === 0) {
      const first = Math.min(2, Math.floor(value / 40))
      arcs.push(first, value - 40 * first)
    } else arcs.push(value)
    value = 0
  }
  return arcs.join('.')
}

export function berText(bytes: Uint8Array, ber: BerReader): string {
  return formatText(bytes, ber.contentStart, Math.min(ber.contentEnd, ber.contentStart + MAX_TEXT_BYTES))
}

/** Says the current element as text, number or bytes. */
export function sayText(message: FieldReader, ber: BerReader, name: string): string {
  const text = berText(message.fields.bytes, ber)
  message.fields.text(name, text, ber.contentStart, ber.contentEnd)
  return text
}
export function sayInteger(
  message: FieldReader,
  ber: BerReader,
  name: string,
  meaning?: Readonly<Record<number, string>>,
): number {
  const value = ber.integer()
  message.fields.uint(name, value, ber.contentStart, ber.contentEnd, meaning?.[value])
  return value
}
export function sayBytes(message: FieldReader, ber: BerReader, name: string): void {
  if (ber.contentEnd > ber.contentStart) message.fields.bytesAt(name, ber.contentStart, ber.contentEnd)
}

/** Length of the element at `start` with its header; for messages in a stream. */
export function measureBer(view: DataView, start: number, end: number, tagMask: number, tag: number): number {
  if (start >= end) return NEED_MORE
  if ((view.getUint8(start) & tagMask) !== tag) return NOT_MINE
  if (start + 2 > end) return NEED_MORE
  const first = view.getUint8(start + 1)
  if (first < 0x80) return 2 + first
  const lengthBytes = first & 0x7f
  if (lengthBytes === 0 || lengthBytes > MAX_LENGTH_BYTES) return NOT_MINE
  if (start + 2 + lengthBytes > end) return NEED_MORE
  let length = 0
  for (let n = 0; n < lengthBytes; n++) length = length * 256 + view.getUint8(start + 2 + n)
  return 2 + lengthBytes + length
}
