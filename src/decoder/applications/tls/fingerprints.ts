/**
 * JA3 (salesforce/ja3) and JA4 (FoxIO, the BSD-licensed part of JA4+) of what a TLS client offers. GREASE values (RFC 8701)
 * are left out before anything is built.
 */
import { md5 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { toHex } from '../../addresses.ts'

export type Transport = 't' | 'q' | 'd'

/** What a ClientHello offers, GREASE left out; shared by all hellos that offer the same. */
export interface Offer {
  /** legacy_version of the message. */
  readonly version: number
  readonly ciphers: readonly number[]
  /** Extension types in their order on the wire. */
  readonly extensions: readonly number[]
  readonly groups: readonly number[]
  readonly pointFormats: readonly number[]
  readonly signatureAlgorithms: readonly number[]
  readonly supportedVersions: readonly number[]
  /** Text of each protocol; bytes that are not printable ASCII as `\xNN`. */
  readonly alpn: readonly string[]
}

/** 0x0a0a, 0x1a1a … 0xfafa. */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff)
}

export function ja3Text(offer: Offer): string {
  return `${offer.version},${offer.ciphers.join('-')},${offer.extensions.join('-')},${offer.groups.join('-')},${offer.pointFormats.join('-')}`
}

export function md5Hex(text: string): string {
  return toHex(md5(utf8ToBytes(text)), 0, 16)
}

/** `firstAlpn` is the first protocol's bytes, empty when the client offers none. */
export function ja4(offer: Offer, transport: Transport, firstAlpn: Uint8Array): string {
  const { ciphers, extensions } = offer
  const name = extensions.includes(SERVER_NAME) ? 'd' : 'i'
  const head = `${transport}${versionText(offer)}${name}${count(ciphers)}${count(extensions)}${alpnText(firstAlpn)}`
  const kept = extensions.filter((type) => type !== SERVER_NAME && type !== ALPN)
  const signatures = offer.signatureAlgorithms.map(hex4).join(',')
  const tail = sortedText(kept) + (signatures === '' ? '' : `_${signatures}`)
  return `${head}_${shortHash(sortedText(ciphers))}_${extensions.length === 0 ? NOTHING : shortHash(tail)}`
}
const SERVER_NAME = 0
const ALPN = 16
const NOTHING = '000000000000'

const VERSIONS = new Map([
  [0x0304, '13'],
  [0x0303, '12'],
  [0x0302, '11'],
  [0x0301, '10'],
  [0x0300, 's3'],
  [0x0002, 's2'],
  [0xfeff, 'd1'],
  [0xfefd, 'd2'],
  [0xfefc, 'd3'],
])

function versionText(offer: Offer): string {
  // Numbers of DTLS go down as its versions go up.
  const known = offer.supportedVersions.filter((version) => VERSIONS.has(version))
  const tls = known.filter((version) => version < 0xfe00)
  const best = tls.length > 0 ? Math.max(...tls) : known.length > 0 ? Math.min(...known) : offer.version
  return VERSIONS.get(best) ?? '00'
}

function count(list: readonly number[]): string {
  return String(Math.min(99, list.length)).padStart(2, '0')
}

function alpnText(first: Uint8Array): string {
  const a = first[0]
  const z = first.at(-1)
  if (a === undefined || z === undefined) return '00'
  if (isAlphanumeric(a) && isAlphanumeric(z)) return String.fromCharCode(a, z)
  return `${(a >> 4).toString(16)}${(z & 15).toString(16)}`
}

function isAlphanumeric(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0')
}

function sortedText(list: readonly number[]): string {
  return list
    .toSorted((a, b) => a - b)
    .map(hex4)
    .join(',')
}

const MAX_REMEMBERED = 2048
const MAX_REMEMBERED_TEXT = 1024
const remembered = new Map<string, string>()

/** Clients that shuffle their extensions still have few sorted lists. */
function shortHash(text: string): string {
  if (text === '') return NOTHING
  const known = remembered.get(text)
  if (known !== undefined) return known
  const hash = toHex(sha256(utf8ToBytes(text)), 0, 6)
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  if (text.length <= MAX_REMEMBERED_TEXT) remembered.set(text, hash)
  return hash
}
