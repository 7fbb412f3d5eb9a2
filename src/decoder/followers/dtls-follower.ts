/** Handshakes of DTLS: messages are read whole, and put together from their fragments first (RFC 6347 §4.2.3). */
import { type HandshakePart, readHandshakes } from '../applications/dtls/handshakes.ts'
import type { TlsFacts } from '../facts/tls-facts.ts'

/** Hellos and chains of certificates are shorter. */
const LONGEST_MESSAGE = 65_536
/** Of messages that lack fragments, all flows together; the oldest are given up for new ones. */
const MOST_HELD_BYTES = 8 * 1024 * 1024
/** Pieces of one message with others missing between them. */
const MOST_RANGES = 64
const SEQUENCES = 65_536

/** A message of which fragments have come, in any order and again. */
class Message {
  readonly type: number
  readonly bytes: Uint8Array<ArrayBuffer>
  /** What is there: from, to, from, to, … in order, none touching the next. */
  #ranges: number[] = []

  constructor({ type, length }: HandshakePart) {
    this.type = type
    this.bytes = new Uint8Array(length)
  }
  get isWhole(): boolean {
    return this.#ranges[0] === 0 && this.#ranges[1] === this.bytes.length
  }

  add(fragment: Uint8Array, offset: number): void {
    let from = offset
    let to = offset + fragment.length
    const others: number[] = []
    for (let n = 0; n < this.#ranges.length; n += 2) {
      const begins = this.#ranges[n] as number
      const ends = this.#ranges[n + 1] as number
      if (ends < from || begins > to) others.push(begins, ends)
      else {
        from = Math.min(from, begins)
        to = Math.max(to, ends)
      }
    }
    if (others.length >= MOST_RANGES * 2) return
    this.bytes.set(fragment, offset)
    const after = others.findIndex((place, n) => n % 2 === 0 && place > from)
    this.#ranges = others.toSpliced(after < 0 ? others.length : after, 0, from, to)
  }
}

export class DtlsFollower {
  readonly #facts: TlsFacts
  /** By flow, direction and number of the message. */
  readonly #messages = new Map<number, Message>()
  #heldBytes = 0

  constructor(facts: TlsFacts) {
    this.#facts = facts
  }

  datagram(flow: number, direction: number, view: DataView, start: number, end: number): void {
    readHandshakes(view, start, end, (part) => {
      if (part.end - part.start === part.length) {
        this.#facts.handshake(part.type, view, part.start, part.end, 'd')
      } else if (part.end > part.start && part.length <= LONGEST_MESSAGE) {
        this.#fragment((flow * 2 + direction) * SEQUENCES + part.sequence, part, view)
      }
    })
  }

  #fragment(key: number, part: HandshakePart, view: DataView): void {
    let message = this.#messages.get(key)
    // Ports are used again, and a handshake begins with number 0 each time.
    if (message && (message.type !== part.type || message.bytes.length !== part.length)) {
      this.#forget(key, message)
      message = undefined
    }
    message ??= this.#hold(key, part)
    message.add(new Uint8Array(view.buffer, view.byteOffset + part.start, part.end - part.start), part.offset)
    if (!message.isWhole) return
    this.#forget(key, message)
    this.#facts.handshake(message.type, new DataView(message.bytes.buffer), 0, message.bytes.length, 'd')
  }

  #hold(key: number, part: HandshakePart): Message {
    for (const [oldest, message] of this.#messages) {
      if (this.#heldBytes + part.length <= MOST_HELD_BYTES) break
      this.#forget(oldest, message)
    }
    const message = new Message(part)
    this.#messages.set(key, message)
    this.#heldBytes += part.length
    return message
  }
  #forget(key: number, message: Message): void {
    this.#messages.delete(key)
    this.#heldBytes -= message.bytes.length
  }
}
