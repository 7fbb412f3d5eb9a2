/** Protected records, opened: one of these for each direction and each set of keys (RFC 5246 §6.2.3, RFC 8446 §5.2). */
import { hmac } from '@noble/hashes/hmac.js'
import type { CHash } from '@noble/hashes/utils.js'
import { type Aead, AesGcm, ChaCha20Poly1305, NONCE_BYTES, TAG_BYTES } from '../../ciphers/aead.ts'
import { AesBackwards } from '../../ciphers/aes-backwards.ts'
import { expandLabel, expandPrf } from '../../ciphers/key-schedule.ts'
import type { Suite } from './suites.ts'

const HEADER_BYTES = 5
const BLOCK_BYTES = 16
/** Behind the initialisation vector. */
const BODY_AT = HEADER_BYTES + BLOCK_BYTES
/** AES-GCM of TLS 1.2: four bytes of the nonce come from the keys, eight stand in the record (RFC 5288 §3). */
const SALT_BYTES = 4
const EXPLICIT_BYTES = 8

/** What a record holds, vouched for by tag or MAC; `undefined` when it was sealed otherwise or has another number. */
export type Opener = (sequence: number) => Uint8Array | undefined

export interface Protection {
  /** Opens `record` (its header and body) by its number. What needs none is done once; `undefined` when no number will do. */
  read(record: Uint8Array): Opener | undefined
  /** The number a record has if its nonce goes on counting from the one opened last. */
  numberOf?(record: Uint8Array): number
}

/** What both hellos said that the keys of TLS 1.2 are made with. */
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
  const iv = part(2 * (macBytes + keyBytes), ivBytes)
  return cipher === 'aes-gcm' ? new Counted12(aeadOf(suite, key), iv) : new Sealed12(aeadOf(suite, key), iv)
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

/** The keys of authenticated encryption. */
abstract class Sealed implements Protection {
  protected readonly aead: Aead
  protected readonly iv: Uint8Array

  constructor(aead: Aead, iv: Uint8Array) {
    this.aead = aead
    this.iv = iv
  }

  abstract read(record: Uint8Array): Opener | undefined
}

class Sealed12 extends Sealed {
  read(record: Uint8Array): Opener | undefined {
    const length = record.length - HEADER_BYTES - TAG_BYTES
    if (length < 0) return undefined
    const sealed = record.subarray(HEADER_BYTES)
    return (sequence) => this.aead.open(nonceOf(this.iv, sequence), associated(record, sequence, length), sealed)
  }
}

/** Most implementations count the explicit nonce up by one, from nought or from anywhere (RFC 5288 §3 leaves it to them). */
class Counted12 extends Sealed {
  /** By how much the nonce of the record opened last was above its number. */
  #above = 0n

  read(record: Uint8Array): Opener | undefined {
    const from = HEADER_BYTES + EXPLICIT_BYTES
    const length = record.length - from - TAG_BYTES
    if (length < 0) return undefined
    const nonce = new Uint8Array(NONCE_BYTES)
    nonce.set(this.iv)
    nonce.set(record.subarray(HEADER_BYTES, from), SALT_BYTES)
    const sealed = record.subarray(from)
    return (sequence) => {
      const opened = this.aead.open(nonce, associated(record, sequence, length), sealed)
      if (opened) this.#above = explicitNonce(record) - BigInt(sequence)
      return opened
    }
  }

  numberOf(record: Uint8Array): number {
    return record.length < HEADER_BYTES + EXPLICIT_BYTES ? 0 : Number(explicitNonce(record) - this.#above)
  }
}
const explicitNonce = (record: Uint8Array) =>
  new DataView(record.buffer, record.byteOffset + HEADER_BYTES, EXPLICIT_BYTES).getBigUint64(0)

class Sealed13 extends Sealed {
  read(record: Uint8Array): Opener | undefined {
    const [header, sealed] = [record.subarray(0, HEADER_BYTES), record.subarray(HEADER_BYTES)]
    if (sealed.length < TAG_BYTES) return undefined
    return (sequence) => this.aead.open(nonceOf(this.iv, sequence), header, sealed)
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

  read(record: Uint8Array): Opener | undefined {
    const macBytes = this.#hash.outputLen
    const end = record.length - (this.#isAround ? macBytes : 0)
    if (end <= BODY_AT || (end - BODY_AT) % BLOCK_BYTES !== 0) return undefined
    if (this.#isAround) {
      const vouched = record.subarray(HEADER_BYTES, end)
      return (sequence) =>
        this.#vouches(associated(record, sequence, vouched.length), vouched, record.subarray(end))
          ? this.#decrypt(record, end, 0)?.content
          : undefined
    }
    const opened = this.#decrypt(record, end, macBytes)
    if (!opened) return undefined
    const { content, mac } = opened
    return (sequence) =>
      this.#vouches(associated(record, sequence, content.length), content, mac) ? content : undefined
  }

  /** The content, and the MAC of `macBytes` behind it, without their padding. */
  #decrypt(record: Uint8Array, end: number, macBytes: number) {
    const opened = this.#aes.openChain(record.subarray(HEADER_BYTES, BODY_AT), record.subarray(BODY_AT, end))
    const padding = opened[opened.length - 1] as number
    const padded = opened.length - 1 - padding
    const length = padded - macBytes
    if (length < 0) return undefined
    for (let n = padded; n < opened.length; n++) if (opened[n] !== padding) return undefined
    return { content: opened.subarray(0, length), mac: opened.subarray(length, padded) }
  }

  #vouches(before: Uint8Array, content: Uint8Array, mac: Uint8Array): boolean {
    const own = hmac.create(this.#hash, this.#key).update(before).update(content).digest()
    return own.length === mac.length && own.every((byte, n) => byte === mac[n])
  }
}
