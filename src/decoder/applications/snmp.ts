/** Simple Network Management Protocol 1, 2c and 3 (RFC 1157, RFC 3416, RFC 3412, RFC 3414). */

import { FieldReader } from '../field-reader.ts'
import type { Application, Fields, FieldTable } from '../fields.ts'
import {
  BerReader,
  berText,
  berUnsigned,
  INTEGER,
  measureBer,
  OCTETS,
  OID,
  oidText,
  SEQUENCE,
  sayBytes,
  sayInteger,
  sayText,
} from './ber.ts'
import type { Credential } from './credential.ts'
import { bytesOfView } from './text-lines.ts'

const VERSIONS: Readonly<Record<number, string>> = { 0: 'version-1', 1: 'v2c', 2: 'v2u', 3: 'snmpv3' }
const PDUS = [
  'get-request',
  'get-next-request',
  'get-response',
  'set-request',
  'trap',
  'getBulkRequest',
  'informRequest',
  'snmpV2-trap',
  'report',
]
const TRAP_V1 = 4
const GET_BULK = 5
const ERRORS: Readonly<Record<number, string>> = {
  0: 'noError',
  1: 'tooBig',
  2: 'noSuchName',
  3: 'badValue',
  4: 'readOnly',
  5: 'genErr',
  6: 'noAccess',
  7: 'wrongType',
  8: 'wrongLength',
  9: 'wrongEncoding',
  10: 'wrongValue',
  11: 'noCreation',
  12: 'inconsistentValue',
  13: 'resourceUnavailable',
  14: 'commitFailed',
  15: 'undoFailed',
  16: 'authorizationError',
  17: 'notWritable',
  18: 'inconsistentName',
}
const TRAPS: Readonly<Record<number, string>> = {
  0: 'coldStart',
  1: 'warmStart',
  2: 'linkDown',
  3: 'linkUp',
  4: 'authenticationFailure',
  5: 'egpNeighborLoss',
  6: 'enterpriseSpecific',
}
const SECURITY_MODELS: Readonly<Record<number, string>> = { 1: 'SNMPv1', 2: 'SNMPv2c', 3: 'USM', 4: 'TSM' }
const MAX_BINDINGS = 500
const MAX_SUMMARY = 300

const snmpFields = {
  'snmp.version': 'uint',
  'snmp.community': 'text',
  'snmp.data': 'uint',
  'snmp.request_id': 'uint',
  'snmp.error_status': 'uint',
  'snmp.error_index': 'uint',
  'snmp.non_repeaters': 'uint',
  'snmp.max_repetitions': 'uint',
  'snmp.enterprise': 'text',
  'snmp.agent_addr': 'ipv4',
  'snmp.generic_trap': 'uint',
  'snmp.specific_trap': 'uint',
  'snmp.time_stamp': 'uint',
  'snmp.name': 'text',
  'snmp.value.int': 'uint',
  'snmp.value.octets': 'bytes',
  'snmp.value.text': 'text',
  'snmp.value.oid': 'text',
  'snmp.value.ipv4': 'ipv4',
  'snmp.value.u32': 'uint',
  'snmp.value.g32': 'uint',
  'snmp.value.timeticks': 'uint',
  'snmp.value.counter': 'uint',
  'snmp.value.opaque': 'bytes',
  'snmp.value.null': 'bool',
  'snmp.noSuchObject': 'bool',
  'snmp.noSuchInstance': 'bool',
  'snmp.endOfMibView': 'bool',
  'snmp.value.unk': 'bytes',
  'snmp.msgVersion': 'uint',
  'snmp.msgID': 'uint',
  'snmp.msgMaxSize': 'uint',
  'snmp.msgFlags': 'bytes',
  'snmp.v3.flags.auth': 'bool',
  'snmp.v3.flags.crypt': 'bool',
  'snmp.v3.flags.report': 'bool',
  'snmp.msgSecurityModel': 'uint',
  'snmp.msgAuthoritativeEngineID': 'bytes',
  'snmp.msgAuthoritativeEngineBoots': 'uint',
  'snmp.msgAuthoritativeEngineTime': 'uint',
  'snmp.msgUserName': 'text',
  'snmp.msgAuthenticationParameters': 'bytes',
  'snmp.msgPrivacyParameters': 'bytes',
  'snmp.contextEngineID': 'bytes',
  'snmp.contextName': 'text',
  'snmp.encryptedPDU': 'bytes',
} as const satisfies FieldTable

