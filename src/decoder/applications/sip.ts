/** Session Initiation Protocol (RFC 3261) over UDP and TCP. */
import { type Application, type Fields, type FieldTable, NEED_MORE, NOT_MINE } from '../fields.ts'
import { describeSdp, sdpFields } from './sdp.ts'
import { formatText } from './text.ts'
import { beginsWith, bytesOfView, type Line, linesOf } from './text-lines.ts'

const REQUEST = /^(\S+) ([^\s:]+:\S*) SIP\/2\.0$/
const STATUS = /^SIP\/2\.0 (\d{3})(?: (.*))?$/
const CR = 13
const LF = 10
const MAX_FIRST_LINE = 1000
const MAX_HEADERS = 16384
const MAX_BODY = 1024 * 1024
const MAX_SUMMARY = 200

/** Headers with a field of their own: lower-case name and short form (RFC 3261 section 7.3.3) → tshark's name. */
const HEADERS: Readonly<Record<string, string>> = {
  accept: 'Accept',
  allow: 'Allow',
  authorization: 'Authorization',
  'call-id': 'Call-ID',
  i: 'Call-ID',
  contact: 'Contact',
  m: 'Contact',
  'content-length': 'Content-Length',
  l: 'Content-Length',
  'content-type': 'Content-Type',
  c: 'Content-Type',
  cseq: 'CSeq',
  date: 'Date',
  diversion: 'Diversion',
  event: 'Event',
  o: 'Event',
  expires: 'Expires',
  from: 'From',
  f: 'From',
  'max-forwards': 'Max-Forwards',
  'min-expires': 'Min-Expires',
  organization: 'Organization',
  'p-asserted-identity': 'P-Asserted-Identity',
  'p-preferred-identity': 'P-Preferred-Identity',
  path: 'Path',
  privacy: 'Privacy',
  'proxy-authenticate': 'Proxy-Authenticate',
  'proxy-authorization': 'Proxy-Authorization',
  'proxy-require': 'Proxy-Require',
  reason: 'Reason',
  'record-route': 'Record-Route',
  'refer-to': 'Refer-To',
  r: 'Refer-To',
  require: 'Require',
  route: 'Route',
  server: 'Server',
  'session-expires': 'Session-Expires',
  x: 'Session-Expires',
  subject: 'Subject',
  s: 'Subject',
  supported: 'Supported',
  k: 'Supported',
  to: 'To',
  t: 'To',
  'user-agent': 'User-Agent',
  via: 'Via',
  v: 'Via',
  warning: 'Warning',
  'www-authenticate': 'WWW-Authenticate',
}
const NUMBERS: ReadonlySet<string> = new Set(['Content-Length', 'Expires', 'Max-Forwards', 'Min-Expires'])

const sipFields = {
  'sip.Request-Line': 'text',
  'sip.Method': 'text',
  'sip.r-uri': 'text',
  'sip.r-uri.user': 'text',
  'sip.r-uri.host': 'text',
  'sip.r-uri.port': 'text',
  'sip.Status-Line': 'text',
  'sip.Status-Code': 'uint',
  'sip.from.display.info': 'text',
  'sip.from.addr': 'text',
  'sip.from.user': 'text',
  'sip.from.host': 'text',
  'sip.from.tag': 'text',
  'sip.to.display.info': 'text',
  'sip.to.addr': 'text',
  'sip.to.user': 'text',
  'sip.to.host': 'text',
  'sip.to.tag': 'text',
  'sip.contact.uri': 'text',
  'sip.contact.user': 'text',
  'sip.contact.host': 'text',
  'sip.CSeq.seq': 'uint',
  'sip.CSeq.method': 'text',
  'sip.Via.transport': 'text',
  'sip.Via.sent-by.address': 'text',
  'sip.Via.branch': 'text',
  'sip.auth.scheme': 'text',
  'sip.auth.username': 'text',
  'sip.auth.realm': 'text',
  'sip.auth.uri': 'text',
  'sip.header': 'text',
  'sip.body': 'bytes',
  'sip.continuation': 'bytes',
  ...(Object.fromEntries(
    Object.values(HEADERS).map((name) => [`sip.${name}`, NUMBERS.has(name) ? 'uint' : 'text'] as const),
  ) as FieldTable),
  ...sdpFields,
} as FieldTable

export const sip: Application = {
  name: 'sip',
  title: 'Session Initiation Protocol',
  fields: sipFields,
  tcp: [5060],
  udp: [5060],
  recognises: (view, start, end, { expected, transport }) =>
    startsSip(view, start, end) || (expected && transport === 'tcp' && isKeepAlive(view, start, end)),
  measure: measureSip,
  describe: describeSip,
  summary: summarise,
}

