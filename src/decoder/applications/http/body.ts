/** How long an HTTP/1 body is (RFC 9112 §6.3), and a walker over chunks (§7.1) that keeps nothing but numbers. */
import type { HttpHead } from './head.ts'

export type HttpBody = 'none' | 'length' | 'chunked' | 'until-close'

/** `requestMethod` is that of the request a response answers, when it is known. */
export function bodyOf(head: HttpHead, requestMethod?: string): HttpBody {
  if (head.kind === 'response') {
    const { status } = head
    if ((status >= 100 && status < 200) || status === 204 || status === 304 || requestMethod === 'HEAD') return 'none'
    if (requestMethod === 'CONNECT' && status >= 200 && status < 300) return 'none'
  }
  if (head.chunked) return 'chunked'
  if (head.contentLength !== undefined) return head.contentLength === 0 ? 'none' : 'length'
  return head.kind === 'request' ? 'none' : 'until-close'
}

const CR = 13
const LF = 10

const SIZE = 0
const EXTENSION = 1
const DATA = 2
const DATA_END = 3
const TRAILER = 4
const TRAILER_LINE = 5

/** Sixteen digits are more bytes than exist; twelve stay exact in a number. */
const MAX_DIGITS = 12

export class ChunkWalker {
  /** The last chunk and its trailer have passed. */
  done = false
  /** A size was no number: what follows is no chunk. */
  broken = false
  /** Bytes of the body that have passed, chunk heads not counted. */
  bodyBytes = 0
  #state = SIZE
  #left = 0
  #digits = 0

  reset(): void {
    this.done = false
    this.broken = false
    this.bodyBytes = 0
    this.#state = SIZE
    this.#left = 0
    this.#digits = 0
  }

  /** Walks on over `start`…`end`; how many of these bytes belong to the body. Stops behind its end, or where it broke. */
  feed(view: DataView, start: number, end: number): number {
    let at = start
    while (at < end && !this.done && !this.broken) {
      if (this.#state === DATA) {
        const step = Math.min(this.#left, end - at)
        at += step
        this.#left -= step
        this.bodyBytes += step
        if (this.#left === 0) this.#state = DATA_END
      } else if (this.#step(view.getUint8(at))) at++
    }
    return at - start
  }

  /** Takes one byte of framing; false when it is not one of this body. */
  #step(byte: number): boolean {
    switch (this.#state) {
      case SIZE:
        return this.#size(byte)
      case EXTENSION:
        if (byte === LF) this.#sizeEnds()
        return true
      case DATA_END:
        if (byte === LF) this.#beginSize()
        else if (byte !== CR) this.broken = true
        return !this.broken
      case TRAILER:
        if (byte === LF) this.done = true
        else if (byte !== CR) this.#state = TRAILER_LINE
        return true
      default:
        if (byte === LF) this.#state = TRAILER
        return true
    }
  }

  #beginSize(): void {
    this.#state = SIZE
    this.#left = 0
    this.#digits = 0
  }

  #size(byte: number): boolean {
    const digit = hexDigit(byte)
    if (digit >= 0 && this.#digits < MAX_DIGITS) {
      this.#left = this.#left * 16 + digit
      this.#digits++
    } else if (digit >= 0 || this.#digits === 0) this.broken = true
    else if (byte === LF) this.#sizeEnds()
    else if (byte === CR || byte === 0x3b || byte === 0x20 || byte === 0x09) this.#state = EXTENSION
    else this.broken = true
    return !this.broken
  }

  #sizeEnds(): void {
    this.#state = this.#left === 0 ? TRAILER : DATA
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
