/** Every layer: how it is walked (hot path) and how it is described. One row a layer. */

import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { PROTOCOL_NAMES, type ProtocolName } from '../protocols.ts'
import { ahFields, describeAh, walkAh } from './ah.ts'
import { arpFields, describeArp, walkArp } from './arp.ts'
import { capwapFields, describeCapwap, walkCapwap } from './capwap.ts'
import { chdlcFields, describeChdlc, walkChdlc } from './chdlc.ts'
import { dataFields, describeData, walkData } from './data.ts'
import { describeEap, eapFields, walkEap } from './eap.ts'
import { describeEapol, eapolFields, walkEapol } from './eapol.ts'
import { describeEsp, espFields, walkEsp } from './esp.ts'
import { describeEthernet, ethernetFields, walkEthernet } from './ethernet.ts'
import { describeFabricPath, fabricPathFields, walkFabricPath } from './fabric-path.ts'
import { describeFddi, fddiFields, walkFddi } from './fddi.ts'
import { describeFrameRelay, frameRelayFields, walkFrameRelay } from './frame-relay.ts'
import { describeGeneve, geneveFields, walkGeneve } from './geneve.ts'
import { describeGre, greFields, walkGre } from './gre.ts'
import { describeGtp, gtpFields, walkGtp } from './gtp.ts'
import { describeIcmp, icmpFields, walkIcmp } from './icmp.ts'
import { describeIcmpv6, icmpv6Fields, walkIcmpv6 } from './icmpv6.ts'
import { describeIgmp, igmpFields, walkIgmp } from './igmp.ts'
import { describeIpv4, ipv4Fields, walkIpv4 } from './ipv4.ts'
import { describeIpv6, ipv6Fields, walkIpv6 } from './ipv6.ts'
import { describeL2tp, l2tpFields, walkL2tp } from './l2tp.ts'
import { describeLlc, llcFields, walkLlc } from './llc.ts'
import { describeLldp, lldpFields, walkLldp } from './lldp.ts'
import { describeMacsec, macsecFields, walkMacsec } from './macsec.ts'
import { describeMpls, mplsFields, walkMpls } from './mpls.ts'
import { describeNflog, nflogFields, walkNflog } from './nflog.ts'
import { describeNullLoop, nullLoopFields, walkNullLoop } from './null-loop.ts'
import { describeOspf, ospfFields, walkOspf } from './ospf.ts'
import { describePflog, pflogFields, walkPflog } from './pflog.ts'
import { describePpi, ppiFields, walkPpi } from './ppi.ts'
import { describePpp, pppFields, walkPpp } from './ppp.ts'
import {
  describePppoeDiscovery,
  describePppoeSession,
  pppoeDiscoveryFields,
  pppoeSessionFields,
  walkPppoeDiscovery,
  walkPppoeSession,
} from './pppoe.ts'
import { describePrism, prismFields, walkPrism } from './prism.ts'
import { describeProviderVlan, providerVlanFields, walkProviderVlan } from './provider-vlan.ts'
import { describeRadiotap, radiotapFields, walkRadiotap } from './radiotap.ts'
import { describeRaw, rawFields, walkRaw } from './raw.ts'
import { describeSctp, sctpFields, walkSctp } from './sctp.ts'
import { describeSll, sllFields, walkSll } from './sll.ts'
import { describeStp, stpFields, walkStp } from './stp.ts'
import { describeTcp, tcpFields, walkTcp } from './tcp.ts'
import { describeTeredo, teredoFields, walkTeredo } from './teredo.ts'
import { describeTokenRing, tokenRingFields, walkTokenRing } from './token-ring.ts'
import { describeUdp, udpFields, walkUdp } from './udp.ts'
import { describeVlan, vlanFields, walkVlan } from './vlan.ts'
import { describeVxlan, vxlanFields, walkVxlan } from './vxlan.ts'
import { describeWlan, walkWlan, wlanFields } from './wlan.ts'

