/** Point-to-Point Protocol (RFC 1661) in HDLC-like framing (RFC 1662), and its control protocols. */
import { formatText } from '../applications/text.ts'
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { CHDLC, DATA, EAP, END, ETH, IP, IPV6, LLC, MPLS, PPP } from '../protocols.ts'
import { describePppOptions, IP_CONTROL, LINK_CONTROL, pppOptionFields } from './ppp-options.ts'

const CODES: Readonly<Record<number, string>> = {
  1: 'Configuration Request',
  2: 'Configuration Ack',
  3: 'Configuration Nak',
  4: 'Configuration Reject',
  5: 'Termination Request',
  6: 'Termination Ack',
  7: 'Code Reject',
  8: 'Protocol Reject',
  9: 'Echo Request',
  10: 'Echo Reply',
  11: 'Discard Request',
  12: 'Identification',
  13: 'Time Remaining',
}
const PAP_CODES: Readonly<Record<number, string>> = {
  1: 'Authenticate-Request',
  2: 'Authenticate-Ack',
  3: 'Authenticate-Nak',
}
const CHAP_CODES: Readonly<Record<number, string>> = { 1: 'Challenge', 2: 'Response', 3: 'Success', 4: 'Failure' }

const BRIDGING = 0x0031
const PAP = 0xc023
const CHAP = 0xc223
const EAP_OVER_PPP = 0xc227
const PROTOCOLS: Readonly<Record<number, string>> = {
  33: 'Internet Protocol version 4',
  49: 'Bridging PDU',
  61: 'Multilink',
  87: 'Internet Protocol version 6',
  253: 'Compressed datagram',
  641: 'MPLS unicast',
  643: 'MPLS multicast',
  32801: 'IP Control Protocol',
  32817: 'Bridging Control Protocol',
  32855: 'IPv6 Control Protocol',
  33021: 'Compression Control Protocol',
  33409: 'MPLS Control Protocol',
  49185: 'Link Control Protocol',
  49187: 'Password Authentication Protocol',
  49189: 'Link Quality Report',
  49699: 'Challenge Handshake Authentication Protocol',
  49703: 'Extensible Authentication Protocol',
}

export const pppFields = {
  'ppp.address': 'uint',
  'ppp.control': 'uint',
  'ppp.protocol': 'uint',
  'ppp.code': 'uint',
  'ppp.identifier': 'uint',
  'ppp.length': 'uint',
  'pap.code': 'uint',
  'pap.identifier': 'uint',
  'pap.length': 'uint',
  'pap.peer_id': 'text',
  'pap.password': 'text',
  'chap.code': 'uint',
  'chap.identifier': 'uint',
  'chap.length': 'uint',
  'chap.name': 'text',
  ...pppOptionFields,
} as const satisfies FieldTable

/** Address and control are left out when both ends agreed to (RFC 1661 §6.6). */
function addressBytes(view: DataView, at: number, limit: number): number {
  return at + 2 <= limit && view.getUint16(at) === 0xff03 ? 2 : 0
}

export function walkPpp(packet: Packet): number {
  const { view, limit } = packet
  const first = packet.at < limit ? view.getUint8(packet.at) : 0
  // The same link types carry Cisco's framing; its addresses cannot begin a PPP frame.
  if ((first === 0x0f || first === 0x8f) && packet.at + 1 < limit && view.getUint8(packet.at + 1) === 0) return CHDLC
  packet.push(PPP)
  packet.at += addressBytes(view, packet.at, limit)
  if (!packet.has(1)) return END
  let protocol = view.getUint8(packet.at)
  if ((protocol & 1) === 0) {
    if (!packet.has(2)) return END
    protocol = view.getUint16(packet.at)
    packet.at++
  }
  packet.at++
  if (protocol === BRIDGING) return walkBridged(packet)
  return layerOfPppProtocol(protocol)
}

