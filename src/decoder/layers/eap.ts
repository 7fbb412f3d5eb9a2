/** Extensible Authentication Protocol (RFC 3748); of EAP-TLS (RFC 5216) and its kin the framing: TLS itself is an application. */
import { formatText } from '../applications/text.ts'
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { EAP, END } from '../protocols.ts'

const HEADER_BYTES = 4
export const REQUEST = 1
const RESPONSE = 2
const IDENTITY = 1
const NOTIFICATION = 2
const NAK = 3
const MD5 = 4
const EXPANDED = 254
const TEAP = 55
/** EAP-TLS, EAP-TTLS (RFC 5281), PEAP, EAP-FAST (RFC 4851), TEAP (RFC 7170): flags and fragments are the same in all of them. */
const OVER_TLS: ReadonlySet<number> = new Set([13, 21, 25, 43, TEAP])
const FLAG = { length: 0x80, more: 0x40, start: 0x20, outerLength: 0x10 } as const

const CODES: Readonly<Record<number, string>> = {
  [REQUEST]: 'Request',
  [RESPONSE]: 'Response',
  3: 'Success',
  4: 'Failure',
  5: 'Initiate',
  6: 'Finish',
}
/** IANA's method types that are met. */
const TYPES: Readonly<Record<number, string>> = {
  [IDENTITY]: 'Identity',
  [NOTIFICATION]: 'Notification',
  [NAK]: 'Legacy Nak (Response Only)',
  [MD5]: 'MD5-Challenge EAP (EAP-MD5-CHALLENGE)',
  5: 'One-Time Password EAP (EAP-OTP)',
  6: 'Generic Token Card EAP (EAP-GTC)',
  13: 'TLS EAP (EAP-TLS)',
  17: 'Cisco Wireless EAP / Lightweight EAP (EAP-LEAP)',
  18: 'GSM Subscriber Identity Modules EAP (EAP-SIM)',
  21: 'Tunneled TLS EAP (EAP-TTLS)',
  23: 'UMTS Authentication and Key Agreement EAP (EAP-AKA)',
  25: 'Protected EAP (EAP-PEAP)',
  26: 'MS-EAP-Authentication (EAP-MS-AUTH)',
  43: 'Flexible Authentication via Secure Tunneling EAP (EAP-FAST)',
  47: 'Pre-Shared Key EAP (EAP-PSK)',
  49: 'IKEv2 EAP (EAP-IKEv2)',
  50: 'AKA prime (EAP-AKA\u2019)',
  52: 'Password (EAP-pwd)',
  [TEAP]: 'Tunnel EAP (EAP-TEAP)',
  [EXPANDED]: 'Expanded Type',
}

export const eapFields = {
  'eap.code': 'uint',
  'eap.id': 'uint',
  'eap.len': 'uint',
  'eap.type': 'uint',
  'eap.identity': 'text',
  'eap.notification': 'text',
  'eap.desired_type': 'uint',
  'eap.md5.value_size': 'uint',
  'eap.md5.value': 'bytes',
  'eap.md5.extra_data': 'bytes',
  'eap.ext.vendor_id': 'uint',
  'eap.ext.vendor_type': 'uint',
  'eap.tls.flags': 'uint',
  'eap.tls.flags.len_included': 'bool',
  'eap.tls.flags.more_fragments': 'bool',
  'eap.tls.flags.start': 'bool',
  'eap.tls.flags.version': 'uint',
  'eap.tls.len': 'uint',
  'eap.data': 'bytes',
} as const satisfies FieldTable

export function walkEap(packet: Packet): number {
  packet.push(EAP)
  if (!packet.has(HEADER_BYTES)) return END
  const length = packet.view.getUint16(packet.at + 2)
  if (length < HEADER_BYTES) return packet.fail('malformed')
  packet.has(length)
  return END
}

/** Where the packet at `start` ends, of which `limit` is the last that may be read. */
export function eapEnd(view: DataView, start: number, limit: number): number {
  return start + HEADER_BYTES <= limit ? Math.min(limit, start + view.getUint16(start + 2)) : limit
}
const hasType = (view: DataView, start: number, end: number) =>
  start + HEADER_BYTES < end && (view.getUint8(start) === REQUEST || view.getUint8(start) === RESPONSE)

/** Where the bytes of TLS begin in the packet `start`…`end`; 0 when it carries none. They may be a fragment of a message. */
export function tlsOfEap(view: DataView, start: number, end: number): number {
  const flagsAt = start + HEADER_BYTES + 1
  if (flagsAt >= end || !hasType(view, start, end) || !OVER_TLS.has(view.getUint8(flagsAt - 1))) return 0
  const flags = view.getUint8(flagsAt)
  const hasOuter = view.getUint8(flagsAt - 1) === TEAP && (flags & FLAG.outerLength) !== 0
  const at = flagsAt + 1 + (flags & FLAG.length ? 4 : 0) + (hasOuter ? 4 : 0)
  return (flags & FLAG.start) === 0 && at < end ? at : 0
}
/** Of a packet that carries TLS: more of the same message follows. */
export const hasMoreFragments = (view: DataView, start: number) =>
  (view.getUint8(start + HEADER_BYTES + 1) & FLAG.more) !== 0
