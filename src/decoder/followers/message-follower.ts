/** Any application over TCP whose messages say their length, or are segments: counted when whole, and shown to whoever asks. */
import type { Sight } from '../facts/sight.ts'
import { type Application, NEED_MORE } from '../fields.ts'
import { protocolId } from '../protocols.ts'
import { type Follower, NO_MORE, Pending } from './follower.ts'

/** Longer messages are counted by their length without being read. */
const LONGEST_MESSAGE = 64 * 1024

export interface MessageReader {
  /** One whole message, or as much of it as is kept. */
  message(direction: number, view: DataView, bytes: Uint8Array, start: number, end: number): void
}

export class MessageFollower implements Follower {
  readonly #pending = [new Pending(), new Pending()] as const
  readonly #application: Application
  readonly #protocol: number
  readonly #sight: Sight
  readonly #reader: MessageReader
  readonly #takeOver: () => Follower
  #passing = [false, false]
  /** Reads the connection since it became TLS (STARTTLS, SSLRequest and the like). */
  #encrypted: Follower | undefined

  /** `takeOver` makes the follower of a connection that becomes TLS in its midst. */
  constructor(
    application: Application,
    protocol: number,
    sight: Sight,
    reader: MessageReader,
    takeOver: () => Follower,
  ) {
    this.#application = application
    this.#protocol = protocol
    this.#sight = sight
    this.#reader = reader
    this.#takeOver = takeOver
  }

  data(direction: number, view: DataView, bytes: Uint8Array, start: number, end: number): number {
    if (this.#encrypted) return this.#encrypted.data(direction, view, bytes, start, end)
    if (this.#passing[direction]) {
      this.#passing[direction] = false
      this.#sight.count(this.#protocol)
    }
    if (start >= end) return 0
    const pending = this.#pending[direction as 0 | 1]
    if (pending.length === 0) {
      const begins = beginsTls(view, start, end)
      if (begins === undefined) {
        pending.append(bytes, start, end, 2 * LONGEST_MESSAGE)
        return 0
      }
      return begins ? this.#encrypt(direction, view, bytes, start, end) : this.#read(direction, view, bytes, start, end)
    }
    if (!pending.append(bytes, start, end, 2 * LONGEST_MESSAGE)) return 0
    const { view: kept, bytes: held, length } = pending
    const begins = beginsTls(kept, 0, length)
    if (begins === undefined) return 0
    pending.length = 0
    if (begins) {
      const next = this.#encrypt(direction, kept, held, 0, length)
      pending.clear()
      return next
    }
    const next = this.#read(direction, kept, held, 0, length)
    if (pending.length === 0) pending.clear()
    return next
  }

  #encrypt(direction: number, view: DataView, bytes: Uint8Array, start: number, end: number): number {
    this.#encrypted = this.#takeOver()
    return this.#encrypted.data(direction, view, bytes, start, end)
  }

  #read(direction: number, view: DataView, bytes: Uint8Array, start: number, end: number): number {
    const { measure } = this.#application
    if (!measure) {
      this.#sight.count(this.#protocol)
      this.#reader.message(direction, view, bytes, start, end)
      return 0
    }
    for (let at = start; at < end; ) {
      const length = measure(view, at, end)
      if (length < NEED_MORE) {
        // No message of it: what follows in this segment is not looked at, the next may begin anew.
        return 0
      }
      if (length === NEED_MORE || at + length > end) {
        if (length > LONGEST_MESSAGE) {
          this.#passing[direction] = true
          return Math.min(at + length - end, NO_MORE - 1)
        }
        this.#keep(direction, bytes, at, end)
        return 0
      }
      this.#countMessage(view, at, at + length)
      this.#reader.message(direction, view, bytes, at, at + length)
      at += length
    }
    return 0
  }

  #countMessage(view: DataView, start: number, end: number): void {
    const { protocolOf } = this.#application
    const name = protocolOf?.(view, start, end)
    if (!protocolOf) this.#sight.count(this.#protocol)
    else if (name !== undefined) this.#sight.count(protocolId(name))
  }

  #keep(direction: number, bytes: Uint8Array, at: number, end: number): void {
    const pending = this.#pending[direction as 0 | 1]
    // The bytes may be its own, further back: they move to the front.
    if (bytes === pending.bytes) {
      bytes.copyWithin(0, at, end)
      pending.length = end - at
    } else pending.append(bytes, at, end, 2 * LONGEST_MESSAGE)
  }

  /** Such a segment counts by itself: nothing in it is whole. */
  cut(direction: number, view: DataView, start: number, end: number): void {
    if (this.#encrypted) {
      this.#encrypted.cut?.(direction, view, start, end)
      return
    }
    this.gap(direction, 0)
    this.#countMessage(view, start, end)
  }

  gap(direction: number, length: number): void {
    this.#encrypted?.gap(direction, length)
    this.#pending[direction as 0 | 1].clear()
    this.#passing[direction] = false
  }

  close(direction: number): void {
    this.#encrypted?.close(direction)
    for (const pending of this.#pending) pending.clear()
  }
}

/**
 * A handshake record of TLS (RFC 8446 §5.1) with a hello in it: no text and no length of another protocol looks like it.
 * `undefined` while it is too short to tell.
 */
function beginsTls(view: DataView, start: number, end: number): boolean | undefined {
  if (view.getUint8(start) !== 22 || (start + 1 < end && view.getUint8(start + 1) !== 3)) return false
  if (start + 6 > end) return undefined
  const type = view.getUint8(start + 5)
  return type === 1 || type === 2
}
