/** Teredo (RFC 4380 §5.1.1): IPv6 in datagrams of port 3544, with up to two indicators before it. */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, IPV6, TEREDO } from '../protocols.ts'

const AUTHENTICATION = 0x0001
const ORIGIN = 0x0000
const ORIGIN_BYTES = 8
/** Of an authentication: its own first bytes, the nonce and the confirmation behind the texts. */
const AUTHENTICATION_BYTES = 4
const NONCE_BYTES = 9

export const teredoFields = {
  'teredo.auth.idlen': 'uint',
  'teredo.auth.aulen': 'uint',
  'teredo.auth.nonce': 'bytes',
  'teredo.auth.conf': 'uint',
  'teredo.orig.port': 'uint',
  'teredo.orig.addr': 'text',
} as const satisfies FieldTable

/** Where the IPv6 packet behind the indicators begins, or -1 when there is none. */
function innerStart(view: DataView, start: number, limit: number): number {
  let at = start
  if (at + AUTHENTICATION_BYTES <= limit && view.getUint16(at) === AUTHENTICATION)
    at += AUTHENTICATION_BYTES + view.getUint8(at + 2) + view.getUint8(at + 3) + NONCE_BYTES
  if (at + ORIGIN_BYTES <= limit && view.getUint16(at) === ORIGIN) at += ORIGIN_BYTES
  return at < limit && view.getUint8(at) >> 4 === 6 ? at : -1
}

/** What comes to the port without IPv6 in it is something else, and stays the datagram's payload. */
export function walkTeredo(packet: Packet): number {
  const inner = innerStart(packet.view, packet.at, packet.limit)
  if (inner < 0) return END
  packet.push(TEREDO)
  packet.at = inner
  return IPV6
}

export function describeTeredo(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const inner = innerStart(view, start, end)
  fields.layer('teredo', start, inner < 0 ? end : inner)
  if (inner < 0) return
  let at = start
  if (inner > at && view.getUint16(at) === AUTHENTICATION) {
    const texts = view.getUint8(at + 2) + view.getUint8(at + 3)
    fields.uint('teredo.auth.idlen', view.getUint8(at + 2), at + 2, at + 3)
    fields.uint('teredo.auth.aulen', view.getUint8(at + 3), at + 3, at + 4)
    at += AUTHENTICATION_BYTES + texts
    fields.bytesAt('teredo.auth.nonce', at, at + 8)
    fields.uint('teredo.auth.conf', view.getUint8(at + 8), at + 8, at + 9)
    at += NONCE_BYTES
  }
  if (inner === at) return
  // Both are sent with all bits turned, so that no translator on the way changes them.
  const [a, b, c, d] = [4, 5, 6, 7].map((n) => view.getUint8(at + n) ^ 0xff)
  fields.uint('teredo.orig.port', view.getUint16(at + 2) ^ 0xffff, at + 2, at + 4)
  fields.text('teredo.orig.addr', `${a}.${b}.${c}.${d}`, at + 4, at + 8)
}
