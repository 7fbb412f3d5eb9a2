/**
 * Generic Routing Encapsulation (RFC 2784, key and sequence RFC 2890, source routes RFC 1701), PPTP's variant of it (RFC 2637 §4.1),
 * and the mirrored frames of ERSPAN inside (draft-foschiano-erspan).
 */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { DATA, END, ETH, GRE, PPP } from '../protocols.ts'
import { ethertypeName, LARGEST_LENGTH, layerOfEthertype } from './ethertypes.ts'

const HEADER_BYTES = 4
const CHECKSUM = 0x8000
const ROUTING = 0x4000
const KEY = 0x2000
const SEQUENCE = 0x1000
const ACKNOWLEDGEMENT = 0x0080
const VERSION = 0x0007
const MAX_ROUTES = 16

const TYPE_ERSPAN = 0x88be
const TYPE_ERSPAN_3 = 0x22eb
const TYPE_WCCP = 0x883e
const TYPES: Readonly<Record<number, string>> = {
  [TYPE_ERSPAN]: 'ERSPAN',
  [TYPE_ERSPAN_3]: 'ERSPAN type III',
  [TYPE_WCCP]: 'WCCP',
}

export const greFields = {
  'gre.flags_and_version': 'uint',
  'gre.flags.checksum': 'bool',
  'gre.flags.routing': 'bool',
  'gre.flags.key': 'bool',
  'gre.flags.sequence_number': 'bool',
  'gre.flags.ack': 'bool',
  'gre.flags.version': 'uint',
  'gre.proto': 'uint',
  'gre.checksum': 'uint',
  'gre.key': 'uint',
  'gre.key.payload_length': 'uint',
  'gre.key.call_id': 'uint',
  'gre.sequence_number': 'uint',
  'gre.ack_number': 'uint',
  'erspan.version': 'uint',
  'erspan.vlan': 'uint',
  'erspan.spanid': 'uint',
} as const satisfies FieldTable

/** Bytes of the fixed and the optional fields, source routes aside. */
function headerBytes(flags: number): number {
  let bytes = HEADER_BYTES
  if ((flags & (CHECKSUM | ROUTING)) !== 0) bytes += 4
  if ((flags & KEY) !== 0) bytes += 4
  if ((flags & SEQUENCE) !== 0) bytes += 4
  if ((flags & VERSION) === 1 && (flags & ACKNOWLEDGEMENT) !== 0) bytes += 4
  return bytes
}

export function walkGre(packet: Packet): number {
  packet.push(GRE)
  if (!packet.has(HEADER_BYTES)) return END
  const { view, at } = packet
  const flags = view.getUint16(at)
  const type = view.getUint16(at + 2)
  if ((flags & VERSION) > 1) return packet.fail('malformed')
  const bytes = headerBytes(flags)
  if (!packet.has(bytes)) return END
  packet.at = at + bytes
  if ((flags & VERSION) === 1) return walkPptp(packet, flags, view.getUint16(at + 4))
  if ((flags & KEY) !== 0) packet.addContext(GRE, view.getUint32(at + keyOffset(flags)))
  if ((flags & ROUTING) !== 0 && !skipRoutes(packet)) return END
  switch (type) {
    case TYPE_ERSPAN:
      // Type I has no sequence number and no header of its own.
      return (flags & SEQUENCE) === 0 ? ETH : skipErspan(packet, 8)
    case TYPE_ERSPAN_3:
      return walkErspan3(packet)
    case TYPE_WCCP:
      return skipRedirect(packet)
    default:
      return type > LARGEST_LENGTH ? layerOfEthertype(type) : DATA
  }
}

function keyOffset(flags: number): number {
  return (flags & (CHECKSUM | ROUTING)) !== 0 ? HEADER_BYTES + 4 : HEADER_BYTES
}

/** The key's upper half is the payload's length; the call id (each side has its own) is no part of who talks to whom. */
function walkPptp(packet: Packet, flags: number, payload: number): number {
  if ((flags & KEY) === 0) return packet.fail('malformed')
  // Without a sequence number it only acknowledges.
  if ((flags & SEQUENCE) === 0) return END
  const end = packet.at + payload
  if (end < packet.limit) packet.limit = end
  if (end < packet.wireLimit) packet.wireLimit = end
  return PPP
}

