/**
 * The beginning of QUIC connections (RFC 9001 §5): Initials are opened until both hellos have been read. What follows is opened where
 * the capture carries the keys.
 */
import { CryptoStream } from '../applications/quic/crypto-stream.ts'
import { type OpenedInitial, openInitial } from '../applications/quic/initial.ts'
import type { Sight } from '../facts/sight.ts'
import type { TlsFacts } from '../facts/tls-facts.ts'
import type { KeyLog } from '../files/key-log.ts'
import { TLS } from '../protocols.ts'
import { OpenStreams } from './open-streams.ts'
import { type QuicReader, QuicSession } from './quic-session.ts'

/** Connections whose hellos are awaited at a time; the oldest is given up for a new one. */
const MOST_OPEN = 4_096
/** Datagrams of one side that are opened: hellos fit into the first few. */
const MOST_OPENED = 6

interface Opening {
  clientDcid: Uint8Array | undefined
  readonly sides: readonly [OpeningSide, OpeningSide]
  readonly session: QuicSession | undefined
}
interface OpeningSide {
  readonly stream: CryptoStream
  opened: number
  /** Bytes of the stream whose messages have been read. */
  read: number
  done: boolean
}

/** Who reads what was said inside. */
export type StreamReader = Pick<QuicReader, 'wants' | 'stream'>

export class QuicFollower {
  readonly #openings = new Map<number, Opening | null>()
  readonly #facts: TlsFacts
  readonly #sight: Sight
  readonly #keys: KeyLog
  readonly #streams: StreamReader
  readonly #open = new OpenStreams()
  /** By flow: connections whose keys the capture may carry, and which direction of the flow their client sends in. */
  readonly #sessions = new Map<number, { readonly session: QuicSession; readonly client: number }>()

  constructor(facts: TlsFacts, sight: Sight, keys: KeyLog, streams: StreamReader) {
    this.#facts = facts
    this.#sight = sight
    this.#keys = keys
    this.#streams = streams
  }

  /** One datagram of flow `flow`. */
  datagram(flow: number, direction: number, view: DataView, start: number, end: number): void {
    this.#initial(flow, direction, view, start, end)
    if (this.#keys.version === 0) return
    const known = this.#sessions.get(flow)
    known?.session.datagram(direction === known.client, view, start, end)
  }

  #initial(flow: number, direction: number, view: DataView, start: number, end: number): void {
    // Only long headers of type Initial carry hellos (RFC 9000 §17.2); 1-RTT packets are most of a connection.
    if ((view.getUint8(start) & 0x80) === 0) return
    const known = this.#openings.get(flow)
    const opened = openInitial(view, start, end, known?.clientDcid, 'hello')
    if (!opened) return
    const opening = this.#openingOf(flow, known, opened)
    if (!opening) return
    const side = opening.sides[opened.fromClient ? 0 : 1]
    if (opening.session) {
      opening.session.initial(opened.fromClient, opened.version, opened.scid.length)
      const before = this.#sessions.get(flow)?.session
      if (before !== opening.session) before?.end()
      this.#sessions.set(flow, { session: opening.session, client: opened.fromClient ? direction : 1 - direction })
    }
    if (opened.fromClient) opening.clientDcid ??= opened.dcid.slice()
    // After a Retry the client says its hello again, to another ID (RFC 9000 §17.2.5).
    const isAnew = opened.fromClient && !isSame(opening.clientDcid ?? opened.dcid, opened.dcid)
    // The keys of both sides then come from that ID (RFC 9001 §5.2).
    if (isAnew && opening.sides[1].opened === 0) opening.clientDcid = opened.dcid.slice()
    if (opened.crypto.length > 0 && (isAnew || saysMore(side, opened.crypto))) this.#sight.count(TLS)
    side.opened++
    if (!this.#readWhole(opening, side, opened.crypto)) {
      for (const piece of opened.crypto) side.stream.add(piece)
      this.#readMessages(opening, side)
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
    const session = this.#keys.version > 0 ? new QuicSession(this.#keys, this.#readerOf(), this.#open) : undefined
    const opening: Opening = { clientDcid: undefined, sides: [newSide(), newSide()], session }
    this.#remember(flow, opening)
    return opening
  }

  #remember(flow: number, opening: Opening): void {
    if (this.#openings.size >= MOST_OPEN) {
      const [oldest] = this.#openings.keys()
      if (oldest !== undefined) {
        this.#openings.delete(oldest)
        this.#sessions.get(oldest)?.session.end()
        this.#sessions.delete(oldest)
      }
    }
    this.#openings.set(flow, opening)
  }

  #readerOf(): QuicReader {
    const sight = this.#sight
    return {
      handshake: (type, view, start, end) => this.#facts.handshake(type, view, start, end, 'q'),
      crypto: () => sight.count(TLS),
      wants: (alpn) => this.#streams.wants(alpn),
      stream: (bytes) => {
        const before = sight.isOpened
        sight.isOpened = true
        this.#streams.stream(bytes)
        sight.isOpened = before
      },
    }
  }

  #message({ session, sides }: Opening, type: number, view: DataView, start: number, end: number): void {
    this.#facts.handshake(type, view, start, end, 'q')
    if (session?.hello(type, view, start, end)) for (const side of sides) side.done = false
  }

  /** Most hellos come in one piece: they are read where they lie. */
  #readWhole(opening: Opening, side: OpeningSide, [first, ...others]: OpenedInitial['crypto']): boolean {
    if (first?.offset !== 0 || others.length > 0 || side.read > 0 || side.stream.contiguous.length > 0) return false
    // What follows a hello that asks for another is put behind it.
    if (opening.session && this.#keys.version > 0) return false
    const { bytes } = first
    if (bytes.length < 4) return false
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (4 + (view.getUint32(0) & 0xffffff) !== bytes.length) return false
    this.#message(opening, view.getUint8(0), view, 4, bytes.length)
    side.read = bytes.length
    side.done = true
    return true
  }

  #readMessages(opening: Opening, side: OpeningSide): void {
    const bytes = side.stream.contiguous
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    while (side.read + 4 <= bytes.length) {
      const end = side.read + 4 + (view.getUint32(side.read) & 0xffffff)
      if (end > bytes.length) return
      side.done = true
      this.#message(opening, view.getUint8(side.read), view, side.read + 4, end)
      side.read = end
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
