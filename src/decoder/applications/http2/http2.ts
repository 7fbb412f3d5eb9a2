/** HTTP/2 frames (RFC 9113), in clear as prior knowledge or an upgrade begins them, or after decryption elsewhere. */
import { asciiText, matchesAt } from '../../ascii.ts'
import { type Application, type Fields, type FieldTable, NEED_MORE, NOT_MINE } from '../../fields.ts'
import { decodeHeaders, HeaderTable } from './hpack.ts'

export const MAGIC = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const HEADER_BYTES = 9
/** What every peer may send at first is 16 kB; more than this nobody allows. */
const MAX_FRAME_BYTES = 0x10_0000

const DATA = 0
const HEADERS = 1
const PRIORITY = 2
const RST_STREAM = 3
const SETTINGS = 4
const PUSH_PROMISE = 5
const PING = 6
const GOAWAY = 7
const WINDOW_UPDATE = 8
const CONTINUATION = 9
const TYPES: ReadonlyMap<number, string> = new Map([
  [DATA, 'DATA'],
  [HEADERS, 'HEADERS'],
  [PRIORITY, 'PRIORITY'],
  [RST_STREAM, 'RST_STREAM'],
  [SETTINGS, 'SETTINGS'],
  [PUSH_PROMISE, 'PUSH_PROMISE'],
  [PING, 'PING'],
  [GOAWAY, 'GOAWAY'],
  [WINDOW_UPDATE, 'WINDOW_UPDATE'],
  [CONTINUATION, 'CONTINUATION'],
  [10, 'ALTSVC'],
  [12, 'ORIGIN'],
  [16, 'PRIORITY_UPDATE'],
])
const SETTING_FIELDS: ReadonlyMap<number, string> = new Map([
  [1, 'http2.settings.header_table_size'],
  [2, 'http2.settings.enable_push'],
  [3, 'http2.settings.max_concurrent_streams'],
  [4, 'http2.settings.initial_window_size'],
  [5, 'http2.settings.max_frame_size'],
  [6, 'http2.settings.max_header_list_size'],
  [8, 'http2.settings.extended_connect'],
])
const ERRORS = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
] as const

const END_STREAM = 0x01
const ACK = 0x01
const END_HEADERS = 0x04
const PADDED = 0x08
const WITH_PRIORITY = 0x20

/** Headers with a field of their own, by tshark's names. */
const HEADER_FIELDS: ReadonlyMap<string, string> = new Map(
  `:authority :status :path :method :scheme accept accept-encoding accept-language authorization cache-control content-disposition
content-encoding content-length content-type cookie date etag location proxy-authorization range referer server set-cookie
user-agent via www-authenticate`
    .split(/\s+/)
    .map((name) => [name, `http2.headers.${name.replace(':', '').replaceAll('-', '_')}`]),
)

export const http2Fields: FieldTable = {
  'http2.magic': 'text',
  'http2.length': 'uint',
  'http2.type': 'uint',
  'http2.flags': 'uint',
  'http2.flags.end_stream': 'bool',
  'http2.flags.eh': 'bool',
  'http2.flags.ack.settings': 'bool',
  'http2.flags.ack.ping': 'bool',
  'http2.streamid': 'uint',
  'http2.data.data': 'bytes',
  'http2.header.name': 'text',
  'http2.header.value': 'text',
  'http2.headers': 'bytes',
  'http2.stream_dependency': 'uint',
  'http2.exclusive': 'bool',
  'http2.headers.weight': 'uint',
  'http2.rst_stream.error': 'uint',
  'http2.settings.id': 'uint',
  ...Object.fromEntries([...SETTING_FIELDS.values()].map((name): [string, 'uint'] => [name, 'uint'])),
  'http2.settings.unknown': 'uint',
  'http2.push_promise.promised_stream_id': 'uint',
  'http2.ping': 'bytes',
  'http2.goaway.last_stream_id': 'uint',
  'http2.goaway.error': 'uint',
  'http2.goaway.addata': 'bytes',
  'http2.window_update.window_size_increment': 'uint',
  ...Object.fromEntries([...HEADER_FIELDS.values()].map((name): [string, 'text'] => [name, 'text'])),
}

