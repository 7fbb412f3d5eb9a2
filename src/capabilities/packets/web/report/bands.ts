/** Where a protocol stands: what carries bits, what finds the way, what makes a conversation, what is said in it. */
import type { ProtocolName } from '../../../../decoder/protocols.ts'

export const BANDS = ['link', 'network', 'transport', 'application'] as const
export type Band = (typeof BANDS)[number]

const LINK =
  'eth null raw ppp pppoes pppoed sll wlan radiotap prism ppi chdlc fr tr fddi nflog pflog llc vlan ieee8021ad macsec cfp mpls arp stp lldp eapol eap'
const NETWORK = 'ip ipv6 icmp icmpv6 igmp gre esp ah ospf'
const TRANSPORT = 'tcp udp sctp vxlan geneve gtp l2tp teredo capwap.data'
const bandOf = new Map<string, Band>([
  ...LINK.split(' ').map((name) => [name, 'link'] as const),
  ...NETWORK.split(' ').map((name) => [name, 'network'] as const),
  ...TRANSPORT.split(' ').map((name) => [name, 'transport'] as const),
])
export const toBand = (protocol: ProtocolName | string): Band => bandOf.get(protocol) ?? 'application'
