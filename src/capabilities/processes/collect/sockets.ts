/** `/proc/net/{tcp,tcp6,udp,udp6}`, proc_net(5): who listens and who talks, by the inode of the socket. */
import type { Listen, REMOTE_SCOPES } from '../schema.ts'

export interface Socket {
  readonly inode: number
  readonly protocol: 'tcp' | 'udp'
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
  readonly listens: boolean
}

const ESTABLISHED = '01'
const LISTENING = '0A'
/** A bound UDP socket without a fixed other end. */
const UNCONNECTED = '07'

/** Each group of eight digits is a 32-bit word in the byte order of the machine (little-endian on all we run on). */
const toBytes = (hex: string): number[] => {
  const bytes: number[] = []
  for (let word = 0; word < hex.length; word += 8) {
    for (let byte = 6; byte >= 0; byte -= 2) bytes.push(Number.parseInt(hex.slice(word + byte, word + byte + 2), 16))
  }
  return bytes
}

export function parseAddress(hex: string): string {
  const bytes = toBytes(hex)
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0))
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  return mapped ? bytes.slice(12).join('.') : compress(groups)
}

/** RFC 5952: the longest run of zero groups becomes `::`. */
function compress(groups: readonly number[]): string {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < 8; start++) {
    let length = 0
    while (start + length < 8 && groups[start + length] === 0) length++
    if (length > best.length) best = { start, length }
  }
  const hex = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':')
  if (best.length < 2) return hex(groups)
  return `${hex(groups.slice(0, best.start))}::${hex(groups.slice(best.start + best.length))}`
}

/** Sockets that listen or talk; those being closed belong to nobody any more. */
export function parseSockets(text: string, protocol: 'tcp' | 'udp'): Socket[] {
  const sockets: Socket[] = []
  const addresses = new Map<string, string>()
  const address = (hex: string) => {
    const known = addresses.get(hex)
    if (known !== undefined) return known
    const parsed = parseAddress(hex)
    addresses.set(hex, parsed)
    return parsed
  }
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/ +/)
    const [, local = '', remote = '', state = ''] = fields
    const inode = Number(fields[9])
    const listens = state === (protocol === 'tcp' ? LISTENING : UNCONNECTED)
    if (!inode || (!listens && state !== ESTABLISHED)) continue
    const [localHex = '', localPort = ''] = local.split(':')
    const [remoteHex = '', remotePort = ''] = remote.split(':')
    sockets.push({
      inode,
      protocol,
      localAddress: address(localHex),
      localPort: Number.parseInt(localPort, 16),
      remoteAddress: address(remoteHex),
      remotePort: Number.parseInt(remotePort, 16),
      listens,
    })
  }
  return sockets
}

const LOOPBACK = /^(?:127\.|::1$)/
/** RFC 1918, 3927, 6598, 4193, 4291; multicast and unspecified addresses leave no machine's own networks either. */
const OWN_NETWORKS =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|0\.|22[4-9]\.|23\d\.|255\.|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|ff[0-9a-f]{2}:|::$)/i

export const toListenScope = (address: string, ownNamespace: boolean): Listen['scope'] =>
  LOOPBACK.test(address) ? 'loopback' : ownNamespace ? 'public' : 'namespace'

export function toRemoteScope(address: string): (typeof REMOTE_SCOPES)[number] {
  if (LOOPBACK.test(address)) return 'loopback'
  return OWN_NETWORKS.test(address) ? 'network' : 'internet'
}
