/** Records of TLS and SSL (RFC 8446 §5, RFC 5246 §6.2, RFC 6101 §5.2), and the SSL 2.0 hello that old clients begin with. */
import { type Application, type Fields, NEED_MORE, NOT_MINE } from '../../fields.ts'
import { CIPHER_SUITES } from './cipher-suites.ts'
import { parseClientHello } from './client-hello.ts'
import { describeHandshakes, length24, looksLikeHandshake } from './describe-handshake.ts'
import { tlsFields } from './fields.ts'
import { ALERTS, CONTENT_TYPES, HANDSHAKE_TYPES, VERSIONS } from './names.ts'
import { ALERT, APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE } from './types.ts'

const HEADER_BYTES = 5
const HEARTBEAT = 24
/** 2^14 of contents, and 2,048 that encryption and compression may add. */
const MAX_RECORD_BYTES = 16_384 + 2048
const MAX_SUMMARISED = 8

/** Whether a record's header stands at `start`; its contents need not have come. */
export function isRecord(view: DataView, start: number, end: number): boolean {
  if (start + HEADER_BYTES > end || !CONTENT_TYPES.has(view.getUint8(start))) return false
  const version = view.getUint16(start + 1)
  const length = view.getUint16(start + 3)
  return version >= 0x0300 && version <= 0x0304 && length > 0 && length < MAX_RECORD_BYTES
}

/** RFC 5246, appendix E.2: at most 64 ciphers, a session ID of 0 or 16 bytes, a challenge of 16 to 32. */
export function isSsl2ClientHello(view: DataView, start: number, end: number): boolean {
  if (start + 11 > end || view.getUint8(start) !== 0x80 || view.getUint8(start + 2) !== 1) return false
  const ciphers = view.getUint16(start + 5)
  const session = view.getUint16(start + 7)
  const challenge = view.getUint16(start + 9)
  if (ciphers === 0 || ciphers % 3 !== 0 || (session !== 0 && session !== 16)) return false
  return challenge >= 16 && challenge <= 32 && view.getUint8(start + 1) === 9 + ciphers + session + challenge
}

function recognises(view: DataView, start: number, end: number, { expected }: { readonly expected: boolean }): boolean {
  if (isSsl2ClientHello(view, start, end)) return true
  if (!isRecord(view, start, end)) return false
  const type = view.getUint8(start)
  // On a port that says nothing: what begins a connection, or what one caught in its midst is full of.
  return expected || ((type === HANDSHAKE || type === APPLICATION_DATA) && view.getUint16(start + 1) <= 0x0303)
}

function measure(view: DataView, start: number, end: number): number {
  if (start + HEADER_BYTES > end) return NEED_MORE
  if (isRecord(view, start, end)) return HEADER_BYTES + view.getUint16(start + 3)
  if (start + 11 > end) return (view.getUint8(start) & 0x80) !== 0 ? NEED_MORE : NOT_MINE
  return isSsl2ClientHello(view, start, end) ? 2 + view.getUint8(start + 1) : NOT_MINE
}

function describe(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.layer('tls', start, end)
  if (isSsl2ClientHello(view, start, end)) {
    describeSsl2Hello(fields, start, end)
    return
  }
  if (!isRecord(view, start, end)) {
    // The middle of a record whose beginning is in another segment.
    if (end > start) fields.bytesAt('tls.app_data', start, end)
    return
  }
  const type = view.getUint8(start)
  const version = view.getUint16(start + 1)
  fields.uint('tls.record.content_type', type, start, start + 1, CONTENT_TYPES.get(type))
  fields.uint('tls.record.version', version, start + 1, start + 3, VERSIONS.get(version))
  fields.uint('tls.record.length', view.getUint16(start + 3), start + 3, start + 5)
  const announced = start + HEADER_BYTES + view.getUint16(start + 3)
  if (announced > end) fields.problem('cut', end)
  describeContents(fields, type, start + HEADER_BYTES, Math.min(announced, end))
}

function describeContents(fields: Fields, type: number, start: number, end: number): void {
  const { view } = fields
  switch (type) {
    case CHANGE_CIPHER_SPEC:
      fields.bytesAt('tls.change_cipher_spec', start, end)
      break
    case ALERT:
      if (end - start !== 2) {
        fields.bytesAt('tls.encrypted', start, end)
        return
      }
      fields.uint('tls.alert_message.level', view.getUint8(start), start, start + 1, levelName(view.getUint8(start)))
      fields.uint(
        'tls.alert_message.desc',
        view.getUint8(start + 1),
        start + 1,
        end,
        ALERTS.get(view.getUint8(start + 1)),
      )
      break
    case HANDSHAKE:
      describeHandshakes(fields, 't', start, end)
      break
    case HEARTBEAT:
      // A payload longer than its record is how Heartbleed asks (RFC 6520 §4).
      if (start + 3 > end) break
      fields.uint('tls.heartbeat_message.type', view.getUint8(start), start, start + 1)
      fields.uint('tls.heartbeat_message.payload_length', view.getUint16(start + 1), start + 1, start + 3)
      if (start + 3 + view.getUint16(start + 1) > end && view.getUint8(start) <= 2)
        fields.problem('malformed', start + 1)
      break
    default:
      fields.bytesAt('tls.app_data', start, end)
  }
}

