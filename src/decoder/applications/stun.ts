/** STUN (RFC 8489) and TURN (RFC 8656), channel data included. */
import { formatIpv4, formatIpv6 } from '../addresses.ts'
import { FieldReader } from '../field-reader.ts'
import { type Application, type Fields, type FieldTable, NEED_MORE, NOT_MINE } from '../fields.ts'

const COOKIE = 0x2112a442
const HEADER_BYTES = 20
const LARGEST_FIRST_BYTE = 0x03
const MAX_ATTRIBUTES = 100

const METHODS: Readonly<Record<number, string>> = {
  1: 'Binding',
  2: 'SharedSecret',
  3: 'Allocate',
  4: 'Refresh',
  6: 'Send',
  7: 'Data',
  8: 'CreatePermission',
  9: 'ChannelBind',
  10: 'Connect',
  11: 'ConnectionBind',
  12: 'ConnectionAttempt',
}
const CLASSES = ['Request', 'Indication', 'Success Response', 'Error Response']
const ATTRIBUTES: Readonly<Record<number, string>> = {
  1: 'MAPPED-ADDRESS',
  6: 'USERNAME',
  8: 'MESSAGE-INTEGRITY',
  9: 'ERROR-CODE',
  10: 'UNKNOWN-ATTRIBUTES',
  12: 'CHANNEL-NUMBER',
  13: 'LIFETIME',
  18: 'XOR-PEER-ADDRESS',
  19: 'DATA',
  20: 'REALM',
  21: 'NONCE',
  22: 'XOR-RELAYED-ADDRESS',
  23: 'REQUESTED-ADDRESS-FAMILY',
  24: 'EVEN-PORT',
  25: 'REQUESTED-TRANSPORT',
  26: 'DONT-FRAGMENT',
  28: 'MESSAGE-INTEGRITY-SHA256',
  32: 'XOR-MAPPED-ADDRESS',
  34: 'RESERVATION-TOKEN',
  36: 'PRIORITY',
  37: 'USE-CANDIDATE',
  32802: 'SOFTWARE',
  32803: 'ALTERNATE-SERVER',
  32808: 'FINGERPRINT',
  32809: 'ICE-CONTROLLED',
  32810: 'ICE-CONTROLLING',
  32811: 'RESPONSE-ORIGIN',
  32812: 'OTHER-ADDRESS',
}
const TEXTS: Readonly<Record<number, string>> = {
  6: 'stun.att.username',
  20: 'stun.att.realm',
  21: 'stun.att.nonce',
  32802: 'stun.att.software',
}
const PLAIN_ADDRESSES: ReadonlySet<number> = new Set([0x0001, 0x8023, 0x802b, 0x802c])
const XOR_ADDRESSES: ReadonlySet<number> = new Set([0x0012, 0x0016, 0x0020])

const stunFields = {
  'stun.channel': 'uint',
  'stun.type': 'uint',
  'stun.type.class': 'uint',
  'stun.type.method': 'uint',
  'stun.length': 'uint',
  'stun.cookie': 'bytes',
  'stun.id': 'bytes',
  'stun.att.type': 'uint',
  'stun.att.length': 'uint',
  'stun.att.family': 'uint',
  'stun.att.port': 'uint',
  'stun.att.ipv4': 'text',
  'stun.att.ipv6': 'text',
  'stun.att.username': 'text',
  'stun.att.realm': 'text',
  'stun.att.nonce': 'text',
  'stun.att.software': 'text',
  'stun.att.error.class': 'uint',
  'stun.att.error': 'uint',
  'stun.att.error.reason': 'text',
  'stun.att.lifetime': 'uint',
  'stun.att.priority': 'uint',
  'stun.att.transp': 'uint',
  'stun.att.channelnum': 'uint',
  'stun.att.hmac': 'bytes',
  'stun.att.crc32': 'uint',
  'stun.att.tie-breaker': 'bytes',
  'stun.value': 'bytes',
} as const satisfies FieldTable