function length24(view: DataView, at: number): number {
  return (view.getUint8(at) << 16) | view.getUint16(at + 1)
}

/** A client begins with the magic, a server with its settings. */
function recognises(view: DataView, start: number, end: number): boolean {
  if (matchesAt(view, start, end, MAGIC)) return true
  if (start + HEADER_BYTES > end || view.getUint8(start + 3) !== SETTINGS) return false
  const length = length24(view, start)
  if (length % 6 !== 0 || length > 120 || view.getUint32(start + 5) !== 0 || start + HEADER_BYTES + length > end)
    return false
  if (view.getUint8(start + 4) > ACK || (view.getUint8(start + 4) === ACK && length > 0)) return false
  // Nine bytes with settings of none are little to go by: something of HTTP/2 must follow.
  if (length === 0 && start + 2 * HEADER_BYTES > end) return false
  for (let at = start + HEADER_BYTES; at < start + HEADER_BYTES + length; at += 6) {
    if (view.getUint16(at) === 0 || view.getUint16(at) > 0x20) return false
  }
  const next = start + HEADER_BYTES + length
  return next + HEADER_BYTES > end || (TYPES.has(view.getUint8(next + 3)) && (view.getUint8(next + 5) & 0x80) === 0)
}

function measure(view: DataView, start: number, end: number): number {
  if (matchesAt(view, start, end, MAGIC)) return MAGIC.length
  if (start + HEADER_BYTES > end) return NEED_MORE
  const length = length24(view, start)
  return length > MAX_FRAME_BYTES ? NOT_MINE : HEADER_BYTES + length
}

/** Says one frame. `table` is the dynamic table of its direction; without it only what the frame itself holds is named. */
export function describeHttp2(fields: Fields, start: number, end: number, table = new HeaderTable()): void {
  const { view } = fields
  fields.layer('http2', start, end)
  if (matchesAt(view, start, end, MAGIC)) {
    fields.text('http2.magic', asciiText(view, start, start + MAGIC.length), start, start + MAGIC.length)
    return
  }
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  const length = length24(view, start)
  const type = view.getUint8(start + 3)
  const flags = view.getUint8(start + 4)
  fields.uint('http2.length', length, start, start + 3)
  fields.uint('http2.type', type, start + 3, start + 4, TYPES.get(type))
  fields.uint('http2.flags', flags, start + 4, start + 5)
  describeFlags(fields, type, flags, start + 4)
  fields.uint('http2.streamid', view.getUint32(start + 5) & 0x7fffffff, start + 5, start + 9)
  const stop = start + HEADER_BYTES + length
  if (stop > end) fields.problem('cut', end)
  describeFrame(fields, type, flags, start + HEADER_BYTES, Math.min(stop, end), table)
}

function describeFlags(fields: Fields, type: number, flags: number, at: number): void {
  if (type === DATA || type === HEADERS) fields.bool('http2.flags.end_stream', (flags & END_STREAM) !== 0, at, at + 1)
  if (type === HEADERS || type === CONTINUATION || type === PUSH_PROMISE) {
    fields.bool('http2.flags.eh', (flags & END_HEADERS) !== 0, at, at + 1)
  }
  if (type === SETTINGS) fields.bool('http2.flags.ack.settings', (flags & ACK) !== 0, at, at + 1)
  if (type === PING) fields.bool('http2.flags.ack.ping', (flags & ACK) !== 0, at, at + 1)
}

