/** ClientHello, ServerHello and their extensions for the eye. */
import { type Fields, isWanted } from '../../fields.ts'
import { formatText } from '../text.ts'
import { CIPHER_SUITES } from './cipher-suites.ts'
import { parseClientHello, protocolText } from './client-hello.ts'
import { TLS_NAMES, type TlsPrefix } from './fields.ts'
import { isGrease, ja3Text } from './fingerprints.ts'
import { extensionName, GROUPS, nameOrGrease, SIGNATURE_SCHEMES, VERSIONS } from './names.ts'
import { parseServerHello } from './server-hello.ts'

export type Transport = 't' | 'q' | 'd'

const MAX_LISTED = 512

/** What extensions belong to decides how some of them are read. */
type Sender = 'client' | 'server'

export function describeClientHello(
  fields: Fields,
  prefix: TlsPrefix,
  transport: Transport,
  start: number,
  end: number,
): void {
  const { view } = fields
  let at = describeBeginning(fields, prefix, start, end)
  if (at < 0) return
  if (transport === 'd') {
    if (at >= end) {
      fields.problem('cut', at)
      return
    }
    const cookieEnd = at + 1 + view.getUint8(at)
    fields.uint(TLS_NAMES[prefix]['handshake.cookie_length'], view.getUint8(at), at, at + 1)
    if (cookieEnd > end) {
      fields.problem('malformed', at)
      return
    }
    if (cookieEnd > at + 1) fields.bytesAt(TLS_NAMES[prefix]['handshake.cookie'], at + 1, cookieEnd)
    at = cookieEnd
  }
  if (at + 2 > end) {
    fields.problem('cut', at)
    return
  }
  const ciphersEnd = at + 2 + view.getUint16(at)
  fields.uint(TLS_NAMES[prefix]['handshake.cipher_suites_length'], view.getUint16(at), at, at + 2)
  list16(
    fields,
    'Cipher suites',
    TLS_NAMES[prefix]['handshake.ciphersuite'],
    CIPHER_SUITES,
    at + 2,
    Math.min(ciphersEnd, end),
  )
  if (ciphersEnd >= end) {
    fields.problem('malformed', at)
    return
  }
  const methodsEnd = ciphersEnd + 1 + view.getUint8(ciphersEnd)
  for (let n = ciphersEnd + 1; n < Math.min(methodsEnd, end); n++) {
    fields.uint(
      TLS_NAMES[prefix]['handshake.comp_method'],
      view.getUint8(n),
      n,
      n + 1,
      view.getUint8(n) === 0 ? 'null' : undefined,
    )
  }
  describeExtensions(fields, prefix, 'client', methodsEnd, end)
  const { 'handshake.ja3': ja3, 'handshake.ja4': ja4 } = TLS_NAMES[prefix]
  if (!isWanted(fields, ja3, ja4)) return
  const hello = parseClientHello(view, start, end, transport)
  if (hello?.complete) {
    fields.text(TLS_NAMES[prefix]['handshake.ja3_full'], ja3Text(hello), start, end)
    fields.text(ja3, hello.ja3, start, end)
    fields.text(ja4, hello.ja4, start, end)
  }
}

export function describeServerHello(fields: Fields, prefix: TlsPrefix, start: number, end: number): void {
  const { view } = fields
  const at = describeBeginning(fields, prefix, start, end)
  if (at < 0) return
  if (at + 3 > end) {
    fields.problem('cut', at)
    return
  }
  const cipher = view.getUint16(at)
  fields.uint(TLS_NAMES[prefix]['handshake.ciphersuite'], cipher, at, at + 2, CIPHER_SUITES.get(cipher))
  fields.uint(TLS_NAMES[prefix]['handshake.comp_method'], view.getUint8(at + 2), at + 2, at + 3)
  describeExtensions(fields, prefix, 'server', at + 3, end)
  if (!isWanted(fields, TLS_NAMES[prefix]['handshake.ja3s'])) return
  const hello = parseServerHello(view, start, end)
  if (hello !== undefined && hello.ja3s !== '') fields.text(TLS_NAMES[prefix]['handshake.ja3s'], hello.ja3s, start, end)
}

/** Version, random value and session ID; where they end, or -1. */
function describeBeginning(fields: Fields, prefix: TlsPrefix, start: number, end: number): number {
  const { view } = fields
  if (start + 35 > end) {
    fields.problem('cut', start)
    return -1
  }
  const version = view.getUint16(start)
  fields.uint(TLS_NAMES[prefix]['handshake.version'], version, start, start + 2, VERSIONS.get(version))
  fields.bytesAt(TLS_NAMES[prefix]['handshake.random'], start + 2, start + 34)
  const idEnd = start + 35 + view.getUint8(start + 34)
  fields.uint(TLS_NAMES[prefix]['handshake.session_id_length'], view.getUint8(start + 34), start + 34, start + 35)
  if (idEnd > end) {
    fields.problem('malformed', start + 34)
    return -1
  }
  if (idEnd > start + 35) fields.bytesAt(TLS_NAMES[prefix]['handshake.session_id'], start + 35, idEnd)
  return idEnd
}

