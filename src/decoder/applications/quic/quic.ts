/** QUIC packets (RFC 9000, RFC 9369), with the handshake inside Initials that anybody can read (RFC 9001). */
import { type Application, type Fields, type FieldTable, isWanted, type RecogniseHint } from '../../fields.ts'
import { ShiftedFields } from '../shifted-fields.ts'
import { isStun } from '../stun.ts'
import { formatText } from '../text.ts'
import { describeHandshakes, looksLikeHandshake } from '../tls/describe-handshake.ts'
import { tlsFields } from '../tls/fields.ts'
import { summariseHandshakes } from '../tls/tls.ts'
import { CryptoStream } from './crypto-stream.ts'
import { ACK, ACK_ECN, CONNECTION_CLOSE, CRYPTO, PADDING, PING, type QuicFrame } from './frames.ts'
import {
  INITIAL,
  isNegotiation,
  LONG_TYPES,
  type LongHeader,
  looksLikeQuic,
  RETRY,
  readLongHeader,
  varint,
  varintEnd,
} from './header.ts'
import { openInitial, openPacket } from './initial.ts'
import { VERSION_1, VERSION_2 } from './keys.ts'

const FRAME_NAMES: ReadonlyMap<number, string> = new Map([
  [PADDING, 'PADDING'],
  [PING, 'PING'],
  [ACK, 'ACK'],
  [ACK_ECN, 'ACK_ECN'],
  [CRYPTO, 'CRYPTO'],
  [CONNECTION_CLOSE, 'CONNECTION_CLOSE'],
])
const ERRORS = [
  'NO_ERROR',
  'INTERNAL_ERROR',
  'CONNECTION_REFUSED',
  'FLOW_CONTROL_ERROR',
  'STREAM_LIMIT_ERROR',
  'STREAM_STATE_ERROR',
  'FINAL_SIZE_ERROR',
  'FRAME_ENCODING_ERROR',
  'TRANSPORT_PARAMETER_ERROR',
  'CONNECTION_ID_LIMIT_ERROR',
  'PROTOCOL_VIOLATION',
  'INVALID_TOKEN',
  'APPLICATION_ERROR',
  'CRYPTO_BUFFER_EXCEEDED',
  'KEY_UPDATE_ERROR',
  'AEAD_LIMIT_REACHED',
  'NO_VIABLE_PATH',
] as const
const MAX_COALESCED = 16
const MAX_VERSIONS = 64

export const quicFields: FieldTable = {
  'quic.packet_length': 'uint',
  'quic.header_form': 'uint',
  'quic.fixed_bit': 'bool',
  'quic.spin_bit': 'bool',
  'quic.long.packet_type': 'uint',
  'quic.version': 'uint',
  'quic.dcil': 'uint',
  'quic.dcid': 'bytes',
  'quic.scil': 'uint',
  'quic.scid': 'bytes',
  'quic.token_length': 'uint',
  'quic.token': 'bytes',
  'quic.length': 'uint',
  'quic.packet_number': 'uint',
  'quic.payload': 'bytes',
  'quic.remaining_payload': 'bytes',
  'quic.coalesced_padding_data': 'bytes',
  'quic.supported_version': 'uint',
  'quic.retry_token': 'bytes',
  'quic.retry_integrity_tag': 'bytes',
  'quic.frame_type': 'uint',
  'quic.padding_length': 'uint',
  'quic.ack.largest_acknowledged': 'uint',
  'quic.ack.ack_delay': 'uint',
  'quic.ack.ack_range_count': 'uint',
  'quic.crypto.offset': 'uint',
  'quic.crypto.length': 'uint',
  'quic.cc.error_code': 'uint',
  'quic.cc.reason_phrase': 'text',
  // The handshake inside Initials.
  ...tlsFields,
}

/** `clientDcid` as in `openInitial`: with it a server's Initials are read too. */
export function describeQuic(fields: Fields, start: number, end: number, clientDcid?: Uint8Array): void {
  const { view } = fields
  const stream = new CryptoStream()
  // Several packets may hold the handshake: it is shown where its first byte is.
  let place = -1
  let first: LongHeader | undefined
  for (let at = start, n = 0; at < end && n < MAX_COALESCED; n++) {
    const header = readLongHeader(view, at, end)
    if (first !== undefined && !sharesConnection(view, first, header, at, end)) {
      fields.bytesAt('quic.coalesced_padding_data', at, end)
      break
    }
    first ??= header
    if (header === undefined) {
      describeShort(fields, at, end)
      break
    }
    fields.layer('quic', at, header.end)
    describeLong(fields, header, at)
    if (header.type === INITIAL) place = Math.max(place, describeInitial(fields, header, at, stream, clientDcid))
    else if (header.lengthAt > 0 && header.payload < header.end) {
      fields.bytesAt('quic.remaining_payload', header.payload, header.end)
    }
    if (!header.whole) fields.problem('cut', header.end)
    if (header.end <= at) break
    at = header.end
  }
  const bytes = stream.contiguous
  if (bytes.length < 4 || !looksLikeHandshake(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length)) return
  const inside = new ShiftedFields(fields, bytes, place, end)
  inside.layer('tls', 0, bytes.length)
  describeHandshakes(inside, 'q', 0, bytes.length)
}

