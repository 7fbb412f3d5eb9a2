/** Keys of QUIC Initial packets, which anybody on the path can derive (RFC 9001 §5.2, RFC 9369 §3.3). */
import { extract } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { hexToBytes } from '@noble/hashes/utils.js'
import { toHex } from '../../addresses.ts'
import { Aes } from '../../ciphers/aes.ts'
import { expandLabel } from '../../ciphers/key-schedule.ts'

export interface PacketKeys {
  readonly key: Uint8Array
  readonly iv: Uint8Array
  /** Key of the header protection. */
  readonly hp: Uint8Array
  /** By `key` and by `hp`. */
  readonly cipher: Aes
  readonly mask: Aes
}

export const VERSION_1 = 0x00000001
export const VERSION_2 = 0x6b3343cf
/** draft-ietf-quic-v2 before its number was fixed. */
const VERSION_2_DRAFT = 0x709a50c4

const SALT_1 = hexToBytes('38762cf7f55934b34d179ae6a4c80cadccbb7f0a')
const SALT_2 = hexToBytes('0dede3def700a6db819381be6e269dcbf9bd2ed9')
const SALT_2_DRAFT = hexToBytes('a707c203a59b47184a1d62ca570406ea7ae3e5d3')
const SALT_DRAFT_29 = hexToBytes('afbfec289993d24c9e9786f19c6111e04390a899')
const SALT_DRAFT_23 = hexToBytes('c3eef712c72ebb5a11a7d2432bb46365bef9f502')
const SALT_DRAFT_21 = hexToBytes('7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a')
/** `Q050`: a version of Google's with the headers of QUIC, and a handshake of its own in its Initials. */
const GOOGLES_HANDSHAKE = 0x51303530
/** `T050`, `T051`: versions of Google's with the handshake of TLS. */
const SALTS_OF_GOOGLE: ReadonlyMap<number, Uint8Array> = new Map([
  [0x54303530, hexToBytes('7ff579e5acd072915580304c43a2367c60488310')],
  [0x54303531, hexToBytes('7a4edef4e7ccee5fa4506c19124fc8ccda6e033d')],
])

/** A version of Google's with the handshake of TLS: it has numbers of its own for frames. */
export function isGoogles(version: number): boolean {
  return SALTS_OF_GOOGLE.has(version)
}

/** Version 2 numbers its packet types otherwise and labels its keys anew. */
export function isVersion2(version: number): boolean {
  return version === VERSION_2 || version === VERSION_2_DRAFT
}

/** `undefined` for a version whose Initials cannot be read here. */
function saltOf(version: number): Uint8Array | undefined {
  if (version === VERSION_1) return SALT_1
  if (version === VERSION_2) return SALT_2
  if (version === VERSION_2_DRAFT) return SALT_2_DRAFT
  const googles = SALTS_OF_GOOGLE.get(version)
  if (googles) return googles
  const draft = draftOf(version)
  if (draft >= 33 && draft <= 34) return SALT_1
  if (draft >= 29) return SALT_DRAFT_29
  if (draft >= 23) return SALT_DRAFT_23
  return draft >= 21 ? SALT_DRAFT_21 : undefined
}

/**
 * Number of an IETF draft (Facebook's builds count as the draft they follow), 0 for what is none. Versions that only make a
 * server name its own (RFC 9000 §15) have no keys; who sends one uses those of the version it knows, of late draft 29.
 */
function draftOf(version: number): number {
  if (version >>> 8 === 0xff0000) return version & 0xff
  if (isReserved(version)) return 29
  if (version >>> 4 !== 0xfaceb00) return 0
  return (version & 15) === 1 ? 22 : 27
}
const isReserved = (version: number) => (version & 0x0f0f0f0f) === 0x0a0a0a0a

/** Whether the invariants of RFC 8999 hold and the number is one that is in use: what a first look may trust. */
export function isKnownVersion(version: number): boolean {
  if (saltOf(version) !== undefined) return true
  const draft = draftOf(version)
  return (draft >= 11 && draft <= 34) || version === GOOGLES_HANDSHAKE
}

export class InitialKeys {
  readonly #secret: Uint8Array
  readonly #prefix: string
  #client: PacketKeys | undefined
  #server: PacketKeys | undefined

  constructor(version: number, salt: Uint8Array, dcid: Uint8Array) {
    this.#prefix = isVersion2(version) ? 'quicv2' : 'quic'
    this.#secret = extract(sha256, dcid, salt)
  }
  get client(): PacketKeys {
    this.#client ??= this.#side('client in')
    return this.#client
  }
  get server(): PacketKeys {
    this.#server ??= this.#side('server in')
    return this.#server
  }
  #side(label: string): PacketKeys {
    const secret = expandLabel(sha256, this.#secret, label, 32)
    const key = expandLabel(sha256, secret, `${this.#prefix} key`, 16)
    const iv = expandLabel(sha256, secret, `${this.#prefix} iv`, 12)
    const hp = expandLabel(sha256, secret, `${this.#prefix} hp`, 16)
    return { key, iv, hp, cipher: new Aes(key), mask: new Aes(hp) }
  }
}

const MAX_CONNECTIONS = 512
const cache = new Map<string, InitialKeys>()

/** Keys for the Destination Connection ID of a client's first Initial; those used last are kept. */
export function initialKeys(version: number, dcid: Uint8Array): InitialKeys | undefined {
  const salt = saltOf(version)
  if (salt === undefined) return undefined
  const name = `${version}:${toHex(dcid, 0, dcid.length)}`
  let keys = cache.get(name)
  if (keys === undefined) {
    keys = new InitialKeys(version, salt, dcid)
    if (cache.size >= MAX_CONNECTIONS) cache.delete(cache.keys().next().value as string)
  } else cache.delete(name)
  cache.set(name, keys)
  return keys
}
