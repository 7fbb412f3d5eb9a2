/** The head of an HTTP/1 message (RFC 9112): found by scanning bytes; strings are built only for what is asked. */
import { asciiText, matchesAt, matchesIgnoringCase, repeatedText } from '../../ascii.ts'
import { parseBasicCredentials } from './credentials.ts'
import { lineEnd, lineFeedAt, looksLikeHttp, methodEnd, startsHttp } from './first-line.ts'

/** Longer heads are none that a server accepts. */
export const MAX_HEAD_BYTES = 65_536
/** More than this is a contradiction or an attack. */
const MAX_LENGTH_DIGITS = 15

const CR = 13
const SPACE = 32
const TAB = 9
const COLON = 58

/**
 * One message's head. Getters read the bytes it was parsed from: ask before those are overwritten. Values are ASCII, without
 * white space around them.
 */
export class HttpHead {
  readonly kind: 'request' | 'response'
  /** Length with the blank line; with `complete` false, what there is. */
  bytes = 0
  complete = true
  /** Only in responses, 0 when it is not a number. */
  readonly status: number
  /** `undefined` when there is none, or when it is not a number. */
  contentLength: number | undefined
  chunked = false
  connectionClose = false
  keepAlive = false
  readonly #view: DataView
  readonly #start: number
  readonly #tokenEnd: number
  readonly #uriStart: number
  readonly #uriEnd: number
  readonly #lineEnd: number
  /** Start and end of each known value, by number; 0 for none. */
  readonly #values = new Int32Array(2 * KNOWN.length)

