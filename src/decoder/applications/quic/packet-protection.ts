/** Opens packets whose secret is known: those of the handshake and those with one round trip behind them (RFC 9001 §5). */
import { chacha20 } from '@noble/ciphers/chacha.js'
import { type Aead, AesGcm, ChaCha20Poly1305, NONCE_BYTES } from '../../ciphers/aead.ts'
import { Aes } from '../../ciphers/aes.ts'
import { expandLabel } from '../../ciphers/key-schedule.ts'
import type { Suite } from '../tls/suites.ts'
import { isVersion2 } from './keys.ts'

const SAMPLE_BYTES = 16
const MASK_BYTES = 5
const KEY_PHASE = 4
const TWO_32 = 0x1_0000_0000

/** Keys of one phase. */
interface Phase {
  readonly secret: Uint8Array
  readonly aead: Aead
  readonly iv: Uint8Array
}

export class PacketProtection {
  readonly #suite: Suite
  readonly #prefix: string
  readonly #mask: (sample: Uint8Array) => Uint8Array
  #phase: Phase
  #next: Phase | undefined
  #bit = 0
  #largest = -1

  /** `secret` is that of one direction at one level of encryption. */
  constructor(suite: Suite, secret: Uint8Array, version: number) {
    this.#suite = suite
    this.#prefix = isVersion2(version) ? 'quicv2' : 'quic'
    this.#phase = this.#phaseOf(secret)
    this.#mask = maskOf(suite, this.#expand(secret, 'hp', suite.keyBytes))
  }

  #expand(secret: Uint8Array, label: string, length: number): Uint8Array {
    return expandLabel(this.#suite.hash, secret, `${this.#prefix} ${label}`, length)
  }

  #phaseOf(secret: Uint8Array): Phase {
    const key = this.#expand(secret, 'key', this.#suite.keyBytes)
    const aead = this.#suite.cipher === 'aes-gcm' ? new AesGcm(key) : new ChaCha20Poly1305(key)
    return { secret, aead, iv: this.#expand(secret, 'iv', NONCE_BYTES) }
  }

  /**
   * The payload of the packet `bytes`, whose number begins at `numberAt`; `undefined` when it was sealed otherwise. `largest` is the
   * number seen that is nearest to it.
   */
  open(bytes: Uint8Array, numberAt: number, largest = this.#largest): Uint8Array | undefined {
    const sampleAt = numberAt + 4
    if (sampleAt + SAMPLE_BYTES > bytes.length) return undefined
    const mask = this.#mask(bytes.slice(sampleAt, sampleAt + SAMPLE_BYTES))
    const isLong = ((bytes[0] as number) & 0x80) !== 0
    const first = (bytes[0] as number) ^ ((mask[0] as number) & (isLong ? 0x0f : 0x1f))
    const numberBytes = (first & 3) + 1
    const header = bytes.slice(0, numberAt + numberBytes)
    header[0] = first
    let short = 0
    for (let n = 0; n < numberBytes; n++) {
      header[numberAt + n] = (bytes[numberAt + n] as number) ^ (mask[1 + n] as number)
      short = short * 256 + (header[numberAt + n] as number)
    }
    const number = wholeNumber(largest, short, numberBytes)
    const phase = this.#phaseFor(isLong ? this.#bit : first & KEY_PHASE)
    const opened = phase.aead.open(nonceOf(phase.iv, number), header, bytes.subarray(header.length))
    if (!opened) return undefined
    this.#largest = Math.max(this.#largest, number)
    if (phase === this.#next) {
      this.#phase = phase
      this.#next = undefined
      this.#bit ^= KEY_PHASE
    }
    return opened
  }

  /** The other bit announces the keys that come next (RFC 9001 §6); they are in use once a packet opens with them. */
  #phaseFor(bit: number): Phase {
    if (bit === this.#bit) return this.#phase
    this.#next ??= this.#phaseOf(this.#expand(this.#phase.secret, 'ku', this.#suite.hash.outputLen))
    return this.#next
  }
}

/** Header protection (RFC 9001 §5.4.3 and §5.4.4). */
function maskOf(suite: Suite, key: Uint8Array): (sample: Uint8Array) => Uint8Array {
  if (suite.cipher === 'aes-gcm') {
    const aes = new Aes(key)
    return (sample) => {
      const view = new DataView(sample.buffer)
      aes.encrypt(view.getInt32(0), view.getInt32(4), view.getInt32(8), view.getInt32(12))
      const [w0 = 0, w1 = 0] = aes.out
      return Uint8Array.of(w0 >>> 24, w0 >>> 16, w0 >>> 8, w0, w1 >>> 24)
    }
  }
  return (sample) => {
    const counter = new DataView(sample.buffer).getUint32(0, true)
    // The library refuses a counter that would begin anew: such a packet, one of four thousand million, is not opened.
    if (counter === TWO_32 - 1) return new Uint8Array(MASK_BYTES)
    return chacha20(key, sample.subarray(4), new Uint8Array(MASK_BYTES), undefined, counter)
  }
}

/** The number nearest to what is awaited that ends so (RFC 9000 §A.3). */
function wholeNumber(largest: number, short: number, bytes: number): number {
  const window = 2 ** (8 * bytes)
  const awaited = largest + 1
  const candidate = awaited - (awaited % window) + short
  if (candidate <= awaited - window / 2) return candidate + window
  return candidate > awaited + window / 2 && candidate >= window ? candidate - window : candidate
}

function nonceOf(iv: Uint8Array, number: number): Uint8Array {
  const nonce = iv.slice()
  const view = new DataView(nonce.buffer)
  view.setUint32(4, (view.getUint32(4) ^ Math.floor(number / TWO_32)) >>> 0)
  view.setUint32(8, (view.getUint32(8) ^ (number >>> 0)) >>> 0)
  return nonce
}
