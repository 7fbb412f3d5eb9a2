/** One QUIC connection whose keys the capture may carry: opens its packets behind the Initials, and puts its streams together. */
import { walkFrames } from '../applications/quic/frame-walk.ts'
import { readLongHeader } from '../applications/quic/header.ts'
import { PacketProtection } from '../applications/quic/packet-protection.ts'
import { encryptedAlpn } from '../applications/tls/extensions.ts'
import { parseServerHello } from '../applications/tls/server-hello.ts'
import { type Suite, suiteOf } from '../applications/tls/suites.ts'
import { CLIENT_HELLO, ENCRYPTED_EXTENSIONS, SERVER_HELLO } from '../applications/tls/types.ts'
import type { KeyLog, SecretLabel } from '../files/key-log.ts'
import { OpenStream, type OpenStreams } from './open-streams.ts'

const HANDSHAKE_PACKET = 2
const MOST_COALESCED = 16
/** So many packets in a row that nothing opens are tried. */
const MOST_FAILURES = 64
/** Of each connection that have begun and not ended; the oldest makes room. */
const MOST_STREAMS = 64
/** Ended ones that are remembered: what is sent again says nothing. */
const MOST_ENDED = 256

export interface QuicReader {
  /** A handshake message behind the hellos. */
  handshake(type: number, view: DataView, start: number, end: number): void
  /** A packet with handshake bytes has been opened. */
  crypto(): void
  /** Whether anybody reads streams of this protocol: others are not kept. */
  wants(alpn: string): boolean
  /** All that one side has said on a stream. */
  stream(bytes: Uint8Array): void
}

class Side {
  handshake: PacketProtection | undefined
  application: PacketProtection | undefined
  /** Handshake messages; `undefined` when they had to make room. */
  crypto: OpenStream | undefined = new OpenStream(() => {
    this.crypto = undefined
  })
  read = 0
  readonly streams = new Map<number, OpenStream>()
  readonly ended = new Set<number>()
  looked = 0
  failures = 0
}

export class QuicSession {
  readonly #keys: KeyLog
  readonly #reader: QuicReader
  readonly #streams: OpenStreams
  readonly #sides = { client: new Side(), server: new Side() } as const
  /** Lengths of the connection IDs that each side has chosen for itself. */
  readonly #idBytes = { client: 0, server: 0 }
  #version = 0
  #clientRandom: Uint8Array | undefined
  #suite: Suite | undefined
  #alpn: string | undefined
  #opened = false

  /** `streams` is shared by all connections. */
  constructor(keys: KeyLog, reader: QuicReader, streams: OpenStreams) {
    this.#keys = keys
    this.#reader = reader
    this.#streams = streams
  }

  /** What an Initial told. */
  initial(fromClient: boolean, version: number, scidBytes: number): void {
    this.#version = version
    this.#idBytes[fromClient ? 'client' : 'server'] = scidBytes
  }

  /** One of the hellos: `start`…`end` is its body. True when another one of each side follows (RFC 8446 §4.1.4). */
  hello(type: number, view: DataView, start: number, end: number): boolean {
    if (type === CLIENT_HELLO && start + 34 <= end)
      this.#clientRandom = new Uint8Array(view.buffer, view.byteOffset + start + 2, 32).slice()
    else if (type === SERVER_HELLO) {
      const hello = parseServerHello(view, start, end)
      if (hello?.helloRetry) return true
      if (hello) this.#suite = suiteOf(hello.cipher)
    }
    return false
  }

  datagram(fromClient: boolean, view: DataView, start: number, end: number): void {
    const suite = this.#suite
    if (!suite || suite.cipher === 'aes-cbc') return
    const side = this.#sides[fromClient ? 'client' : 'server']
    this.#look(side, fromClient, suite)
    if (side.failures >= MOST_FAILURES || !(side.handshake || side.application)) return
    for (let at = start, n = 0; at < end && n < MOST_COALESCED; n++) {
      const bytes = new Uint8Array(view.buffer, view.byteOffset + at, end - at)
      if (((bytes[0] as number) & 0x80) === 0) {
        const numberAt = 1 + this.#idBytes[fromClient ? 'server' : 'client']
        this.#packet(side, side.application, bytes, numberAt)
        return
      }
      const header = readLongHeader(view, at, end)
      if (!header || header.lengthAt === 0 || header.end <= at) return
      if (header.type === HANDSHAKE_PACKET && header.whole)
        this.#packet(side, side.handshake, bytes.subarray(0, header.end - at), header.payload - at)
      at = header.end
    }
  }

