/** X.509 certificates as TLS sends them (RFC 5280), and the messages that carry them (RFC 5246 §7.4.2, RFC 8446 §4.4.2). */
import { sha256 } from '@noble/hashes/sha2.js'
import { formatIpv4, formatIpv6, toHex } from '../../addresses.ts'
import { asciiText } from '../../ascii.ts'
import {
  BOOLEAN,
  type Element,
  integerBits,
  OBJECT_ID,
  oidText,
  readChildren,
  readElement,
  SEQUENCE,
  stringText,
  timeMs,
} from './der.ts'
import { ATTRIBUTE_NAMES, CURVES, KEY_KINDS, SIGNATURES } from './object-ids.ts'

export interface Certificate {
  /** `C=US, O=Example, CN=example.org`, in the certificate's order. */
  readonly subject: string
  readonly issuer: string
  /** The subject's common name; '' when it has none. */
  readonly commonName: string
  /** subjectAltName: DNS names, addresses, URIs and mail addresses as text. */
  readonly names: readonly string[]
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** Hexadecimal. */
  readonly serial: string
  readonly publicKey: { readonly kind: string; readonly bits: number }
  /** `sha256WithRSAEncryption`; the number of one that has no name here. */
  readonly signatureAlgorithm: string
  /** Issuer and subject are the same; the signature is not checked. */
  readonly selfSigned: boolean
  readonly isAuthority: boolean
  /** SHA-256 of the whole certificate, hexadecimal. */
  readonly fingerprint: string
}

const MAX_CHAIN = 32
const MAX_NAMES = 512

/** Body of a Certificate message, after its handshake header; what cannot be read is left out. */
export function parseCertificates(view: DataView, start: number, end: number): readonly Certificate[] {
  const certificates: Certificate[] = []
  eachCertificate(view, start, end, (from, to) => {
    const certificate = rememberedCertificate(view, from, to)
    if (certificate !== undefined) certificates.push(certificate)
  })
  return certificates
}

/**
 * Calls `found` with the range of each certificate that is there as a whole. TLS 1.3 has a context before the list, and extensions
 * behind each certificate: lengths tell which it is, as a list reaches to the end of its message.
 */
export function eachCertificate(
  view: DataView,
  start: number,
  end: number,
  found: (start: number, end: number) => void,
): void {
  if (start + 4 > end) return
  const behindContext = start + 1 + view.getUint8(start)
  const has13 = behindContext + 3 <= end && behindContext + 3 + length24(view, behindContext) === end
  const list = has13 ? behindContext : start
  const limit = Math.min(end, list + 3 + length24(view, list))
  for (let at = list + 3, n = 0; at + 3 <= limit && n < MAX_CHAIN; n++) {
    const next = at + 3 + length24(view, at)
    if (next > limit) break
    found(at + 3, next)
    if (has13 && next + 2 > limit) break
    at = has13 ? next + 2 + view.getUint16(next) : next
  }
}

function length24(view: DataView, at: number): number {
  return (view.getUint8(at) << 16) | view.getUint16(at + 1)
}

interface Known {
  readonly bytes: DataView
  readonly certificate: Certificate | undefined
}
/** Servers send the same chain to everybody. Direct-mapped, newest wins: about 4 MB, at most 32. */
const SLOTS = 4096
const MAX_KEPT_BYTES = 8192
const known: (Known | undefined)[] = new Array<Known | undefined>(SLOTS).fill(undefined)

function rememberedCertificate(view: DataView, start: number, end: number): Certificate | undefined {
  const length = end - start
  if (length < 64 || length > MAX_KEPT_BYTES) return parseCertificate(view, start, end)
  // The end is a signature: as good as random.
  let hash = length
  for (let at = end - 16; at < end; at += 4) hash = Math.imul(hash ^ view.getInt32(at), 0x01000193)
  hash ^= hash >>> 15
  const slot = hash & (SLOTS - 1)
  const last = known[slot]
  if (last !== undefined && sameBytes(last.bytes, view, start, length)) return last.certificate
  const certificate = parseCertificate(view, start, end)
  const copy = new Uint8Array(view.buffer, view.byteOffset + start, length).slice()
  known[slot] = { bytes: new DataView(copy.buffer), certificate }
  return certificate
}

function sameBytes(other: DataView, view: DataView, start: number, length: number): boolean {
  if (other.byteLength !== length) return false
  let n = 0
  for (; n + 4 <= length; n += 4) if (other.getInt32(n) !== view.getInt32(start + n)) return false
  for (; n < length; n++) if (other.getUint8(n) !== view.getUint8(start + n)) return false
  return true
}