export const snmp: Application = {
  name: 'snmp',
  title: 'Simple Network Management Protocol',
  fields: snmpFields,
  tcp: [161, 162],
  udp: [161, 162, 8161],
  recognises: (view, start, end, { expected }) =>
    expected ? startsSnmp(view, start, end) : isWholeSnmp(view, start, end),
  measure: (view, start, end) => measureBer(view, start, end, 0xff, SEQUENCE),
  describe: describeSnmp,
  summary: summarise,
}

/** A sequence that begins with a number. */
function startsSnmp(view: DataView, start: number, end: number): boolean {
  if (start + 5 > end || view.getUint8(start) !== SEQUENCE) return false
  const message = new BerReader(view, start, end)
  return message.next() && message.inside().take(INTEGER)
}

/** One message that fills the datagram: its version, then a community and a PDU, or the parts of version 3. */
function isWholeSnmp(view: DataView, start: number, end: number): boolean {
  if (!startsSnmp(view, start, end)) return false
  const message = new BerReader(view, start, end)
  if (!message.next() || message.isCut || message.at !== end) return false
  const parts = message.inside()
  if (!parts.take(INTEGER)) return false
  const version = parts.integer()
  if (version === 3) return parts.take(SEQUENCE) && parts.take(OCTETS) && parts.next()
  return version >= 0 && version <= 1 && parts.take(OCTETS) && parts.next() && isPdu(parts.tag) && parts.at === end
}
const isPdu = (tag: number) => tag >= 0xa0 && tag <= 0xa8

function describeSnmp(fields: Fields, start: number, end: number): void {
  fields.layer('snmp', start, end)
  const message = new FieldReader(fields, start, end)
  const outer = new BerReader(fields.view, start, end)
  if (!outer.next() || outer.tag !== SEQUENCE) {
    message.fail()
    return
  }
  if (outer.isCut) fields.problem('cut', end)
  const parts = outer.inside()
  if (!parts.take(INTEGER)) {
    message.fail()
    return
  }
  const version = parts.integer()
  sayInteger(message, parts, version === 3 ? 'snmp.msgVersion' : 'snmp.version', VERSIONS)
  if (version === 3) describeVersion3(message, parts)
  else {
    if (parts.take(OCTETS)) sayText(message, parts, 'snmp.community')
    if (parts.next()) describePdu(message, parts)
  }
}

function describeVersion3(message: FieldReader, parts: BerReader): void {
  if (!parts.take(SEQUENCE)) return
  const global = parts.inside()
  if (global.take(INTEGER)) sayInteger(message, global, 'snmp.msgID')
  if (global.take(INTEGER)) sayInteger(message, global, 'snmp.msgMaxSize')
  if (global.take(OCTETS) && global.contentEnd > global.contentStart) {
    const { contentStart: at } = global
    const flags = message.fields.view.getUint8(at)
    sayBytes(message, global, 'snmp.msgFlags')
    message.fields.bool('snmp.v3.flags.auth', (flags & 1) !== 0, at, at + 1)
    message.fields.bool('snmp.v3.flags.crypt', (flags & 2) !== 0, at, at + 1)
    message.fields.bool('snmp.v3.flags.report', (flags & 4) !== 0, at, at + 1)
  }
  if (global.take(INTEGER)) sayInteger(message, global, 'snmp.msgSecurityModel', SECURITY_MODELS)
  if (parts.take(OCTETS)) describeSecurity(message, parts.inside())
  if (parts.take(SEQUENCE)) describeScoped(message, parts.inside())
  else if (parts.take(OCTETS)) sayBytes(message, parts, 'snmp.encryptedPDU')
}

