/** TLS records over TCP (RFC 8446 §5.1): handshakes are read, application data is passed over by its length. */

import { isRecord as standsRecord } from '../applications/tls/tls.ts'
import type { Sight } from '../facts/sight.ts'
import type { TlsFacts } from '../facts/tls-facts.ts'
import { TLS } from '../protocols.ts'
import { type Follower, Pending } from './follower.ts'

const CHANGE_CIPHER_SPEC = 20
const ALERT = 21
const HANDSHAKE = 22
const HEARTBEAT = 24
const HEADER_BYTES = 5
/** 2^14 and what encryption may add (RFC 5246 §6.2.3); some stacks send a little more. */
const LONGEST_RECORD = 18_432
const LONGEST_HANDSHAKE = 128 * 1024

class Side {
  /** A record that is not whole yet. */
  readonly pending = new Pending()
  /** Handshake messages that go on in the next record. */
  readonly handshake = new Pending()
  encrypted = false
  /** What comes is no TLS record: only counted. */
  broken = false
}

export class TlsFollower implements Follower {
  readonly #sides = [new Side(), new Side()] as const
  readonly #facts: TlsFacts
  readonly #sight: Sight

  constructor(facts: TlsFacts, sight: Sight) {
    this.#facts = facts
    this.#sight = sight
  }

  data(direction: number, view: DataView, bytes: Uint8Array, start: number, end: number): number {
    const side = this.#sides[direction as 0 | 1]
    if (side.pending.length === 0) {
      // A record begins here, or one that was passed over ends: either way this frame holds TLS.
      this.#sight.count(TLS)
      return this.#read(side, view, bytes, start, end)
    }
    return this.#complete(side, view, bytes, start, end)
  }

  /** Goes on with a record that an earlier segment began: its header was cut, or it is a handshake to be read whole. */
  #complete(side: Side, view: DataView, bytes: Uint8Array, start: number, end: number): number {
    const { pending } = side
    let at = pending.take(bytes, start, end, HEADER_BYTES)
    if (pending.length < HEADER_BYTES) return 0
    const length = pending.view.getUint16(3)
    if (!isRecord(pending.view, 0) || !isKept(pending.view, 0)) {
      side.broken = !isRecord(pending.view, 0)
      pending.clear()
      if (at + length > end) return side.broken ? 0 : at + length - end
      at += length
    } else {
      at = pending.take(bytes, at, end, HEADER_BYTES + length)
      if (pending.length < HEADER_BYTES + length) return 0
      this.#record(side, pending.view, pending.bytes, pending.view.getUint8(0), HEADER_BYTES, HEADER_BYTES + length)
      pending.clear()
    }
    this.#sight.count(TLS)
    return this.#read(side, view, bytes, at, end)
  }

  #read(side: Side, view: DataView, bytes: Uint8Array, start: number, end: number): number {
    let at = start
    // Whoever was lost finds the way again where a segment begins with a record.
    if (side.broken && standsRecord(view, start, end)) side.broken = false
    while (at < end && !side.broken) {
      if (at + HEADER_BYTES > end) {
        side.pending.append(bytes, at, end, HEADER_BYTES)
        return 0
      }
      if (!isRecord(view, at)) {
        side.broken = !isOldHello(view, at, end)
        return 0
      }
      const length = view.getUint16(at + 3)
      const next = at + HEADER_BYTES + length
      if (next > end) {
        if (!isKept(view, at)) return next - end
        side.pending.append(bytes, at, end, HEADER_BYTES + LONGEST_RECORD)
        return 0
      }
      this.#record(side, view, bytes, view.getUint8(at), at + HEADER_BYTES, next)
      at = next
    }
    return 0
  }

  #record(side: Side, view: DataView, bytes: Uint8Array, type: number, start: number, end: number): void {
    if (type === CHANGE_CIPHER_SPEC) side.encrypted = true
    else if (type === ALERT && end - start === 2) this.#facts.alert(view.getUint8(start), view.getUint8(start + 1))
    else if (type === HANDSHAKE && (!side.encrypted || isPlainHello(view, start, end))) {
      if (side.handshake.length === 0) {
        const left = this.#messages(view, start, end)
        if (left < end) side.handshake.append(bytes, left, end, LONGEST_HANDSHAKE)
      } else if (side.handshake.append(bytes, start, end, LONGEST_HANDSHAKE)) {
        side.handshake.drop(this.#messages(side.handshake.view, 0, side.handshake.length))
      }
    }
  }

  /** Every whole handshake message; answers where the first unfinished one begins. */
  #messages(view: DataView, start: number, end: number): number {
    let at = start
    while (at + 4 <= end) {
      const next = at + 4 + (view.getUint32(at) & 0xffffff)
      if (next > end) return at
      this.#facts.handshake(view.getUint8(at), view, at + 4, next, 't')
      at = next
    }
    return at
  }

  gap(direction: number): void {
    const side = this.#sides[direction as 0 | 1]
    side.pending.clear()
    side.handshake.clear()
    side.broken = false
  }

  close(): void {
    for (const side of this.#sides) side.pending.clear()
  }
}

function isRecord(view: DataView, at: number): boolean {
  const type = view.getUint8(at)
  return type >= CHANGE_CIPHER_SPEC && type <= HEARTBEAT && view.getUint8(at + 1) === 3
}

/** A record that is read whole: a handshake, or an alert or change of ciphers in the clear. The others are passed over. */
function isKept(view: DataView, at: number): boolean {
  const type = view.getUint8(at)
  const length = view.getUint16(at + 3)
  return type === HANDSHAKE ? length <= LONGEST_RECORD : (type === ALERT || type === CHANGE_CIPHER_SPEC) && length <= 2
}

/** After a HelloRetryRequest a second ClientHello follows the compatibility ChangeCipherSpec in the clear. */
function isPlainHello(view: DataView, start: number, end: number): boolean {
  return end - start > 4 && view.getUint8(start) === 1 && start + 4 + (view.getUint32(start) & 0xffffff) === end
}

/** An SSLv2-framed ClientHello (RFC 5246 appendix E.2), which opens connections of very old clients. */
function isOldHello(view: DataView, at: number, end: number): boolean {
  const framed = (view.getUint8(at) & 0x80) !== 0 && view.getUint8(at + 2) === 1
  return framed && at + 2 + (view.getUint16(at) & 0x7fff) <= end
}
