/** What a client offers: the ClientHello of TLS (RFC 8446 §4.1.2), QUIC (RFC 9001) and DTLS (RFC 9147), with its fingerprints. */
import { asciiText, repeatedText } from '../../ascii.ts'
import { isGrease, ja3Text, ja4, md5Hex, type Offer, type Transport } from './fingerprints.ts'

export interface ClientHello extends Offer {
  readonly sni: string | undefined
  /** The client hides its real hello (encrypted_client_hello, RFC 9849); `sni` is the outer name then. */
  readonly encryptedHello: boolean
  /** False when the message was cut or its lengths contradict each other: fingerprints are '' then. */
  readonly complete: boolean
  /** MD5 in hexadecimal. */
  readonly ja3: string
  readonly ja4: string
}

const EXT_SERVER_NAME = 0
const EXT_GROUPS = 10
const EXT_POINT_FORMATS = 11
const EXT_SIGNATURES = 13
const EXT_ALPN = 16
const EXT_VERSIONS = 43
const EXT_ENCRYPTED_HELLO = 0xfe0d

/** Everything a fingerprint depends on, as 16-bit words: lists behind their lengths. What does not fit is no client's hello. */
const MAX_WORDS = 4096
const words = new Uint16Array(MAX_WORDS)
let wordCount = 0
let overflow = false

function put(word: number): void {
  if (wordCount < MAX_WORDS) words[wordCount++] = word
  else overflow = true
}

interface Known {
  readonly words: Uint16Array
  readonly offer: Offer
  readonly ja3: string
  readonly ja4: string
}
/** Direct-mapped, newest wins: bounded whatever is sent. */
const SLOTS = 2048
const MAX_KEPT_WORDS = 512
const known: (Known | undefined)[] = new Array<Known | undefined>(SLOTS).fill(undefined)

// Where the extensions that matter lie in the hello being read.
let nameStart = 0
let nameEnd = 0
let groupsStart = 0
let groupsEnd = 0
let pointsStart = 0
let pointsEnd = 0
let signaturesStart = 0
let signaturesEnd = 0
let alpnStart = 0
let alpnEnd = 0
let versionsStart = 0
let versionsEnd = 0
let encryptedHello = false

/**
 * `start`…`end` is the body, after the four bytes (twelve in DTLS) of the handshake header. `undefined` when it is no
 * ClientHello; a cut one gives what was readable. `transport` is JA4's letter: TCP, QUIC, DTLS.
 */
export function parseClientHello(
  view: DataView,
  start: number,
  end: number,
  transport: Transport = 't',
): ClientHello | undefined {
  if (start + 38 > end) return undefined
  const version = view.getUint16(start)
  if (version !== 0x0002 && version >> 8 !== 0x03 && version >> 8 !== 0xfe) return undefined
  let at = start + 34
  at += 1 + view.getUint8(at)
  if (transport === 'd' && at < end) at += 1 + view.getUint8(at)
  if (at + 2 > end) return undefined
  const ciphersEnd = at + 2 + view.getUint16(at)
  if (ciphersEnd + 1 > end || (ciphersEnd & 1) !== (at & 1)) return undefined

  wordCount = 0
  overflow = false
  put(version)
  put(transport.charCodeAt(0))
  putWords(view, at + 2, ciphersEnd)
  const complete = readExtensions(view, ciphersEnd + 1 + view.getUint8(ciphersEnd), end) && !overflow
  putWords(view, groupsStart, groupsEnd)
  putBytes(view, pointsStart, pointsEnd)
  putWords(view, signaturesStart, signaturesEnd)
  putWords(view, versionsStart, versionsEnd)
  putBytes(view, alpnStart, alpnEnd)

  const { offer, ja3, ja4 } = recall(transport)
  const whole = complete && !overflow
  return {
    version,
    ciphers: offer.ciphers,
    extensions: offer.extensions,
    groups: offer.groups,
    pointFormats: offer.pointFormats,
    signatureAlgorithms: offer.signatureAlgorithms,
    supportedVersions: offer.supportedVersions,
    alpn: offer.alpn,
    sni: nameEnd > nameStart ? repeatedText(view, nameStart, nameEnd) : undefined,
    encryptedHello,
    complete: whole,
    ja3: whole ? ja3 : '',
    ja4: whole ? ja4 : '',
  }
}

/** Notes where the extensions lie and puts their types; false when their lengths contradict each other. */
function readExtensions(view: DataView, start: number, end: number): boolean {
  nameStart = nameEnd = groupsStart = groupsEnd = pointsStart = pointsEnd = 0
  signaturesStart = signaturesEnd = alpnStart = alpnEnd = versionsStart = versionsEnd = 0
  encryptedHello = false
  const counted = wordCount
  put(0)
  // A hello may end here: extensions came with TLS 1.0 (RFC 3546).
  if (start >= end) return start === end
  if (start + 2 > end) return false
  const announced = start + 2 + view.getUint16(start)
  const limit = announced < end ? announced : end
  let at = start + 2
  while (at + 4 <= limit) {
    const type = view.getUint16(at)
    const length = view.getUint16(at + 2)
    const next = at + 4 + length
    if (!isGrease(type)) put(type)
    if (next > limit) return false
    noteExtension(view, type, at + 4, next)
    at = next
  }
  words[counted] = wordCount - counted - 1
  return at === limit && announced <= end
}