  constructor(view: DataView, start: number, stop: number, kind: HttpHead['kind'], tokenEnd: number) {
    this.#view = view
    this.kind = kind
    this.#start = start
    this.#lineEnd = stop
    this.#tokenEnd = tokenEnd
    this.#uriStart = skipBlank(view, tokenEnd, stop)
    this.#uriEnd = tokenStop(view, this.#uriStart, stop)
    this.status = kind === 'response' ? digits(view, this.#uriStart, this.#uriEnd) : 0
  }

  get method(): string | undefined {
    return this.kind === 'request' ? repeatedText(this.#view, this.#start, this.#tokenEnd) : undefined
  }
  get uri(): string | undefined {
    return this.kind === 'request' ? asciiText(this.#view, this.#uriStart, this.#uriEnd) : undefined
  }
  /** `HTTP/1.1`; '' in a request of HTTP/0.9. */
  get version(): string {
    if (this.kind === 'response') return repeatedText(this.#view, this.#start, this.#tokenEnd)
    const start = skipBlank(this.#view, this.#uriEnd, this.#lineEnd)
    return repeatedText(this.#view, start, tokenStop(this.#view, start, this.#lineEnd))
  }
  get reason(): string | undefined {
    if (this.kind === 'request') return undefined
    return repeatedText(this.#view, skipBlank(this.#view, this.#uriEnd, this.#lineEnd), this.#lineEnd)
  }
  get host(): string | undefined {
    return this.#text(HOST)
  }
  get userAgent(): string | undefined {
    return this.#text(USER_AGENT)
  }
  get server(): string | undefined {
    return this.#text(SERVER)
  }
  get contentType(): string | undefined {
    return this.#text(CONTENT_TYPE)
  }
  get contentEncoding(): string | undefined {
    return this.#text(CONTENT_ENCODING)
  }
  get contentDisposition(): string | undefined {
    return this.#text(CONTENT_DISPOSITION)
  }
  get upgrade(): string | undefined {
    return this.#text(UPGRADE)
  }
  get hasCookie(): boolean {
    return this.#values[2 * COOKIE + 1] !== 0
  }
  /** Scheme of the credentials sent to the server or to a proxy, lower case; never the credentials. */
  get authorization(): string | undefined {
    return this.#scheme(AUTHORIZATION) ?? this.#scheme(PROXY_AUTHORIZATION)
  }
  /** Range of the credentials' header value, scheme included; for who may see and must mask them. */
  get credentialsRange(): { readonly start: number; readonly end: number } | undefined {
    const known = this.#values[2 * AUTHORIZATION + 1] !== 0 ? AUTHORIZATION : PROXY_AUTHORIZATION
    const start = this.#values[2 * known] as number
    const end = this.#values[2 * known + 1] as number
    return end === 0 ? undefined : { start, end }
  }

  /** Whose password is sent by the Basic scheme (RFC 7617); the password itself stays unread. */
  get basicUser(): string | undefined {
    const range = this.credentialsRange
    return range && parseBasicCredentials(asciiText(this.#view, range.start, range.end))?.user
  }

  note(known: number, start: number, end: number): void {
    const view = this.#view
    this.#values[2 * known] = start
    this.#values[2 * known + 1] = end
    if (known === CONTENT_LENGTH) {
      const length = digits(view, start, end)
      this.contentLength = length < 0 ? undefined : length
    } else if (known === TRANSFER_ENCODING) this.chunked ||= hasWord(view, start, end, 'chunked')
    else if (known === CONNECTION) {
      this.connectionClose ||= hasWord(view, start, end, 'close')
      this.keepAlive ||= hasWord(view, start, end, 'keep-alive')
    }
  }
  #text(known: number): string | undefined {
    const end = this.#values[2 * known + 1] as number
    return end === 0 ? undefined : repeatedText(this.#view, this.#values[2 * known] as number, end)
  }
  #scheme(known: number): string | undefined {
    const start = this.#values[2 * known] as number
    const end = this.#values[2 * known + 1] as number
    if (end === 0) return undefined
    return repeatedText(this.#view, start, tokenStop(this.#view, start, Math.min(end, start + 32))).toLowerCase()
  }
}

const KNOWN = [
  'host',
  'user-agent',
  'server',
  'content-type',
  'content-length',
  'content-encoding',
  'content-disposition',
  'transfer-encoding',
  'connection',
  'upgrade',
  'authorization',
  'proxy-authorization',
  'cookie',
] as const
const HOST = 0
const USER_AGENT = 1
const SERVER = 2
const CONTENT_TYPE = 3
const CONTENT_LENGTH = 4
const CONTENT_ENCODING = 5
const CONTENT_DISPOSITION = 6
const TRANSFER_ENCODING = 7
const CONNECTION = 8
const UPGRADE = 9
const AUTHORIZATION = 10
const PROXY_AUTHORIZATION = 11
const COOKIE = 12
const knownByLength: readonly (readonly number[])[] = Array.from({ length: 20 }, (_, length) =>
  KNOWN.flatMap((name, n) => (name.length === length ? [n] : [])),
)

/**
 * The head at `start`: `need-more` while its blank line may still come, `undefined` when no message begins here. Lines may
 * end with LF alone.
 */
export function parseHttpHead(view: DataView, start: number, end: number): HttpHead | 'need-more' | undefined {
  const head = scan(view, start, end)
  if (head === undefined) return undefined
  if (head === 'need-more' || !head.complete) return end - start < MAX_HEAD_BYTES ? 'need-more' : undefined
  return head
}

/** As much of a head as there is, for a message that will never be whole; of its first line at least the method. */
export function parsePartialHttpHead(view: DataView, start: number, end: number): HttpHead | undefined {
  const head = scan(view, start, end)
  if (head !== 'need-more') return head
  if (!startsHttp(view, start, end)) return undefined
  const cut = begin(view, start, Math.min(end, start + MAX_HEAD_BYTES))
  cut.complete = false
  cut.bytes = Math.min(end - start, MAX_HEAD_BYTES)
  return cut
}

function scan(view: DataView, start: number, end: number): HttpHead | 'need-more' | undefined {
  const limit = Math.min(end, start + MAX_HEAD_BYTES)
  const starts = startsHttp(view, start, limit)
  const feed = starts || looksLikeHttp(view, start, limit) ? lineFeedAt(view, start, limit) : -1
  if (feed < 0) return starts || mayStart(view, start, limit) ? 'need-more' : undefined
  const head = begin(view, start, lineEnd(view, start, feed))
  let at = feed + 1
  for (;;) {
    const next = lineFeedAt(view, at, limit)
    if (next < 0) break
    const lineStop = lineEnd(view, at, next)
    if (lineStop === at) {
      head.bytes = next + 1 - start
      return head
    }
    noteHeader(head, view, at, lineStop)
    at = next + 1
  }
  // The last byte may be half of the line's end.
  noteHeader(head, view, at, limit > at && view.getUint8(limit - 1) === CR ? limit - 1 : limit)
  head.complete = false
  head.bytes = limit - start
  return head
}

/** `stop` is where the first line ends. */
function begin(view: DataView, start: number, stop: number): HttpHead {
  const response = matchesAt(view, start, stop, 'HTTP/') || matchesAt(view, start, stop, 'ICY ')
  const method = response ? -1 : methodEnd(view, start, stop)
  const tokenEnd = method > 0 ? method : tokenStop(view, start, stop)
  return new HttpHead(view, start, stop, response ? 'response' : 'request', tokenEnd)
}

/** Fewer bytes than the shortest first line: a later segment decides. */
function mayStart(view: DataView, start: number, end: number): boolean {
  if (end - start >= 17 || end <= start) return false
  for (let at = start; at < end; at++) {
    const byte = view.getUint8(at)
    if ((byte < 0x41 || byte > 0x5a) && byte !== 0x2d && byte !== 0x5f) return at > start && byte === 0x2f
  }
  return true
}

function noteHeader(head: HttpHead, view: DataView, start: number, end: number): void {
  const limit = Math.min(end, start + 20)
  let colon = start
  while (colon < limit && view.getUint8(colon) !== COLON) colon++
  if (colon >= limit) return
  for (const known of knownByLength[colon - start] ?? []) {
    if (!matchesIgnoringCase(view, start, KNOWN[known] as string)) continue
    const from = skipBlank(view, colon + 1, end)
    let to = end
    while (to > from && isBlank(view.getUint8(to - 1))) to--
    if (to > from) head.note(known, from, to)
    return
  }
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB
}

function skipBlank(view: DataView, start: number, end: number): number {
  let at = start
  while (at < end && isBlank(view.getUint8(at))) at++
  return at
}

function tokenStop(view: DataView, start: number, end: number): number {
  let at = start
  while (at < end && !isBlank(view.getUint8(at))) at++
  return at
}

/** A decimal number, or -1. */
function digits(view: DataView, start: number, end: number): number {
  if (end <= start || end - start > MAX_LENGTH_DIGITS) return -1
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = view.getUint8(at) - 0x30
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

/** Whether `word` (lower case) stands in a comma-separated list. */
function hasWord(view: DataView, start: number, end: number, word: string): boolean {
  for (let at = start; at + word.length <= end; at++) {
    if (matchesIgnoringCase(view, at, word)) return true
  }
  return false
}
