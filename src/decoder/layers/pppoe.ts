/** PPP over Ethernet: sessions and their discovery (RFC 2516). */
import { formatText } from '../applications/text.ts'
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, PPP, PPPOE_DISCOVERY, PPPOE_SESSION } from '../protocols.ts'

const HEADER_BYTES = 6
const VERSION_AND_TYPE = 0x11
const MAX_TAGS = 64

const CODES: Readonly<Record<number, string>> = {
  0: 'Session data',
  7: 'Active Discovery Offer (PADO)',
  9: 'Active Discovery Initiation (PADI)',
  25: 'Active Discovery Request (PADR)',
  101: 'Active Discovery Session-confirmation (PADS)',
  167: 'Active Discovery Terminate (PADT)',
}
const TAGS: Readonly<Record<number, string>> = {
  0: 'End-Of-List',
  257: 'Service-Name',
  258: 'AC-Name',
  259: 'Host-Uniq',
  260: 'AC-Cookie',
  261: 'Vendor-Specific',
  272: 'Relay-Session-Id',
  288: 'PPP-Max-Payload',
  513: 'Service-Name-Error',
  514: 'AC-System-Error',
  515: 'Generic-Error',
}

const headerFields = {
  'pppoe.version': 'uint',
  'pppoe.type': 'uint',
  'pppoe.code': 'uint',
  'pppoe.session_id': 'uint',
  'pppoe.payload_length': 'uint',
} as const satisfies FieldTable

export const pppoeSessionFields = headerFields
export const pppoeDiscoveryFields = {
  ...headerFields,
  'pppoed.tag': 'uint',
  'pppoed.tag_length': 'uint',
  'pppoed.tags.service_name': 'text',
  'pppoed.tags.ac_name': 'text',
  'pppoed.tags.host_uniq': 'bytes',
  'pppoed.tags.ac_cookie': 'bytes',
  'pppoed.tags.ac_system_error': 'text',
  'pppoed.tags.generic_error': 'text',
  'pppoed.tag.unknown_data': 'bytes',
} as const satisfies FieldTable

export function walkPppoeSession(packet: Packet): number {
  packet.push(PPPOE_SESSION)
  if (!enter(packet)) return END
  return packet.view.getUint8(packet.at - 5) === 0 ? PPP : END
}

export function walkPppoeDiscovery(packet: Packet): number {
  packet.push(PPPOE_DISCOVERY)
  enter(packet)
  return END
}

function enter(packet: Packet): boolean {
  if (!packet.has(HEADER_BYTES)) return false
  const { view, at } = packet
  if (view.getUint8(at) !== VERSION_AND_TYPE) {
    packet.fail('malformed')
    return false
  }
  packet.addContext(PPPOE_SESSION, view.getUint16(at + 2))
  packet.at = at + HEADER_BYTES
  // What is behind is an Ethernet frame's padding.
  const end = packet.at + view.getUint16(at + 4)
  if (end < packet.limit) packet.limit = end
  if (end < packet.wireLimit) packet.wireLimit = end
  return true
}

export function describePppoeSession(fields: Fields, start: number, end: number): void {
  if (beginLayer(fields, 'pppoes', start, end, HEADER_BYTES)) describeHeader(fields, start)
}

function describeHeader(fields: Fields, start: number): void {
  const { view } = fields
  fields.uint('pppoe.version', view.getUint8(start) >> 4, start, start + 1)
  fields.uint('pppoe.type', view.getUint8(start) & 0xf, start, start + 1)
  const code = view.getUint8(start + 1)
  fields.uint('pppoe.code', code, start + 1, start + 2, CODES[code])
  fields.uint('pppoe.session_id', view.getUint16(start + 2), start + 2, start + 4)
  fields.uint('pppoe.payload_length', view.getUint16(start + 4), start + 4, start + 6)
}

export function describePppoeDiscovery(fields: Fields, start: number, end: number): void {
  const whole = start + HEADER_BYTES <= end
  const length = whole ? HEADER_BYTES + fields.view.getUint16(start + 4) : HEADER_BYTES
  fields.layer('pppoed', start, Math.min(start + length, end))
  if (!whole) {
    fields.problem('cut', start)
    return
  }
  describeHeader(fields, start)
  describeTags(fields, start + HEADER_BYTES, Math.min(start + length, end))
  if (start + length > end) fields.problem('cut', end)
}

function describeTags(fields: Fields, from: number, end: number): void {
  const { view } = fields
  let at = from
  for (let n = 0; n < MAX_TAGS && at + 4 <= end; n++) {
    const tag = view.getUint16(at)
    const next = at + 4 + view.getUint16(at + 2)
    if (next > end) {
      fields.problem('malformed', at + 2)
      return
    }
    fields.open(TAGS[tag] ?? 'Tag', at, next)
    fields.uint('pppoed.tag', tag, at, at + 2, TAGS[tag])
    fields.uint('pppoed.tag_length', next - at - 4, at + 2, at + 4)
    describeTag(fields, tag, at + 4, next)
    fields.close()
    if (tag === 0) return
    at = next
  }
}

function describeTag(fields: Fields, tag: number, at: number, end: number): void {
  const text = (name: string) => fields.text(name, formatText(fields.bytes, at, end), at, end)
  if (tag === 0x0101) text('pppoed.tags.service_name')
  else if (tag === 0x0102) text('pppoed.tags.ac_name')
  else if (tag === 0x0103) fields.bytesAt('pppoed.tags.host_uniq', at, end)
  else if (tag === 0x0104) fields.bytesAt('pppoed.tags.ac_cookie', at, end)
  else if (tag === 0x0202) text('pppoed.tags.ac_system_error')
  else if (tag === 0x0203) text('pppoed.tags.generic_error')
  else if (at < end) fields.bytesAt('pppoed.tag.unknown_data', at, end)
}
