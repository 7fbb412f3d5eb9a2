/** HTTP/1 messages for the eye: the first line, every header, what the body is. SSDP says the same over UDP. */
import { asciiText } from '../../ascii.ts'
import type { Fields, FieldTable, FieldType } from '../../fields.ts'
import type { ProtocolName } from '../../protocols.ts'
import { bodyOf } from './body.ts'
import { parseBasicCredentials } from './credentials.ts'
import { lineEnd, lineFeedAt } from './first-line.ts'
import { type HttpHead, parsePartialHttpHead } from './head.ts'

/** Headers that have a field of their own, by tshark's names. */
const HEADER_FIELDS: ReadonlyMap<string, string> = new Map(
  `accept accept-encoding accept-language authorization cache-control connection content-encoding content-type cookie date host
last-modified location proxy-authenticate proxy-authorization referer sec-websocket-accept sec-websocket-extensions
sec-websocket-key sec-websocket-protocol sec-websocket-version server set-cookie transfer-encoding upgrade user-agent
www-authenticate x-forwarded-for http2-settings`
    .split(/\s+/)
    .map((name) => [name, `http.${name.replaceAll('-', '_')}`]),
)

export const httpFields: FieldTable = {
  'http.request': 'bool',
  'http.request.method': 'text',
  'http.request.uri': 'text',
  'http.request.uri.path': 'text',
  'http.request.uri.query': 'text',
  'http.request.version': 'text',
  'http.request.full_uri': 'text',
  'http.request.line': 'text',
  'http.response': 'bool',
  'http.response.version': 'text',
  'http.response.code': 'uint',
  'http.response.phrase': 'text',
  'http.response.line': 'text',
  'http.content_length': 'uint',
  'http.content_length_header': 'text',
  'http.authbasic': 'text',
  'http.chunk_size': 'uint',
  'http.chunk_data': 'bytes',
  'http.file_data': 'bytes',
  ...Object.fromEntries([...HEADER_FIELDS.values()].map((name): [string, FieldType] => [name, 'text'])),
}

const MAX_HEADERS = 256
const MAX_CHUNKS = 64

export function describeHttp(fields: Fields, protocol: ProtocolName, start: number, end: number): void {
  const { view } = fields
  fields.layer(protocol, start, end)
  const head = parsePartialHttpHead(view, start, end)
  if (head === undefined) {
    if (end > start) fields.bytesAt('http.file_data', start, end)
    return
  }
  const headEnd = Math.min(end, start + head.bytes)
  const feed = lineFeedAt(view, start, headEnd)
  describeFirstLine(fields, head, start, feed < 0 ? headEnd : lineEnd(view, start, feed))
  if (feed >= 0) describeHeaders(fields, head, feed + 1, headEnd)
  if (head.kind === 'request') {
    const { host, uri } = head
    if (host !== undefined && uri !== undefined && !uri.includes('://')) {
      fields.text('http.request.full_uri', `http://${host}${uri}`, start, headEnd)
    }
  }
  if (!head.complete) fields.problem('cut', headEnd)
  else if (headEnd < end) describeBody(fields, head, headEnd, end)
}

function describeFirstLine(fields: Fields, head: HttpHead, start: number, end: number): void {
  const { view } = fields
  fields.open(asciiText(view, start, Math.min(end, start + 256)), start, end)
  if (head.kind === 'request') {
    const { method = '', uri = '', version } = head
    const uriStart = Math.min(end, start + method.length + 1)
    const uriEnd = Math.min(end, uriStart + uri.length)
    fields.bool('http.request', true, start, end)
    fields.text('http.request.method', method, start, start + method.length)
    fields.text('http.request.uri', uri, uriStart, uriEnd)
    const question = uri.indexOf('?')
    if (question >= 0) {
      fields.text('http.request.uri.path', uri.slice(0, question), uriStart, Math.min(uriEnd, uriStart + question))
      fields.text('http.request.uri.query', uri.slice(question + 1), Math.min(uriEnd, uriStart + question + 1), uriEnd)
    }
    if (version !== '') fields.text('http.request.version', version, Math.max(uriEnd, end - version.length), end)
  } else {
    fields.bool('http.response', true, start, end)
    fields.text('http.response.version', head.version, start, start + head.version.length)
    if (head.status >= 0) fields.uint('http.response.code', head.status, start, end)
    if (head.reason) fields.text('http.response.phrase', head.reason, end - head.reason.length, end)
  }
  fields.close()
}

function describeHeaders(fields: Fields, head: HttpHead, start: number, end: number): void {
  const { view } = fields
  const lineField = head.kind === 'request' ? 'http.request.line' : 'http.response.line'
  for (let at = start, n = 0; at < end && n < MAX_HEADERS; n++) {
    const feed = lineFeedAt(view, at, end)
    const stop = feed < 0 ? end : lineEnd(view, at, feed)
    if (stop > at) {
      const line = asciiText(view, at, stop)
      fields.text(lineField, line, at, stop)
      describeHeader(fields, line, at, stop)
    }
    if (feed < 0) break
    at = feed + 1
  }
}

function describeHeader(fields: Fields, line: string, start: number, end: number): void {
  const colon = line.indexOf(':')
  if (colon < 0) return
  const name = line.slice(0, colon).toLowerCase()
  const value = line.slice(colon + 1).trim()
  const valueStart = Math.min(end, start + colon + 1 + Math.max(0, line.slice(colon + 1).search(/[^ \t]/)))
  if (name === 'content-length') {
    fields.text('http.content_length_header', value, valueStart, end)
    const length = Number(value)
    if (value !== '' && Number.isSafeInteger(length) && length >= 0) {
      fields.uint('http.content_length', length, valueStart, end)
    }
    return
  }
  const field = HEADER_FIELDS.get(name)
  if (field !== undefined) fields.text(field, value, valueStart, end)
  if (name !== 'authorization' && name !== 'proxy-authorization') return
  const credentials = parseBasicCredentials(value)
  if (credentials) fields.text('http.authbasic', `${credentials.user}:${credentials.password}`, valueStart, end)
}

function describeBody(fields: Fields, head: HttpHead, start: number, end: number): void {
  if (bodyOf(head) !== 'chunked') {
    fields.bytesAt('http.file_data', start, end)
    return
  }
  const { view } = fields
  let at = start
  for (let n = 0; at < end && n < MAX_CHUNKS; n++) {
    const dataAt = chunkDataAt(view, at, end)
    const size = dataAt < 0 ? -1 : Number.parseInt(asciiText(view, at, Math.min(dataAt, at + 16)), 16)
    if (!Number.isSafeInteger(size) || size < 0) break
    fields.uint('http.chunk_size', size, at, dataAt)
    if (size === 0) break
    const next = Math.min(end, dataAt + size)
    fields.bytesAt('http.chunk_data', dataAt, next)
    const feed = lineFeedAt(view, next, Math.min(end, next + 2))
    at = feed < 0 ? end : feed + 1
  }
}

function chunkDataAt(view: DataView, start: number, end: number): number {
  const feed = lineFeedAt(view, start, Math.min(end, start + 1024))
  return feed < 0 ? -1 : feed + 1
}

export function summariseHttp(view: DataView, start: number, end: number): string {
  const head = parsePartialHttpHead(view, start, end)
  if (head === undefined) return 'Continuation'
  if (head.kind === 'request') return `${head.method} ${head.uri} ${head.version}`.trimEnd()
  const type = head.contentType === undefined ? '' : ` (${head.contentType.split(';')[0]})`
  return `${head.version} ${head.status >= 0 ? head.status : ''} ${head.reason ?? ''}`.trimEnd() + type
}
