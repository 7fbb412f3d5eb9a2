/**
 * One TLS connection whose keys the capture may carry: remembers what the hellos said, finds its keys, and opens records. Keys may
 * come behind the hellos, but before the first record that each protects: those behind it are numbered on from it. A record that
 * nothing opens is no reason to give up those behind it.
 */
import { encryptedAlpn, hasExtension } from '../applications/tls/extensions.ts'
import {
  type Hellos,
  nextSecret,
  type Opener,
  type Protection,
  protectionOf12,
  protectionOf13,
} from '../applications/tls/protection.ts'
import { parseServerHello } from '../applications/tls/server-hello.ts'
import { type Suite, suiteOf } from '../applications/tls/suites.ts'
import { APPLICATION_DATA, CLIENT_HELLO, ENCRYPTED_EXTENSIONS, SERVER_HELLO } from '../applications/tls/types.ts'
import type { KeyLog, SecretLabel } from '../files/key-log.ts'

const TLS_1_2 = 0x0303
const TLS_1_3 = 0x0304
const MASTER_BYTES = 48
const EXT_ENCRYPT_THEN_MAC = 22
/** So many records in a row that nothing opens are tried; of one behind bytes that were never captured, so many numbers. */
const MOST_FAILURES = 64
const MOST_SKIPPED = 16
/** Of all numbers beside those awaited: in one connection, and of all their records together (a second's work). */
const MOST_GUESSES = 256
const MOST_GUESSED_BYTES = 32 * 1024 * 1024
/** Of one side: in practice one comes every few million records. What is sent behind more of them stays closed. */
const MOST_UPDATES = 1_000

const LABELS_13: Readonly<Record<'client' | 'server', readonly SecretLabel[]>> = {
  client: ['CLIENT_HANDSHAKE_TRAFFIC_SECRET', 'CLIENT_TRAFFIC_SECRET_0'],
  server: ['SERVER_HANDSHAKE_TRAFFIC_SECRET', 'SERVER_TRAFFIC_SECRET_0'],
}

/** Keys of TLS 1.3 that are used one after the other. */
interface Epoch {
  /** Place in `LABELS_13`. */
  readonly place: number
  readonly secret: Uint8Array
  readonly protection: Protection
}

/** To open a record with one set of keys. */
interface Way {
  readonly open: Opener
  /** The number awaited. */
  readonly first: number
  /** Where these keys stand among the later ones; `undefined` when they are in use. */
  readonly place: number | undefined
}

class Side {
  /** The client's and the server's words since which this side protects what it sends (TLS 1.2). */
  hellos: (Hellos & { readonly suite: Suite | undefined }) | undefined
  protection: Protection | undefined
  sequence = 0
  /** TLS 1.3: the keys that come after those in use. */
  later: readonly Epoch[] = []
  /** Place of the first of them. */
  place = 0
  secret: Uint8Array | undefined
  /** A KeyUpdate came after the last record. */
  outdated = false
  updates = 0
  /** Version of the key log that was looked into. */
  looked = 0
  /** Version of what it says of this connection. */
  known = 0
  failures = 0
  /** Records may be missing before the next one. */
  skipped = false
}

export class TlsSession {
  alpn: string | undefined
  /** Content type of what was opened last. */
  type = 0
  readonly #keys: KeyLog
  readonly #sides = [new Side(), new Side()] as const
  #client = 0
  #clientRandom: Uint8Array | undefined
  #serverRandom: Uint8Array | undefined
  #version = 0
  #suite: Suite | undefined
  #encryptThenMac = false
  #opened = false
  #guesses = 0

  constructor(keys: KeyLog) {
    this.#keys = keys
  }

