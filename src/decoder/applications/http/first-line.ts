/** What begins an HTTP message (RFC 9112 §2, §3 and §4), with the methods of its many extensions. */

import { matchesAt } from '../../ascii.ts'

const CR = 13
const LF = 10
const SPACE = 32

/** RFC 9110, WebDAV and its versions (RFC 3253, RFC 4918, RFC 5323), UPnP's eventing, Exchange, SSTP, RPC over HTTP. */
const METHODS: ReadonlySet<string> = new Set(
  `GET PUT COPY HEAD LOCK MOVE POLL POST BCOPY BMOVE MKCOL TRACE PATCH LABEL MERGE DELETE SEARCH UNLOCK REPORT UPDATE
NOTIFY BDELETE CONNECT OPTIONS CHECKIN PROPFIND CHECKOUT CCM_POST SUBSCRIBE PROPPATCH BPROPFIND BPROPPATCH UNCHECKOUT
MKACTIVITY MKWORKSPACE UNSUBSCRIBE RPC_CONNECT RPC_IN_DATA RPC_OUT_DATA VERSION-CONTROL BASELINE-CONTROL SSTP_DUPLEX_POST`.split(
    /\s+/,
  ),
)
const SHORTEST_METHOD = 3
const LONGEST_METHOD = 16
const methodCodes: readonly (readonly string[])[] = Array.from({ length: LONGEST_METHOD + 1 }, (_, length) =>
  [...METHODS].filter((method) => method.length === length),
)

/** Index of the first LF in `start`…`end`, or -1. */
export function lineFeedAt(view: DataView, start: number, end: number): number {
  for (let at = start; at < end; at++) if (view.getUint8(at) === LF) return at
  return -1
}

/** The line that ends with the LF at `feed`, without its CR. */
export function lineEnd(view: DataView, start: number, feed: number): number {
  return feed > start && view.getUint8(feed - 1) === CR ? feed - 1 : feed
}

/** Where the method beginning at `start` ends: at its space; -1 when no known one stands there. */
export function methodEnd(view: DataView, start: number, end: number): number {
  // RFC 2774: "M-" before a method makes an extension mandatory; M-SEARCH is what everybody sends.
  const from = matchesAt(view, start, end, 'M-') ? start + 2 : start
  const limit = Math.min(end, from + LONGEST_METHOD + 1)
  let at = from
  while (at < limit && view.getUint8(at) !== SPACE) at++
  if (at === limit) return -1
  for (const method of methodCodes[at - from] ?? []) if (matchesAt(view, from, at, method)) return at
  return -1
}

/** Whether a message may begin here, on a port where HTTP is expected. Needs no whole line. */
export function startsHttp(view: DataView, start: number, end: number): boolean {
  return matchesAt(view, start, end, 'HTTP/') || matchesAt(view, start, end, 'ICY ') || methodEnd(view, start, end) > 0
}

const MAX_FIRST_LINE = 16384

/** Whether a whole first line stands here that names HTTP/1 itself; says so on any port. */
export function looksLikeHttp(view: DataView, start: number, end: number): boolean {
  const first = start < end ? view.getUint8(start) : 0
  // Every method and HTTP itself begin with a letter: most noise ends here.
  if (first < 0x41 || first > 0x7a) return false
  const feed = lineFeedAt(view, start, Math.min(end, start + MAX_FIRST_LINE))
  if (feed < 0) return false
  const stop = lineEnd(view, start, feed)
  if (stop - start < 9) return false
  return namesHttp(view, start, stop) || (namesHttp(view, stop - 8, stop) && beginsWithMethod(view, start, stop))
}

/** Any method, of a registry or not: what is shorter or longer is more often the middle of a request whose beginning got lost. */
function beginsWithMethod(view: DataView, start: number, end: number): boolean {
  let at = start
  while (at < end && isMethodByte(view.getUint8(at))) at++
  return at - start >= SHORTEST_METHOD && at - start <= 2 * LONGEST_METHOD && at < end && view.getUint8(at) === SPACE
}

/** Capitals, `-` and `_`. */
function isMethodByte(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || byte === 0x2d || byte === 0x5f
}

/** `HTTP/1.x` */
export function namesHttp(view: DataView, start: number, end: number): boolean {
  return matchesAt(view, start, end, 'HTTP/1.')
}