/** A list of extensions behind its length; nothing when the message ends before. */
export function describeExtensions(
  fields: Fields,
  prefix: TlsPrefix,
  sender: Sender,
  start: number,
  end: number,
): void {
  const { view } = fields
  if (start + 2 > end) return
  const limit = Math.min(end, start + 2 + view.getUint16(start))
  fields.uint(TLS_NAMES[prefix]['handshake.extensions_length'], view.getUint16(start), start, start + 2)
  let at = start + 2
  for (let n = 0; at + 4 <= limit && n < MAX_LISTED; n++) {
    const type = view.getUint16(at)
    const length = view.getUint16(at + 2)
    const next = at + 4 + length
    const name = extensionName(type)
    fields.open(`Extension: ${name}`, at, Math.min(next, limit))
    fields.uint(TLS_NAMES[prefix]['handshake.extension.type'], type, at, at + 2, name)
    fields.uint(TLS_NAMES[prefix]['handshake.extension.len'], length, at + 2, at + 4)
    if (next > limit) fields.problem('malformed', at + 2)
    else describeExtension(fields, prefix, sender, type, at + 4, next)
    fields.close()
    at = next
  }
}

function describeExtension(
  fields: Fields,
  prefix: TlsPrefix,
  sender: Sender,
  type: number,
  start: number,
  end: number,
): void {
  const { view } = fields
  const names = TLS_NAMES[prefix]
  switch (type) {
    case 0:
      describeServerNames(fields, prefix, start, end)
      break
    case 10:
      list16(fields, 'Supported groups', names['handshake.extensions_supported_group'], GROUPS, start + 2, end)
      break
    case 11:
      for (let at = start + 1; at < end; at++) {
        fields.uint(names['handshake.extensions_ec_point_format'], view.getUint8(at), at, at + 1)
      }
      break
    case 13:
    case 34:
    case 50:
      list16(fields, 'Signature algorithms', names['handshake.sig_hash_alg'], SIGNATURE_SCHEMES, start + 2, end)
      break
    case 16:
      for (let at = start + 2; at < end; ) {
        const next = Math.min(end, at + 1 + view.getUint8(at))
        fields.text(names['handshake.extensions_alpn_str'], protocolText(view, at + 1, next), at + 1, next)
        at = next
      }
      break
    case 43:
      for (let at = sender === 'client' ? start + 1 : start; at + 2 <= end; at += 2) {
        const version = view.getUint16(at)
        fields.uint(
          names['handshake.extensions.supported_version'],
          version,
          at,
          at + 2,
          nameOrGrease(VERSIONS, version),
        )
      }
      break
    case 51:
      describeKeyShares(fields, prefix, sender, start, end)
      break
    default:
      if (end > start) fields.bytesAt(names['handshake.extension.data'], start, end)
  }
}

function describeServerNames(fields: Fields, prefix: TlsPrefix, start: number, end: number): void {
  const { view } = fields
  for (let at = start + 2; at + 3 <= end; ) {
    const next = Math.min(end, at + 3 + view.getUint16(at + 1))
    fields.uint(TLS_NAMES[prefix]['handshake.extensions_server_name_type'], view.getUint8(at), at, at + 1)
    fields.uint(TLS_NAMES[prefix]['handshake.extensions_server_name_len'], view.getUint16(at + 1), at + 1, at + 3)
    fields.text(
      TLS_NAMES[prefix]['handshake.extensions_server_name'],
      formatText(fields.bytes, at + 3, next),
      at + 3,
      next,
    )
    at = next
  }
}

/** KeyShareEntry: a group and a key; a client's come behind their length, a retry names the group alone (RFC 8446 §4.2.8). */
function describeKeyShares(fields: Fields, prefix: TlsPrefix, sender: Sender, start: number, end: number): void {
  const { view } = fields
  for (let at = sender === 'client' ? start + 2 : start; at + 2 <= end; ) {
    const group = view.getUint16(at)
    fields.uint(
      TLS_NAMES[prefix]['handshake.extensions_key_share_group'],
      group,
      at,
      at + 2,
      nameOrGrease(GROUPS, group),
    )
    if (at + 4 > end) break
    const length = view.getUint16(at + 2)
    const next = Math.min(end, at + 4 + length)
    fields.uint(TLS_NAMES[prefix]['handshake.extensions_key_share_key_exchange_length'], length, at + 2, at + 4)
    if (!isGrease(group)) fields.bytesAt(TLS_NAMES[prefix]['handshake.extensions_key_share_key_exchange'], at + 4, next)
    at = next
  }
}

function list16(
  fields: Fields,
  title: string,
  name: string,
  names: ReadonlyMap<number, string>,
  start: number,
  end: number,
): void {
  if (start > end || !isWanted(fields, name)) return
  fields.open(title, start, end)
  for (let at = start, n = 0; at + 2 <= end && n < MAX_LISTED; at += 2, n++) {
    const value = fields.view.getUint16(at)
    fields.uint(name, value, at, at + 2, nameOrGrease(names, value))
  }
  fields.close()
}
