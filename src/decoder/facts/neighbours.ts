/** Who says in ARP that an address is theirs (RFC 826), and which servers hand out addresses by DHCP. */
import { toHex } from '../addresses.ts'
import type { DhcpFacts } from '../applications/dhcp.ts'
import type { Packet } from '../packet.ts'
import type { Sight } from './sight.ts'

const MOST_ADDRESSES = 65_536
const MOST_CLAIMS = 8
const MOST_SERVERS = 64
const MOST_REQUESTS = 1_024
/** What nobody says is taken for it (RFC 2132 §3.3 demands a mask beside a gateway). */
const USUAL_MASK = '255.255.255.0'
const ARP_BYTES = 28

export interface Claim {
  readonly mac: string
  /** First and last frame that said so. */
  readonly frame: number
  lastFrame: number
  /** Said in answers and announcements, without or with having been asked. */
  count: number
}
export interface SeenServer {
  readonly address: string
  readonly frame: number
  offers: number
  /** What it last told its clients: the network of their addresses, where they leave it, who knows names; '' when it did not say. */
  network: string
  gateway: string
  names: string
  /** Requests it answered, by their number and client: another server that answers one of them stands beside it. */
  readonly requests: Set<string>
}

const REPLY = 2
/** DHCP messages only a server sends (RFC 2132 §9.6). */
const OFFER = 2
const ACKNOWLEDGE = 5

export class Neighbours {
  /** IPv4 address word → who claims it, the first one first. */
  readonly claims = new Map<number, Claim[]>()
  readonly dhcpServers = new Map<string, SeenServer>()
  readonly #sight: Sight

  constructor(sight: Sight) {
    this.#sight = sight
  }

  /** An ARP packet for Ethernet and IPv4 at `at`. */
  arp(packet: Packet, at: number): void {
    const { view, bytes } = packet
    if (at + ARP_BYTES > packet.limit || view.getUint32(at) !== 0x0001_0800 || view.getUint16(at + 4) !== 0x0604) return
    const sender = view.getUint32(at + 14)
    // Asking claims nothing, but an announcement asks for its own address; a probe has none yet (RFC 5227).
    const announces = sender === view.getUint32(at + 24)
    if (sender === 0 || (view.getUint16(at + 6) !== REPLY && !announces)) return
    this.#claim(sender, toHex(bytes, at + 8, at + 14, ':'))
  }

  #claim(address: number, mac: string): void {
    const known = this.claims.get(address)
    const { frame } = this.#sight
    const same = known?.find((claim) => claim.mac === mac)
    if (same) {
      same.count++
      same.lastFrame = frame
    } else if (known) {
      if (known.length < MOST_CLAIMS) known.push({ mac, frame, lastFrame: frame, count: 1 })
    } else if (this.claims.size < MOST_ADDRESSES) {
      this.claims.set(address, [{ mac, frame, lastFrame: frame, count: 1 }])
    }
  }

  dhcp(facts: DhcpFacts): void {
    const { messageType, serverId, transactionId, clientMac } = facts
    if (serverId === undefined || (messageType !== OFFER && messageType !== ACKNOWLEDGE)) return
    let server = this.dhcpServers.get(serverId)
    if (!server) {
      if (this.dhcpServers.size >= MOST_SERVERS) return
      const { frame } = this.#sight
      server = { address: serverId, frame, offers: 0, network: '', gateway: '', names: '', requests: new Set() }
      this.dhcpServers.set(serverId, server)
    }
    server.offers++
    server.network = networkOf(facts) ?? server.network
    if (facts.routers.length > 0) server.gateway = facts.routers.toSorted().join(' ')
    if (facts.dnsServers.length > 0) server.names = facts.dnsServers.toSorted().join(' ')
    if (server.requests.size < MOST_REQUESTS) server.requests.add(`${transactionId} ${clientMac}`)
  }
}

function networkOf({ yourIp, mask = USUAL_MASK }: DhcpFacts): string | undefined {
  if (yourIp === undefined) return undefined
  const masks = mask.split('.').map(Number)
  return yourIp
    .split('.')
    .map((part, n) => Number(part) & (masks[n] ?? 0))
    .join('.')
}