export function layerOfPppProtocol(protocol: number): number {
  switch (protocol) {
    case 0x0021:
      return IP
    case 0x0057:
      return IPV6
    case 0x0281:
    case 0x0283:
      return MPLS
    case EAP_OVER_PPP:
      return EAP
    default:
      // Control protocols are described with PPP itself.
      return protocol >= 0x8000 ? END : DATA
  }
}

/** RFC 3518 §4.1: flags (F: a checksum follows the frame), MAC type, then the frame. */
function walkBridged(packet: Packet): number {
  if (!packet.has(2)) return END
  const flags = packet.view.getUint8(packet.at)
  const mac = packet.view.getUint8(packet.at + 1)
  packet.at += 2
  if ((flags & 0x80) !== 0 && packet.wireLimit - 4 > packet.at) {
    packet.wireLimit -= 4
    if (packet.limit > packet.wireLimit) packet.limit = packet.wireLimit
  }
  return mac === 1 ? ETH : mac === 0 ? LLC : DATA
}

export function describePpp(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const address = addressBytes(view, start, end)
  const at = start + address
  const protocolBytes = at < end && (view.getUint8(at) & 1) === 1 ? 1 : 2
  const headerBytes = address + protocolBytes
  if (!beginLayer(fields, 'ppp', start, end, headerBytes)) return
  if (address > 0) {
    fields.uint('ppp.address', 0xff, start, start + 1)
    fields.uint('ppp.control', 3, start + 1, start + 2)
  }
  const protocol = protocolBytes === 1 ? view.getUint8(at) : view.getUint16(at)
  fields.uint('ppp.protocol', protocol, at, at + protocolBytes, PROTOCOLS[protocol])
  if (protocol >= 0x8000 && protocol !== EAP_OVER_PPP) describeControl(fields, protocol, at + protocolBytes, end)
}

function describeControl(fields: Fields, protocol: number, at: number, end: number): void {
  const { view } = fields
  if (at + 4 > end) {
    fields.problem('cut', at)
    return
  }
  const length = view.getUint16(at + 2)
  const messageEnd = Math.min(end, at + Math.max(4, length))
  const code = view.getUint8(at)
  fields.open(PROTOCOLS[protocol] ?? 'Control protocol', at, messageEnd)
  const prefix = protocol === PAP ? 'pap' : protocol === CHAP ? 'chap' : 'ppp'
  const codes = protocol === PAP ? PAP_CODES : protocol === CHAP ? CHAP_CODES : CODES
  fields.uint(`${prefix}.code`, code, at, at + 1, codes[code])
  fields.uint(`${prefix}.identifier`, view.getUint8(at + 1), at + 1, at + 2)
  fields.uint(`${prefix}.length`, length, at + 2, at + 4)
  if (length < 4) fields.problem('malformed', at + 2)
  else if (protocol === PAP && code === 1) describePassword(fields, at + 4, messageEnd)
  else if (protocol === CHAP && code <= 2) describeName(fields, at + 4, messageEnd)
  else if ((protocol === LINK_CONTROL || protocol === IP_CONTROL) && code >= 1 && code <= 4) {
    describePppOptions(fields, protocol, at + 4, messageEnd)
  }
  fields.close()
}

/** RFC 1334 §2.2.1: two counted texts. */
function describePassword(fields: Fields, from: number, end: number): void {
  const next = describeCounted(fields, 'pap.peer_id', from, end)
  if (next > 0) describeCounted(fields, 'pap.password', next, end)
}

function describeCounted(fields: Fields, name: string, at: number, end: number): number {
  const next = at < end ? at + 1 + fields.view.getUint8(at) : end + 1
  if (next > end) {
    fields.problem('cut', at)
    return 0
  }
  fields.text(name, formatText(fields.bytes, at + 1, next), at + 1, next)
  return next
}

/** RFC 1994 §4.1: a counted value, then the name. */
function describeName(fields: Fields, at: number, end: number): void {
  const name = at < end ? at + 1 + fields.view.getUint8(at) : end + 1
  if (name > end) fields.problem('cut', at)
  else fields.text('chap.name', formatText(fields.bytes, name, end), name, end)
}
