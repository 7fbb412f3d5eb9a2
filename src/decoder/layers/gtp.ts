/**
 * GPRS Tunnelling Protocol: versions 0 and 1 (3GPP TS 29.060, TS 29.281), whose user data goes on to its IP packet, and the control
 * messages of version 2 (3GPP TS 29.274 §5), which end here.
 */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { DATA, END, GTP } from '../protocols.ts'
import { layerOfIpVersion } from './raw.ts'

const V0_BYTES = 20
const V1_BYTES = 8
const OPTIONAL_BYTES = 4
const V2_PIGGYBACK = 0x10
const V2_TEID = 0x08
const USER_DATA = 255
const MAX_EXTENSIONS = 16

const MESSAGES: Readonly<Record<number, string>> = {
  1: 'Echo request',
  2: 'Echo response',
  3: 'Version not supported',
  16: 'Create PDP context request',
  17: 'Create PDP context response',
  18: 'Update PDP context request',
  19: 'Update PDP context response',
  20: 'Delete PDP context request',
  21: 'Delete PDP context response',
  26: 'Error indication',
  31: 'Supported extension headers notification',
  48: 'Identification request',
  49: 'Identification response',
  50: 'SGSN context request',
  51: 'SGSN context response',
  52: 'SGSN context acknowledge',
  253: 'Tunnel status',
  254: 'End marker',
  255: 'T-PDU',
}
const V2_MESSAGES: Readonly<Record<number, string>> = {
  1: 'Echo Request',
  2: 'Echo Response',
  32: 'Create Session Request',
  33: 'Create Session Response',
  34: 'Modify Bearer Request',
  35: 'Modify Bearer Response',
  36: 'Delete Session Request',
  37: 'Delete Session Response',
  95: 'Create Bearer Request',
  96: 'Create Bearer Response',
  97: 'Update Bearer Request',
  98: 'Update Bearer Response',
  99: 'Delete Bearer Request',
  100: 'Delete Bearer Response',
  170: 'Release Access Bearers Request',
  171: 'Release Access Bearers Response',
  176: 'Downlink Data Notification',
  177: 'Downlink Data Notification Acknowledgement',
}
const EXTENSIONS: Readonly<Record<number, string>> = {
  0: 'No more extension headers',
  1: 'MBMS support indication',
  3: 'Long PDCP PDU number',
  32: 'Service class indicator',
  64: 'UDP port',
  129: 'RAN container',
  130: 'Long PDCP PDU number',
  131: 'Xw RAN container',
  132: 'NR RAN container',
  133: 'PDU session container',
  192: 'PDCP PDU number',
}

export const gtpFields = {
  'gtp.flags': 'uint',
  'gtp.flags.version': 'uint',
  'gtp.flags.payload': 'uint',
  'gtp.flags.e': 'bool',
  'gtp.flags.s': 'bool',
  'gtp.flags.pn': 'bool',
  'gtp.message': 'uint',
  'gtp.length': 'uint',
  'gtp.teid': 'uint',
  'gtp.seq_number': 'uint',
  'gtp.npdu_number': 'uint',
  'gtp.ext_hdr.next': 'uint',
  'gtp.ext_hdr.length': 'uint',
  'gtp.ext_hdr.pdu_ses_con.pdu_type': 'uint',
  'gtp.ext_hdr.pdu_ses_con.qos_flow_id': 'uint',
  'gtp.flow_label': 'uint',
  'gtpv2.flags': 'uint',
  'gtpv2.version': 'uint',
  'gtpv2.message_type': 'uint',
  'gtpv2.msg_length': 'uint',
  'gtpv2.teid': 'uint',
  'gtpv2.seq': 'uint',
} as const satisfies FieldTable

