/** Layer Two Tunneling Protocol: version 2 over UDP (RFC 2661), whose data are PPP frames; version 3 (RFC 3931) ends here. */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, L2TP, PPP, UDP } from '../protocols.ts'

const CONTROL = 0x8000
const LENGTH = 0x4000
const SEQUENCE = 0x0800
const OFFSET = 0x0200
const PRIORITY = 0x0100
const VERSION = 0x000f
/** Bits that are zero in every message. */
const RESERVED = 0x34f0
const SESSION_BYTES = 4
const MAX_AVPS = 64

const MESSAGES: Readonly<Record<number, string>> = {
  1: 'Start-Control-Connection-Request',
  2: 'Start-Control-Connection-Reply',
  3: 'Start-Control-Connection-Connected',
  4: 'Stop-Control-Connection-Notification',
  6: 'Hello',
  7: 'Outgoing-Call-Request',
  8: 'Outgoing-Call-Reply',
  9: 'Outgoing-Call-Connected',
  10: 'Incoming-Call-Request',
  11: 'Incoming-Call-Reply',
  12: 'Incoming-Call-Connected',
  14: 'Call-Disconnect-Notify',
  15: 'WAN-Error-Notify',
  16: 'Set-Link-Info',
}

export const l2tpFields = {
  'l2tp.flags': 'uint',
  'l2tp.type': 'uint',
  'l2tp.version': 'uint',
  'l2tp.length': 'uint',
  'l2tp.tunnel': 'uint',
  'l2tp.session': 'uint',
  'l2tp.ccid': 'uint',
  'l2tp.sid': 'uint',
  'l2tp.Ns': 'uint',
  'l2tp.Nr': 'uint',
  'l2tp.offset': 'uint',
  'l2tp.avp.type': 'uint',
  'l2tp.avp.length': 'uint',
  'l2tp.avp.message_type': 'uint',
} as const satisfies FieldTable

function headerBytes(flags: number): number {
  return 6 + ((flags & LENGTH) !== 0 ? 2 : 0) + ((flags & SEQUENCE) !== 0 ? 4 : 0) + ((flags & OFFSET) !== 0 ? 2 : 0)
}

/** Tunnel and session ids are those of the receiver, so they are no part of who talks to whom. */
export function walkL2tp(packet: Packet): number {
  const { view, at, limit } = packet
  if (!isOverUdp(packet)) {
    packet.push(L2TP)
    if (packet.has(SESSION_BYTES)) packet.at += SESSION_BYTES
    return END
  }
  if (at + 6 > limit) return END
  const flags = view.getUint16(at)
  const version = flags & VERSION
  const bytes = headerBytes(flags)
  if (!isL2tp(packet, flags, bytes)) return END
  packet.push(L2TP)
  if (version === 3) return END
  if (!packet.has(bytes)) return END
  if ((flags & LENGTH) !== 0) boundByLength(packet, view.getUint16(at + 2))
  let next = at + bytes
  if ((flags & OFFSET) !== 0) next += view.getUint16(next - 2)
  if (next > packet.limit) return packet.cut()
  packet.at = next
  return (flags & CONTROL) === 0 && next < packet.limit ? PPP : END
}

function isOverUdp(packet: Packet): boolean {
  return packet.pathCount > 0 && packet.pathTransport[packet.pathCount - 1] === UDP
}

/** Whatever else uses the port stays the datagram's payload. */
function isL2tp(packet: Packet, flags: number, bytes: number): boolean {
  const control = (flags & CONTROL) !== 0
  if ((flags & RESERVED) !== 0) return false
  if (control && (flags & (LENGTH | SEQUENCE)) !== (LENGTH | SEQUENCE)) return false
  if (control && (flags & (OFFSET | PRIORITY)) !== 0) return false
  const version = flags & VERSION
  if (version === 3) return control ? packet.at + 12 <= packet.limit : flags === 3
  if (version !== 2) return false
  if ((flags & LENGTH) === 0) return true
  const length = packet.view.getUint16(packet.at + 2)
  return length >= bytes && packet.at + length <= packet.wireLimit
}