export const stun: Application = {
  name: 'stun',
  title: 'Session Traversal Utilities for NAT',
  fields: stunFields,
  tcp: [3478],
  udp: [3478],
  recognises(view, start, end, { expected, transport }) {
    if (transport === 'tcp') return isStun(view, start, end, false)
    return isStun(view, start, end, true) || (expected && isChannelData(view, start, end))
  },
  measure(view, start, end) {
    if (start + 4 > end) return NEED_MORE
    const channel = isChannel(view.getUint16(start))
    if (!channel && !isStun(view, start, end, false)) return end - start < HEADER_BYTES ? NEED_MORE : NOT_MINE
    const length = view.getUint16(start + 2)
    return channel ? 4 + ((length + 3) & ~3) : HEADER_BYTES + length
  },
  describe: describeStun,
  summary: summarise,
}

/**
 * Two zero bits, a method up to 0xff (no other was ever given out, RFC 8489 §18.2), the cookie, a length of whole words;
 * `whole` when it must fill the datagram, which says enough: calls of WhatsApp leave attributes unpadded.
 */
export function isStun(view: DataView, start: number, end: number, whole: boolean): boolean {
  if (start + HEADER_BYTES > end || view.getUint8(start) > LARGEST_FIRST_BYTE || view.getUint32(start + 4) !== COOKIE)
    return false
  const length = view.getUint16(start + 2)
  return whole ? start + HEADER_BYTES + length === end : length % 4 === 0
}
const isChannel = (number: number) => number >= 0x4000 && number < 0x8000
function isChannelData(view: DataView, start: number, end: number): boolean {
  if (start + 4 > end || !isChannel(view.getUint16(start))) return false
  const length = 4 + view.getUint16(start + 2)
  return end - start === length || end - start === ((length + 3) & ~3)
}

/** The class's two bits lie among the method's (RFC 8489 section 5). */
const classOf = (type: number) => ((type >> 7) & 2) | ((type >> 4) & 1)
/** The two bits where the message has them, as tshark counts. */
const classBits = (type: number) => (type >> 4) & 0x11
const methodOf = (type: number) => (type & 0x0f) | ((type & 0xe0) >> 1) | ((type & 0x3e00) >> 2)
const typeText = (type: number) => `${METHODS[methodOf(type)] ?? `Method ${methodOf(type)}`} ${CLASSES[classOf(type)]}`

function describeStun(fields: Fields, start: number, end: number): void {
  fields.layer('stun', start, end)
  const message = new FieldReader(fields, start, end)
  const type = message.peek(2)
  if (isChannel(type)) {
    message.uint('stun.channel', 2)
    const length = message.uint('stun.length', 2)
    message.bytes('stun.value', Math.min(length, message.left))
    return
  }
  message.uint('stun.type', 2, typeText)
  if (message.failed) return
  fields.uint('stun.type.class', classBits(type), start, start + 2, CLASSES[classOf(type)])
  fields.uint('stun.type.method', methodOf(type), start, start + 2, METHODS[methodOf(type)])
  message.uint('stun.length', 2)
  message.bytes('stun.cookie', 4)
  message.bytes('stun.id', 12)
  for (let n = 0; n < MAX_ATTRIBUTES && message.left > 0; n++) describeAttribute(message, start)
}

function describeAttribute(message: FieldReader, start: number): void {
  const type = message.peek(2)
  const length = message.peek(2, 2)
  const { fields, at, end } = message
  fields.open(ATTRIBUTES[type] ?? `Attribute 0x${type.toString(16)}`, at, Math.min(at + 4 + length, end))
  message.uint('stun.att.type', 2, ATTRIBUTES)
  message.uint('stun.att.length', 2)
  const value = message.part(length)
  describeValue(value, type, start)
  if (value.left > 0) value.bytes('stun.value', value.left)
  fields.close()
  const padding = (4 - (length % 4)) % 4
  if (padding > 0 && message.left > 0) message.skip(Math.min(padding, message.left))
}

