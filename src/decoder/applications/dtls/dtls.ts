/** Datagram TLS 1.0 to 1.3 (RFC 6347, RFC 9147), with connection IDs (RFC 9146). */
import type { Application, Fields, RecogniseHint } from '../../fields.ts'
import { parseClientHello } from '../tls/client-hello.ts'
import { describeMessage, length24 } from '../tls/describe-handshake.ts'
import { dtlsFields } from '../tls/fields.ts'
import { ALERTS, CONTENT_TYPES, HANDSHAKE_TYPES, VERSIONS } from '../tls/names.ts'
import { ALERT, CHANGE_CIPHER_SPEC, HANDSHAKE } from '../tls/types.ts'

export const HEADER_BYTES = 13
export const HANDSHAKE_HEADER_BYTES = 12
const WITH_CONNECTION_ID = 25
const MAX_RECORD_BYTES = 16_384 + 2048
export const MAX_RECORDS = 64
export const MAX_MESSAGES = 64

/** Where the record at `start` ends by its own length (perhaps beyond `end`), or 0 when none stands there. */
export function recordEnd(view: DataView, start: number, end: number): number {
  if (start + HEADER_BYTES > end) return 0
  const type = view.getUint8(start)
  const version = view.getUint16(start + 1)
  if (!CONTENT_TYPES.has(type) && type !== WITH_CONNECTION_ID) return 0
  if (version !== 0xfeff && version !== 0xfefd && version !== 0x0100) return 0
  // The length of a connection ID is what the peers agreed on: the record is taken to be the datagram's last.
  if (type === WITH_CONNECTION_ID) return end
  const length = view.getUint16(start + 11)
  return length > 0 && length < MAX_RECORD_BYTES ? start + HEADER_BYTES + length : 0
}

/** Records that fill the datagram to its last byte; the last may be cut on a port where DTLS is expected. */
function recognises(view: DataView, start: number, end: number, { expected }: RecogniseHint): boolean {
  let at = start
  for (let n = 0; at < end && n < MAX_RECORDS; n++) {
    const next = recordEnd(view, at, end)
    if (next === 0) return false
    if (next > end) return expected || n > 0
    at = next
  }
  return at === end && end > start
}

function describe(fields: Fields, start: number, end: number): void {
  let at = start
  for (let n = 0; at < end && n < MAX_RECORDS; n++) {
    const next = recordEnd(fields.view, at, end)
    const stop = next === 0 ? end : Math.min(next, end)
    fields.layer('dtls', at, stop)
    if (next === 0) {
      fields.problem('malformed', at)
      fields.bytesAt('dtls.encrypted', at, end)
      return
    }
    describeRecord(fields, at, stop)
    if (next > end) fields.problem('cut', end)
    at = stop
  }
}

function describeRecord(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const type = view.getUint8(start)
  const version = view.getUint16(start + 1)
  const epoch = view.getUint16(start + 3)
  const name = type === WITH_CONNECTION_ID ? 'Connection ID' : CONTENT_TYPES.get(type)
  fields.uint('dtls.record.content_type', type, start, start + 1, name)
  fields.uint('dtls.record.version', version, start + 1, start + 3, VERSIONS.get(version))
  fields.uint('dtls.record.epoch', epoch, start + 3, start + 5)
  const sequence = view.getUint16(start + 5) * 0x1_0000_0000 + view.getUint32(start + 7)
  fields.uint('dtls.record.sequence_number', sequence, start + 5, start + 11)
  if (type === WITH_CONNECTION_ID) {
    fields.bytesAt('dtls.encrypted', start + 11, end)
    return
  }
  fields.uint('dtls.record.length', view.getUint16(start + 11), start + 11, start + 13)
  const body = start + HEADER_BYTES
  // Keys come into use with epoch 1.
  if (epoch > 0) fields.bytesAt(type === 23 ? 'dtls.app_data' : 'dtls.encrypted', body, end)
  else if (type === HANDSHAKE) describeHandshakes(fields, body, end)
  else if (type === CHANGE_CIPHER_SPEC) fields.bytesAt('dtls.change_cipher_spec', body, end)
  else if (type === ALERT && end - body >= 2) {
    const level = view.getUint8(body)
    const reason = view.getUint8(body + 1)
    fields.uint(
      'dtls.alert_message.level',
      level,
      body,
      body + 1,
      level === 1 ? 'warning' : level === 2 ? 'fatal' : undefined,
    )
    fields.uint('dtls.alert_message.desc', reason, body + 1, body + 2, ALERTS.get(reason))
  } else fields.bytesAt('dtls.app_data', body, end)
}

