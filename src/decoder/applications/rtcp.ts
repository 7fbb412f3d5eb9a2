/** RTP Control Protocol (RFC 3550 section 6, RFC 4585). */

import { FieldReader } from '../field-reader.ts'
import type { Application, Fields, FieldTable } from '../fields.ts'
import { ntpTime } from './ntp.ts'

const TYPES: Readonly<Record<number, string>> = {
  192: 'Full INTRA-frame request',
  193: 'Negative acknowledgement',
  200: 'Sender report',
  201: 'Receiver report',
  202: 'Source description',
  203: 'Goodbye',
  204: 'Application specific',
  205: 'Transport feedback',
  206: 'Payload feedback',
  207: 'Extended report',
}
const ITEMS: Readonly<Record<number, string>> = {
  0: 'End',
  1: 'CNAME',
  2: 'NAME',
  3: 'EMAIL',
  4: 'PHONE',
  5: 'LOC',
  6: 'TOOL',
  7: 'NOTE',
  8: 'PRIV',
}
const MAX_PACKETS = 64

const rtcpFields = {
  'rtcp.version': 'uint',
  'rtcp.padding': 'bool',
  'rtcp.rc': 'uint',
  'rtcp.sc': 'uint',
  'rtcp.pt': 'uint',
  'rtcp.length': 'uint',
  'rtcp.senderssrc': 'uint',
  'rtcp.mediassrc': 'uint',
  'rtcp.timestamp.ntp': 'text',
  'rtcp.timestamp.rtp': 'uint',
  'rtcp.sender.packetcount': 'uint',
  'rtcp.sender.octetcount': 'uint',
  'rtcp.ssrc.identifier': 'uint',
  'rtcp.ssrc.fraction': 'uint',
  'rtcp.ssrc.cum_nr': 'uint',
  'rtcp.ssrc.ext_high': 'uint',
  'rtcp.ssrc.jitter': 'uint',
  'rtcp.ssrc.lsr': 'uint',
  'rtcp.ssrc.dlsr': 'uint',
  'rtcp.sdes.type': 'uint',
  'rtcp.sdes.length': 'uint',
  'rtcp.sdes.text': 'text',
  'rtcp.app.name': 'text',
  'rtcp.data': 'bytes',
} as const satisfies FieldTable

export const rtcp: Application = {
  name: 'rtcp',
  title: 'RTP Control Protocol',
  fields: rtcpFields,
  tcp: [],
  udp: [],
  recognises: (view, start, end, { expected, transport }) =>
    transport === 'udp' && (expected ? isRtcpHeader(view, start, end) : isWholeRtcp(view, start, end)),
  describe: describeRtcp,
  summary(view, _bytes, start, end) {
    const names: string[] = []
    for (let at = start, n = 0; at + 4 <= end && n < 8; n++) {
      names.push(TYPES[view.getUint8(at + 1)] ?? `Type ${view.getUint8(at + 1)}`)
      at += 4 * (view.getUint16(at + 2) + 1)
    }
    return names.join(', ') || 'RTCP, cut short'
  },
}

function isRtcpHeader(view: DataView, start: number, end: number): boolean {
  if (start + 8 > end || view.getUint8(start) >> 6 !== 2) return false
  const type = view.getUint8(start + 1)
  return type === 192 || type === 193 || (type >= 200 && type <= 207)
}

/** A report first, as every compound packet has, and packets that fill the datagram exactly. */
function isWholeRtcp(view: DataView, start: number, end: number): boolean {
  const type = start + 8 <= end ? view.getUint8(start + 1) : 0
  if ((type !== 200 && type !== 201) || 4 * (view.getUint16(start + 2) + 1) < 8 + 24 * (view.getUint8(start) & 31))
    return false
  let at = start
  for (let n = 0; n < MAX_PACKETS && at < end; n++) {
    if (!isRtcpHeader(view, at, end)) return false
    at += 4 * (view.getUint16(at + 2) + 1)
  }
  return at === end
}

