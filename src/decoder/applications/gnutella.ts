/** Gnutella (protocol 0.4 and 0.6): descriptors between peers, and what they fetch from one another with HTTP's words on its own port. */
import { asciiText, matchesAt } from '../ascii.ts'
import type { Application, Fields, RecogniseHint } from '../fields.ts'
import { lineEnd, lineFeedAt, looksLikeHttp, startsHttp } from './http/first-line.ts'

const DESCRIPTOR_BYTES = 23
const MAX_PAYLOAD = 65_536
const LONGEST_LINE = 512
const KINDS: Readonly<Record<number, string>> = { 0: 'Ping', 1: 'Pong', 64: 'Push', 128: 'Query', 129: 'Query Hit' }

const fields = {
  'gnutella.line': 'text',
  'gnutella.header.payload': 'uint',
  'gnutella.header.ttl': 'uint',
  'gnutella.header.hops': 'uint',
  'gnutella.header.size': 'uint',
} as const

/** Protocol 0.4 §2: an identifier, then the kind, how far it may go and has gone, and the length of what follows. */
function isDescriptor(view: DataView, start: number, end: number): boolean {
  if (start + DESCRIPTOR_BYTES > end) return false
  return KINDS[view.getUint8(start + 16)] !== undefined && view.getUint32(start + 19, true) <= MAX_PAYLOAD
}
function recognises(view: DataView, start: number, end: number, { expected }: RecogniseHint): boolean {
  if (matchesAt(view, start, end, 'GNUTELLA')) return true
  if (!expected) return false
  return isDescriptor(view, start, end) || looksLikeHttp(view, start, end) || startsHttp(view, start, end)
}
function endOfLine(view: DataView, start: number, end: number): number {
  const stop = Math.min(end, start + LONGEST_LINE)
  const feed = lineFeedAt(view, start, stop)
  return feed < 0 ? stop : lineEnd(view, start, feed)
}
const isText = (view: DataView, start: number, end: number) =>
  matchesAt(view, start, end, 'GNUTELLA') || startsHttp(view, start, end)

function describe(out: Fields, start: number, end: number): void {
  const { view } = out
  out.layer('gnutella', start, end)
  if (isText(view, start, end) || !isDescriptor(view, start, end)) {
    const stop = endOfLine(view, start, end)
    out.text('gnutella.line', asciiText(view, start, stop), start, stop)
    return
  }
  const kind = view.getUint8(start + 16)
  out.uint('gnutella.header.payload', kind, start + 16, start + 17, KINDS[kind])
  out.uint('gnutella.header.ttl', view.getUint8(start + 17), start + 17, start + 18)
  out.uint('gnutella.header.hops', view.getUint8(start + 18), start + 18, start + 19)
  out.uint('gnutella.header.size', view.getUint32(start + 19, true), start + 19, start + 23)
}

export const gnutella = {
  name: 'gnutella',
  title: 'Gnutella',
  fields,
  tcp: [6346, 6347],
  udp: [],
  recognises,
  describe,
  summary: (view: DataView, _bytes: Uint8Array, start: number, end: number) =>
    isText(view, start, end) || !isDescriptor(view, start, end)
      ? asciiText(view, start, endOfLine(view, start, end))
      : (KINDS[view.getUint8(start + 16)] ?? ''),
} as const satisfies Application
