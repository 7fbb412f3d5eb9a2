/** Trouble on the local network: two machines with one address, one machine with the addresses of others, too many DHCP servers. */
import { formatIpv4 } from '../addresses.ts'
import type { Claim } from '../facts/neighbours.ts'
import type { ReportFinding } from '../report.ts'
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

export const rogueDhcp: FindingRule = {
  code: 'rogue-dhcp',
  find: (evidence) => {
    const servers = [...evidence.insides.neighbours.dhcpServers.values()]
    if (servers.length < 2) return []
    // The one that answers most is taken for the usual one.
    const [usual, ...others] = servers.toSorted((a, b) => b.offers - a.offers)
    return others.map(
      (server): ReportFinding => ({
        code: 'rogue-dhcp',
        severity: 'danger',
        subject: server.address,
        params: { server: server.address, usual: usual?.address ?? '', offers: server.offers },
        packets: [server.frame, ...(usual ? [usual.frame] : [])],
        filter: `dhcp && ${addressFilter(server.address, 'src')}`,
      }),
    )
  },
}
