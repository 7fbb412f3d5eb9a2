/**
 * TLS records over TCP (RFC 8446 §5.1): handshakes are read, application data is passed over by its length, or opened where the
 * capture carries the keys.
 */

import { isRecord as standsRecord } from '../applications/tls/tls.ts'
import { ALERT, APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE, KEY_UPDATE } from '../applications/tls/types.ts'
import type { Sight } from '../facts/sight.ts'
import type { TlsFacts } from '../facts/tls-facts.ts'
import { TLS } from '../protocols.ts'
import { type Follower, Pending } from './follower.ts'
import type { OpenedStream } from './opened-stream.ts'
import type { TlsSession } from './tls-session.ts'

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
  /** The same of messages that were opened, once there are any. */
  opened: Pending | undefined
  encrypted = false
  /** What comes is no TLS record: only counted. */
  broken = false
}

/** What a connection whose keys may be in the capture has besides. */
export interface Opening {
  readonly session: TlsSession
  /** Makes whoever takes what was said: of most connections nothing is ever opened. */
  readonly newStream: () => OpenedStream
}

export class TlsFollower implements Follower {
  readonly #sides = [new Side(), new Side()] as const
  readonly #facts: TlsFacts
  readonly #sight: Sight
  readonly #opening: Opening | undefined
  #stream: OpenedStream | undefined

  constructor(facts: TlsFacts, sight: Sight, opening?: Opening) {
    this.#facts = facts
    this.#sight = sight
    this.#opening = opening
  }

  data(direction: number, view: DataView, bytes: Uint8Array, start: number, end: number): number {
    const side = this.#sides[direction as 0 | 1]
    if (side.pending.length === 0) {
      // A record begins here, or one that was passed over ends: either way this frame holds TLS.
      this.#sight.count(TLS)
      return this.#read(side, direction, view, bytes, start, end)
    }
    return this.#complete(side, direction, view, bytes, start, end)
  }

