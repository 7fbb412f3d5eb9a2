/** Protected records, opened: one of these for each direction and each set of keys (RFC 5246 §6.2.3, RFC 8446 §5.2). */
import { hmac } from '@noble/hashes/hmac.js'
import type { CHash } from '@noble/hashes/utils.js'
import { type Aead, AesGcm, ChaCha20Poly1305, NONCE_BYTES, TAG_BYTES } from '../../ciphers/aead.ts'
import { AesBackwards } from '../../ciphers/aes-backwards.ts'
import { expandLabel, expandPrf } from '../../ciphers/key-schedule.ts'
import type { Suite } from './suites.ts'

const HEADER_BYTES = 5
const BLOCK_BYTES = 16
/** AES-GCM of TLS 1.2: four bytes of the nonce come from the keys, eight stand in the record (RFC 5288 §3). */
const SALT_BYTES = 4
const EXPLICIT_BYTES = 8

export interface Protection {
  /** What `record` (its header and body) holds, vouched for by tag or MAC; `undefined` when it was sealed otherwise. */
  open(record: Uint8Array, sequence: number): Uint8Array | undefined
}

/** The keys of one direction: `hello` holds the random bytes of both sides. */
export interface Hellos {
  readonly clientRandom: Uint8Array
  readonly serverRandom: Uint8Array
  readonly encryptThenMac: boolean
}

const aeadOf = ({ cipher }: Suite, key: Uint8Array): Aead =>
  cipher === 'chacha20-poly1305' ? new ChaCha20Poly1305(key) : new AesGcm(key)

/** TLS 1.2 (RFC 5246 §6.3). */
export function protectionOf12(suite: Suite, master: Uint8Array, hellos: Hellos, fromClient: boolean): Protection {
  const { cipher, keyBytes, mac } = suite
  const macBytes = cipher === 'aes-cbc' ? mac.outputLen : 0
  const ivBytes = cipher === 'aes-gcm' ? SALT_BYTES : cipher === 'aes-cbc' ? 0 : NONCE_BYTES
  const seeds = [hellos.serverRandom, hellos.clientRandom]
  const block = expandPrf(suite.hash, master, 'key expansion', seeds, 2 * (macBytes + keyBytes + ivBytes))
  // The client's, then the server's: MAC keys, keys, IVs.
  const part = (from: number, length: number) => {
    const at = fromClient ? from : from + length
    return block.subarray(at, at + length)
  }
  const key = part(2 * macBytes, keyBytes)
  if (cipher === 'aes-cbc') return new Chained(key, mac, part(0, macBytes), hellos.encryptThenMac)
  return new Sealed12(aeadOf(suite, key), part(2 * (macBytes + keyBytes), ivBytes))
}

/** TLS 1.3 (RFC 8446 §7.3). */
export function protectionOf13(suite: Suite, secret: Uint8Array): Protection {
  const key = expandLabel(suite.hash, secret, 'key', suite.keyBytes)
  return new Sealed13(aeadOf(suite, key), expandLabel(suite.hash, secret, 'iv', NONCE_BYTES))
}

/** The secret after a KeyUpdate (RFC 8446 §7.2). */
export const nextSecret = ({ hash }: Suite, secret: Uint8Array) =>
  expandLabel(hash, secret, 'traffic upd', hash.outputLen)

/** The IV with the number of the record in its last bytes (RFC 8446 §5.3, RFC 7905 §2). */
function nonceOf(iv: Uint8Array, sequence: number): Uint8Array {
  const nonce = iv.slice()
  const view = new DataView(nonce.buffer)
  view.setUint32(4, (view.getUint32(4) ^ (sequence / 0x1_0000_0000)) >>> 0)
  view.setUint32(8, (view.getUint32(8) ^ (sequence >>> 0)) >>> 0)
  return nonce
}

/** Number, type, version and length: what a MAC or tag of TLS 1.2 vouches for beside the content. */
function associated(record: Uint8Array, sequence: number, length: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(13))
  view.setUint32(0, sequence / 0x1_0000_0000)
  view.setUint32(4, sequence >>> 0)
  for (let n = 0; n < 3; n++) view.setUint8(8 + n, record[n] as number)
  view.setUint16(11, length)
  return new Uint8Array(view.buffer)
}

class Sealed12 implements Protection {
  readonly #aead: Aead
  readonly #iv: Uint8Array

  constructor(aead: Aead, iv: Uint8Array) {
    this.#aead = aead
    this.#iv = iv
  }

  open(record: Uint8Array, sequence: number): Uint8Array | undefined {
    const explicit = this.#iv.length === SALT_BYTES ? EXPLICIT_BYTES : 0
    const from = HEADER_BYTES + explicit
    const length = record.length - from - TAG_BYTES
    if (length < 0) return undefined
    let nonce: Uint8Array
    if (explicit > 0) {
      nonce = new Uint8Array(NONCE_BYTES)
      nonce.set(this.#iv)
      nonce.set(record.subarray(HEADER_BYTES, from), SALT_BYTES)
    } else nonce = nonceOf(this.#iv, sequence)
    return this.#aead.open(nonce, associated(record, sequence, length), record.subarray(from))
  }
}

class Sealed13 implements Protection {
  readonly #aead: Aead
  readonly #iv: Uint8Array

  constructor(aead: Aead, iv: Uint8Array) {
    this.#aead = aead
    this.#iv = iv
  }

  open(record: Uint8Array, sequence: number): Uint8Array | undefined {
    return this.#aead.open(nonceOf(this.#iv, sequence), record.subarray(0, HEADER_BYTES), record.subarray(HEADER_BYTES))
  }
}

/** AES in cipher block chaining with an HMAC (RFC 5246 §6.2.3.2), inside the encryption or around it (RFC 7366). */
class Chained implements Protection {
  readonly #aes: AesBackwards
  readonly #hash: CHash
  readonly #key: Uint8Array
  readonly #isAround: boolean

  constructor(key: Uint8Array, hash: CHash, macKey: Uint8Array, isAround: boolean) {
    this.#aes = new AesBackwards(key)
    this.#hash = hash
    this.#key = macKey
    this.#isAround = isAround
  }

  open(record: Uint8Array, sequence: number): Uint8Array | undefined {
    const macBytes = this.#hash.outputLen
    const iv = HEADER_BYTES + BLOCK_BYTES
    const end = record.length - (this.#isAround ? macBytes : 0)
    if (end <= iv || (end - iv) % BLOCK_BYTES !== 0) return undefined
    if (this.#isAround) {
      const vouched = record.subarray(HEADER_BYTES, end)
      if (!this.#vouches(associated(record, sequence, vouched.length), vouched, record.subarray(end))) return undefined
    }
    const opened = this.#aes.openChain(record.subarray(HEADER_BYTES, iv), record.subarray(iv, end))
    const padding = opened[opened.length - 1] as number
    const padded = opened.length - 1 - padding
    const length = padded - (this.#isAround ? 0 : macBytes)
    if (length < 0) return undefined
    for (let n = padded; n < opened.length; n++) if (opened[n] !== padding) return undefined
    const content = opened.subarray(0, length)
    if (this.#isAround) return content
    return this.#vouches(associated(record, sequence, length), content, opened.subarray(length, padded))
      ? content
      : undefined
  }

  #vouches(before: Uint8Array, content: Uint8Array, mac: Uint8Array): boolean {
    const own = hmac.create(this.#hash, this.#key).update(before).update(content).digest()
    return own.length === mac.length && own.every((byte, n) => byte === mac[n])
  }
}