/** Packets of one datagram have one Destination Connection ID (RFC 9000 §12.2); what has another is padding by chance. */
function sharesConnection(
  view: DataView,
  first: LongHeader,
  header: LongHeader | undefined,
  at: number,
  end: number,
): boolean {
  const length = first.dcidEnd - first.dcidStart
  if (header !== undefined && header.dcidEnd - header.dcidStart !== length) return false
  const id = header?.dcidStart ?? at + 1
  if ((view.getUint8(at) & 0x40) === 0 || id + length > end) return false
  for (let n = 0; n < length; n++) if (view.getUint8(first.dcidStart + n) !== view.getUint8(id + n)) return false
  return true
}

function describeLong(fields: Fields, header: LongHeader, start: number): void {
  const { view } = fields
  const first = view.getUint8(start)
  const { version, dcidStart, dcidEnd, scidStart, scidEnd } = header
  fields.uint('quic.packet_length', header.end - start, start, header.end)
  fields.uint('quic.header_form', 1, start, start + 1, 'Long Header')
  fields.bool('quic.fixed_bit', (first & 0x40) !== 0, start, start + 1)
  if (header.type >= 0) fields.uint('quic.long.packet_type', header.type, start, start + 1, LONG_TYPES[header.type])
  fields.uint('quic.version', version, start + 1, start + 5, versionName(version))
  fields.uint('quic.dcil', dcidEnd - dcidStart, dcidStart - 1, dcidStart)
  if (dcidEnd > dcidStart) fields.bytesAt('quic.dcid', dcidStart, dcidEnd)
  fields.uint('quic.scil', scidEnd - scidStart, scidStart - 1, scidStart)
  if (scidEnd > scidStart) fields.bytesAt('quic.scid', scidStart, scidEnd)
  if (header.type === -1) {
    for (let at = scidEnd, n = 0; at + 4 <= header.end && n < MAX_VERSIONS; at += 4, n++) {
      fields.uint('quic.supported_version', view.getUint32(at), at, at + 4, versionName(view.getUint32(at)))
    }
  } else if (header.type === RETRY) {
    if (header.tokenEnd > scidEnd) fields.bytesAt('quic.retry_token', scidEnd, header.tokenEnd)
    fields.bytesAt('quic.retry_integrity_tag', header.tokenEnd, header.end)
  } else {
    if (header.type === INITIAL) {
      fields.uint('quic.token_length', header.tokenEnd - header.tokenStart, scidEnd, header.tokenStart)
      if (header.tokenEnd > header.tokenStart) fields.bytesAt('quic.token', header.tokenStart, header.tokenEnd)
    }
    fields.uint('quic.length', varint(view, header.lengthAt), header.lengthAt, header.payload)
  }
}

/** Fields of what only the keys open. */
const INSIDE = [
  'quic.packet_number',
  'quic.frame_type',
  'quic.padding',
  'quic.crypto',
  'quic.ack',
  'quic.cc',
  'quic.remaining_payload',
  'tls.encrypted',
]

/** Adds its handshake bytes to `stream`; where the first byte of the handshake is, or -1. */
function describeInitial(
  fields: Fields,
  header: LongHeader,
  start: number,
  stream: CryptoStream,
  clientDcid: Uint8Array | undefined,
): number {
  const asksInside = isWanted(fields, ...INSIDE)
  if (!asksInside && !isWanted(fields, 'tls.handshake')) return -1
  const opened = openPacket(fields.view, start, header, clientDcid, asksInside ? 'end' : 'hello')
  if (opened === undefined) {
    if (header.end > header.payload) fields.bytesAt('quic.remaining_payload', header.payload, header.end)
    return -1
  }
  const numberEnd = opened.payloadStart
  fields.uint('quic.packet_number', opened.packetNumber, numberEnd - opened.packetNumberBytes, numberEnd)
  const inside = new ShiftedFields(fields, opened.payload, numberEnd, header.end)
  let place = -1
  for (const frame of opened.frames) {
    const name = FRAME_NAMES.get(frame.type) ?? `type ${frame.type}`
    inside.open(name, frame.start, frame.end)
    inside.uint('quic.frame_type', frame.type, frame.start, frame.start + 1, name)
    describeFrame(inside, frame)
    inside.close()
    if (frame.crypto === undefined) continue
    stream.add(frame.crypto)
    if (frame.crypto.offset === 0) place = numberEnd + frame.end - frame.crypto.bytes.length
  }
  return place
}