function noteExtension(view: DataView, type: number, start: number, end: number): void {
  switch (type) {
    case EXT_SERVER_NAME:
      // ServerNameList: two bytes of length, then type 0 (host_name) and a name behind its length (RFC 6066 §3).
      if (start + 5 <= end && view.getUint8(start + 2) === 0) {
        nameStart = start + 5
        nameEnd = Math.min(end, nameStart + view.getUint16(start + 3))
      }
      break
    case EXT_GROUPS:
      groupsStart = start + 2
      groupsEnd = listEnd16(view, start, end)
      break
    case EXT_POINT_FORMATS:
      pointsStart = start + 1
      pointsEnd = start < end ? Math.min(end, pointsStart + view.getUint8(start)) : start
      break
    case EXT_SIGNATURES:
      signaturesStart = start + 2
      signaturesEnd = listEnd16(view, start, end)
      break
    case EXT_ALPN:
      alpnStart = start + 2
      alpnEnd = listEnd16(view, start, end)
      break
    case EXT_VERSIONS:
      versionsStart = start + 1
      versionsEnd = start < end ? Math.min(end, versionsStart + view.getUint8(start)) : start
      break
    case EXT_ENCRYPTED_HELLO:
      encryptedHello = true
      break
  }
}

function listEnd16(view: DataView, start: number, end: number): number {
  return start + 2 <= end ? Math.min(end, start + 2 + view.getUint16(start)) : start
}

function putWords(view: DataView, start: number, end: number): void {
  const counted = wordCount
  put(0)
  for (let at = start; at + 2 <= end; at += 2) {
    const word = view.getUint16(at)
    if (!isGrease(word)) put(word)
  }
  if (!overflow) words[counted] = wordCount - counted - 1
}

function putBytes(view: DataView, start: number, end: number): void {
  const counted = wordCount
  put(0)
  for (let at = start; at < end; at++) put(view.getUint8(at))
  if (!overflow) words[counted] = wordCount - counted - 1
}

function recall(transport: Transport): Known {
  let hash = wordCount
  for (let n = 0; n < wordCount; n++) hash = Math.imul(hash ^ (words[n] as number), 0x01000193)
  hash ^= hash >>> 13
  const slot = hash & (SLOTS - 1)
  const last = known[slot]
  if (last !== undefined && sameWords(last.words)) return last
  const made = build(transport)
  if (!overflow && wordCount <= MAX_KEPT_WORDS) known[slot] = made
  return made
}

function sameWords(other: Uint16Array): boolean {
  if (other.length !== wordCount) return false
  for (let n = 0; n < wordCount; n++) if (other[n] !== words[n]) return false
  return true
}

function build(transport: Transport): Known {
  const copy = words.slice(0, wordCount)
  let at = 2
  const next = (): number[] => {
    const length = at < copy.length ? (copy[at] as number) : 0
    const list = Array.from(copy.subarray(at + 1, at + 1 + length))
    at += 1 + length
    return list
  }
  const ciphers = next()
  const extensions = next()
  const groups = next()
  const pointFormats = next()
  const signatureAlgorithms = next()
  const supportedVersions = next()
  const { protocols, first } = readAlpn(Uint8Array.from(next()))
  const offer: Offer = {
    version: copy[0] as number,
    ciphers,
    extensions,
    groups,
    pointFormats,
    signatureAlgorithms,
    supportedVersions,
    alpn: protocols,
  }
  return { words: copy, offer, ja3: md5Hex(ja3Text(offer)), ja4: ja4(offer, transport, first) }
}

function readAlpn(bytes: Uint8Array): { protocols: string[]; first: Uint8Array } {
  const view = new DataView(bytes.buffer)
  const protocols: string[] = []
  let first: Uint8Array | undefined
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + view.getUint8(at))
    first ??= bytes.subarray(at + 1, end)
    protocols.push(protocolText(view, at + 1, end))
    at = end
  }
  return { protocols, first: first ?? bytes.subarray(0, 0) }
}

/** A protocol's name is bytes (RFC 7301 §3.1), printable for all but GREASE. */
export function protocolText(view: DataView, start: number, end: number): string {
  let printable = true
  for (let at = start; at < end; at++) printable &&= view.getUint8(at) > 0x20 && view.getUint8(at) < 0x7f
  if (printable) return asciiText(view, start, end)
  let text = ''
  for (let at = start; at < end; at++) text += `\\x${view.getUint8(at).toString(16).padStart(2, '0')}`
  return text
}
