/** Lightweight Directory Access Protocol (RFC 4511), over UDP too (MS-ADTS calls it CLDAP). */

import { FieldReader } from '../field-reader.ts'
import { type Application, type Fields, type FieldTable, NEED_MORE, NOT_MINE } from '../fields.ts'
import {
  BerReader,
  berText,
  ENUMERATED,
  INTEGER,
  measureBer,
  OCTETS,
  SEQUENCE,
  sayBytes,
  sayInteger,
  sayText,
} from './ber.ts'
import { type Credential, credentialOf } from './credential.ts'
import { bytesOfView } from './text-lines.ts'

const OPERATIONS: Readonly<Record<number, string>> = {
  0: 'bindRequest',
  1: 'bindResponse',
  2: 'unbindRequest',
  3: 'searchRequest',
  4: 'searchResEntry',
  5: 'searchResDone',
  6: 'modifyRequest',
  7: 'modifyResponse',
  8: 'addRequest',
  9: 'addResponse',
  10: 'delRequest',
  11: 'delResponse',
  12: 'modDNRequest',
  13: 'modDNResponse',
  14: 'compareRequest',
  15: 'compareResponse',
  16: 'abandonRequest',
  19: 'searchResRef',
  23: 'extendedReq',
  24: 'extendedResp',
  25: 'intermediateResponse',
}
const RESULTS: Readonly<Record<number, string>> = {
  0: 'success',
  1: 'operationsError',
  2: 'protocolError',
  3: 'timeLimitExceeded',
  4: 'sizeLimitExceeded',
  7: 'authMethodNotSupported',
  8: 'strongerAuthRequired',
  10: 'referral',
  11: 'adminLimitExceeded',
  13: 'confidentialityRequired',
  14: 'saslBindInProgress',
  16: 'noSuchAttribute',
  32: 'noSuchObject',
  34: 'invalidDNSyntax',
  48: 'inappropriateAuthentication',
  49: 'invalidCredentials',
  50: 'insufficientAccessRights',
  51: 'busy',
  52: 'unavailable',
  53: 'unwillingToPerform',
  65: 'objectClassViolation',
  68: 'entryAlreadyExists',
  80: 'other',
}
const SCOPES: Readonly<Record<number, string>> = { 0: 'baseObject', 1: 'singleLevel', 2: 'wholeSubtree' }
const SIMPLE = 0x80
const SASL = 0xa3
/** `requestName` and `responseName` of extended operations. */
const REQUEST_NAME = 0x80
const RESPONSE_NAME = 0x8a
const MAX_FILTER_DEPTH = 16
const MAX_FILTER = 1000
const MAX_ATTRIBUTES = 300

const ldapFields = {
  'ldap.messageID': 'uint',
  'ldap.protocolOp': 'uint',
  'ldap.version': 'uint',
  'ldap.name': 'text',
  'ldap.authentication': 'uint',
  'ldap.simple': 'text',
  'ldap.mechanism': 'text',
  'ldap.credentials': 'bytes',
  'ldap.serverSaslCreds': 'bytes',
  'ldap.resultCode': 'uint',
  'ldap.matchedDN': 'text',
  'ldap.errorMessage': 'text',
  'ldap.baseObject': 'text',
  'ldap.scope': 'uint',
  'ldap.derefAliases': 'uint',
  'ldap.sizeLimit': 'uint',
  'ldap.timeLimit': 'uint',
  'ldap.typesOnly': 'bool',
  'ldap.filter_text': 'text',
  'ldap.AttributeDescription': 'text',
  'ldap.objectName': 'text',
  'ldap.object': 'text',
  'ldap.entry': 'text',
  'ldap.type': 'text',
  'ldap.AttributeValue': 'bytes',
  'ldap.value_text': 'text',
  'ldap.delRequest': 'text',
  'ldap.abandonRequest': 'uint',
  'ldap.requestName': 'text',
  'ldap.responseName': 'text',
  'ldap.LDAPURL': 'text',
  'ldap.controlType': 'text',
  'ldap.data': 'bytes',
  'ldap.sasl_buffer_length': 'uint',
} as const satisfies FieldTable