/** Messages with the header of RFC 6347 §4.2.2; of a fragment that is not the first, the header alone can be said. */
function describeHandshakes(fields: Fields, start: number, end: number): void {
  const { view } = fields
  let at = start
  for (let n = 0; at + HANDSHAKE_HEADER_BYTES <= end && n < MAX_MESSAGES; n++) {
    const type = view.getUint8(at)
    const length = length24(view, at + 1)
    const offset = length24(view, at + 6)
    const piece = length24(view, at + 9)
    const body = at + HANDSHAKE_HEADER_BYTES
    const next = Math.min(end, body + piece)
    fields.open(`Handshake: ${HANDSHAKE_TYPES.get(type) ?? `type ${type}`}`, at, next)
    fields.uint('dtls.handshake.type', type, at, at + 1, HANDSHAKE_TYPES.get(type))
    fields.uint('dtls.handshake.length', length, at + 1, at + 4)
    fields.uint('dtls.handshake.message_seq', view.getUint16(at + 4), at + 4, at + 6)
    fields.uint('dtls.handshake.fragment_offset', offset, at + 6, at + 9)
    fields.uint('dtls.handshake.fragment_length', piece, at + 9, at + 12)
    if (offset + piece > length) fields.problem('malformed', at + 6)
    else if (offset === 0 && next > body) describeMessage(fields, 'dtls', 'd', type, body, next)
    else if (next > body) fields.bytesAt('dtls.handshake.data', body, next)
    fields.close()
    at = next
  }
}

function summary(view: DataView, _bytes: Uint8Array, start: number, end: number): string {
  const parts: string[] = []
  for (let at = start, n = 0; at < end && n < MAX_RECORDS; n++) {
    const next = recordEnd(view, at, end)
    if (next === 0) break
    parts.push(recordSummary(view, at, Math.min(next, end)))
    at = next
  }
  return parts.slice(0, 8).join(', ')
}

function recordSummary(view: DataView, start: number, end: number): string {
  const type = view.getUint8(start)
  const body = start + HEADER_BYTES
  const encrypted = view.getUint16(start + 3) > 0
  if (type === WITH_CONNECTION_ID) return 'Connection ID'
  if (encrypted && type !== 23) return `Encrypted ${CONTENT_TYPES.get(type)}`
  if (type === HANDSHAKE && body + HANDSHAKE_HEADER_BYTES <= end) {
    const name = HANDSHAKE_TYPES.get(view.getUint8(body)) ?? `Handshake ${view.getUint8(body)}`
    const from = body + HANDSHAKE_HEADER_BYTES
    const sni = view.getUint8(body) === 1 ? parseClientHello(view, from, end, 'd')?.sni : undefined
    const fragment = length24(view, body + 9) < length24(view, body + 1) ? ' (fragment)' : ''
    return `${name}${fragment}${sni === undefined ? '' : ` (SNI=${sni})`}`
  }
  if (type === ALERT && body + 2 <= end)
    return `Alert (${ALERTS.get(view.getUint8(body + 1)) ?? view.getUint8(body + 1)})`
  return CONTENT_TYPES.get(type) ?? ''
}

export const dtls = {
  name: 'dtls',
  title: 'Datagram Transport Layer Security',
  fields: dtlsFields,
  tcp: [],
  udp: [853, 4433, 4740, 5061, 5349, 5684, 8883],
  recognises,
  describe,
  summary,
} as const satisfies Application