/** One certificate in DER; `undefined` when it is none. */
export function parseCertificate(view: DataView, start: number, end: number): Certificate | undefined {
  const outer = readElement(view, start, end)
  if (outer?.tag !== SEQUENCE) return undefined
  const body = readElement(view, outer.start, outer.end)
  if (body?.tag !== SEQUENCE) return undefined
  const parts = readChildren(view, body.start, body.end)
  // [0] version is left out by version 1.
  const from = parts[0]?.tag === 0xa0 ? 1 : 0
  const [serial, signature, issuer, validity, subject, key] = parts.slice(from)
  if (!serial || !signature || !issuer || !validity || !subject || !key) return undefined
  const [notBefore, notAfter] = readChildren(view, validity.start, validity.end)
  const notBeforeMs = notBefore && timeMs(view, notBefore)
  const notAfterMs = notAfter && timeMs(view, notAfter)
  if (notBeforeMs === undefined || notAfterMs === undefined) return undefined
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  const subjectName = nameOf(view, subject)
  const issuerText = nameOf(view, issuer).text
  const extensions = parts.slice(from + 6).find((part) => part.tag === 0xa3)
  return {
    subject: subjectName.text,
    issuer: issuerText,
    commonName: subjectName.commonName,
    names: namesOf(view, extensions),
    notBeforeMs,
    notAfterMs,
    serial: toHex(bytes, serial.start, Math.min(serial.end, serial.start + 64)),
    publicKey: keyOf(view, key),
    signatureAlgorithm: algorithmOf(view, signature, SIGNATURES),
    selfSigned: issuerText !== '' && issuerText === subjectName.text,
    isAuthority: isAuthority(view, extensions),
    fingerprint: toHex(sha256(bytes.subarray(outer.at, outer.end)), 0, 32),
  }
}

function algorithmOf(view: DataView, element: Element, names: ReadonlyMap<string, string>): string {
  const id = readElement(view, element.start, element.end)
  if (id?.tag !== OBJECT_ID) return ''
  const text = oidText(view, id.start, id.end)
  return names.get(text) ?? text
}

function nameOf(view: DataView, name: Element): { text: string; commonName: string } {
  const parts: string[] = []
  let commonName = ''
  for (const set of readChildren(view, name.start, name.end)) {
    for (const pair of readChildren(view, set.start, set.end)) {
      const [type, value] = readChildren(view, pair.start, pair.end)
      if (type?.tag !== OBJECT_ID || value === undefined) continue
      const id = oidText(view, type.start, type.end)
      const text = stringText(view, value)
      if (id === '2.5.4.3') commonName = text
      parts.push(`${ATTRIBUTE_NAMES.get(id) ?? id}=${text.replace(/[,+"\\<>;]/g, '\\$&')}`)
    }
  }
  return { text: parts.join(', '), commonName }
}

/** SubjectPublicKeyInfo: RSA and DSA by the size of their modulus, curves by their name (RFC 3279, RFC 5480, RFC 8410). */
function keyOf(view: DataView, key: Element): Certificate['publicKey'] {
  const [algorithm, value] = readChildren(view, key.start, key.end)
  if (!algorithm || !value) return { kind: '', bits: 0 }
  const [id, parameters] = readChildren(view, algorithm.start, algorithm.end)
  if (id?.tag !== OBJECT_ID) return { kind: '', bits: 0 }
  const text = oidText(view, id.start, id.end)
  const kind = KEY_KINDS.get(text) ?? text
  if (kind === 'RSA') {
    // BIT STRING of a SEQUENCE of modulus and exponent, behind the count of unused bits.
    const pair = readElement(view, value.start + 1, value.end)
    const modulus = pair && readElement(view, pair.start, pair.end)
    return { kind, bits: modulus ? integerBits(view, modulus) : 0 }
  }
  if (kind === 'DSA') {
    const prime = parameters && readElement(view, parameters.start, parameters.end)
    return { kind, bits: prime ? integerBits(view, prime) : 0 }
  }
  if (kind === 'EC' && parameters?.tag === OBJECT_ID) {
    const curve = CURVES.get(oidText(view, parameters.start, parameters.end))
    return { kind: curve ? `EC ${curve.name}` : kind, bits: curve?.bits ?? 0 }
  }
  return { kind, bits: (value.end - value.start - 1) * 8 }
}

const SUBJECT_ALT_NAME = '2.5.29.17'
const BASIC_CONSTRAINTS = '2.5.29.19'

/** Contents of the extension's OCTET STRING. */
function extensionValue(view: DataView, extensions: Element | undefined, wanted: string): Element | undefined {
  const list = extensions && readElement(view, extensions.start, extensions.end)
  if (!list) return undefined
  for (const extension of readChildren(view, list.start, list.end)) {
    const parts = readChildren(view, extension.start, extension.end)
    const id = parts[0]
    const value = parts.at(-1)
    if (id?.tag !== OBJECT_ID || value === undefined || parts.length < 2) continue
    if (oidText(view, id.start, id.end) === wanted) return readElement(view, value.start, value.end)
  }
  return undefined
}

function namesOf(view: DataView, extensions: Element | undefined): readonly string[] {
  const value = extensionValue(view, extensions, SUBJECT_ALT_NAME)
  if (value === undefined) return []
  const names = readChildren(view, value.start, value.end).map((name) => generalName(view, name))
  return names.filter((name) => name !== undefined).slice(0, MAX_NAMES)
}

/** GeneralName: rfc822Name, dNSName, uniformResourceIdentifier, iPAddress. */
function generalName(view: DataView, name: Element): string | undefined {
  const kind = name.tag & 0x1f
  const length = name.end - name.start
  if (kind === 1 || kind === 2 || kind === 6) return asciiText(view, name.start, Math.min(name.end, name.start + 512))
  if (kind !== 7) return undefined
  if (length === 4) return formatIpv4(view.getUint32(name.start))
  return length === 16 ? formatIpv6(view, name.start) : undefined
}

function isAuthority(view: DataView, extensions: Element | undefined): boolean {
  const value = extensionValue(view, extensions, BASIC_CONSTRAINTS)
  const flag = value && readElement(view, value.start, value.end)
  return flag?.tag === BOOLEAN && flag.end > flag.start && view.getUint8(flag.start) !== 0
}