/** Tunnel ids are one way each, so they are no part of who talks to whom. */
export function walkGtp(packet: Packet): number {
  const { view, at, limit } = packet
  if (at + V1_BYTES > limit) return END
  const flags = view.getUint8(at)
  const type = view.getUint8(at + 1)
  const version = flags >> 5
  const length = view.getUint16(at + 2)
  if (version === 2) return walkVersion2(packet, flags, length)
  // GTP' (no protocol type bit) and whatever else uses the port stay the datagram's payload.
  if (version > 1 || (flags & 0x10) === 0 || MESSAGES[type] === undefined) return END
  const fixed = version === 0 ? V0_BYTES : V1_BYTES
  if (at + fixed + length > packet.wireLimit) return END
  packet.push(GTP)
  if (!packet.has(fixed)) return END
  packet.limit = Math.min(limit, at + fixed + length)
  packet.wireLimit = at + fixed + length
  packet.at = at + fixed
  if (version === 1 && (flags & 7) !== 0 && !skipOptional(packet, flags)) return END
  if (type !== USER_DATA) return END
  return packet.at < packet.limit ? layerOfIpVersion(view.getUint8(packet.at)) : DATA
}

/** A message ends with its datagram, unless another rides on its back. */
function walkVersion2(packet: Packet, flags: number, length: number): number {
  const end = packet.at + 4 + length
  if ((flags & 3) !== 0 || length < ((flags & V2_TEID) !== 0 ? 8 : 4)) return END
  if ((flags & V2_PIGGYBACK) !== 0 ? end > packet.wireLimit : end !== packet.wireLimit) return END
  packet.push(GTP)
  return END
}

/** The three optional fields come together, whichever is meant; then extension headers, each in units of four bytes. */
function skipOptional(packet: Packet, flags: number): boolean {
  if (!packet.has(OPTIONAL_BYTES)) return false
  const { view } = packet
  let next = (flags & 4) !== 0 ? view.getUint8(packet.at + 3) : 0
  packet.at += OPTIONAL_BYTES
  for (let n = 0; next !== 0; n++) {
    if (n === MAX_EXTENSIONS) {
      packet.fail('too-deep')
      return false
    }
    if (!packet.has(1)) return false
    const bytes = view.getUint8(packet.at) << 2
    if (bytes === 0) {
      packet.fail('malformed')
      return false
    }
    if (!packet.has(bytes)) return false
    packet.at += bytes
    next = view.getUint8(packet.at - 1)
  }
  return true
}

export function describeGtp(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const flags = start < end ? view.getUint8(start) : 0
  const version = flags >> 5
  if (version === 2) {
    describeVersion2(fields, start, end, flags)
    return
  }
  const fixed = version === 0 ? V0_BYTES : V1_BYTES
  if (start + fixed > end) {
    fields.layer('gtp', start, end)
    fields.problem('cut', start)
    return
  }
  fields.layer('gtp', start, headerEnd(view, start, end, flags))
  const type = view.getUint8(start + 1)
  fields.uint('gtp.flags', flags, start, start + 1)
  fields.uint('gtp.flags.version', version, start, start + 1)
  fields.uint('gtp.flags.payload', (flags >> 4) & 1, start, start + 1, 'GTP')
  if (version === 1) {
    fields.bool('gtp.flags.e', (flags & 4) !== 0, start, start + 1)
    fields.bool('gtp.flags.s', (flags & 2) !== 0, start, start + 1)
    fields.bool('gtp.flags.pn', (flags & 1) !== 0, start, start + 1)
  }
  fields.uint('gtp.message', type, start + 1, start + 2, MESSAGES[type])
  fields.uint('gtp.length', view.getUint16(start + 2), start + 2, start + 4)
  if (version === 0) {
    fields.uint('gtp.seq_number', view.getUint16(start + 4), start + 4, start + 6)
    fields.uint('gtp.flow_label', view.getUint16(start + 6), start + 6, start + 8)
    return
  }
  fields.uint('gtp.teid', view.getUint32(start + 4), start + 4, start + 8)
  if ((flags & 7) !== 0) describeOptional(fields, flags, start + V1_BYTES, end)
}

