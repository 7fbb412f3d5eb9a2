/** TLS connections made of bytes for tests: hellos, the lines of their key logs, and records sealed with those keys. */
import { createCipheriv, createHmac } from 'node:crypto'
import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../addresses.ts'
import { createAnalysis } from '../analysis.ts'
import { expandLabel, expandPrf } from '../ciphers/key-schedule.ts'
import type { Report } from '../report.ts'
import { ascii, type Bytes, type Frame, join, u16, u32 } from './capture.ts'
import { pcapng } from './pcapng.ts'

export const KEY_UPDATE = Uint8Array.of(24, 0, 0, 1, 0)
export const APPLICATION_DATA = 23
export const HANDSHAKE = 22
const CHANGE_CIPHER_SPEC = 20

export const record = (type: number, body: Uint8Array): Bytes =>
  join(Uint8Array.of(type, 3, 3), u16(body.length), body)
const handshake = (type: number, body: Uint8Array) => join(Uint8Array.of(type, 0), u16(body.length), body)
const bytesOf = (n: number, length: number) => new Uint8Array(length).fill(n)
const SERVER_RANDOM = bytesOf(2, 32)

/** The two hellos: of TLS 1.3 when `suite` is one of it. `client` fills the client's random bytes. */
export function hellos(suite: number, client = 1): readonly [Bytes, Bytes] {
  const is13 = suite >>> 8 === 0x13
  const hello = join(u16(0x0303), bytesOf(client, 32), Uint8Array.of(0), u16(2), u16(suite), Uint8Array.of(1, 0), u16(0))
  const extensions = is13 ? join(u16(43), u16(2), u16(0x0304)) : new Uint8Array()
  const answer = join(u16(0x0303), SERVER_RANDOM, Uint8Array.of(0), u16(suite), Uint8Array.of(0), u16(extensions.length))
  return [record(HANDSHAKE, handshake(1, hello)), record(HANDSHAKE, handshake(2, join(answer, extensions)))]
}
export const CHANGE_CIPHER = record(CHANGE_CIPHER_SPEC, Uint8Array.of(1))

function nonceOf(iv: Uint8Array, number: number): Bytes {
  const view = new DataView(iv.slice().buffer)
  view.setUint32(8, view.getUint32(8) ^ number)
  return new Uint8Array(view.buffer)
}
function gcm(key: Uint8Array, nonce: Uint8Array, associated: Uint8Array, content: Uint8Array): Bytes {
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  cipher.setAAD(associated)
  return join(cipher.update(content), cipher.final(), cipher.getAuthTag())
}

/** What a side sends by TLS_AES_128_GCM_SHA256 of TLS 1.3, from its application keys on. */
export class Sealed13 {
  number = 0
  #secret: Uint8Array

  constructor(secret: Uint8Array) {
    this.#secret = secret
  }

  record(type: number, content: Uint8Array): Bytes {
    const header = join(Uint8Array.of(APPLICATION_DATA, 3, 3), u16(content.length + 17))
    const key = expandLabel(sha256, this.#secret, 'key', 16)
    const nonce = nonceOf(expandLabel(sha256, this.#secret, 'iv', 12), this.number++)
    return join(header, gcm(key, nonce, header, join(content, Uint8Array.of(type))))
  }

  update(): void {
    this.#secret = expandLabel(sha256, this.#secret, 'traffic upd', 32)
    this.number = 0
  }
}
export const SUITE_13 = 0x1301
export const clientSecret = bytesOf(7, 32)
export const line13 = (client = 1) =>
  `CLIENT_TRAFFIC_SECRET_0 ${toHex(bytesOf(client, 32), 0, 32)} ${toHex(clientSecret, 0, 32)}\n`

export const SUITE_12_GCM = 0x009c
export const SUITE_12_CBC = 0x002f
const MASTER = bytesOf(8, 48)
export const line12 = (client = 1) =>
  `CLIENT_RANDOM ${toHex(bytesOf(client, 32), 0, 32)} ${toHex(MASTER, 0, 48)}\n`

/** What a side sends by TLS 1.2; explicit nonces of AES-GCM count from `firstNonce`. */
export class Sealed12 {
  number = 0
  readonly #isCbc: boolean
  readonly #macKey: Uint8Array
  readonly #key: Uint8Array
  readonly #salt: Uint8Array
  readonly #firstNonce: number

  constructor(suite: number, side: 0 | 1, client = 1, firstNonce = 0) {
    this.#isCbc = suite === SUITE_12_CBC
    const macBytes = this.#isCbc ? 20 : 0
    const seeds = [SERVER_RANDOM, bytesOf(client, 32)]
    const block = expandPrf(sha256, MASTER, 'key expansion', seeds, 2 * (macBytes + 16 + 4))
    this.#macKey = block.subarray(side * macBytes, (side + 1) * macBytes)
    this.#key = block.subarray(2 * macBytes + 16 * side, 2 * macBytes + 16 * (side + 1))
    this.#salt = block.subarray(32 + 4 * side, 32 + 4 * (side + 1))
    this.#firstNonce = firstNonce
  }

  record(type: number, content: Uint8Array): Bytes {
    const number = this.number++
    const vouched = join(u32(0), u32(number), Uint8Array.of(type, 3, 3), u16(content.length))
    if (this.#isCbc) {
      const mac = createHmac('sha1', this.#macKey).update(vouched).update(content).digest()
      const iv = bytesOf(number, 16)
      const cipher = createCipheriv('aes-128-cbc', this.#key, iv)
      cipher.setAutoPadding(false)
      const padding = 15 - ((content.length + 20) % 16)
      return record(
        type,
        join(iv, cipher.update(join(content, mac, bytesOf(padding, padding + 1))), cipher.final()),
      )
    }
    const explicit = join(u32(0), u32(this.#firstNonce + number))
    return record(type, join(explicit, gcm(this.#key, join(this.#salt, explicit), vouched, content)))
  }
}

export const request = (name: string) => ascii(`GET / HTTP/1.1\r\nHost: ${name}.example\r\n\r\n`)

const ng = pcapng(true)
export const secrets = (log: string) => {
  const text = ascii(log)
  return ng.block(10, ng.number(4, 0x544c534b), ng.number(4, text.length), text)
}
export const packets = (frames: readonly Frame[]) =>
  frames.map(({ bytes }, n) => ng.enhanced(0, BigInt(n), bytes, bytes.length))

/** What is said of a pcapng file of these blocks. */
export function analyseBlocks(blocks: readonly Uint8Array[]): Required<Report> {
  const analysis = createAnalysis({ level: 'full' })
  analysis.push(join(ng.section(), ng.interface(1, 0)))
  for (const bytes of blocks) analysis.push(bytes)
  return analysis.finish() as Required<Report>
}