/** RFC 3414 section 2.4. */
function describeSecurity(message: FieldReader, outer: BerReader): void {
  if (!outer.take(SEQUENCE)) return
  const parts = outer.inside()
  if (parts.take(OCTETS)) sayBytes(message, parts, 'snmp.msgAuthoritativeEngineID')
  if (parts.take(INTEGER)) sayInteger(message, parts, 'snmp.msgAuthoritativeEngineBoots')
  if (parts.take(INTEGER)) sayInteger(message, parts, 'snmp.msgAuthoritativeEngineTime')
  if (parts.take(OCTETS)) sayText(message, parts, 'snmp.msgUserName')
  if (parts.take(OCTETS)) sayBytes(message, parts, 'snmp.msgAuthenticationParameters')
  if (parts.take(OCTETS)) sayBytes(message, parts, 'snmp.msgPrivacyParameters')
}

function describeScoped(message: FieldReader, parts: BerReader): void {
  if (parts.take(OCTETS)) sayBytes(message, parts, 'snmp.contextEngineID')
  if (parts.take(OCTETS)) sayText(message, parts, 'snmp.contextName')
  if (parts.next()) describePdu(message, parts)
}

function describePdu(message: FieldReader, pdu: BerReader): void {
  const { fields } = message
  if (!isPdu(pdu.tag)) {
    sayBytes(message, pdu, 'snmp.value.unk')
    return
  }
  const type = pdu.tag & 0x1f
  fields.uint('snmp.data', type, pdu.start, pdu.contentEnd, PDUS[type])
  const parts = pdu.inside()
  if (type === TRAP_V1) describeTrap(message, parts)
  else {
    if (parts.take(INTEGER)) sayInteger(message, parts, 'snmp.request_id')
    if (parts.take(INTEGER)) {
      if (type === GET_BULK) sayInteger(message, parts, 'snmp.non_repeaters')
      else sayInteger(message, parts, 'snmp.error_status', ERRORS)
    }
    if (parts.take(INTEGER)) sayInteger(message, parts, type === GET_BULK ? 'snmp.max_repetitions' : 'snmp.error_index')
  }
  if (!parts.take(SEQUENCE)) return
  fields.open('Variable bindings', parts.start, parts.contentEnd)
  const bindings = parts.inside()
  for (let n = 0; n < MAX_BINDINGS && bindings.take(SEQUENCE); n++) describeBinding(message, bindings.inside())
  fields.close()
}

function describeTrap(message: FieldReader, parts: BerReader): void {
  if (parts.take(OID)) sayOid(message, parts, 'snmp.enterprise')
  if (parts.take(0x40) && parts.contentEnd - parts.contentStart === 4)
    message.fields.ipv4('snmp.agent_addr', parts.contentStart)
  if (parts.take(INTEGER)) sayInteger(message, parts, 'snmp.generic_trap', TRAPS)
  if (parts.take(INTEGER)) sayInteger(message, parts, 'snmp.specific_trap')
  if (parts.take(0x43)) sayUnsigned(message, parts, 'snmp.time_stamp', ticksText)
}

function sayOid(message: FieldReader, ber: BerReader, name: string): void {
  message.fields.text(name, oidText(ber.view, ber.contentStart, ber.contentEnd), ber.contentStart, ber.contentEnd)
}
function sayUnsigned(message: FieldReader, ber: BerReader, name: string, meaning?: (value: number) => string): void {
  const value = berUnsigned(ber.view, ber.contentStart, ber.contentEnd)
  message.fields.uint(name, value, ber.contentStart, ber.contentEnd, meaning?.(value))
}
/** Hundredths of a second. */
const ticksText = (ticks: number) => `${(ticks / 100).toFixed(2)} s`

