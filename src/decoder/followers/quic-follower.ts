/** The beginning of QUIC connections (RFC 9001 §5): Initials are opened until both hellos have been read. */
import { CryptoStream } from '../applications/quic/crypto-stream.ts'
import { type OpenedInitial, openInitial } from '../applications/quic/initial.ts'
import type { Sight } from '../facts/sight.ts'
import type { TlsFacts } from '../facts/tls-facts.ts'
import { TLS } from '../protocols.ts'

/** Connections whose hellos are awaited at a time; the oldest is given up for a new one. */
const MOST_OPEN = 4_096
/** Datagrams of one side that are opened: hellos fit into the first few. */
const MOST_OPENED = 6

interface Opening {
  clientDcid: Uint8Array | undefined
  readonly sides: readonly [OpeningSide, OpeningSide]
}
interface OpeningSide {
  readonly stream: CryptoStream
  opened: number
  /** Bytes of the stream whose messages have been read. */
  read: number
  done: boolean
}

export class QuicFollower {
  readonly #openings = new Map<number, Opening | null>()
  readonly #facts: TlsFacts
  readonly #sight: Sight

  constructor(facts: TlsFacts, sight: Sight) {
    this.#facts = facts
    this.#sight = sight
  }

  /** One datagram of flow `flow`. */
  datagram(flow: number, view: DataView, start: number, end: number): void {
    // Only long headers of type Initial carry hellos (RFC 9000 §17.2); 1-RTT packets are most of a connection.
    if ((view.getUint8(start) & 0x80) === 0) return
    const known = this.#openings.get(flow)
    const opened = openInitial(view, start, end, known?.clientDcid, 'hello')
    if (!opened) return
    const opening = this.#openingOf(flow, known, opened)
    if (!opening) return
    const side = opening.sides[opened.fromClient ? 0 : 1]
    if (opened.fromClient) opening.clientDcid ??= opened.dcid.slice()
    // After a Retry the client says its hello again, to another ID (RFC 9000 §17.2.5).
    const isAnew = opened.fromClient && !isSame(opening.clientDcid ?? opened.dcid, opened.dcid)
    if (opened.crypto.length > 0 && (isAnew || saysMore(side, opened.crypto))) this.#sight.count(TLS)
    side.opened++
    if (!this.#readWhole(side, opened.crypto)) {
      for (const piece of opened.crypto) side.stream.add(piece)
      this.#readMessages(side)
    }
    if (side.opened >= MOST_OPENED) side.done = true
    if (opening.sides[0].done && opening.sides[1].done) this.#openings.set(flow, null)
  }

  /** The opening this Initial belongs to: one under way, or another connection that begins between the same ports. */
  #openingOf(
    flow: number,
    known: Opening | null | undefined,
    { fromClient, packetNumber, crypto, dcid }: OpenedInitial,
  ): Opening | undefined {
    const begins = fromClient && packetNumber === 0 && crypto[0]?.offset === 0
    if (known && !(begins && known.sides[0].done && known.clientDcid && !isSame(known.clientDcid, dcid))) return known
    if (known === null && !begins) return undefined
    const opening: Opening = { clientDcid: undefined, sides: [newSide(), newSide()] }
    this.#remember(flow, opening)
    return opening
  }

  #remember(flow: number, opening: Opening): void {
    if (this.#openings.size >= MOST_OPEN) {
      const [oldest] = this.#openings.keys()
      if (oldest !== undefined) this.#openings.delete(oldest)
    }
    this.#openings.set(flow, opening)
  }

  /** Most hellos come in one piece: they are read where they lie. */
  #readWhole(side: OpeningSide, [first, ...others]: OpenedInitial['crypto']): boolean {
    if (first?.offset !== 0 || others.length > 0 || side.read > 0 || side.stream.contiguous.length > 0) return false
    const { bytes } = first
    if (bytes.length < 4) return false
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (4 + (view.getUint32(0) & 0xffffff) !== bytes.length) return false
    this.#facts.handshake(view.getUint8(0), view, 4, bytes.length, 'q')
    side.read = bytes.length
    side.done = true
    return true
  }

  #readMessages(side: OpeningSide): void {
    const bytes = side.stream.contiguous
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    while (side.read + 4 <= bytes.length) {
      const end = side.read + 4 + (view.getUint32(side.read) & 0xffffff)
      if (end > bytes.length) return
      this.#facts.handshake(view.getUint8(side.read), view, side.read + 4, end, 'q')
      side.read = end
      side.done = true
    }
  }
}

/** A handshake that is sent again says nothing, as a segment of TCP that is. */
function saysMore({ read, stream }: OpeningSide, crypto: OpenedInitial['crypto']): boolean {
  const known = Math.max(read, stream.contiguous.length)
  return crypto.some(({ offset, bytes }) => offset + bytes.length > known)
}

function newSide(): OpeningSide {
  return { stream: new CryptoStream(), opened: 0, read: 0, done: false }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