function describeVersion2(fields: Fields, start: number, end: number, flags: number): void {
  const { view } = fields
  const withTeid = (flags & V2_TEID) !== 0
  fields.layer('gtp', start, end)
  if (start + (withTeid ? 12 : 8) > end) {
    fields.problem('cut', start)
    return
  }
  const type = view.getUint8(start + 1)
  fields.uint('gtpv2.flags', flags, start, start + 1)
  fields.uint('gtpv2.version', 2, start, start + 1)
  fields.uint('gtpv2.message_type', type, start + 1, start + 2, V2_MESSAGES[type])
  fields.uint('gtpv2.msg_length', view.getUint16(start + 2), start + 2, start + 4)
  if (withTeid) fields.uint('gtpv2.teid', view.getUint32(start + 4), start + 4, start + 8)
  const sequence = withTeid ? start + 8 : start + 4
  fields.uint('gtpv2.seq', view.getUint32(sequence) >>> 8, sequence, sequence + 3)
}

/** Where the header with its extensions ends, as far as it was captured. */
function headerEnd(view: DataView, start: number, end: number, flags: number): number {
  if (flags >> 5 === 0) return start + V0_BYTES
  let at = start + V1_BYTES
  if ((flags & 7) === 0) return at
  at += OPTIONAL_BYTES
  let next = (flags & 4) !== 0 && at <= end ? view.getUint8(at - 1) : 0
  for (let n = 0; n < MAX_EXTENSIONS && next !== 0 && at < end; n++) {
    const bytes = view.getUint8(at) << 2
    if (bytes === 0 || at + bytes > end) return Math.min(at, end)
    at += bytes
    next = view.getUint8(at - 1)
  }
  return Math.min(at, end)
}

function describeOptional(fields: Fields, flags: number, from: number, end: number): void {
  const { view } = fields
  if (from + OPTIONAL_BYTES > end) {
    fields.problem('cut', from)
    return
  }
  if ((flags & 2) !== 0) fields.uint('gtp.seq_number', view.getUint16(from), from, from + 2)
  if ((flags & 1) !== 0) fields.uint('gtp.npdu_number', view.getUint8(from + 2), from + 2, from + 3)
  if ((flags & 4) === 0) return
  let next = view.getUint8(from + 3)
  fields.uint('gtp.ext_hdr.next', next, from + 3, from + 4, EXTENSIONS[next])
  let at = from + OPTIONAL_BYTES
  for (let n = 0; n < MAX_EXTENSIONS && next !== 0; n++) {
    const bytes = at < end ? view.getUint8(at) << 2 : 0
    if (bytes === 0 || at + bytes > end) {
      fields.problem(at < end && bytes === 0 ? 'malformed' : 'cut', at)
      return
    }
    fields.open(EXTENSIONS[next] ?? 'Extension header', at, at + bytes)
    fields.uint('gtp.ext_hdr.length', bytes / 4, at, at + 1)
    if (next === 0x85) describeSession(fields, at)
    next = view.getUint8(at + bytes - 1)
    fields.uint('gtp.ext_hdr.next', next, at + bytes - 1, at + bytes, EXTENSIONS[next])
    fields.close()
    at += bytes
  }
}

/** 5G's PDU session container (3GPP TS 38.415 §5.5). */
function describeSession(fields: Fields, at: number): void {
  const type = fields.view.getUint8(at + 1) >> 4
  const direction = type === 0 ? 'Downlink' : type === 1 ? 'Uplink' : undefined
  fields.uint('gtp.ext_hdr.pdu_ses_con.pdu_type', type, at + 1, at + 2, direction)
  fields.uint('gtp.ext_hdr.pdu_ses_con.qos_flow_id', fields.view.getUint8(at + 2) & 0x3f, at + 2, at + 3)
}