/** The first line alone decides, on any port; a carriage return ends it too, and nothing unprintable is in it. */
export function startsSip(view: DataView, start: number, end: number): boolean {
  const stop = printableEnd(view, start, Math.min(end, start + MAX_FIRST_LINE))
  if (stop - start < 12) return false
  if (stop < end && view.getUint8(stop) !== CR && view.getUint8(stop) !== LF) return false
  if (!beginsWith(view, start, end, 'SIP/2.0 ') && !beginsWith(view, stop - 7, end, 'SIP/2.0')) return false
  const line = firstSipLine(view, start, end)
  return REQUEST.test(line) || STATUS.test(line)
}
function printableEnd(view: DataView, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const byte = view.getUint8(at)
    if (byte < 0x20 || byte === 0x7f) return at
  }
  return end
}
function firstSipLine(view: DataView, start: number, end: number): string {
  return formatText(bytesOfView(view), start, printableEnd(view, start, Math.min(end, start + MAX_FIRST_LINE)))
}

/** Line ends alone keep a connection open (RFC 5626 section 3.5.1). */
function isKeepAlive(view: DataView, start: number, end: number): boolean {
  return end - start >= 2 && view.getUint16(start) === 0x0d0a
}

function measureSip(view: DataView, start: number, end: number): number {
  if (isKeepAlive(view, start, end)) return 2
  if (end - start >= 12 && !startsSip(view, start, end) && firstFeed(view, start, end) >= 0) return NOT_MINE
  const body = bodyStart(view, start, Math.min(end, start + MAX_HEADERS))
  if (body < 0) return end - start >= MAX_HEADERS ? NOT_MINE : NEED_MORE
  const header = linesOf(bytesOfView(view), start, body).find(({ text }) => /^(content-length|l)\s*:/i.test(text))
  const length = Number.parseInt(header?.text.split(':')[1] ?? '0', 10)
  return body - start + (length > 0 && length <= MAX_BODY ? length : 0)
}
function firstFeed(view: DataView, start: number, end: number): number {
  for (let at = start; at < end; at++) if (view.getUint8(at) === LF) return at
  return -1
}
/** Position after the empty line, or -1. */
function bodyStart(view: DataView, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (view.getUint8(at) !== LF) continue
    if (at + 1 < end && view.getUint8(at + 1) === LF) return at + 2
    if (at + 2 < end && view.getUint16(at + 1) === 0x0d0a) return at + 3
  }
  return -1
}

function describeSip(fields: Fields, start: number, end: number): void {
  const { view, bytes } = fields
  fields.layer('sip', start, end)
  if (!startsSip(view, start, end)) {
    if (start < end) fields.bytesAt('sip.continuation', start, end)
    return
  }
  const body = bodyStart(view, start, end)
  const [first, ...headers] = linesOf(bytes, start, body < 0 ? end : body)
  if (first) describeFirst(fields, first)
  let contentType = ''
  if (headers.length > 0) {
    fields.open('Headers', (headers[0] as Line).start, body < 0 ? end : body)
    for (const header of headers) {
      if (header.text === '') continue
      const [name, value] = describeHeader(fields, header)
      if (name === 'Content-Type') contentType = value.toLowerCase()
    }
    fields.close()
  }
  if (body < 0 || body >= end) return
  if (contentType.startsWith('application/sdp')) describeSdp(fields, body, end)
  else fields.bytesAt('sip.body', body, end)
}

function describeFirst(fields: Fields, { start, end, text }: Line): void {
  const status = STATUS.exec(text)
  if (status) {
    fields.text('sip.Status-Line', text, start, end)
    fields.uint('sip.Status-Code', Number(status[1]), start + 8, start + 11, status[2])
    return
  }
  const [, method = '', uri = ''] = REQUEST.exec(text) ?? []
  fields.text('sip.Request-Line', text, start, end)
  fields.text('sip.Method', method, start, start + method.length)
  describeUri(
    fields,
    'sip.r-uri',
    uri,
    start + method.length + 1,
    Math.min(end, start + method.length + 1 + uri.length),
    true,
  )
}

interface SipUri {
  readonly user: string
  readonly host: string
  readonly port: string
}
/** `sip:user:password@host:port;parameters` (RFC 3261 section 19.1). */
export function parseSipUri(uri: string): SipUri {
  const rest = uri.replace(/^[^:]*:/, '').replace(/[;?].*$/, '')
  const at = rest.lastIndexOf('@')
  const place = rest.slice(at + 1)
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?/.exec(place)
  return { user: at < 0 ? '' : rest.slice(0, at).replace(/:.*$/, ''), host: match?.[1] ?? '', port: match?.[2] ?? '' }
}