  /** Goes on with a record that an earlier segment began: its header was cut, or it is a handshake to be read whole. */
  #complete(side: Side, direction: number, view: DataView, bytes: Uint8Array, start: number, end: number): number {
    const { pending } = side
    let at = pending.take(bytes, start, end, HEADER_BYTES)
    if (pending.length < HEADER_BYTES) return 0
    const length = pending.view.getUint16(3)
    if (!isRecord(pending.view, 0) || !this.#isKept(direction, pending.view, 0)) {
      side.broken = !isRecord(pending.view, 0)
      pending.clear()
      if (at + length > end) return side.broken ? 0 : at + length - end
      at += length
    } else {
      at = pending.take(bytes, at, end, HEADER_BYTES + length)
      if (pending.length < HEADER_BYTES + length) return 0
      this.#sight.count(TLS)
      this.#record(side, direction, pending.view, pending.bytes, HEADER_BYTES, HEADER_BYTES + length)
      pending.clear()
    }
    this.#sight.count(TLS)
    return this.#read(side, direction, view, bytes, at, end)
  }

  #read(side: Side, direction: number, view: DataView, bytes: Uint8Array, start: number, end: number): number {
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
        if (!this.#isKept(direction, view, at)) return next - end
        side.pending.append(bytes, at, end, HEADER_BYTES + LONGEST_RECORD)
        return 0
      }
      this.#record(side, direction, view, bytes, at + HEADER_BYTES, next)
      at = next
    }
    return 0
  }

  #record(side: Side, direction: number, view: DataView, bytes: Uint8Array, start: number, end: number): void {
    const type = view.getUint8(start - HEADER_BYTES)
    if (
      this.#opening?.session.protects(direction, type) &&
      this.#open(this.#opening, side, direction, view, start, end)
    )
      return
    if (type === CHANGE_CIPHER_SPEC) {
      side.encrypted = true
      this.#opening?.session.changeCipher(direction)
    } else if (type === ALERT && end - start === 2) this.#facts.alert(view.getUint8(start), view.getUint8(start + 1))
    else if (type === HANDSHAKE && (!side.encrypted || isPlainHello(view, start, end)))
      this.#handshake(side.handshake, direction, view, bytes, start, end, false)
  }

  /** True when the record has been read. */
  #open(
    { session, newStream }: Opening,
    side: Side,
    direction: number,
    view: DataView,
    start: number,
    end: number,
  ): boolean {
    const content = session.open(direction, view, start - HEADER_BYTES, end)
    if (!content) {
      side.opened?.clear()
      this.#stream?.gap(direction, end - start)
      return false
    }
    if (session.type === APPLICATION_DATA) {
      this.#stream ??= newStream()
      this.#stream.data(direction, content)
    } else {
      const inside = new DataView(content.buffer, content.byteOffset, content.byteLength)
      side.opened ??= new Pending()
      if (session.type === HANDSHAKE) this.#handshake(side.opened, direction, inside, content, 0, content.length, true)
      else if (session.type === ALERT && content.length === 2)
        this.#facts.alert(content[0] as number, content[1] as number)
      else if (session.type === CHANGE_CIPHER_SPEC) session.changeCipher(direction)
    }
    return true
  }

  #handshake(
    begun: Pending,
    direction: number,
    view: DataView,
    bytes: Uint8Array,
    start: number,
    end: number,
    isOpened: boolean,
  ): void {
    if (begun.length === 0) {
      const left = this.#messages(direction, view, start, end, isOpened)
      if (left < end) begun.append(bytes, left, end, LONGEST_HANDSHAKE)
    } else if (begun.append(bytes, start, end, LONGEST_HANDSHAKE))
      begun.drop(this.#messages(direction, begun.view, 0, begun.length, isOpened))
  }

  /** Every whole handshake message; answers where the first unfinished one begins. */
  #messages(direction: number, view: DataView, start: number, end: number, isOpened: boolean): number {
    const session = this.#opening?.session
    let at = start
    while (at + 4 <= end) {
      const next = at + 4 + (view.getUint32(at) & 0xffffff)
      if (next > end) return at
      const type = view.getUint8(at)
      this.#facts.handshake(type, view, at + 4, next, 't')
      session?.handshake(direction, type, view, at + 4, next, isOpened)
      // No message may follow it in its record (RFC 8446 §5.1).
      if (type === KEY_UPDATE && isOpened && next === end) session?.keyUpdate(direction)
      at = next
    }
    return at
  }

  /** Whether a record that is not all here is kept until it is: it is read whole, or opened. Another has its number. */
  #isKept(direction: number, view: DataView, at: number): boolean {
    const session = this.#opening?.session
    const type = view.getUint8(at)
    if (isRead(type, view.getUint16(at + 3))) return true
    if (session?.wants(direction, type) && view.getUint16(at + 3) <= LONGEST_RECORD) return true
    session?.pass(direction, type)
    return false
  }

  gap(direction: number, length: number): void {
    const side = this.#sides[direction as 0 | 1]
    side.pending.clear()
    side.handshake.clear()
    side.broken = false
    if (!this.#opening) return
    side.opened?.clear()
    this.#opening.session.gap(direction)
    this.#stream?.gap(direction, length)
  }

  close(direction: number): void {
    this.#stream?.close(direction)
  }

  end(): void {
    for (const { pending, handshake, opened } of this.#sides)
      for (const one of [pending, handshake, opened]) one?.clear()
    this.#stream?.end()
  }
}

function isRecord(view: DataView, at: number): boolean {
  const type = view.getUint8(at)
  return type >= CHANGE_CIPHER_SPEC && type <= HEARTBEAT && view.getUint8(at + 1) === 3
}

/** A record that is read whole: a handshake, or an alert or change of ciphers in the clear. The others are passed over. */
function isRead(type: number, length: number): boolean {
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