export const ldap: Application = {
  name: 'ldap',
  title: 'Lightweight Directory Access Protocol',
  fields: ldapFields,
  tcp: [389, 3268],
  udp: [389],
  recognises: (view, start, end, { expected }) => isLdap(view, start, end) && (expected || isWhole(view, start, end)),
  measure(view, start, end) {
    // Once SASL protects the connection, each message has four bytes of length before it (RFC 4422 section 3.7).
    if (start < end && view.getUint8(start) === 0) {
      return start + 4 > end ? NEED_MORE : view.getUint32(start) === 0 ? NOT_MINE : 4 + view.getUint32(start)
    }
    return measureBer(view, start, end, 0xff, SEQUENCE)
  },
  describe: describeLdap,
  summary: summarise,
}

/** A sequence of a number and an operation. */
function isLdap(view: DataView, start: number, end: number): boolean {
  if (start + 7 > end || view.getUint8(start) !== SEQUENCE) return false
  const outer = new BerReader(view, start, end)
  if (!outer.next()) return false
  const parts = outer.inside()
  return parts.take(INTEGER) && parts.integer() >= 0 && parts.next() && isOperation(parts.tag)
}
const isOperation = (tag: number) => tag >> 6 === 1 && OPERATIONS[tag & 0x1f] !== undefined
function isWhole(view: DataView, start: number, end: number): boolean {
  const outer = new BerReader(view, start, end)
  if (!outer.next() || outer.isCut) return false
  const parts = outer.inside()
  if (!parts.take(INTEGER) || !parts.next() || parts.isCut || (parts.tag & 0x20) === 0) return false
  // A first message on a strange port is a bind or a search.
  const operation = parts.tag & 0x1f
  const inner = parts.inside()
  if (operation === 0) return inner.take(INTEGER) && inner.integer() >= 2 && inner.integer() <= 3 && inner.take(OCTETS)
  return (
    operation === 3 && inner.take(OCTETS) && inner.take(ENUMERATED) && inner.take(ENUMERATED) && inner.take(INTEGER)
  )
}

function describeLdap(fields: Fields, start: number, end: number): void {
  fields.layer('ldap', start, end)
  const message = new FieldReader(fields, start, end)
  if (message.peek(1) === 0) {
    message.uint('ldap.sasl_buffer_length', 4)
    if (message.left > 0) message.bytes('ldap.data', message.left)
    return
  }
  const outer = new BerReader(fields.view, start, end)
  if (!outer.next() || outer.tag !== SEQUENCE) {
    message.fail()
    return
  }
  if (outer.isCut) fields.problem('cut', end)
  const parts = outer.inside()
  if (parts.take(INTEGER)) sayInteger(message, parts, 'ldap.messageID')
  if (!parts.next()) {
    message.fail()
    return
  }
  const operation = parts.tag & 0x1f
  fields.uint('ldap.protocolOp', operation, parts.start, parts.contentEnd, OPERATIONS[operation])
  describeOperation(message, operation, parts)
  if (!parts.take(0xa0)) return
  const controls = parts.inside()
  for (let n = 0; n < MAX_ATTRIBUTES && controls.take(SEQUENCE); n++) {
    const control = controls.inside()
    if (control.take(OCTETS)) sayText(message, control, 'ldap.controlType')
  }
}