function describeUri(fields: Fields, name: string, uri: string, start: number, end: number, isRequest = false): void {
  fields.text(isRequest ? name : name === 'sip.contact' ? 'sip.contact.uri' : `${name}.addr`, uri, start, end)
  const { user, host, port } = parseSipUri(uri)
  if (user !== '') fields.text(`${name}.user`, user, start, end)
  if (host !== '') fields.text(`${name}.host`, host, start, end)
  if (isRequest && port !== '') fields.text(`${name}.port`, port, start, end)
}

function describeHeader(fields: Fields, { start, end, text }: Line): readonly [name: string, value: string] {
  const colon = text.indexOf(':')
  const name = colon < 0 ? undefined : HEADERS[text.slice(0, colon).trim().toLowerCase()]
  const value = text.slice(colon + 1).trim()
  if (name === undefined) {
    fields.text('sip.header', text, start, end)
    return ['', value]
  }
  if (NUMBERS.has(name)) {
    const number = Number.parseInt(value, 10)
    if (number >= 0) fields.uint(`sip.${name}`, number, start, end)
    else fields.text('sip.header', text, start, end)
  } else fields.text(`sip.${name}`, value, start, end)
  PARTS[name]?.(fields, value, start, end)
  return [name, value]
}

type Parts = (fields: Fields, value: string, start: number, end: number) => void
const PARTS: Readonly<Record<string, Parts>> = {
  From: (fields, value, start, end) => describeParty(fields, 'sip.from', value, start, end),
  To: (fields, value, start, end) => describeParty(fields, 'sip.to', value, start, end),
  Contact(fields, value, start, end) {
    if (value !== '*') describeUri(fields, 'sip.contact', uriOf(value), start, end)
  },
  CSeq(fields, value, start, end) {
    const [, number, method] = /^(\d{1,10})\s+(\S+)/.exec(value) ?? []
    if (number === undefined) return
    fields.uint('sip.CSeq.seq', Number(number), start, end)
    fields.text('sip.CSeq.method', method as string, start, end)
  },
  Via(fields, value, start, end) {
    const [, transport, address] = /^SIP\s*\/\s*2\.0\s*\/\s*(\S+)\s+(\[[^\]]*\]|[^\s:;]+)/.exec(value) ?? []
    if (transport === undefined) return
    fields.text('sip.Via.transport', transport, start, end)
    fields.text('sip.Via.sent-by.address', address as string, start, end)
    const branch = /;\s*branch=([^;\s]+)/.exec(value)?.[1]
    if (branch !== undefined) fields.text('sip.Via.branch', branch, start, end)
  },
  Authorization: describeAuthentication,
  'Proxy-Authorization': describeAuthentication,
  'WWW-Authenticate': describeAuthentication,
  'Proxy-Authenticate': describeAuthentication,
}

const uriOf = (value: string) => /<([^>]*)>/.exec(value)?.[1] ?? value.replace(/[;,\s].*$/, '')

function describeParty(fields: Fields, name: string, value: string, start: number, end: number): void {
  const display = /^\s*("[^"]*"|[^<"]*?)\s*</.exec(value)?.[1] ?? ''
  if (display !== '') fields.text(`${name}.display.info`, display, start, end)
  describeUri(fields, name, uriOf(value), start, end)
  const tag = /;\s*tag=([^;\s]+)/.exec(value.replace(/<[^>]*>/, ''))?.[1]
  if (tag !== undefined) fields.text(`${name}.tag`, tag, start, end)
}

function describeAuthentication(fields: Fields, value: string, start: number, end: number): void {
  fields.text('sip.auth.scheme', /^\S*/.exec(value)?.[0] ?? '', start, end)
  for (const key of ['username', 'realm', 'uri']) {
    const found = new RegExp(`[\\s,]${key}=("[^"]*")`).exec(value)?.[1]
    if (found !== undefined) fields.text(`sip.auth.${key}`, found, start, end)
  }
}

/** `Request: INVITE sip:alice@example.org (SDP)`. */
function summarise(view: DataView, _bytes: Uint8Array, start: number, end: number): string {
  if (!startsSip(view, start, end)) return isKeepAlive(view, start, end) ? 'Keep-alive' : 'Continuation'
  const line = firstSipLine(view, start, end)
  const status = STATUS.exec(line)
  const media = parseSdpNote(view, start, end)
  const text = status ? `Status: ${status[1]} ${status[2] ?? ''}` : `Request: ${line.replace(/ SIP\/2\.0$/, '')}`
  return `${text.trimEnd().slice(0, MAX_SUMMARY)}${media}`
}
function parseSdpNote(view: DataView, start: number, end: number): string {
  const body = bodyStart(view, start, Math.min(end, start + MAX_HEADERS))
  return body > 0 && body + 2 <= end && view.getUint16(body) === 0x763d ? ' (SDP)' : ''
}