function boundByLength(packet: Packet, length: number): void {
  packet.wireLimit = packet.at + length
  if (packet.limit > packet.wireLimit) packet.limit = packet.wireLimit
}

export function describeL2tp(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const flags = start + 2 <= end ? view.getUint16(start) : 0
  const version = flags & VERSION
  // Over IP there are no flags: a session id, or zero before a control message.
  if (version === 3 && (flags === 3 || (flags & 0xfff0) === 0xc800)) describeVersion3(fields, start, end, flags)
  else if (version === 2 && (flags & RESERVED) === 0) describeVersion2(fields, start, end, flags)
  else describeOverIp(fields, start, end)
}

function describeOverIp(fields: Fields, start: number, end: number): void {
  fields.layer('l2tp', start, Math.min(start + SESSION_BYTES, end))
  if (start + SESSION_BYTES > end) fields.problem('cut', start)
  else fields.uint('l2tp.sid', fields.view.getUint32(start), start, start + SESSION_BYTES)
}

function describeFlags(fields: Fields, flags: number, start: number): void {
  const control = (flags & CONTROL) !== 0
  fields.uint('l2tp.flags', flags, start, start + 2)
  fields.uint('l2tp.type', control ? 1 : 0, start, start + 1, control ? 'Control message' : 'Data message')
  fields.uint('l2tp.version', flags & VERSION, start + 1, start + 2)
}

function describeVersion3(fields: Fields, start: number, end: number, flags: number): void {
  const control = (flags & CONTROL) !== 0
  const bytes = control ? 12 : 8
  fields.layer('l2tp', start, Math.min(start + bytes, end))
  describeFlags(fields, flags, start)
  if (start + bytes > end) {
    fields.problem('cut', start + 2)
    return
  }
  const { view } = fields
  if (!control) {
    fields.uint('l2tp.sid', view.getUint32(start + 4), start + 4, start + 8)
    return
  }
  fields.uint('l2tp.length', view.getUint16(start + 2), start + 2, start + 4)
  fields.uint('l2tp.ccid', view.getUint32(start + 4), start + 4, start + 8)
  fields.uint('l2tp.Ns', view.getUint16(start + 8), start + 8, start + 10)
  fields.uint('l2tp.Nr', view.getUint16(start + 10), start + 10, start + 12)
}

function describeVersion2(fields: Fields, start: number, end: number, flags: number): void {
  const { view } = fields
  const bytes = headerBytes(flags)
  const control = (flags & CONTROL) !== 0
  fields.layer('l2tp', start, control ? end : Math.min(start + bytes, end))
  describeFlags(fields, flags, start)
  if (start + bytes > end) {
    fields.problem('cut', start + 2)
    return
  }
  let at = start + 2
  const number = (name: string) => {
    fields.uint(name, view.getUint16(at), at, at + 2)
    at += 2
  }
  if ((flags & LENGTH) !== 0) number('l2tp.length')
  number('l2tp.tunnel')
  number('l2tp.session')
  if ((flags & SEQUENCE) !== 0) {
    number('l2tp.Ns')
    number('l2tp.Nr')
  }
  if ((flags & OFFSET) !== 0) number('l2tp.offset')
  if (control) describePairs(fields, at, Math.min(end, start + view.getUint16(start + 2)))
}

/** Attribute-value pairs: flags and length, vendor, type, value (RFC 2661 §4.1). The first says what the message is. */
function describePairs(fields: Fields, from: number, end: number): void {
  const { view } = fields
  let at = from
  for (let n = 0; n < MAX_AVPS && at + 6 <= end; n++) {
    const length = view.getUint16(at) & 0x3ff
    if (length < 6 || at + length > end) {
      fields.problem('malformed', at)
      return
    }
    const vendor = view.getUint16(at + 2)
    const type = view.getUint16(at + 4)
    fields.open('Attribute-value pair', at, at + length)
    fields.uint('l2tp.avp.length', length, at, at + 2)
    fields.uint('l2tp.avp.type', type, at + 4, at + 6)
    if (vendor === 0 && type === 0 && length === 8) {
      const message = view.getUint16(at + 6)
      fields.uint('l2tp.avp.message_type', message, at + 6, at + 8, MESSAGES[message])
    }
    fields.close()
    at += length
  }
}