function describeOperation(message: FieldReader, operation: number, whole: BerReader): void {
  const parts = whole.inside()
  if (operation === 0) describeBind(message, parts)
  else if (operation === 3) describeSearch(message, parts)
  else if (operation === 4) {
    if (parts.take(OCTETS)) sayText(message, parts, 'ldap.objectName')
    if (parts.take(SEQUENCE)) describeAttributes(message, parts.inside())
  } else if (operation === 10) sayText(message, whole, 'ldap.delRequest')
  else if (operation === 16) sayInteger(message, whole, 'ldap.abandonRequest')
  else if (operation === 19) while (parts.take(OCTETS)) sayText(message, parts, 'ldap.LDAPURL')
  else if (operation === 23) {
    if (parts.take(REQUEST_NAME)) sayText(message, parts, 'ldap.requestName')
  } else if (parts.take(ENUMERATED)) describeResult(message, parts)
  else if (parts.take(OCTETS)) {
    sayText(message, parts, operation === 6 ? 'ldap.object' : 'ldap.entry')
    if (operation === 8 && parts.take(SEQUENCE)) describeAttributes(message, parts.inside())
  }
}

function describeBind(message: FieldReader, parts: BerReader): void {
  if (parts.take(INTEGER)) sayInteger(message, parts, 'ldap.version')
  if (parts.take(OCTETS)) sayText(message, parts, 'ldap.name')
  if (!parts.next()) return
  const kind = parts.tag & 0x1f
  message.fields.uint('ldap.authentication', kind, parts.start, parts.contentEnd, { 0: 'simple', 3: 'sasl' }[kind])
  if (parts.tag === SIMPLE) sayText(message, parts, 'ldap.simple')
  else if (parts.tag === SASL) {
    const sasl = parts.inside()
    if (sasl.take(OCTETS)) sayText(message, sasl, 'ldap.mechanism')
    if (sasl.take(OCTETS)) sayBytes(message, sasl, 'ldap.credentials')
  }
}

function describeResult(message: FieldReader, parts: BerReader): void {
  sayInteger(message, parts, 'ldap.resultCode', RESULTS)
  if (parts.take(OCTETS)) sayText(message, parts, 'ldap.matchedDN')
  if (parts.take(OCTETS)) sayText(message, parts, 'ldap.errorMessage')
  while (parts.next()) {
    if (parts.tag === 0x87) sayBytes(message, parts, 'ldap.serverSaslCreds')
    else if (parts.tag === RESPONSE_NAME) sayText(message, parts, 'ldap.responseName')
  }
}

function describeSearch(message: FieldReader, parts: BerReader): void {
  if (parts.take(OCTETS)) sayText(message, parts, 'ldap.baseObject')
  if (parts.take(ENUMERATED)) sayInteger(message, parts, 'ldap.scope', SCOPES)
  if (parts.take(ENUMERATED))
    sayInteger(message, parts, 'ldap.derefAliases', { 0: 'never', 1: 'searching', 2: 'finding', 3: 'always' })
  if (parts.take(INTEGER)) sayInteger(message, parts, 'ldap.sizeLimit')
  if (parts.take(INTEGER)) sayInteger(message, parts, 'ldap.timeLimit')
  if (parts.take(0x01))
    message.fields.bool('ldap.typesOnly', parts.integer() !== 0, parts.contentStart, parts.contentEnd)
  if (parts.next()) {
    const text = filterText(message.fields.bytes, parts, 0).slice(0, MAX_FILTER)
    message.fields.text('ldap.filter_text', text, parts.start, parts.contentEnd)
  }
  if (!parts.take(SEQUENCE)) return
  const names = parts.inside()
  for (let n = 0; n < MAX_ATTRIBUTES && names.take(OCTETS); n++) sayText(message, names, 'ldap.AttributeDescription')
}