/** Address family, offset and length of each route, until one of length 0 (RFC 1701). */
function skipRoutes(packet: Packet): boolean {
  for (let n = 0; n < MAX_ROUTES; n++) {
    if (!packet.has(4)) return false
    const length = packet.view.getUint8(packet.at + 3)
    packet.at += 4
    if (length === 0) return true
    if (!packet.has(length)) return false
    packet.at += length
  }
  packet.fail('too-deep')
  return false
}

function skipErspan(packet: Packet, bytes: number): number {
  if (!packet.has(bytes)) return END
  packet.at += bytes
  return ETH
}

/** Twelve bytes, and eight of a platform's own when the last bit says so; the frame type is in the bits before. */
function walkErspan3(packet: Packet): number {
  if (!packet.has(12)) return END
  const last = packet.view.getUint16(packet.at + 10)
  if (((last >> 10) & 0x1f) === 2) return skipErspan(packet, 12 + (last & 1) * 8) === END ? END : DATA
  return skipErspan(packet, 12 + (last & 1) * 8)
}

/** WCCP version 2 puts four bytes before the redirected IP header, whose first nibble they never have. */
function skipRedirect(packet: Packet): number {
  if (!packet.has(4)) return END
  if (packet.view.getUint8(packet.at) >> 4 !== 4) packet.at += 4
  return layerOfEthertype(0x0800)
}

export function describeGre(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const flags = start + 2 <= end ? view.getUint16(start) : 0
  const bytes = headerBytes(flags)
  fields.layer('gre', start, Math.min(start + bytes, end))
  if (start + bytes > end) {
    fields.problem('cut', start)
    return
  }
  fields.uint('gre.flags_and_version', flags, start, start + 2)
  fields.bool('gre.flags.checksum', (flags & CHECKSUM) !== 0, start, start + 1)
  fields.bool('gre.flags.routing', (flags & ROUTING) !== 0, start, start + 1)
  fields.bool('gre.flags.key', (flags & KEY) !== 0, start, start + 1)
  fields.bool('gre.flags.sequence_number', (flags & SEQUENCE) !== 0, start, start + 1)
  const version = flags & VERSION
  if (version === 1) fields.bool('gre.flags.ack', (flags & ACKNOWLEDGEMENT) !== 0, start + 1, start + 2)
  fields.uint('gre.flags.version', version, start + 1, start + 2, version === 1 ? 'Enhanced GRE (PPTP)' : 'GRE')
  const type = view.getUint16(start + 2)
  fields.uint('gre.proto', type, start + 2, start + 4, TYPES[type] ?? ethertypeName(type))
  describeOptional(fields, flags, start + HEADER_BYTES)
  if (version === 0 && type === TYPE_ERSPAN && (flags & SEQUENCE) !== 0) describeErspan(fields, start + bytes, end)
  if (version === 0 && type === TYPE_ERSPAN_3) describeErspan(fields, start + bytes, end)
}

function describeOptional(fields: Fields, flags: number, from: number): void {
  const { view } = fields
  let at = from
  if ((flags & (CHECKSUM | ROUTING)) !== 0) {
    fields.uint('gre.checksum', view.getUint16(at), at, at + 2)
    at += 4
  }
  if ((flags & KEY) !== 0) {
    if ((flags & VERSION) === 1) {
      fields.uint('gre.key.payload_length', view.getUint16(at), at, at + 2)
      fields.uint('gre.key.call_id', view.getUint16(at + 2), at + 2, at + 4)
    } else fields.uint('gre.key', view.getUint32(at), at, at + 4)
    at += 4
  }
  if ((flags & SEQUENCE) !== 0) {
    fields.uint('gre.sequence_number', view.getUint32(at), at, at + 4)
    at += 4
  }
  if ((flags & VERSION) === 1 && (flags & ACKNOWLEDGEMENT) !== 0) {
    fields.uint('gre.ack_number', view.getUint32(at), at, at + 4)
  }
}

function describeErspan(fields: Fields, at: number, end: number): void {
  if (at + 8 > end) {
    fields.problem('cut', at)
    return
  }
  const { view } = fields
  fields.open('ERSPAN', at, at + 8)
  fields.uint(
    'erspan.version',
    view.getUint8(at) >> 4,
    at,
    at + 1,
    view.getUint8(at) >> 4 === 1 ? 'Type II' : 'Type III',
  )
  fields.uint('erspan.vlan', view.getUint16(at) & 0xfff, at, at + 2)
  fields.uint('erspan.spanid', view.getUint16(at + 2) & 0x3ff, at + 2, at + 4)
  fields.close()
}
