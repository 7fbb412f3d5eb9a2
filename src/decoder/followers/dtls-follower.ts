/** Handshakes of DTLS: messages are read whole, and put together from their fragments first (RFC 6347 §4.2.3). */
import { type HandshakePart, readHandshakes } from '../applications/dtls/handshakes.ts'
import type { TlsFacts } from '../facts/tls-facts.ts'

/** Hellos and chains of certificates are shorter. */
const LONGEST_MESSAGE = 65_536
/** Of messages that lack fragments, all flows together; the oldest are given up for new ones. */
const MOST_HELD_BYTES = 8 * 1024 * 1024
const MOST_HELD = 1_000
/** Pieces of one message with others missing between them; and of all that is kept of one: datagrams hold 1 kB and more of it. */
const MOST_RANGES = 64
const MOST_FRAGMENTS = 512
/** What a fragment takes beside its bytes. */
const FRAGMENT_BYTES = 200
const SEQUENCES = 65_536

/** A message of which fragments have come, in any order and again. Holds what came, not what was announced. */
class Message {
  readonly type: number
  readonly length: number
  heldBytes = 0
  #fragments: { readonly offset: number; readonly bytes: Uint8Array }[] = []
  /** What is there: from, to, from, to, … in order, none touching the next. */
  #ranges: number[] = []

  constructor({ type, length }: HandshakePart) {
    this.type = type
    this.length = length
  }
  get isWhole(): boolean {
    return this.#ranges[0] === 0 && this.#ranges[1] === this.length
  }

  /** `fragment` is copied, unless all of it is there. */
  add(fragment: Uint8Array, offset: number): void {
    let from = offset
    let to = offset + fragment.length
    const others: number[] = []
    for (let n = 0; n < this.#ranges.length; n += 2) {
      const begins = this.#ranges[n] as number
      const ends = this.#ranges[n + 1] as number
      if (begins <= from && to <= ends) return
      if (ends < from || begins > to) others.push(begins, ends)
      else {
        from = Math.min(from, begins)
        to = Math.max(to, ends)
      }
    }
    if (others.length >= MOST_RANGES * 2 || this.#fragments.length >= MOST_FRAGMENTS) return
    this.#fragments.push({ offset, bytes: fragment.slice() })
    this.heldBytes += fragment.length + FRAGMENT_BYTES
    const after = others.findIndex((place, n) => n % 2 === 0 && place > from)
    this.#ranges = others.toSpliced(after < 0 ? others.length : after, 0, from, to)
  }

  putTogether(): DataView {
    const bytes = new Uint8Array(this.length)
    for (const fragment of this.#fragments) bytes.set(fragment.bytes, fragment.offset)
    return new DataView(bytes.buffer)
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

  /** Messages that lack fragments. */
  get heldMessages(): number {
    return this.#messages.size
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
    if (message && (message.type !== part.type || message.length !== part.length)) {
      this.#forget(key, message)
      message = undefined
    }
    if (!message) {
      message = new Message(part)
      this.#messages.set(key, message)
    }
    const before = message.heldBytes
    message.add(new Uint8Array(view.buffer, view.byteOffset + part.start, part.end - part.start), part.offset)
    this.#heldBytes += message.heldBytes - before
    if (message.isWhole) {
      this.#forget(key, message)
      this.#facts.handshake(message.type, message.putTogether(), 0, message.length, 'd')
    } else this.#makeRoom()
  }

  #makeRoom(): void {
    if (this.#heldBytes <= MOST_HELD_BYTES && this.#messages.size <= MOST_HELD) return
    for (const [oldest, message] of this.#messages) {
      this.#forget(oldest, message)
      if (this.#heldBytes <= MOST_HELD_BYTES && this.#messages.size <= MOST_HELD) return
    }
  }
  #forget(key: number, message: Message): void {
    this.#messages.delete(key)
    this.#heldBytes -= message.heldBytes
  }
}
