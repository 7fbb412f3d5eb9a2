/** Which conversation a packet belongs to, and the filter that keeps just that. */
import { formatIpv4, formatIpv6 } from '../addresses.ts'
import type { Packet } from '../packet.ts'
import { TCP, UDP } from '../protocols.ts'

export interface Endpoint {
  readonly address: string
  readonly port: number
}
export interface Conversation {
  readonly transport: 'tcp' | 'udp'
  readonly version: 4 | 6
  /** Who sent the packet that was asked about. */
  readonly a: Endpoint
  readonly b: Endpoint
}

/** Of the innermost path with ports that is no quotation; `undefined` when there is none. */
export function conversationOf(packet: Packet): Conversation | undefined {
  const k = pathOf(packet)
  if (k < 0) return undefined
  const ports = packet.pathStart[k] as number
  return {
    transport: packet.pathTransport[k] === TCP ? 'tcp' : 'udp',
    version: packet.pathVersion[k] === 4 ? 4 : 6,
    a: { address: addressOf(packet, k, 'source'), port: packet.view.getUint16(ports) },
    b: { address: addressOf(packet, k, 'destination'), port: packet.view.getUint16(ports + 2) },
  }
}

export function pathOf(packet: Packet): number {
  for (let k = packet.pathCount - 1; k >= 0; k--) {
    const transport = packet.pathTransport[k]
    if (packet.pathQuoted[k] === 0 && (transport === TCP || transport === UDP)) return k
  }
  return -1
}

function addressOf(packet: Packet, k: number, side: 'source' | 'destination'): string {
  const at = packet.pathNetwork[k] as number
  const { view } = packet
  return packet.pathVersion[k] === 4
    ? formatIpv4(view.getUint32(at + (side === 'source' ? 12 : 16)))
    : formatIpv6(view, at + (side === 'source' ? 8 : 24))
}

export function toFilter({ transport, version, a, b }: Conversation): string {
  const ip = version === 4 ? 'ip' : 'ipv6'
  const way = (from: Endpoint, to: Endpoint) =>
    `${ip}.src == ${from.address} && ${transport}.srcport == ${from.port} && ${ip}.dst == ${to.address} && ${transport}.dstport == ${to.port}`
  return `(${way(a, b)}) || (${way(b, a)})`
}

/** Whether the packet is part of it, and which side sent it. */
export function senderIn(packet: Packet, { transport, a, b }: Conversation): 'a' | 'b' | undefined {
  const found = conversationOf(packet)
  if (found?.transport !== transport) return undefined
  const is = (one: Endpoint, other: Endpoint) => one.address === other.address && one.port === other.port
  if (is(found.a, a) && is(found.b, b)) return 'a'
  return is(found.a, b) && is(found.b, a) ? 'b' : undefined
}
