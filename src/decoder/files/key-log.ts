/**
 * The keys a capture carries for what is encrypted in it: text in the NSS key log format (draft-ietf-tls-keylogfile), one secret a
 * line, found by the random bytes of the client's hello. Bounded: what is beyond is not kept. Keys never leave the analysis.
 */
import { hexToBytes } from '@noble/hashes/utils.js'
import { toHex } from '../addresses.ts'

/** Of all blocks of a file together. */
const MOST_BYTES = 16 * 1024 * 1024
const MOST_SESSIONS = 50_000
/** Of one connection: each time the keys are derived anew. */
const MOST_VERSIONS = 16
/** The longest label, 64 digits, and a secret of 48 bytes are shorter. */
const LONGEST_LINE = 512
const LINE_FEED = 10
const LINE = /^([A-Z0-9_]{1,64}) +([0-9a-f]{64}) +((?:[0-9a-f]{2}){16,64})(?![0-9a-f])/i

/** What opening needs; other lines (exporter secrets, RSA premasters) are passed over. */
const LABELS = [
  'CLIENT_RANDOM',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  'CLIENT_TRAFFIC_SECRET_0',
  'SERVER_TRAFFIC_SECRET_0',
] as const
export type SecretLabel = (typeof LABELS)[number]
/** Of one connection. */
export class Secrets {
  /** As they are written: of most nobody asks. */
  readonly #texts = new Map<SecretLabel, string>()
  /** How many were said, or said otherwise. Whoever has looked at as many knows them all. */
  version = 0

  /** True when this is new. */
  set(label: SecretLabel, text: string): boolean {
    if (this.#texts.get(label) === text || this.version >= MOST_VERSIONS) return false
    this.#texts.set(label, text)
    this.version++
    return true
  }
  /** `undefined` too when it has not `length` bytes: it is damaged then. */
  get(label: SecretLabel, length: number): Uint8Array | undefined {
    const text = this.#texts.get(label)
    return text?.length === 2 * length ? hexToBytes(text) : undefined
  }
}

const isLabel = (text: string): text is SecretLabel => (LABELS as readonly string[]).includes(text)

export class KeyLog {
  /** Grows with each block that says a new secret: whoever found nothing before looks again. 0: there are none so far. */
  version = 0
  /** Connections of which something was opened. */
  opened = 0
  /** Bytes of records that were tried with numbers that are not awaited. */
  guessedBytes = 0
  readonly #sessions = new Map<string, Secrets>()
  readonly #text = new TextDecoder()
  #bytes = 0

  /** Connections for which there are keys. */
  get sessions(): number {
    return this.#sessions.size
  }

  /** Takes in the text `start`…`end`; lines that are none are passed over. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const limit = Math.min(end, start + MOST_BYTES - this.#bytes)
    this.#bytes += limit - start
    let isNew = false
    for (let at = start; at < limit; ) {
      const feed = bytes.indexOf(LINE_FEED, at)
      const stop = feed < 0 || feed > limit ? limit : feed
      if (stop - at <= LONGEST_LINE && this.#line(bytes, at, stop)) isNew = true
      at = stop + 1
    }
    if (isNew) this.version++
  }

  /** True when it says a secret that was not known. */
  #line(bytes: Uint8Array, start: number, end: number): boolean {
    const parts = LINE.exec(this.#text.decode(bytes.subarray(start, end)))
    if (!parts) return false
    const [, label = '', random = '', secret = ''] = parts
    if (!isLabel(label)) return false
    const name = random.toLowerCase()
    let secrets = this.#sessions.get(name)
    if (!secrets) {
      if (this.#sessions.size >= MOST_SESSIONS) return false
      secrets = new Secrets()
      this.#sessions.set(name, secrets)
    }
    return secrets.set(label, secret)
  }

  /** By the 32 random bytes of the client's hello. */
  find(clientRandom: Uint8Array): Secrets | undefined {
    return this.#sessions.size === 0 ? undefined : this.#sessions.get(toHex(clientRandom, 0, clientRandom.length))
  }
}
