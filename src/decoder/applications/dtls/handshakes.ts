/** The handshake messages of a DTLS datagram (RFC 6347 §4.2.2), as far as they can be read. */
import { length24 } from '../tls/describe-handshake.ts'
import { HANDSHAKE } from '../tls/types.ts'
import { HANDSHAKE_HEADER_BYTES, HEADER_BYTES, MAX_MESSAGES, MAX_RECORDS, recordEnd } from './dtls.ts'

/** A message, or a fragment of one (§4.2.3): `start`…`end` are its bytes from `offset` on, without the header. */
export interface HandshakePart {
  readonly type: number
  /** Of the message within its handshake; sent again it is the same. */
  readonly sequence: number
  /** Bytes of the whole message. */
  readonly length: number
  readonly offset: number
  readonly start: number
  readonly end: number
}

/** Says every message and fragment that is whole in its record and not encrypted, none that contradicts itself. */
export function readHandshakes(view: DataView, start: number, end: number, read: (part: HandshakePart) => void): void {
  let at = start
  for (let n = 0; n < MAX_RECORDS; n++) {
    const next = recordEnd(view, at, end)
    if (next === 0 || next > end) return
    // Keys come into use with epoch 1.
    if (view.getUint8(at) === HANDSHAKE && view.getUint16(at + 3) === 0) readParts(view, at + HEADER_BYTES, next, read)
    at = next
  }
}

function readParts(view: DataView, start: number, end: number, read: (part: HandshakePart) => void): void {
  let at = start
  for (let n = 0; at + HANDSHAKE_HEADER_BYTES <= end && n < MAX_MESSAGES; n++) {
    const length = length24(view, at + 1)
    const offset = length24(view, at + 6)
    const body = at + HANDSHAKE_HEADER_BYTES
    const next = body + length24(view, at + 9)
    if (next > end) return
    if (offset + next - body <= length) {
      read({ type: view.getUint8(at), sequence: view.getUint16(at + 4), length, offset, start: body, end: next })
    }
    at = next
  }
}