function describeSsl2Hello(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.uint('tls.record.length', view.getUint8(start + 1), start, start + 2)
  fields.uint('tls.handshake.type', 1, start + 2, start + 3, HANDSHAKE_TYPES.get(1))
  const version = view.getUint16(start + 3)
  fields.uint('tls.handshake.version', version, start + 3, start + 5, VERSIONS.get(version))
  const ciphersEnd = start + 11 + view.getUint16(start + 5)
  fields.open('Cipher suites', start + 11, Math.min(ciphersEnd, end))
  for (let at = start + 11; at + 3 <= Math.min(ciphersEnd, end); at += 3) {
    const cipher = length24(view, at)
    fields.uint('tls.handshake.ciphersuite', cipher, at, at + 3, CIPHER_SUITES.get(cipher) ?? 'SSL 2.0 cipher')
  }
  fields.close()
  const sessionEnd = ciphersEnd + view.getUint16(start + 7)
  if (sessionEnd <= end && sessionEnd > ciphersEnd) fields.bytesAt('tls.handshake.session_id', ciphersEnd, sessionEnd)
  if (sessionEnd < end) fields.bytesAt('tls.handshake.random', sessionEnd, end)
}

function levelName(level: number): string | undefined {
  return level === 1 ? 'warning' : level === 2 ? 'fatal' : undefined
}

function summary(view: DataView, _bytes: Uint8Array, start: number, end: number): string {
  if (isSsl2ClientHello(view, start, end)) return 'Client Hello (SSL 2.0 form)'
  const parts: string[] = []
  for (let at = start; parts.length < MAX_SUMMARISED && isRecord(view, at, end); ) {
    const next = at + HEADER_BYTES + view.getUint16(at + 3)
    summariseRecord(parts, view, view.getUint8(at), at + HEADER_BYTES, Math.min(next, end))
    at = next
  }
  return parts.length > 0 ? parts.join(', ') : 'Continuation data'
}

function summariseRecord(parts: string[], view: DataView, type: number, start: number, end: number): void {
  if (type === ALERT && end - start === 2) {
    const level = levelName(view.getUint8(start)) ?? 'unknown level'
    parts.push(`Alert (${level}: ${ALERTS.get(view.getUint8(start + 1)) ?? view.getUint8(start + 1)})`)
  } else if (type === HANDSHAKE) summariseHandshakes(parts, view, start, end, 't')
  else parts.push(type === ALERT ? 'Encrypted Alert' : (CONTENT_TYPES.get(type) ?? ''))
}

/** `Client Hello (SNI=example.org)`, `Server Hello`, … */
export function summariseHandshakes(
  parts: string[],
  view: DataView,
  start: number,
  end: number,
  transport: 't' | 'q',
): void {
  if (!looksLikeHandshake(view, start, end)) {
    parts.push('Encrypted Handshake Message')
    return
  }
  for (let at = start; parts.length < MAX_SUMMARISED && looksLikeHandshake(view, at, end); ) {
    const type = view.getUint8(at)
    const next = at + 4 + length24(view, at + 1)
    const sni = type === 1 ? parseClientHello(view, at + 4, Math.min(next, end), transport)?.sni : undefined
    parts.push(`${HANDSHAKE_TYPES.get(type)}${sni === undefined ? '' : ` (SNI=${sni})`}`)
    at = next
  }
}

export const tls = {
  name: 'tls',
  title: 'Transport Layer Security',
  fields: tlsFields,
  // HTTPS and the services that have a port of their own for TLS: LDAP, FTP, NNTP, IMAP, POP, SMTP, IRC, MQTT, DNS, SIP, AMQP.
  tcp: [
    443, 465, 563, 636, 853, 989, 990, 992, 993, 994, 995, 2252, 3269, 4433, 5061, 5223, 5671, 6697, 8443, 8883, 9443,
  ],
  udp: [],
  claims: [443, 465, 636, 853, 993, 995, 5061, 5671, 8883],
  recognises,
  measure,
  describe,
  summary,
} as const satisfies Application
