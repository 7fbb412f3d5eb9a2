/** Kerberos 5 (RFC 4120) over UDP and, with four bytes of length, TCP. */

import { FieldReader } from '../field-reader.ts'
import { type Application, type FieldTable, NEED_MORE, NOT_MINE } from '../fields.ts'
import { BerReader, berText, INTEGER, SEQUENCE, sayBytes, sayInteger, sayText } from './ber.ts'

const MESSAGES: Readonly<Record<number, string>> = {
  10: 'AS-REQ',
  11: 'AS-REP',
  12: 'TGS-REQ',
  13: 'TGS-REP',
  14: 'AP-REQ',
  15: 'AP-REP',
  20: 'KRB-SAFE',
  21: 'KRB-PRIV',
  22: 'KRB-CRED',
  30: 'KRB-ERROR',
}
const ENCRYPTIONS: Readonly<Record<number, string>> = {
  1: 'des-cbc-crc',
  3: 'des-cbc-md5',
  16: 'des3-cbc-sha1',
  17: 'aes128-cts-hmac-sha1-96',
  18: 'aes256-cts-hmac-sha1-96',
  19: 'aes128-cts-hmac-sha256-128',
  20: 'aes256-cts-hmac-sha384-192',
  23: 'rc4-hmac',
  24: 'rc4-hmac-exp',
}
const ERRORS: Readonly<Record<number, string>> = {
  3: 'KDC_ERR_BAD_PVNO',
  6: 'KDC_ERR_C_PRINCIPAL_UNKNOWN',
  7: 'KDC_ERR_S_PRINCIPAL_UNKNOWN',
  12: 'KDC_ERR_POLICY',
  14: 'KDC_ERR_ETYPE_NOSUPP',
  18: 'KDC_ERR_CLIENT_REVOKED',
  23: 'KDC_ERR_KEY_EXPIRED',
  24: 'KDC_ERR_PREAUTH_FAILED',
  25: 'KDC_ERR_PREAUTH_REQUIRED',
  31: 'KRB_AP_ERR_BAD_INTEGRITY',
  32: 'KRB_AP_ERR_TKT_EXPIRED',
  34: 'KRB_AP_ERR_REPEAT',
  37: 'KRB_AP_ERR_SKEW',
  41: 'KRB_AP_ERR_MODIFIED',
  52: 'KRB_ERR_RESPONSE_TOO_BIG',
  60: 'KRB_ERR_GENERIC',
  68: 'KDC_ERR_WRONG_REALM',
}
const PADATA: Readonly<Record<number, string>> = {
  1: 'PA-TGS-REQ',
  2: 'PA-ENC-TIMESTAMP',
  3: 'PA-PW-SALT',
  11: 'PA-ETYPE-INFO',
  16: 'PA-PK-AS-REQ',
  17: 'PA-PK-AS-REP',
  19: 'PA-ETYPE-INFO2',
  128: 'PA-PAC-REQUEST',
  129: 'PA-FOR-USER',
  136: 'PA-FX-FAST',
  138: 'PA-ENCRYPTED-CHALLENGE',
  149: 'PA-REQ-ENC-PA-REP',
  167: 'PA-PAC-OPTIONS',
}
const TCP_LENGTH_BYTES = 4
const MAX_TCP = 0x00ffffff
const MAX_ITEMS = 100

const kerberosFields = {
  'kerberos.length': 'uint',
  'kerberos.pvno': 'uint',
  'kerberos.msg_type': 'uint',
  'kerberos.padata_type': 'uint',
  'kerberos.padata_value': 'bytes',
  'kerberos.name_type': 'uint',
  'kerberos.CNameString': 'text',
  'kerberos.SNameString': 'text',
  'kerberos.realm': 'text',
  'kerberos.crealm': 'text',
  'kerberos.from': 'text',
  'kerberos.till': 'text',
  'kerberos.rtime': 'text',
  'kerberos.ctime': 'text',
  'kerberos.stime': 'text',
  'kerberos.nonce': 'uint',
  'kerberos.etype': 'uint',
  'kerberos.kvno': 'uint',
  'kerberos.cipher': 'bytes',
  'kerberos.tkt_vno': 'uint',
  'kerberos.error_code': 'uint',
  'kerberos.e_text': 'text',
  'kerberos.e_data': 'bytes',
  'kerberos.kdc_options': 'bytes',
  'kerberos.data': 'bytes',
} as const satisfies FieldTable

