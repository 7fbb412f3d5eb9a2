/** The handshake messages of a DTLS datagram (RFC 6347 §4.2.2), as far as they can be read. */
import { length24 } from '../tls/describe-handshake.ts'
import { HANDSHAKE, HANDSHAKE_HEADER_BYTES, HEADER_BYTES, MAX_MESSAGES, MAX_RECORDS, recordEnd } from './dtls.ts'

/** One message: its body without the header. */
export type ReadHandshake = (type: number, start: number, end: number) => void

/**
 * Says every message that is whole in its record and not encrypted. One in pieces, as long certificates are, is passed over:
 * hellos fit into a record.
 */
export function readHandshakes(view: DataView, start: number, end: number, read: ReadHandshake): void {
  let at = start
  for (let n = 0; n < MAX_RECORDS; n++) {
    const next = recordEnd(view, at, end)
    if (next === 0 || next > end) return
    // Keys come into use with epoch 1.
    if (view.getUint8(at) === HANDSHAKE && view.getUint16(at + 3) === 0)
      readMessages(view, at + HEADER_BYTES, next, read)
    at = next
  }
}

function readMessages(view: DataView, start: number, end: number, read: ReadHandshake): void {
  let at = start
  for (let n = 0; at + HANDSHAKE_HEADER_BYTES <= end && n < MAX_MESSAGES; n++) {
    const length = length24(view, at + 1)
    const piece = length24(view, at + 9)
    const body = at + HANDSHAKE_HEADER_BYTES
    if (body + piece > end) return
    if (length24(view, at + 6) === 0 && piece === length) read(view.getUint8(at), body, body + piece)
    at = body + piece
  }
}