function describeValue(value: FieldReader, type: number, start: number): void {
  const text = TEXTS[type]
  if (text) value.text(text, value.left)
  else if (PLAIN_ADDRESSES.has(type) || XOR_ADDRESSES.has(type)) describeAddress(value, start, XOR_ADDRESSES.has(type))
  else if (type === 0x0008 || type === 0x001c) value.bytes('stun.att.hmac', value.left)
  else if (type === 0x0009) describeError(value)
  else if (type === 0x000c) value.uint('stun.att.channelnum', 2)
  else if (type === 0x000d) value.uint('stun.att.lifetime', 4, (seconds) => `${seconds} s`)
  else if (type === 0x0019) value.uint('stun.att.transp', 1, { 6: 'TCP', 17: 'UDP' })
  else if (type === 0x0024) value.uint('stun.att.priority', 4)
  else if (type === 0x8028) value.uint('stun.att.crc32', 4)
  else if (type === 0x8029 || type === 0x802a) value.bytes('stun.att.tie-breaker', value.left)
}

/** The number is in hundreds and units (RFC 8489 section 14.8). */
function describeError(value: FieldReader): void {
  if (!value.has(4)) return
  const code = (value.peek(1, 2) & 7) * 100 + value.peek(1, 3)
  value.skip(2)
  value.fields.uint('stun.att.error.class', Math.floor(code / 100), value.at, value.at + 1)
  value.fields.uint('stun.att.error', code % 100, value.at + 1, value.at + 2, `${code}`)
  value.skip(2)
  value.text('stun.att.error.reason', value.left)
}

/** Addresses are hidden from NATs that rewrite them by the cookie and the transaction's number (RFC 8489 section 14.2). */
function describeAddress(value: FieldReader, start: number, isXored: boolean): void {
  const { fields } = value
  value.skip(1)
  const family = value.uint('stun.att.family', 1, { 1: 'IPv4', 2: 'IPv6' })
  const size = family === 2 ? 16 : 4
  if (!value.has(2 + size)) return
  const { at } = value
  const place = unmask(fields.view, at, size, start, isXored)
  fields.uint('stun.att.port', place.port, at, at + 2)
  fields.text(family === 2 ? 'stun.att.ipv6' : 'stun.att.ipv4', place.address, at + 2, at + 2 + size)
  value.skip(2 + size)
}

function unmask(
  view: DataView,
  at: number,
  size: number,
  start: number,
  isXored: boolean,
): { address: string; port: number } {
  const port = view.getUint16(at) ^ (isXored ? COOKIE >>> 16 : 0)
  const clear = new DataView(new ArrayBuffer(size))
  for (let n = 0; n < size; n++)
    clear.setUint8(n, view.getUint8(at + 2 + n) ^ (isXored ? view.getUint8(start + 4 + n) : 0))
  return { port, address: size === 16 ? formatIpv6(clear, 0) : formatIpv4(clear.getUint32(0)) }
}

/** `Binding Success Response XOR-MAPPED-ADDRESS: 192.0.2.1:32853`. */
function summarise(view: DataView, _bytes: Uint8Array, start: number, end: number): string {
  if (start + 4 > end) return 'STUN, cut short'
  const type = view.getUint16(start)
  if (isChannel(type)) return `ChannelData TURN message, channel 0x${type.toString(16)}`
  const parts = [typeText(type)]
  for (let at = start + HEADER_BYTES, n = 0; at + 4 <= end && n < MAX_ATTRIBUTES; n++) {
    const attribute = view.getUint16(at)
    const length = view.getUint16(at + 2)
    const stop = at + 4 + length
    if (stop > end) break
    if (XOR_ADDRESSES.has(attribute) && (length === 8 || length === 20)) {
      const { address, port } = unmask(view, at + 6, length - 4, start, true)
      parts.push(`${ATTRIBUTES[attribute]}: ${length === 20 ? `[${address}]` : address}:${port}`)
    } else if (attribute === 0x0009 && length >= 4) {
      parts.push(`error ${(view.getUint8(at + 6) & 7) * 100 + view.getUint8(at + 7)}`)
    }
    at = stop + ((4 - (length % 4)) % 4)
  }
  return parts.join(' ').slice(0, 400)
}