  /** A handshake message: `start`…`end` is its body. Once anything was opened, what comes in clear is no part of the handshake. */
  handshake(direction: number, type: number, view: DataView, start: number, end: number, isOpened: boolean): void {
    if (this.#opened && !isOpened) return
    if (type === CLIENT_HELLO && start + 34 <= end) {
      this.#client = direction
      this.#clientRandom = copy(view, start + 2, start + 34)
    } else if (type === SERVER_HELLO) this.#serverHello(view, start, end)
    else if (type === ENCRYPTED_EXTENSIONS) this.alpn = encryptedAlpn(view, start, end)
  }

  /** An opened record ended with a KeyUpdate: those behind it have the next keys (RFC 8446 §4.6.3), derived when one comes. */
  keyUpdate(direction: number): void {
    const side = this.#sides[direction as 0 | 1]
    if (!side.secret) return
    side.updates++
    if (side.updates > MOST_UPDATES) side.protection = undefined
    else side.outdated = true
    side.sequence = 0
  }

  #serverHello(view: DataView, start: number, end: number): void {
    const hello = parseServerHello(view, start, end)
    if (!hello || hello.helloRetry) return
    this.#serverRandom = copy(view, start + 2, start + 34)
    this.#version = hello.version
    this.#suite = suiteOf(hello.cipher)
    this.#encryptThenMac = hasExtension(view, start + 38 + view.getUint8(start + 34), end, EXT_ENCRYPT_THEN_MAC)
    if (hello.alpn !== undefined) this.alpn = hello.alpn
  }

