/** Trouble on the local network: two machines with one address, one machine with the addresses of others, too many DHCP servers. */
import { formatIpv4 } from '../addresses.ts'
import type { Claim, SeenServer } from '../facts/neighbours.ts'
import type { FindingSeverity, ReportFinding } from '../report.ts'
import { addressFilter, type Evidence, type FindingRule } from './evidence.ts'

interface Contested {
  readonly address: string
  readonly claims: readonly Claim[]
  /** Who stands between others, if anybody does. */
  readonly spoof: Claim | undefined
}
interface Card {
  /** Addresses it claims, the contested ones and its own. */
  addresses: number
  /** Cards whose addresses it claims after them. */
  readonly robbed: Set<string>
}

function contested(evidence: Evidence): readonly Contested[] {
  const { claims } = evidence.insides.neighbours
  const disputes = [...claims].filter(([, of]) => of.length > 1)
  if (disputes.length === 0) return []
  const cards = cardsOf(evidence)
  return disputes.map(([word, of]) => ({ address: formatIpv4(word), claims: of, spoof: spoofOf(of, cards) }))
}

function cardsOf(evidence: Evidence): ReadonlyMap<string, Card> {
  const cards = new Map<string, Card>()
  for (const [first, ...others] of evidence.insides.neighbours.claims.values()) {
    if (!first) continue
    for (const { mac } of [first, ...others]) {
      const card = cards.get(mac) ?? { addresses: 0, robbed: new Set() }
      card.addresses++
      if (mac !== first.mac) card.robbed.add(first.mac)
      cards.set(mac, card)
    }
  }
  return cards
}

/**
 * The claim of a card that came later and answers for other addresses too, while the first one still does, or that took the
 * addresses of several. A failover pair moves the addresses of one card, which then is silent about them.
 */
function spoofOf([first, ...others]: readonly Claim[], cards: ReadonlyMap<string, Card>): Claim | undefined {
  return others.find(({ mac, frame }) => {
    const card = cards.get(mac)
    if (!first || !card || card.addresses < 2) return false
    return first.lastFrame > frame || card.robbed.size > 1
  })
}

const proofs = (claims: readonly Claim[]) => claims.flatMap((claim) => [...new Set([claim.frame, claim.lastFrame])])

export const arpSpoofing: FindingRule = {
  code: 'arp-spoofing',
  find: (evidence) =>
    contested(evidence).flatMap(({ address, claims, spoof }): readonly ReportFinding[] => {
      if (!spoof) return []
      return [
        {
          code: 'arp-spoofing',
          severity: 'danger',
          subject: address,
          params: { address, first: claims[0]?.mac ?? '', second: spoof.mac },
          packets: proofs(claims),
          filter: `arp.src.proto_ipv4 == ${address}`,
        },
      ]
    }),
}

export const duplicateAddress: FindingRule = {
  code: 'duplicate-address',
  find: (evidence) =>
    contested(evidence).flatMap(({ address, claims, spoof }): readonly ReportFinding[] => {
      if (spoof) return []
      return [
        {
          code: 'duplicate-address',
          severity: 'caution',
          subject: address,
          params: { address, first: claims[0]?.mac ?? '', second: claims[1]?.mac ?? '' },
          packets: proofs(claims),
          filter: `arp.src.proto_ipv4 == ${address}`,
        },
      ]
    }),
}

/** Both said something, and not the same. */
const differ = (one: string, other: string) => one !== '' && other !== '' && one !== other

/**
 * How bad it is that `server` answers beside `usual`. A pair that tells its clients the same is how failover is built, and a server
 * of another network, seen through a trunk or a relay, is no rival: neither is worth a word.
 */
function rivalry(server: SeenServer, usual: SeenServer): FindingSeverity | undefined {
  const rivals = [...server.requests].some((request) => usual.requests.has(request))
  const isOneNetwork = server.network !== '' && server.network === usual.network
  if (!rivals && !isOneNetwork) return undefined
  const contradicts =
    differ(server.gateway, usual.gateway) || differ(server.names, usual.names) || differ(server.network, usual.network)
  if (contradicts) return rivals ? 'danger' : 'caution'
  const agrees = server.gateway !== '' && server.gateway === usual.gateway
  return agrees ? undefined : 'caution'
}

export const rogueDhcp: FindingRule = {
  code: 'rogue-dhcp',
  find: (evidence) => {
    // The one that answers most is taken for the usual one.
    const servers = [...evidence.insides.neighbours.dhcpServers.values()].toSorted((a, b) => b.offers - a.offers)
    return servers.flatMap((server, n): readonly ReportFinding[] => {
      for (const usual of servers.slice(0, n)) {
        const severity = rivalry(server, usual)
        if (!severity) continue
        return [
          {
            code: 'rogue-dhcp',
            severity,
            subject: server.address,
            params: { server: server.address, usual: usual.address, offers: server.offers },
            packets: [server.frame, usual.frame],
            filter: `dhcp && ${addressFilter(server.address, 'src')}`,
          },
        ]
      }
      return []
    })
  },
}