function describeFrame(fields: Fields, frame: QuicFrame): void {
  const { view } = fields
  const { type, start, end, crypto } = frame
  if (type === PADDING) fields.uint('quic.padding_length', end - start, start, end)
  else if (crypto !== undefined) {
    const dataAt = end - crypto.bytes.length
    fields.uint('quic.crypto.offset', crypto.offset, start + 1, dataAt)
    fields.uint('quic.crypto.length', crypto.bytes.length, start + 1, dataAt)
  } else if (type === ACK || type === ACK_ECN) {
    numbers(fields, ['quic.ack.largest_acknowledged', 'quic.ack.ack_delay', 'quic.ack.ack_range_count'], start + 1, end)
  } else if (type === CONNECTION_CLOSE) {
    const codeEnd = varintEnd(view, start + 1, end)
    if (codeEnd > end) return
    const code = varint(view, start + 1)
    fields.uint('quic.cc.error_code', code, start + 1, codeEnd, errorName(code))
    const reasonLengthAt = varintEnd(view, codeEnd, end)
    const reasonAt = reasonLengthAt <= end ? varintEnd(view, reasonLengthAt, end) : reasonLengthAt
    if (reasonAt < end) fields.text('quic.cc.reason_phrase', formatText(fields.bytes, reasonAt, end), reasonAt, end)
  }
}

function numbers(fields: Fields, names: readonly string[], start: number, end: number): void {
  let at = start
  for (const name of names) {
    const next = varintEnd(fields.view, at, end)
    if (next > end) return
    fields.uint(name, varint(fields.view, at), at, next)
    at = next
  }
}

/**
 * Header form 0 and room for a sample of protection (RFC 9001 §5.4.2). The fixed bit says nothing where ends have agreed to
 * vary it (RFC 9287); then STUN alone is told from QUIC.
 */
function mayBeShort(view: DataView, start: number, end: number): boolean {
  return end - start >= 21 && view.getUint8(start) < 0x80 && !isStun(view, start, end, true)
}

/** What follows the connection ID is protected, and how long that is only the connection knows. */
function describeShort(fields: Fields, start: number, end: number): void {
  const first = fields.view.getUint8(start)
  fields.layer('quic', start, end)
  fields.uint('quic.packet_length', end - start, start, end)
  fields.uint('quic.header_form', first >> 7, start, start + 1, 'Short Header')
  fields.bool('quic.fixed_bit', (first & 0x40) !== 0, start, start + 1)
  fields.bool('quic.spin_bit', (first & 0x20) !== 0, start, start + 1)
  if (end > start + 1) fields.bytesAt('quic.remaining_payload', start + 1, end)
}

function versionName(version: number): string | undefined {
  if (version === 0) return 'Version Negotiation'
  if (version === VERSION_1) return 'version 1'
  if (version === VERSION_2) return 'version 2'
  if (version >>> 8 === 0xff0000) return `draft ${version & 0xff}`
  return (version & 0x0f0f0f0f) === 0x0a0a0a0a ? 'GREASE' : undefined
}

function errorName(code: number): string | undefined {
  return code >= 0x100 && code <= 0x1ff ? `CRYPTO_ERROR (TLS alert ${code & 0xff})` : ERRORS[code]
}

function summary(view: DataView, _bytes: Uint8Array, start: number, end: number): string {
  const parts: string[] = []
  for (let at = start, n = 0; at < end && n < MAX_COALESCED; n++) {
    const header = readLongHeader(view, at, end)
    if (header === undefined) {
      parts.push('Protected Payload')
      break
    }
    parts.push(header.type < 0 ? 'Version Negotiation' : (LONG_TYPES[header.type] ?? ''))
    if (header.end <= at) break
    at = header.end
  }
  const stream = new CryptoStream()
  for (const piece of openInitial(view, start, end)?.crypto ?? []) stream.add(piece)
  const bytes = stream.contiguous
  const inside = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (looksLikeHandshake(inside, 0, bytes.length)) summariseHandshakes(parts, inside, 0, bytes.length, 'q')
  return parts.join(', ')
}

export const quic = {
  name: 'quic',
  title: 'QUIC',
  fields: quicFields,
  tcp: [],
  udp: [443, 784, 853, 8853],
  // Short headers say nothing of themselves: only a connection whose beginning was seen tells them.
  recognises: (view: DataView, start: number, end: number, hint: RecogniseHint) =>
    looksLikeQuic(view, start, end) ||
    (hint.known === true && (mayBeShort(view, start, end) || isNegotiation(view, start, end))),
  describe: (fields: Fields, start: number, end: number) => describeQuic(fields, start, end),
  summary,
} as const satisfies Application