  #update(side: Side): void {
    if (!side.outdated || !side.secret || !this.#suite) return
    side.outdated = false
    side.secret = nextSecret(this.#suite, side.secret)
    side.protection = protectionOf13(this.#suite, side.secret)
  }

  /** What this side sends from now on is protected by the keys last agreed on (TLS 1.2). */
  changeCipher(direction: number): void {
    const [clientRandom, serverRandom] = [this.#clientRandom, this.#serverRandom]
    if (this.#version !== TLS_1_2 || !clientRandom || !serverRandom) return
    const side = this.#sides[direction as 0 | 1]
    side.hellos = { clientRandom, serverRandom, encryptThenMac: this.#encryptThenMac, suite: this.#suite }
    side.protection = undefined
    side.sequence = 0
    side.looked = 0
    side.failures = 0
  }

  /** Whether a record of this outer type is protected. */
  protects(direction: number, type: number): boolean {
    if (this.#version === TLS_1_3) return type === APPLICATION_DATA
    return this.#sides[direction as 0 | 1].hellos !== undefined
  }

  /** Whether there are keys to try on what this side sends. */
  wants(direction: number, type: number): boolean {
    if (!this.protects(direction, type)) return false
    const side = this.#sides[direction as 0 | 1]
    this.#look(side, direction)
    return side.failures < MOST_FAILURES && (side.protection !== undefined || side.later.length > 0)
  }

  #look(side: Side, direction: number): void {
    if (side.looked === this.#keys.version) return
    side.looked = this.#keys.version
    const fromClient = direction === this.#client
    if (this.#version === TLS_1_3) this.#look13(side, fromClient)
    else if (side.hellos?.suite && !side.protection) {
      const master = this.#keys.find(side.hellos.clientRandom)?.get('CLIENT_RANDOM', MASTER_BYTES)
      if (master) side.protection = protectionOf12(side.hellos.suite, master, side.hellos, fromClient)
    }
  }

  #look13(side: Side, fromClient: boolean): void {
    const suite = this.#suite
    const secrets = this.#clientRandom && this.#keys.find(this.#clientRandom)
    if (!secrets || !suite || side.known === secrets.version) return
    side.known = secrets.version
    side.later = LABELS_13[fromClient ? 'client' : 'server'].flatMap((label, place) => {
      const secret = place < side.place ? undefined : secrets.get(label, suite.hash.outputLen)
      return secret ? [{ place, secret, protection: protectionOf13(suite, secret) }] : []
    })
  }

  /** A protected record goes by unread: it has its number all the same. */
  pass(direction: number, type: number): void {
    if (this.protects(direction, type)) this.#sides[direction as 0 | 1].sequence++
  }

  /** The content of a protected record (`start` is its header), and `type` with it; `undefined` when no key opens it. */
  open(direction: number, view: DataView, start: number, end: number): Uint8Array | undefined {
    const record = new Uint8Array(view.buffer, view.byteOffset + start, end - start)
    const type = record[0] as number
    if (!this.wants(direction, type)) {
      this.pass(direction, type)
      return undefined
    }
    const side = this.#sides[direction as 0 | 1]
    this.#update(side)
    const opened = this.#try(side, record)
    if (!opened) {
      side.sequence++
      side.failures++
      return undefined
    }
    side.failures = 0
    if (!this.#opened) {
      this.#opened = true
      this.#keys.opened++
    }
    this.type = type
    return this.#version === TLS_1_3 ? this.#innerOf(opened) : opened
  }

  /** With the number awaited; where records may be missing before this one, with the one it tells, and with those behind. */
  #try(side: Side, record: Uint8Array): Uint8Array | undefined {
    const ways = waysOf(side, record)
    const most = side.skipped ? MOST_SKIPPED : 0
    const told = side.skipped ? (side.protection?.numberOf?.(record) ?? 0) : 0
    side.skipped = false
    if (told > side.sequence && told <= Number.MAX_SAFE_INTEGER) {
      const opened = this.#guess(side, record, ways[0], told)
      if (opened) return opened
    }
    for (let ahead = 0; ahead <= most; ahead++) {
      for (const way of ways) {
        const number = way.first + ahead
        const opened = ahead === 0 ? take(side, way, number) : this.#guess(side, record, way, number)
        if (opened) return opened
      }
    }
    return undefined
  }

  /** A record of 16 KB takes as long with a wrong number as with its own: this is not done without end. */
  #guess(side: Side, record: Uint8Array, way: Way | undefined, number: number): Uint8Array | undefined {
    if (!way || this.#guesses >= MOST_GUESSES || this.#keys.guessedBytes >= MOST_GUESSED_BYTES) return undefined
    this.#guesses++
    this.#keys.guessedBytes += record.length
    return take(side, way, number)
  }

  /** TLSInnerPlaintext: content, its type, and noughts (RFC 8446 §5.4). */
  #innerOf(opened: Uint8Array): Uint8Array {
    let end = opened.length
    while (end > 0 && opened[end - 1] === 0) end--
    this.type = end > 0 ? (opened[end - 1] as number) : 0
    return opened.subarray(0, Math.max(0, end - 1))
  }

  /** Bytes of this side were never captured. */
  gap(direction: number): void {
    const side = this.#sides[direction as 0 | 1]
    // Where the other side has changed its cipher, the change of this one may have been among them: it is told again if not.
    if (!side.hellos && this.#sides[(1 - direction) as 0 | 1].hellos) this.changeCipher(direction)
    side.skipped = true
  }
}

/** The keys in use, then those after them. */
function waysOf(side: Side, record: Uint8Array): readonly Way[] {
  const ways: Way[] = []
  const open = side.protection?.read(record)
  if (open) ways.push({ open, first: side.sequence, place: undefined })
  for (const [place, { protection }] of side.later.entries()) {
    const openLater = protection.read(record)
    if (openLater) ways.push({ open: openLater, first: 0, place })
  }
  return ways
}

/** Opens a record; its keys are those in use from now on, and its number the last. */
function take(side: Side, { open, place }: Way, number: number): Uint8Array | undefined {
  const opened = open(number)
  if (!opened) return undefined
  side.sequence = number + 1
  const epoch = place === undefined ? undefined : side.later[place]
  if (!epoch || place === undefined) return opened
  side.protection = epoch.protection
  side.secret = epoch.secret
  side.later = side.later.slice(place + 1)
  side.place = epoch.place + 1
  return opened
}

function copy(view: DataView, start: number, end: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, end - start).slice()
}