/** Of a packet that carries TLS: length of the whole message; 0 when it does not say. */
export const messageLength = (view: DataView, start: number) =>
  view.getUint8(start + HEADER_BYTES + 1) & FLAG.length ? view.getUint32(start + HEADER_BYTES + 2) : 0

/** `Request, Identity` */
export function eapInfo(view: DataView, start: number, limit: number): string | undefined {
  if (start + HEADER_BYTES > limit) return undefined
  const code = CODES[view.getUint8(start)]
  if (code === undefined || !hasType(view, start, eapEnd(view, start, limit))) return code
  const type = view.getUint8(start + HEADER_BYTES)
  return `${code}, ${TYPES[type] ?? `type ${type}`}`
}

export function describeEap(fields: Fields, start: number, limit: number): void {
  const { view } = fields
  const end = eapEnd(view, start, limit)
  if (!beginLayer(fields, 'eap', start, Math.max(end, start), HEADER_BYTES)) return
  const code = view.getUint8(start)
  const length = view.getUint16(start + 2)
  fields.uint('eap.code', code, start, start + 1, CODES[code])
  fields.uint('eap.id', view.getUint8(start + 1), start + 1, start + 2)
  fields.uint('eap.len', length, start + 2, start + 4)
  if (start + length > limit) fields.problem('cut', start + HEADER_BYTES)
  if (!hasType(view, start, end)) return
  const at = start + HEADER_BYTES
  const type = view.getUint8(at)
  fields.uint('eap.type', type, at, at + 1, TYPES[type])
  if (OVER_TLS.has(type)) describeTls(fields, start, end)
  else describeMethod(fields, type, at + 1, end)
}

function describeMethod(fields: Fields, type: number, at: number, end: number): void {
  const { view, bytes } = fields
  if (at >= end) return
  switch (type) {
    case IDENTITY:
      fields.text('eap.identity', formatText(bytes, at, end), at, end)
      break
    case NOTIFICATION:
      fields.text('eap.notification', formatText(bytes, at, end), at, end)
      break
    case NAK:
      for (let n = at; n < end; n++) {
        fields.uint('eap.desired_type', view.getUint8(n), n, n + 1, TYPES[view.getUint8(n)])
      }
      break
    case MD5:
      describeMd5(fields, at, end)
      break
    case EXPANDED:
      if (at + 7 > end) break
      fields.uint('eap.ext.vendor_id', view.getUint32(at - 1) & 0xffffff, at, at + 3)
      fields.uint('eap.ext.vendor_type', view.getUint32(at + 3), at + 3, at + 7)
      if (at + 7 < end) fields.bytesAt('eap.data', at + 7, end)
      break
    default:
      fields.bytesAt('eap.data', at, end)
  }
}

/** §5.4. */
function describeMd5(fields: Fields, at: number, end: number): void {
  const size = fields.view.getUint8(at)
  const next = at + 1 + size
  fields.uint('eap.md5.value_size', size, at, at + 1)
  if (next > end) {
    fields.problem('malformed', at)
    return
  }
  fields.bytesAt('eap.md5.value', at + 1, next)
  if (next < end) fields.bytesAt('eap.md5.extra_data', next, end)
}

/** RFC 5216 §3.1; of the other methods the last bits are a version. */
function describeTls(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const at = start + HEADER_BYTES + 1
  if (at >= end) return
  const flags = view.getUint8(at)
  fields.open('Flags', at, at + 1)
  fields.uint('eap.tls.flags', flags, at, at + 1)
  fields.bool('eap.tls.flags.len_included', (flags & FLAG.length) !== 0, at, at + 1)
  fields.bool('eap.tls.flags.more_fragments', (flags & FLAG.more) !== 0, at, at + 1)
  fields.bool('eap.tls.flags.start', (flags & FLAG.start) !== 0, at, at + 1)
  if (view.getUint8(at - 1) !== 13) fields.uint('eap.tls.flags.version', flags & 7, at, at + 1)
  fields.close()
  let next = at + 1
  if (flags & FLAG.length) {
    if (next + 4 > end) {
      fields.problem('malformed', at)
      return
    }
    fields.uint('eap.tls.len', view.getUint32(next), next, next + 4)
    next += 4
  }
  if (next < end) fields.bytesAt('eap.data', next, end)
}