function describeFrame(
  fields: Fields,
  type: number,
  flags: number,
  start: number,
  end: number,
  table: HeaderTable,
): void {
  const { view } = fields
  let at = start
  let stop = end
  if ((flags & PADDED) !== 0 && (type === DATA || type === HEADERS || type === PUSH_PROMISE) && at < end) {
    stop = Math.max(at + 1, end - view.getUint8(at))
    at++
  }
  switch (type) {
    case DATA:
      if (stop > at) fields.bytesAt('http2.data.data', at, stop)
      break
    case HEADERS:
      if ((flags & WITH_PRIORITY) !== 0 && at + 5 <= stop) {
        describePriority(fields, at)
        at += 5
      }
      describeBlock(fields, at, stop, table)
      break
    case CONTINUATION:
      describeBlock(fields, at, stop, table)
      break
    case PUSH_PROMISE:
      if (at + 4 > stop) break
      fields.uint('http2.push_promise.promised_stream_id', view.getUint32(at) & 0x7fffffff, at, at + 4)
      describeBlock(fields, at + 4, stop, table)
      break
    case PRIORITY:
      if (at + 5 <= stop) describePriority(fields, at)
      break
    case RST_STREAM:
      if (at + 4 <= stop) describeError(fields, 'http2.rst_stream.error', at)
      break
    case SETTINGS:
      for (; at + 6 <= stop; at += 6) {
        const id = view.getUint16(at)
        fields.uint('http2.settings.id', id, at, at + 2)
        fields.uint(SETTING_FIELDS.get(id) ?? 'http2.settings.unknown', view.getUint32(at + 2), at + 2, at + 6)
      }
      break
    case PING:
      fields.bytesAt('http2.ping', at, stop)
      break
    case GOAWAY:
      if (at + 8 > stop) break
      fields.uint('http2.goaway.last_stream_id', view.getUint32(at) & 0x7fffffff, at, at + 4)
      describeError(fields, 'http2.goaway.error', at + 4)
      if (stop > at + 8) fields.bytesAt('http2.goaway.addata', at + 8, stop)
      break
    case WINDOW_UPDATE:
      if (at + 4 > stop) break
      fields.uint('http2.window_update.window_size_increment', view.getUint32(at) & 0x7fffffff, at, at + 4)
  }
}

function describePriority(fields: Fields, at: number): void {
  const dependency = fields.view.getUint32(at)
  fields.bool('http2.exclusive', dependency >= 0x80000000, at, at + 4)
  fields.uint('http2.stream_dependency', dependency & 0x7fffffff, at, at + 4)
  fields.uint('http2.headers.weight', fields.view.getUint8(at + 4), at + 4, at + 5)
}

function describeError(fields: Fields, name: string, at: number): void {
  const code = fields.view.getUint32(at)
  fields.uint(name, code, at, at + 4, ERRORS[code])
}

function describeBlock(fields: Fields, start: number, end: number, table: HeaderTable): void {
  const block = decodeHeaders(fields.view, start, end, table)
  for (const header of block.headers) {
    fields.open(`${header.name}: ${header.value}`, header.start, header.end)
    fields.text('http2.header.name', header.name, header.start, header.end)
    fields.text('http2.header.value', header.value, header.start, header.end)
    const own = HEADER_FIELDS.get(header.name)
    if (own !== undefined) fields.text(own, header.value, header.start, header.end)
    fields.close()
  }
  // The rest refers to headers that came earlier in the stream, or is no block at all.
  if (block.stoppedAt !== undefined) fields.bytesAt('http2.headers', block.stoppedAt, end)
}

const MAX_SUMMARISED = 8

function summary(view: DataView, _bytes: Uint8Array, start: number, end: number): string {
  const parts: string[] = []
  for (let at = start; parts.length < MAX_SUMMARISED && at < end; ) {
    const length = measure(view, at, end)
    if (length <= 0) break
    if (matchesAt(view, at, end, MAGIC)) parts.push('Magic')
    else {
      const type = view.getUint8(at + 3)
      parts.push(`${TYPES.get(type) ?? `type ${type}`}[${view.getUint32(at + 5) & 0x7fffffff}]`)
    }
    at += length
  }
  return parts.length > 0 ? parts.join(', ') : 'Continuation'
}

export const http2 = {
  name: 'http2',
  title: 'Hypertext Transfer Protocol 2',
  fields: http2Fields,
  tcp: [],
  udp: [],
  recognises,
  measure,
  describe: (fields: Fields, start: number, end: number) => describeHttp2(fields, start, end),
  summary,
} as const satisfies Application