/** The filter at the current element as RFC 4515 writes it: `(&(objectClass=user)(cn=a*))`. */
function filterText(bytes: Uint8Array, filter: BerReader, depth: number): string {
  if (depth === MAX_FILTER_DEPTH) return '(…)'
  const kind = filter.tag & 0x1f
  if (kind === 7) return `(${berText(bytes, filter)}=*)`
  const parts = filter.inside()
  if (kind <= 2) {
    let text = ''
    while (text.length < MAX_FILTER && parts.next()) text += filterText(bytes, parts, depth + 1)
    return `(${'&|!'[kind]}${text})`
  }
  if (kind === 9) return '(extensible match)'
  if (!parts.next()) return '()'
  const name = berText(bytes, parts)
  if (kind === 4) return `(${name}=${substringText(bytes, parts)})`
  return `(${name}${{ 5: '>=', 6: '<=', 8: '~=' }[kind] ?? '='}${parts.next() ? berText(bytes, parts) : ''})`
}

function substringText(bytes: Uint8Array, parts: BerReader): string {
  if (!parts.take(SEQUENCE)) return '*'
  const pieces = parts.inside()
  let text = ''
  let kind = 2
  for (let n = 0; n < MAX_ATTRIBUTES && pieces.next(); n++) {
    kind = pieces.tag & 0x1f
    text += kind === 0 ? berText(bytes, pieces) : `*${berText(bytes, pieces)}`
  }
  return kind === 2 && text !== '' ? text : `${text}*`
}

function describeAttributes(message: FieldReader, attributes: BerReader): void {
  const { fields } = message
  for (let n = 0; n < MAX_ATTRIBUTES && attributes.take(SEQUENCE); n++) {
    const attribute = attributes.inside()
    if (!attribute.take(OCTETS)) continue
    fields.open(berText(fields.bytes, attribute), attributes.start, attributes.contentEnd)
    sayText(message, attribute, 'ldap.type')
    const values = attribute.next() ? attribute.inside() : attribute
    for (let k = 0; k < MAX_ATTRIBUTES && values.take(OCTETS); k++) {
      const text = berText(fields.bytes, values)
      if (/^[\x20-\x7e]+$/.test(text)) fields.text('ldap.value_text', text, values.contentStart, values.contentEnd)
      sayBytes(message, values, 'ldap.AttributeValue')
    }
    fields.close()
  }
}

/** `searchRequest(7) "dc=example,dc=org" wholeSubtree`. */
function summarise(view: DataView, bytes: Uint8Array, start: number, end: number): string {
  if (start < end && view.getUint8(start) === 0) return 'SASL protected'
  const outer = new BerReader(view, start, end)
  if (!outer.next()) return 'LDAP, cut short'
  const parts = outer.inside()
  if (!parts.take(INTEGER)) return 'LDAP, malformed'
  const id = parts.integer()
  if (!parts.next()) return 'LDAP, cut short'
  const operation = parts.tag & 0x1f
  const inner = parts.inside()
  const name = `${OPERATIONS[operation] ?? `operation ${operation}`}(${id})`
  if (inner.take(ENUMERATED)) return `${name} ${RESULTS[inner.integer()] ?? inner.integer()}`
  if (operation === 0) inner.next()
  if (!inner.take(OCTETS)) return name
  const what = `${name} "${berText(bytes, inner).slice(0, 200)}"`
  if (operation === 3 && inner.take(ENUMERATED)) return `${what} ${SCOPES[inner.integer()] ?? ''}`
  if (operation === 0 && inner.next()) return `${what} ${inner.tag === SIMPLE ? 'simple' : 'sasl'}`
  return what
}

/** A simple bind with a password (RFC 4511 section 4.2); anonymous ones have none. */
export function readLdapCredential(view: DataView, start: number, end: number): Credential | undefined {
  if (!isLdap(view, start, end)) return undefined
  const outer = new BerReader(view, start, end)
  outer.next()
  const parts = outer.inside()
  parts.next()
  if (!parts.next() || (parts.tag & 0x1f) !== 0) return undefined
  const bind = parts.inside()
  if (!bind.take(INTEGER) || !bind.take(OCTETS)) return undefined
  const user = berText(bytesOfView(view), bind)
  return bind.take(SIMPLE) && bind.contentEnd > bind.contentStart
    ? credentialOf(user, bind.contentEnd - bind.contentStart)
    : undefined
}
