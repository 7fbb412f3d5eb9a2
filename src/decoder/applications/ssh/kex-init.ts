/** What each side of SSH offers (RFC 4253 §7.1), and its fingerprint HASSH (salesforce/hassh). */
import { md5 } from '@noble/hashes/legacy.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { toHex } from '../../addresses.ts'
import { asciiText } from '../../ascii.ts'

export const KEXINIT = 20
const COOKIE_BYTES = 16

/** The ten lists in their order, by tshark's names. */
export const LISTS = [
  'kex_algorithms',
  'server_host_key_algorithms',
  'encryption_algorithms_client_to_server',
  'encryption_algorithms_server_to_client',
  'mac_algorithms_client_to_server',
  'mac_algorithms_server_to_client',
  'compression_algorithms_client_to_server',
  'compression_algorithms_server_to_client',
  'languages_client_to_server',
  'languages_server_to_client',
] as const

export interface NameList {
  readonly name: (typeof LISTS)[number]
  /** Where its length stands, and where its text ends. */
  readonly start: number
  readonly end: number
  /** Comma-separated, most wanted first. */
  readonly text: string
}

export interface KexInit {
  readonly lists: readonly NameList[]
  /** Who sent it, where its pseudo-algorithms say so (RFC 8308 §2.1, OpenSSH's strict exchange). */
  readonly sender: 'client' | 'server' | undefined
  /** What HASSH hashes, and the MD5 in hexadecimal: as a client's, and as a server's. */
  readonly hasshAlgorithms: string
  readonly hassh: string
  readonly hasshServerAlgorithms: string
  readonly hasshServer: string
}

const MAX_LIST_BYTES = 16_384

/** `start` is at the message's number (20); `undefined` when the lists are not all there. */
export function parseKexInit(view: DataView, start: number, end: number): KexInit | undefined {
  if (start + 1 + COOKIE_BYTES > end || view.getUint8(start) !== KEXINIT) return undefined
  const lists: NameList[] = []
  let at = start + 1 + COOKIE_BYTES
  for (const name of LISTS) {
    if (at + 4 > end) return undefined
    const length = view.getUint32(at)
    const next = at + 4 + length
    if (length > MAX_LIST_BYTES || next > end) return undefined
    lists.push({ name, start: at, end: next, text: asciiText(view, at + 4, next) })
    at = next
  }
  const text = (n: number) => (lists[n] as NameList).text
  const hasshAlgorithms = `${text(0)};${text(2)};${text(4)};${text(6)}`
  const hasshServerAlgorithms = `${text(0)};${text(3)};${text(5)};${text(7)}`
  return {
    lists,
    sender: senderOf(text(0)),
    hasshAlgorithms,
    hassh: rememberedMd5(hasshAlgorithms),
    hasshServerAlgorithms,
    hasshServer: rememberedMd5(hasshServerAlgorithms),
  }
}

function senderOf(kex: string): KexInit['sender'] {
  if (/(^|,)(ext-info-c|kex-strict-c-v00@openssh\.com)(,|$)/.test(kex)) return 'client'
  return /(^|,)(ext-info-s|kex-strict-s-v00@openssh\.com)(,|$)/.test(kex) ? 'server' : undefined
}

const MAX_REMEMBERED = 256
const remembered = new Map<string, string>()

function rememberedMd5(text: string): string {
  const known = remembered.get(text)
  if (known !== undefined) return known
  const hash = toHex(md5(utf8ToBytes(text)), 0, 16)
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  if (text.length <= 4096) remembered.set(text, hash)
  return hash
}
