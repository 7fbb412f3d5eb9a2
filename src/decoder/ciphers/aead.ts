/** Authenticated encryption with associated data (RFC 5116), opened: what the tag does not vouch for is never given out. */
import { GHASH } from '@noble/ciphers/_polyval.js'
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { Aes } from './aes.ts'

export const TAG_BYTES = 16
export const NONCE_BYTES = 12
const BLOCK_BYTES = 16
/** AES-GCM is counter mode from block 2 on (NIST SP 800-38D §7.2); block 1 hides the tag. */
const FIRST_BLOCK = 2

export interface Aead {
  /** The plaintext of `sealed`, which has its tag at its end; `undefined` when the tag is wrong. `nonce` has 12 bytes. */
  open(nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined
}

export class AesGcm implements Aead {
  readonly #aes: Aes
  readonly #hashKey: Uint8Array

  constructor(key: Uint8Array) {
    this.#aes = new Aes(key)
    this.#aes.encrypt(0, 0, 0, 0)
    this.#hashKey = toBytes(this.#aes.out)
  }

  open(nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    const length = sealed.length - TAG_BYTES
    if (length < 0) return undefined
    const hash = new GHASH(this.#hashKey, length)
    hash.update(associated)
    hash.update(sealed.subarray(0, length))
    hash.update(lengths(associated.length, length))
    const tag = hash.digest()
    this.#aes.count(nonce, FIRST_BLOCK - 1, tag, 0, BLOCK_BYTES)
    for (let n = 0; n < TAG_BYTES; n++) if (tag[n] !== sealed[length + n]) return undefined
    const opened = sealed.slice(0, length)
    this.#aes.count(nonce, FIRST_BLOCK, opened, 0, length)
    return opened
  }
}

export class ChaCha20Poly1305 implements Aead {
  readonly #key: Uint8Array

  constructor(key: Uint8Array) {
    this.#key = key
  }

  open(nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    if (sealed.length < TAG_BYTES) return undefined
    try {
      return chacha20poly1305(this.#key, nonce, associated).decrypt(sealed)
    } catch {
      // The library tells a wrong tag by throwing.
      return undefined
    }
  }
}

function toBytes(words: Int32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * words.length))
  for (const [n, word] of words.entries()) view.setInt32(4 * n, word)
  return new Uint8Array(view.buffer)
}
/** Both in bits, of 64 bits each. */
function lengths(associated: number, sealed: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(BLOCK_BYTES))
  view.setBigUint64(0, BigInt(associated) * 8n)
  view.setBigUint64(8, BigInt(sealed) * 8n)
  return new Uint8Array(view.buffer)
}