function describeBinding(message: FieldReader, parts: BerReader): void {
  if (!parts.take(OID)) return
  sayOid(message, parts, 'snmp.name')
  if (parts.next()) describeValue(message, parts)
}

/** RFC 2578 section 7.1 and RFC 3416 section 3. */
function describeValue(message: FieldReader, value: BerReader): void {
  const { fields } = message
  const { contentStart, contentEnd, start, tag } = value
  const flag = FLAGS[tag]
  const unsigned = UNSIGNED[tag]
  if (flag) fields.bool(flag, true, start, contentEnd)
  else if (unsigned) sayUnsigned(message, value, unsigned, tag === 0x43 ? ticksText : undefined)
  else if (tag === INTEGER) sayInteger(message, value, 'snmp.value.int')
  else if (tag === OID) sayOid(message, value, 'snmp.value.oid')
  else if (tag === 0x40 && contentEnd - contentStart === 4) fields.ipv4('snmp.value.ipv4', contentStart)
  else if (tag === OCTETS) {
    sayBytes(message, value, 'snmp.value.octets')
    const text = berText(fields.bytes, value)
    if (/^[\t\n\r\x20-\x7e]+$/.test(text)) fields.text('snmp.value.text', text, contentStart, contentEnd)
  } else sayBytes(message, value, tag === 0x44 ? 'snmp.value.opaque' : 'snmp.value.unk')
}
const FLAGS: Readonly<Record<number, string>> = {
  5: 'snmp.value.null',
  128: 'snmp.noSuchObject',
  129: 'snmp.noSuchInstance',
  130: 'snmp.endOfMibView',
}
const UNSIGNED: Readonly<Record<number, string>> = {
  65: 'snmp.value.u32',
  66: 'snmp.value.g32',
  67: 'snmp.value.timeticks',
  70: 'snmp.value.counter',
}

/** `get-response 1.3.6.1.2.1.1.5.0`. */
function summarise(view: DataView, _bytes: Uint8Array, start: number, end: number): string {
  const outer = new BerReader(view, start, end)
  if (!outer.next()) return 'SNMP, cut short'
  const parts = outer.inside()
  if (!parts.take(INTEGER)) return 'SNMP, malformed'
  if (parts.integer() === 3) {
    parts.next()
    parts.next()
    if (!parts.next()) return 'SNMPv3, cut short'
    if (parts.tag === OCTETS) return 'encryptedPDU'
    const scoped = parts.inside()
    scoped.next()
    scoped.next()
    return scoped.next() ? pduText(scoped) : 'SNMPv3, cut short'
  }
  parts.next()
  return parts.next() ? pduText(parts) : 'SNMP, cut short'
}

function pduText(pdu: BerReader): string {
  if (!isPdu(pdu.tag)) return 'SNMP, unknown PDU'
  const names: string[] = [PDUS[pdu.tag & 0x1f] as string]
  const parts = pdu.inside()
  while (parts.next()) {
    if (parts.tag !== SEQUENCE) continue
    const bindings = parts.inside()
    for (let n = 0; n < 5 && bindings.take(SEQUENCE); n++) {
      const binding = bindings.inside()
      if (binding.take(OID)) names.push(oidText(binding.view, binding.contentStart, binding.contentEnd))
    }
  }
  return names.join(' ').slice(0, MAX_SUMMARY)
}

/** The community of versions 1 and 2c is a password that every message carries; `isDefault` when everybody knows it. */
export function readSnmpCommunity(
  view: DataView,
  start: number,
  end: number,
): (Credential & { readonly isDefault: boolean }) | undefined {
  if (!startsSnmp(view, start, end)) return undefined
  const outer = new BerReader(view, start, end)
  outer.next()
  const parts = outer.inside()
  if (!parts.take(INTEGER) || parts.integer() > 1 || !parts.take(OCTETS)) return undefined
  const text = berText(bytesOfView(view), parts)
  return {
    kind: 'community',
    secretLength: parts.contentEnd - parts.contentStart,
    isDefault: text === 'public' || text === 'private',
  }
}
