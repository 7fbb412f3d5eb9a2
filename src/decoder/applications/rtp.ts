/** Real-time Transport Protocol (RFC 3550 section 5): known only to who has seen its session described. */

import { FieldReader } from '../field-reader.ts'
import type { Application, Fields, FieldTable } from '../fields.ts'
import { payloadType } from './sdp.ts'

const HEADER_BYTES = 12

const rtpFields = {
  'rtp.version': 'uint',
  'rtp.padding': 'bool',
  'rtp.ext': 'bool',
  'rtp.cc': 'uint',
  'rtp.marker': 'bool',
  'rtp.p_type': 'uint',
  'rtp.seq': 'uint',
  'rtp.timestamp': 'uint',
  'rtp.ssrc': 'uint',
  'rtp.csrc.item': 'uint',
  'rtp.ext.profile': 'uint',
  'rtp.ext.len': 'uint',
  'rtp.hdr_ext': 'bytes',
  'rtp.payload': 'bytes',
  'rtp.padding.count': 'uint',
} as const satisfies FieldTable

export const rtp: Application = {
  name: 'rtp',
  title: 'Real-time Transport Protocol',
  fields: rtpFields,
  tcp: [],
  udp: [],
  // Nothing in it is certain enough for any port: `expected` is what a session description announced.
  recognises: (view, start, end, { expected, transport }) => expected && transport === 'udp' && isRtp(view, start, end),
  describe: describeRtp,
  summary(view, _bytes, start, end) {
    if (start + HEADER_BYTES > end) return 'RTP, cut short'
    const type = view.getUint8(start + 1) & 0x7f
    const marker = view.getUint8(start + 1) > 0x7f ? ', Mark' : ''
    const source = view
      .getUint32(start + 8)
      .toString(16)
      .toUpperCase()
      .padStart(8, '0')
    return `PT=${payloadType(type)}, SSRC=0x${source}, Seq=${view.getUint16(start + 2)}, Time=${view.getUint32(start + 4)}${marker}`
  },
}

/** Version 2, no type that RTCP would have on the same port (RFC 5761 section 4), room for what its header claims. */
export function isRtp(view: DataView, start: number, end: number): boolean {
  if (start + HEADER_BYTES > end) return false
  const first = view.getUint8(start)
  const type = view.getUint8(start + 1) & 0x7f
  return first >> 6 === 2 && (type < 72 || type > 76) && start + HEADER_BYTES + 4 * (first & 15) <= end
}

function describeRtp(fields: Fields, start: number, end: number): void {
  fields.layer('rtp', start, end)
  const message = new FieldReader(fields, start, end)
  const first = message.peek(1)
  const second = message.peek(1, 1)
  if (!message.has(HEADER_BYTES)) return
  fields.uint('rtp.version', first >> 6, start, start + 1)
  fields.bool('rtp.padding', (first & 0x20) !== 0, start, start + 1)
  fields.bool('rtp.ext', (first & 0x10) !== 0, start, start + 1)
  fields.uint('rtp.cc', first & 15, start, start + 1)
  fields.bool('rtp.marker', second > 0x7f, start + 1, start + 2)
  fields.uint('rtp.p_type', second & 0x7f, start + 1, start + 2, payloadType(second & 0x7f))
  message.skip(2)
  message.uint('rtp.seq', 2)
  message.uint('rtp.timestamp', 4)
  message.uint('rtp.ssrc', 4)
  for (let n = first & 15; n > 0; n--) message.uint('rtp.csrc.item', 4)
  if ((first & 0x10) !== 0) {
    message.uint('rtp.ext.profile', 2)
    const words = message.uint('rtp.ext.len', 2)
    message.bytes('rtp.hdr_ext', 4 * words)
  }
  describePayload(message, (first & 0x20) !== 0)
}

function describePayload(message: FieldReader, padded: boolean): void {
  if (message.left <= 0) return
  const padding = padded ? message.peek(1, message.left - 1) : 0
  if (padding > message.left || (padded && padding === 0)) {
    message.fail()
    return
  }
  message.bytes('rtp.payload', message.left - padding)
  if (padding > 0) {
    message.skip(padding - 1)
    message.uint('rtp.padding.count', 1)
  }
}
