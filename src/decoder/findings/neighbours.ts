/** Trouble on the local network: two machines with one address, one machine with the addresses of others, too many DHCP servers. */
import { formatIpv4 } from '../addresses.ts'
import type { Claim } from '../facts/neighbours.ts'
import type { ReportFinding } from '../report.ts'
import { addressFilter, type Evidence, type FindingRule } from './evidence.ts'

interface Contested {
  readonly address: string
  readonly claims: readonly Claim[]
}

function contested(evidence: Evidence): readonly Contested[] {
  const { claims } = evidence.insides.neighbours
  return [...claims].flatMap(([word, of]) => (of.length > 1 ? [{ address: formatIpv4(word), claims: of }] : []))
}

/** Addresses a card claims, the contested ones and its own. */
function addressesOf(evidence: Evidence, mac: string): number {
  let count = 0
  for (const claims of evidence.insides.neighbours.claims.values())
    if (claims.some((claim) => claim.mac === mac)) count++
  return count
}

const proofs = (claims: readonly Claim[]) => claims.flatMap((claim) => [...new Set([claim.frame, claim.lastFrame])])

/** Whoever came later and answers for other addresses too stands between others. */
export const arpSpoofing: FindingRule = {
  code: 'arp-spoofing',
  find: (evidence) =>
    contested(evidence).flatMap(({ address, claims }): readonly ReportFinding[] => {
      const later = claims.slice(1).find((claim) => addressesOf(evidence, claim.mac) > 1)
      if (!later) return []
      return [
        {
          code: 'arp-spoofing',
          severity: 'danger',
          subject: address,
          params: { address, first: claims[0]?.mac ?? '', second: later.mac },
          packets: proofs(claims),
          filter: `arp.src.proto_ipv4 == ${address}`,
        },
      ]
    }),
}

export const duplicateAddress: FindingRule = {
  code: 'duplicate-address',
  find: (evidence) =>
    contested(evidence).flatMap(({ address, claims }): readonly ReportFinding[] => {
      if (claims.slice(1).some((claim) => addressesOf(evidence, claim.mac) > 1)) return []
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
