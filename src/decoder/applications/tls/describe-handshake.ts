/** Handshake messages of TLS and DTLS for the eye (RFC 5246 §7.4, RFC 8446 §4). */
import { type Fields, isWanted } from '../../fields.ts'
import { type Certificate, eachCertificate, parseCertificate } from './certificate.ts'
import { describeClientHello, describeExtensions, describeServerHello, type Transport } from './describe-hello.ts'
import { TLS_NAMES, type TlsPrefix } from './fields.ts'
import { GROUPS, HANDSHAKE_TYPES, SIGNATURE_SCHEMES, VERSIONS } from './names.ts'

const HEADER_BYTES = 4
const MAX_MESSAGES = 64
const HELLO_REQUEST = 0

/** Longest message that is believed: a chain of certificates. */
const MAX_MESSAGE_BYTES = 0x2_0000

export function length24(view: DataView, at: number): number {
  return (view.getUint8(at) << 16) | view.getUint16(at + 1)
}

/**
 * Whether a cleartext handshake message begins at `start`: its type is known and its length may be. Encrypted ones are random
 * here, and fail one of the two.
 */
export function looksLikeHandshake(view: DataView, start: number, end: number): boolean {
  if (start + HEADER_BYTES > end || !HANDSHAKE_TYPES.has(view.getUint8(start))) return false
  const length = length24(view, start + 1)
  if (length > MAX_MESSAGE_BYTES) return false
  // A Hello Request is empty and comes alone; zeros are how the nonce of an encrypted message often begins.
  if (view.getUint8(start) === HELLO_REQUEST) return length === 0 && start + HEADER_BYTES === end
  // Messages of a few bytes, and hellos, are not split.
  return start + HEADER_BYTES + length <= end || end - start > 256 || length > 1024
}

/** The messages in `start`…`end`, whose last one may go on in the next record. Where the last whole one ends. */
export function describeHandshakes(fields: Fields, transport: Transport, start: number, end: number): void {
  const { view } = fields
  let at = start
  for (let n = 0; at < end && n < MAX_MESSAGES; n++) {
    if (!looksLikeHandshake(view, at, end)) {
      if (at === start) {
        fields.open('Encrypted Handshake Message', at, end)
        fields.bytesAt('tls.encrypted', at, end)
        fields.close()
      } else fields.bytesAt('tls.handshake.data', at, end)
      return
    }
    const type = view.getUint8(at)
    const length = length24(view, at + 1)
    const next = Math.min(end, at + HEADER_BYTES + length)
    fields.open(`Handshake: ${HANDSHAKE_TYPES.get(type)}`, at, next)
    fields.uint('tls.handshake.type', type, at, at + 1, HANDSHAKE_TYPES.get(type))
    fields.uint('tls.handshake.length', length, at + 1, at + HEADER_BYTES)
    describeMessage(fields, 'tls', transport, type, at + HEADER_BYTES, next)
    fields.close()
    at = next
  }
}

/** The body of one message. */
export function describeMessage(
  fields: Fields,
  prefix: TlsPrefix,
  transport: Transport,
  type: number,
  start: number,
  end: number,
): void {
  const { view } = fields
  const names = TLS_NAMES[prefix]
  switch (type) {
    case 1:
      describeClientHello(fields, prefix, transport, start, end)
      break
    case 2:
    case 6:
      describeServerHello(fields, prefix, start, end)
      break
    case 3:
      if (start + 3 > end) break
      fields.uint(
        names['handshake.version'],
        view.getUint16(start),
        start,
        start + 2,
        VERSIONS.get(view.getUint16(start)),
      )
      fields.uint(names['handshake.cookie_length'], view.getUint8(start + 2), start + 2, start + 3)
      fields.bytesAt(names['handshake.cookie'], start + 3, Math.min(end, start + 3 + view.getUint8(start + 2)))
      break
    case 4:
      if (start + 6 > end) break
      fields.uint(names['handshake.session_ticket_lifetime_hint'], view.getUint32(start), start, start + 4)
      fields.uint(names['handshake.session_ticket_length'], view.getUint16(start + 4), start + 4, start + 6)
      fields.bytesAt(names['handshake.session_ticket'], start + 6, end)
      break
    case 8:
      describeExtensions(fields, prefix, 'server', start, end)
      break
    case 11:
      describeCertificates(fields, prefix, start, end)
      break
    case 12:
      describeServerKeyExchange(fields, prefix, start, end)
      break
    case 24:
      if (start < end) fields.uint(names['handshake.key_update.request_update'], view.getUint8(start), start, start + 1)
      break
    default:
      if (end > start) fields.bytesAt(names['handshake.data'], start, end)
  }
}