function describeRtcp(fields: Fields, start: number, end: number): void {
  fields.layer('rtcp', start, end)
  const message = new FieldReader(fields, start, end)
  for (let n = 0; n < MAX_PACKETS && message.left > 0; n++) {
    if (!message.has(4)) return
    const length = 4 * (message.peek(2, 2) + 1)
    const type = message.peek(1, 1)
    fields.open(TYPES[type] ?? `Type ${type}`, message.at, Math.min(message.at + length, end))
    describePacket(message.part(length), type)
    fields.close()
  }
}

function describePacket(packet: FieldReader, type: number): void {
  const { fields, at } = packet
  const count = packet.peek(1) & 31
  fields.uint('rtcp.version', packet.peek(1) >> 6, at, at + 1)
  fields.bool('rtcp.padding', (packet.peek(1) & 0x20) !== 0, at, at + 1)
  fields.uint(type === 202 || type === 203 ? 'rtcp.sc' : 'rtcp.rc', count, at, at + 1)
  packet.skip(1)
  packet.uint('rtcp.pt', 1, TYPES)
  packet.uint('rtcp.length', 2)
  if (type === 202) describeSources(packet, count)
  else if (type === 203) describeGoodbye(packet, count)
  else {
    packet.uint('rtcp.senderssrc', 4)
    if (type === 200) describeSender(packet)
    if (type === 200 || type === 201) for (let n = 0; n < count && packet.left > 0; n++) describeReport(packet)
    else if (type === 205 || type === 206) packet.uint('rtcp.mediassrc', 4)
    else if (type === 204) packet.text('rtcp.app.name', 4)
  }
  if (packet.left > 0) packet.bytes('rtcp.data', packet.left)
}

function describeGoodbye(packet: FieldReader, count: number): void {
  for (let n = 0; n < count; n++) packet.uint('rtcp.ssrc.identifier', 4)
  if (packet.left === 0) return
  const length = packet.uint('rtcp.sdes.length', 1)
  packet.text('rtcp.sdes.text', length)
}

function describeSender(packet: FieldReader): void {
  if (!packet.has(8)) return
  packet.fields.text('rtcp.timestamp.ntp', ntpTime(packet.peek(4), packet.peek(4, 4)), packet.at, packet.at + 8)
  packet.skip(8)
  packet.uint('rtcp.timestamp.rtp', 4)
  packet.uint('rtcp.sender.packetcount', 4)
  packet.uint('rtcp.sender.octetcount', 4)
}

function describeReport(packet: FieldReader): void {
  packet.uint('rtcp.ssrc.identifier', 4)
  packet.uint('rtcp.ssrc.fraction', 1, (value) => `${((100 * value) / 256).toFixed(1)} % lost`)
  packet.uint('rtcp.ssrc.cum_nr', 3)
  packet.uint('rtcp.ssrc.ext_high', 4)
  packet.uint('rtcp.ssrc.jitter', 4)
  packet.uint('rtcp.ssrc.lsr', 4)
  packet.uint('rtcp.ssrc.dlsr', 4, (value) => `${(value / 65536).toFixed(3)} s`)
}

/** Chunks of a source and its items, each chunk filled up to four bytes. */
function describeSources(packet: FieldReader, count: number): void {
  const begin = packet.at
  for (let n = 0; n < count && packet.left > 0; n++) {
    packet.uint('rtcp.ssrc.identifier', 4)
    while (packet.left > 0) {
      const type = packet.uint('rtcp.sdes.type', 1, ITEMS)
      if (type === 0) break
      const length = packet.uint('rtcp.sdes.length', 1)
      packet.text('rtcp.sdes.text', length)
    }
    const odd = (packet.at - begin) % 4
    if (odd !== 0 && packet.left > 0) packet.skip(Math.min(4 - odd, packet.left))
  }
}