export interface Layer {
  readonly name: ProtocolName
  readonly title: string
  readonly fields: FieldTable
  /**
   * Reads the header at `packet.at`: pushes itself, moves `at` behind the header, narrows `limit`, and answers the number of
   * the layer that follows (`END` when none does). Reads nothing beyond `packet.limit`.
   */
  walk(packet: Packet): number
  /** Says the header at `start`; the layer with all it carries ends at `end`. */
  describe(fields: Fields, start: number, end: number): void
}

export const LAYERS = [
  { name: 'eth', title: 'Ethernet', fields: ethernetFields, walk: walkEthernet, describe: describeEthernet },
  { name: 'vlan', title: '802.1Q Virtual LAN', fields: vlanFields, walk: walkVlan, describe: describeVlan },
  { name: 'ip', title: 'Internet Protocol version 4', fields: ipv4Fields, walk: walkIpv4, describe: describeIpv4 },
  { name: 'ipv6', title: 'Internet Protocol version 6', fields: ipv6Fields, walk: walkIpv6, describe: describeIpv6 },
  {
    name: 'icmp',
    title: 'Internet Control Message Protocol',
    fields: icmpFields,
    walk: walkIcmp,
    describe: describeIcmp,
  },
  { name: 'tcp', title: 'Transmission Control Protocol', fields: tcpFields, walk: walkTcp, describe: describeTcp },
  { name: 'udp', title: 'User Datagram Protocol', fields: udpFields, walk: walkUdp, describe: describeUdp },
  { name: 'null', title: 'Null/Loopback', fields: nullLoopFields, walk: walkNullLoop, describe: describeNullLoop },
  { name: 'raw', title: 'Raw packet data', fields: rawFields, walk: walkRaw, describe: describeRaw },
  { name: 'ppp', title: 'Point-to-Point Protocol', fields: pppFields, walk: walkPpp, describe: describePpp },
  {
    name: 'pppoes',
    title: 'PPP-over-Ethernet Session',
    fields: pppoeSessionFields,
    walk: walkPppoeSession,
    describe: describePppoeSession,
  },
  {
    name: 'pppoed',
    title: 'PPP-over-Ethernet Discovery',
    fields: pppoeDiscoveryFields,
    walk: walkPppoeDiscovery,
    describe: describePppoeDiscovery,
  },
  { name: 'sll', title: 'Linux cooked-mode capture', fields: sllFields, walk: walkSll, describe: describeSll },
  { name: 'wlan', title: 'IEEE 802.11', fields: wlanFields, walk: walkWlan, describe: describeWlan },
  {
    name: 'radiotap',
    title: 'IEEE 802.11 Radiotap Capture header',
    fields: radiotapFields,
    walk: walkRadiotap,
    describe: describeRadiotap,
  },
  { name: 'prism', title: 'Prism capture header', fields: prismFields, walk: walkPrism, describe: describePrism },
  { name: 'ppi', title: 'PPI Packet Header', fields: ppiFields, walk: walkPpi, describe: describePpi },
  { name: 'chdlc', title: 'Cisco HDLC', fields: chdlcFields, walk: walkChdlc, describe: describeChdlc },
  { name: 'fr', title: 'Frame Relay', fields: frameRelayFields, walk: walkFrameRelay, describe: describeFrameRelay },
  { name: 'nflog', title: 'Linux Netfilter NFLOG', fields: nflogFields, walk: walkNflog, describe: describeNflog },
  {
    name: 'pflog',
    title: 'OpenBSD Packet Filter log file',
    fields: pflogFields,
    walk: walkPflog,
    describe: describePflog,
  },
  { name: 'llc', title: 'Logical-Link Control', fields: llcFields, walk: walkLlc, describe: describeLlc },
  {
    name: 'mpls',
    title: 'MultiProtocol Label Switching Header',
    fields: mplsFields,
    walk: walkMpls,
    describe: describeMpls,
  },
  { name: 'arp', title: 'Address Resolution Protocol', fields: arpFields, walk: walkArp, describe: describeArp },
  {
    name: 'icmpv6',
    title: 'Internet Control Message Protocol v6',
    fields: icmpv6Fields,
    walk: walkIcmpv6,
    describe: describeIcmpv6,
  },
  {
    name: 'igmp',
    title: 'Internet Group Management Protocol',
    fields: igmpFields,
    walk: walkIgmp,
    describe: describeIgmp,
  },
  {
    name: 'sctp',
    title: 'Stream Control Transmission Protocol',
    fields: sctpFields,
    walk: walkSctp,
    describe: describeSctp,
  },
  { name: 'gre', title: 'Generic Routing Encapsulation', fields: greFields, walk: walkGre, describe: describeGre },
  {
    name: 'vxlan',
    title: 'Virtual eXtensible Local Area Network',
    fields: vxlanFields,
    walk: walkVxlan,
    describe: describeVxlan,
  },
  {
    name: 'geneve',
    title: 'Generic Network Virtualization Encapsulation',
    fields: geneveFields,
    walk: walkGeneve,
    describe: describeGeneve,
  },
  { name: 'gtp', title: 'GPRS Tunneling Protocol', fields: gtpFields, walk: walkGtp, describe: describeGtp },
  { name: 'l2tp', title: 'Layer 2 Tunneling Protocol', fields: l2tpFields, walk: walkL2tp, describe: describeL2tp },
  { name: 'esp', title: 'Encapsulating Security Payload', fields: espFields, walk: walkEsp, describe: describeEsp },
  { name: 'ah', title: 'Authentication Header', fields: ahFields, walk: walkAh, describe: describeAh },
  { name: 'stp', title: 'Spanning Tree Protocol', fields: stpFields, walk: walkStp, describe: describeStp },
  { name: 'lldp', title: 'Link Layer Discovery Protocol', fields: lldpFields, walk: walkLldp, describe: describeLldp },
  { name: 'ospf', title: 'Open Shortest Path First', fields: ospfFields, walk: walkOspf, describe: describeOspf },
  {
    name: 'ieee8021ad',
    title: '802.1ad Provider Bridge',
    fields: providerVlanFields,
    walk: walkProviderVlan,
    describe: describeProviderVlan,
  },
  {
    name: 'macsec',
    title: '802.1AE Security tag',
    fields: macsecFields,
    walk: walkMacsec,
    describe: describeMacsec,
  },
  {
    name: 'cfp',
    title: 'Cisco FabricPath',
    fields: fabricPathFields,
    walk: walkFabricPath,
    describe: describeFabricPath,
  },
  {
    name: 'teredo',
    title: 'Teredo IPv6 over UDP tunneling',
    fields: teredoFields,
    walk: walkTeredo,
    describe: describeTeredo,
  },
  {
    name: 'capwap.data',
    title: 'Control And Provisioning of Wireless Access Points (Data)',
    fields: capwapFields,
    walk: walkCapwap,
    describe: describeCapwap,
  },
  {
    name: 'tr',
    title: 'Token-Ring',
    fields: tokenRingFields,
    walk: walkTokenRing,
    describe: describeTokenRing,
  },
  {
    name: 'fddi',
    title: 'Fiber Distributed Data Interface',
    fields: fddiFields,
    walk: walkFddi,
    describe: describeFddi,
  },
  { name: 'eapol', title: '802.1X Authentication', fields: eapolFields, walk: walkEapol, describe: describeEapol },
  { name: 'eap', title: 'Extensible Authentication Protocol', fields: eapFields, walk: walkEap, describe: describeEap },
  { name: 'data', title: 'Data', fields: dataFields, walk: walkData, describe: describeData },
] as const satisfies readonly Layer[]

/** Layers by their number; a number without a row has no header of its own to read. */
export const LAYER_OF_ID: readonly (Layer | undefined)[] = PROTOCOL_NAMES.map((name) =>
  (LAYERS as readonly Layer[]).find((layer) => layer.name === name),
)