export const kerberos: Application = {
  name: 'kerberos',
  title: 'Kerberos',
  fields: kerberosFields,
  tcp: [88],
  udp: [88],
  recognises(view, start, end, { expected, transport }) {
    const from = transport === 'tcp' ? start + TCP_LENGTH_BYTES : start
    if (transport === 'tcp' && (from > end || view.getUint32(start) > MAX_TCP)) return false
    return isKerberos(view, from, end) && (expected || isExact(view, from, end, transport === 'tcp' ? start : -1))
  },
  measure(view, start, end) {
    if (start + TCP_LENGTH_BYTES > end) return NEED_MORE
    const length = view.getUint32(start)
    return length > 0 && length <= MAX_TCP ? TCP_LENGTH_BYTES + length : NOT_MINE
  },
  describe(fields, start, end) {
    fields.layer('kerberos', start, end)
    const message = new FieldReader(fields, start, end)
    if (!isKerberos(fields.view, start, end)) message.uint('kerberos.length', TCP_LENGTH_BYTES)
    if (!message.failed) describeMessage(message, message.at, end)
  },
  summary(view, bytes, start, end) {
    const from = isKerberos(view, start, end) ? start : start + TCP_LENGTH_BYTES
    return isKerberos(view, from, end) ? summarise(view, bytes, from, end) : 'Kerberos, cut short'
  },
}

/** An application's tag that is a message, around a sequence. */
function isKerberos(view: DataView, start: number, end: number): boolean {
  if (start + 6 > end || view.getUint8(start) >> 5 !== 3 || MESSAGES[view.getUint8(start) & 0x1f] === undefined)
    return false
  const outer = new BerReader(view, start, end)
  return outer.next() && outer.inside().take(SEQUENCE)
}
/** The lengths agree to the byte, and the version is 5. */
function isExact(view: DataView, start: number, end: number, lengthAt: number): boolean {
  const outer = new BerReader(view, start, end)
  if (!outer.next() || outer.isCut || (lengthAt >= 0 && view.getUint32(lengthAt) !== outer.at - start)) return false
  const body = outer.inside()
  if (!body.take(SEQUENCE)) return false
  const first = body.inside()
  if (!first.next() || (first.tag !== 0xa0 && first.tag !== 0xa1)) return false
  const version = first.inside()
  return version.take(INTEGER) && version.integer() === 5
}

/** What stands behind each tagged member of a sequence. */
type Members = Readonly<Record<number, (message: FieldReader, value: BerReader) => void>>

function describeMessage(message: FieldReader, start: number, end: number): void {
  const outer = new BerReader(message.fields.view, start, end)
  if (!outer.next()) {
    message.fail()
    return
  }
  if (outer.isCut) message.fields.problem('cut', end)
  const type = outer.tag & 0x1f
  const members =
    type === 10 || type === 12 ? REQUEST : type === 11 || type === 13 ? REPLY : type === 30 ? ERROR : OTHER
  describeSequence(message, outer.inside(), members)
}

function describeSequence(message: FieldReader, outer: BerReader, members: Members): void {
  if (!outer.take(SEQUENCE)) return
  const parts = outer.inside()
  for (let n = 0; n < MAX_ITEMS && parts.next(); n++) {
    const value = parts.inside()
    const describe = members[parts.tag & 0x1f]
    if (describe) describe(message, value)
    else if (value.next()) sayBytes(message, value, 'kerberos.data')
  }
}

const number =
  (name: string, meaning?: Readonly<Record<number, string>>) =>
  (message: FieldReader, value: BerReader): void => {
    if (value.take(INTEGER)) sayInteger(message, value, name, meaning)
  }
const text =
  (name: string) =>
  (message: FieldReader, value: BerReader): void => {
    if (value.next()) sayText(message, value, name)
  }
const bytes =
  (name: string) =>
  (message: FieldReader, value: BerReader): void => {
    if (value.next()) sayBytes(message, value, name)
  }
/** A principal: its type and its components (RFC 4120 section 5.2.2). */
const principal =
  (name: string) =>
  (message: FieldReader, value: BerReader): void => {
    describeSequence(message, value, {
      0: number('kerberos.name_type'),
      1(inner, list) {
        if (!list.take(SEQUENCE)) return
        const components = list.inside()
        for (let n = 0; n < MAX_ITEMS && components.next(); n++) sayText(inner, components, name)
      },
    })
  }