/** A named curve, a point and its signature (RFC 8422 §5.4); other key exchanges do not say what they are. */
function describeServerKeyExchange(fields: Fields, prefix: TlsPrefix, start: number, end: number): void {
  const { view } = fields
  const names = TLS_NAMES[prefix]
  const pointEnd = start + 4 <= end ? start + 4 + view.getUint8(start + 3) : end + 1
  if (pointEnd > end || view.getUint8(start) !== 3) {
    if (end > start) fields.bytesAt(names['handshake.data'], start, end)
    return
  }
  const curve = view.getUint16(start + 1)
  fields.uint(names['handshake.server_curve_type'], 3, start, start + 1, 'named_curve')
  fields.uint(names['handshake.server_named_curve'], curve, start + 1, start + 3, GROUPS.get(curve))
  fields.uint(names['handshake.server_point_len'], view.getUint8(start + 3), start + 3, start + 4)
  fields.bytesAt(names['handshake.server_point'], start + 4, pointEnd)
  // Since TLS 1.2 the signature's algorithm stands before its length.
  const named = pointEnd + 4 <= end && pointEnd + 4 + view.getUint16(pointEnd + 2) === end
  const signature = named ? pointEnd + 2 : pointEnd
  if (named) {
    const scheme = view.getUint16(pointEnd)
    fields.uint(names['handshake.sig_hash_alg'], scheme, pointEnd, signature, SIGNATURE_SCHEMES.get(scheme))
  }
  if (signature + 2 > end) return
  fields.uint(names['handshake.sig_len'], view.getUint16(signature), signature, signature + 2)
  if (end > signature + 2) fields.bytesAt(names['handshake.sig'], signature + 2, end)
}

/** The list of TLS ≤ 1.2; that of 1.3 is always encrypted. */
function describeCertificates(fields: Fields, prefix: TlsPrefix, start: number, end: number): void {
  const { view } = fields
  if (start + 3 > end) {
    fields.problem('cut', start)
    return
  }
  fields.uint(TLS_NAMES[prefix]['handshake.certificates_length'], length24(view, start), start, start + 3)
  if (!isWanted(fields, TLS_NAMES[prefix]['handshake.certificate'])) return
  eachCertificate(view, start, end, (from, to) => {
    const certificate = parseCertificate(view, from, to)
    fields.open(`Certificate: ${certificate?.subject ?? 'unreadable'}`, from - 3, to)
    fields.uint(TLS_NAMES[prefix]['handshake.certificate_length'], to - from, from - 3, from)
    fields.bytesAt(TLS_NAMES[prefix]['handshake.certificate'], from, to)
    if (certificate) describeCertificate(fields, TLS_NAMES[prefix]['handshake.certificate'], certificate, from, to)
    else fields.problem('malformed', from)
    fields.close()
  })
}

function describeCertificate(
  fields: Fields,
  prefix: string,
  certificate: Certificate,
  start: number,
  end: number,
): void {
  fields.text(`${prefix}.subject`, certificate.subject, start, end)
  fields.text(`${prefix}.issuer`, certificate.issuer, start, end)
  for (const name of certificate.names) fields.text(`${prefix}.name`, name, start, end)
  fields.text(`${prefix}.not_before`, timeText(certificate.notBeforeMs), start, end)
  fields.text(`${prefix}.not_after`, timeText(certificate.notAfterMs), start, end)
  fields.text(`${prefix}.serial`, certificate.serial, start, end)
  fields.text(`${prefix}.public_key`, certificate.publicKey.kind, start, end)
  fields.uint(`${prefix}.public_key_bits`, certificate.publicKey.bits, start, end)
  fields.text(`${prefix}.signature`, certificate.signatureAlgorithm, start, end)
  fields.bool(`${prefix}.self_signed`, certificate.selfSigned, start, end)
  fields.text(`${prefix}.fingerprint`, certificate.fingerprint, start, end)
}

function timeText(atMs: number): string {
  return Number.isNaN(atMs) ? 'unreadable' : new Date(atMs).toISOString()
}