  #look(side: Side, fromClient: boolean, suite: Suite): void {
    if (side.looked === this.#keys.version || !this.#clientRandom) return
    side.looked = this.#keys.version
    const secrets = this.#keys.find(this.#clientRandom)
    const protection = (label: SecretLabel) => {
      const secret = secrets?.get(label, suite.hash.outputLen)
      return secret && new PacketProtection(suite, secret, this.#version)
    }
    side.handshake ??= protection(fromClient ? 'CLIENT_HANDSHAKE_TRAFFIC_SECRET' : 'SERVER_HANDSHAKE_TRAFFIC_SECRET')
    side.application ??= protection(fromClient ? 'CLIENT_TRAFFIC_SECRET_0' : 'SERVER_TRAFFIC_SECRET_0')
  }

  #packet(side: Side, protection: PacketProtection | undefined, bytes: Uint8Array, numberAt: number): void {
    const payload = protection?.open(bytes, numberAt)
    if (!payload) {
      side.failures++
      return
    }
    side.failures = 0
    if (!this.#opened) this.#keys.opened++
    this.#opened = true
    let holdsCrypto = false
    walkFrames(payload, {
      crypto: (offset, piece) => {
        holdsCrypto = true
        // Behind the handshake come tickets alone, in a sequence of bytes of their own.
        if (protection === side.handshake && side.crypto) this.#streams.add(side.crypto, { offset, bytes: piece })
      },
      stream: (id, offset, piece, isLast) => this.#stream(side, id, offset, piece, isLast),
    })
    if (!holdsCrypto) return
    this.#reader.crypto()
    this.#messages(side)
  }

  #messages(side: Side): void {
    if (!side.crypto) return
    const bytes = side.crypto.bytes.contiguous
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    while (side.read + 4 <= bytes.length) {
      const start = side.read + 4
      const end = start + (view.getUint32(side.read) & 0xffffff)
      if (end > bytes.length) return
      const type = view.getUint8(side.read)
      if (type === ENCRYPTED_EXTENSIONS) this.#alpn = encryptedAlpn(view, start, end)
      this.#reader.handshake(type, view, start, end)
      side.read = end
    }
  }

  #stream(side: Side, id: number, offset: number, piece: Uint8Array, isLast: boolean): void {
    if (this.#alpn === undefined || !this.#reader.wants(this.#alpn) || side.ended.has(id)) return
    let stream = side.streams.get(id)
    if (!stream) {
      if (side.streams.size >= MOST_STREAMS) {
        const [oldest] = side.streams.keys()
        if (oldest !== undefined) this.#drop(side, oldest)
      }
      stream = new OpenStream(() => side.streams.delete(id))
      side.streams.set(id, stream)
    }
    this.#streams.add(stream, { offset, bytes: piece })
    if (isLast) stream.length = offset + piece.length
    const { contiguous } = stream.bytes
    if (stream.length === undefined || contiguous.length < stream.length) return
    this.#drop(side, id)
    if (side.ended.size >= MOST_ENDED) side.ended.clear()
    side.ended.add(id)
    this.#reader.stream(contiguous)
  }

  #drop(side: Side, id: number): void {
    const stream = side.streams.get(id)
    if (stream) this.#streams.end(stream)
    side.streams.delete(id)
  }

  /** The connection is not seen any further. */
  end(): void {
    for (const side of [this.#sides.client, this.#sides.server]) {
      for (const id of side.streams.keys()) this.#drop(side, id)
      if (side.crypto) this.#streams.end(side.crypto)
    }
  }
}
