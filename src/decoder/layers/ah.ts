/** IP Authentication Header (RFC 4302): signed, not encrypted, so what it protects is read on. */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { AH, END } from '../protocols.ts'
import { ipProtocolName, layerOfIpProtocol } from './ip-protocols.ts'
import { describeExtensions, FRAGMENT, isExtension, walkExtensions } from './ipv6.ts'

const HEADER_BYTES = 12

export const ahFields = {
  'ah.next_header': 'uint',
  'ah.length': 'uint',
  'ah.spi': 'uint',
  'ah.sequence': 'uint',
  'ah.icv': 'bytes',
} as const satisfies FieldTable

/** The length counts words of four bytes, less two. */
function lengthAt(view: DataView, at: number): number {
  return (view.getUint8(at + 1) + 2) << 2
}

export function walkAh(packet: Packet): number {
  packet.push(AH)
  if (!packet.has(HEADER_BYTES)) return END
  const next = packet.view.getUint8(packet.at)
  const bytes = lengthAt(packet.view, packet.at)
  if (bytes < HEADER_BYTES) return packet.fail('malformed')
  if (!packet.has(bytes)) return END
  packet.at += bytes
  // Inside IPv6 it is one extension header among others.
  if (isExtension(next) || next === FRAGMENT) return walkExtensions(packet, next, packet.wireLimit)
  return layerOfIpProtocol(next)
}

export function describeAh(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const bytes = start + 2 <= end ? lengthAt(view, start) : HEADER_BYTES
  fields.layer('ah', start, Math.min(start + Math.max(bytes, HEADER_BYTES), end))
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  const next = view.getUint8(start)
  fields.uint('ah.next_header', next, start, start + 1, ipProtocolName(next))
  fields.uint('ah.length', view.getUint8(start + 1), start + 1, start + 2)
  fields.uint('ah.spi', view.getUint32(start + 4), start + 4, start + 8)
  fields.uint('ah.sequence', view.getUint32(start + 8), start + 8, start + 12)
  if (bytes < HEADER_BYTES) fields.problem('malformed', start + 1)
  else if (start + bytes > end) fields.problem('cut', start + HEADER_BYTES)
  else {
    fields.bytesAt('ah.icv', start + HEADER_BYTES, start + bytes)
    describeExtensions(fields, next, start + bytes, end)
  }
}