const ENCRYPTED: Members = {
  0: number('kerberos.etype', ENCRYPTIONS),
  1: number('kerberos.kvno'),
  2: bytes('kerberos.cipher'),
}
const encrypted = (message: FieldReader, value: BerReader) => describeSequence(message, value, ENCRYPTED)
const TICKET: Members = {
  0: number('kerberos.tkt_vno'),
  1: text('kerberos.realm'),
  2: principal('kerberos.SNameString'),
  3: encrypted,
}
function ticket(message: FieldReader, value: BerReader): void {
  if (!value.next()) return
  message.fields.open('Ticket', value.start, value.contentEnd)
  describeSequence(message, value.inside(), TICKET)
  message.fields.close()
}
const PADATA_MEMBERS: Members = { 1: number('kerberos.padata_type', PADATA), 2: bytes('kerberos.padata_value') }
function padata(message: FieldReader, value: BerReader): void {
  if (!value.take(SEQUENCE)) return
  const list = value.inside()
  for (let n = 0; n < MAX_ITEMS && list.next(); n++) {
    describeSequence(message, new BerReader(list.view, list.start, list.contentEnd), PADATA_MEMBERS)
  }
}
function encryptionTypes(message: FieldReader, value: BerReader): void {
  if (!value.take(SEQUENCE)) return
  const list = value.inside()
  for (let n = 0; n < MAX_ITEMS && list.take(INTEGER); n++) sayInteger(message, list, 'kerberos.etype', ENCRYPTIONS)
}
const BODY: Members = {
  0(message, value) {
    // A bit string: its first byte counts the bits that do not matter.
    if (value.next() && value.contentStart + 1 < value.contentEnd) {
      message.fields.bytesAt('kerberos.kdc_options', value.contentStart + 1, value.contentEnd)
    }
  },
  1: principal('kerberos.CNameString'),
  2: text('kerberos.realm'),
  3: principal('kerberos.SNameString'),
  4: text('kerberos.from'),
  5: text('kerberos.till'),
  6: text('kerberos.rtime'),
  7: number('kerberos.nonce'),
  8: encryptionTypes,
}
const type = number('kerberos.msg_type', MESSAGES)
const REQUEST: Members = {
  1: number('kerberos.pvno'),
  2: type,
  3: padata,
  4(message, value) {
    describeSequence(message, value, BODY)
  },
}
const REPLY: Members = {
  0: number('kerberos.pvno'),
  1: type,
  2: padata,
  3: text('kerberos.crealm'),
  4: principal('kerberos.CNameString'),
  5: ticket,
  6: encrypted,
}
const ERROR: Members = {
  0: number('kerberos.pvno'),
  1: type,
  2: text('kerberos.ctime'),
  4: text('kerberos.stime'),
  6: number('kerberos.error_code', ERRORS),
  7: text('kerberos.crealm'),
  8: principal('kerberos.CNameString'),
  9: text('kerberos.realm'),
  10: principal('kerberos.SNameString'),
  11: text('kerberos.e_text'),
  12: bytes('kerberos.e_data'),
}
/** AP-REQ's ticket, and what the others begin with. */
const OTHER: Members = { 0: number('kerberos.pvno'), 1: type, 3: ticket, 4: encrypted }

/** `KRB-ERROR KDC_ERR_PREAUTH_REQUIRED`, `AS-REQ alice`. */
function summarise(view: DataView, memory: Uint8Array, start: number, end: number): string {
  const outer = new BerReader(view, start, end)
  outer.next()
  const kind = outer.tag & 0x1f
  const body = outer.inside()
  body.next()
  const name = MESSAGES[kind] as string
  const member = (from: BerReader, tag: number): BerReader | undefined => {
    const parts = from.inside()
    while (parts.next()) if (parts.tag === tag) return parts.inside()
    return undefined
  }
  if (kind === 30) {
    const code = member(body, 0xa6)
    return code?.take(INTEGER) ? `${name} ${ERRORS[code.integer()] ?? code.integer()}` : name
  }
  const place = kind === 10 ? member(body, 0xa4) : undefined
  const client = kind === 11 || kind === 13 ? member(body, 0xa4) : place?.next() ? member(place, 0xa1) : undefined
  const names = client?.next() ? member(client, 0xa1) : undefined
  const parts = names?.next() ? names.inside() : undefined
  return parts?.next() ? `${name} ${berText(memory, parts).slice(0, 100)}` : name
}
