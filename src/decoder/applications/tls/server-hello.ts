/** What a server chose: the ServerHello of TLS and DTLS (RFC 8446 §4.1.3), HelloRetryRequest included. */

import { protocolText } from './client-hello.ts'
import { md5Hex } from './fingerprints.ts'

export interface ServerHello {
  /** The negotiated version: supported_versions when the server sent it, else the message's own. */
  readonly version: number
  readonly cipher: number
  readonly alpn?: string
  /** The server asks for another ClientHello (RFC 8446 §4.1.4). */
  readonly helloRetry: boolean
  readonly resumed: boolean
  /** MD5 in hexadecimal (salesforce/ja3); '' when the message was cut. */
  readonly ja3s: string
}

const EXT_ALPN = 16
const EXT_PRE_SHARED_KEY = 41
const EXT_VERSIONS = 43
/** First words of the random value that makes a ServerHello a HelloRetryRequest: SHA-256 of "HelloRetryRequest". */
const RETRY_RANDOM = [0xcf21ad74, 0xe59a6111, 0xbe1d8c02, 0x1e65b891, 0xc2a21116, 0x7abb8c5e, 0x079e09e2, 0xc8a8339c]

/** `start`…`end` is the body, after the handshake header. */
export function parseServerHello(view: DataView, start: number, end: number): ServerHello | undefined {
  if (start + 38 > end) return undefined
  const legacy = view.getUint16(start)
  if (legacy >> 8 !== 0x03 && legacy >> 8 !== 0xfe) return undefined
  const chosen = start + 35 + view.getUint8(start + 34)
  if (chosen + 3 > end) return undefined
  const cipher = view.getUint16(chosen)
  let version = legacy
  let alpn: string | undefined
  let resumed = false
  let complete = true
  typeCount = 0
  if (chosen + 5 <= end) {
    const announced = chosen + 5 + view.getUint16(chosen + 3)
    const limit = announced < end ? announced : end
    complete = announced <= end
    for (let at = chosen + 5; at + 4 <= limit; ) {
      const type = view.getUint16(at)
      const next = at + 4 + view.getUint16(at + 2)
      if (typeCount < MAX_TYPES) types[typeCount++] = type
      if (next > limit) {
        complete = false
        break
      }
      if (type === EXT_VERSIONS && at + 6 <= next) version = view.getUint16(at + 4)
      else if (type === EXT_PRE_SHARED_KEY) resumed = true
      else if (type === EXT_ALPN && at + 7 <= next) {
        alpn = protocolText(view, at + 7, Math.min(next, at + 7 + view.getUint8(at + 6)))
      }
      at = next
    }
  }
  const helloRetry =
    view.getUint32(start + 2) === RETRY_RANDOM[0] &&
    RETRY_RANDOM.every((word, n) => view.getUint32(start + 2 + 4 * n) === word)
  const ja3s = complete ? recallJa3s(legacy, cipher) : ''
  return alpn === undefined
    ? { version, cipher, helloRetry, resumed, ja3s }
    : { version, cipher, alpn, helloRetry, resumed, ja3s }
}

/** Types of the extensions of the hello at hand. A message of 64 KB has no more. */
const MAX_TYPES = 16_384
const types = new Uint16Array(MAX_TYPES)
let typeCount = 0

interface Known {
  readonly legacy: number
  readonly cipher: number
  readonly types: Uint16Array
  readonly ja3s: string
}
/** Servers answer alike. Direct-mapped, newest wins. */
const SLOTS = 1024
const MAX_KEPT_TYPES = 64
const known: (Known | undefined)[] = new Array<Known | undefined>(SLOTS).fill(undefined)

function recallJa3s(legacy: number, cipher: number): string {
  let hash = (legacy << 16) ^ cipher
  for (let n = 0; n < typeCount; n++) hash = Math.imul(hash ^ (types[n] as number), 0x01000193)
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1)
  const last = known[slot]
  if (last !== undefined && last.legacy === legacy && last.cipher === cipher && sameTypes(last.types)) return last.ja3s
  const own = types.slice(0, typeCount)
  const ja3s = md5Hex(`${legacy},${cipher},${own.join('-')}`)
  if (typeCount <= MAX_KEPT_TYPES) known[slot] = { legacy, cipher, types: own, ja3s }
  return ja3s
}

function sameTypes(other: Uint16Array): boolean {
  if (other.length !== typeCount) return false
  for (let n = 0; n < typeCount; n++) if (other[n] !== types[n]) return false
  return true
}
