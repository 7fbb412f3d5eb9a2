/** Which layer an EtherType announces (IEEE 802 numbers as registered by IANA). */
import {
  ARP,
  DATA,
  EAPOL,
  ETH,
  FABRIC_PATH,
  IP,
  IPV6,
  LLC,
  LLDP,
  MACSEC,
  MPLS,
  PPP,
  PPPOE_DISCOVERY,
  PPPOE_SESSION,
  PROVIDER_VLAN,
  VLAN,
} from '../protocols.ts'

/** Values from 1 up to this are lengths of an IEEE 802.3 frame, not types. */
export const LARGEST_LENGTH = 1500

const NAMES: Readonly<Record<number, string>> = {
  2048: 'IPv4',
  2054: 'ARP',
  2114: 'Wake-on-LAN',
  8944: 'Audio Video Transport',
  25944: 'Transparent Ethernet bridging',
  32821: 'RARP',
  32923: 'AppleTalk',
  33024: '802.1Q VLAN',
  33079: 'IPX',
  34525: 'IPv6',
  34824: 'Ethernet flow control',
  34825: 'Slow protocols (LACP)',
  34827: 'PPP',
  34887: 'MPLS unicast',
  34888: 'MPLS multicast',
  34915: 'PPPoE discovery',
  34916: 'PPPoE session',
  34958: '802.1X authentication',
  34962: 'PROFINET',
  34980: 'EtherCAT',
  34984: '802.1ad provider bridging',
  35000: 'GOOSE',
  35020: 'LLDP',
  35045: 'MACsec',
  35063: 'Precision Time Protocol',
  35074: 'Connectivity fault management',
  35075: 'Cisco FabricPath',
  36864: 'Loopback',
  37120: 'VLAN (double tagged)',
}

/** What an EtherType stands for, for people. */
export function ethertypeName(type: number): string | undefined {
  return NAMES[type]
}

export function layerOfEthertype(type: number): number {
  switch (type) {
    case 0x0800:
      return IP
    case 0x86dd:
      return IPV6
    case 0x8100:
    case 0x9100:
    case 0x9200:
      return VLAN
    case 0x88a8:
      return PROVIDER_VLAN
    case 0x0806:
    case 0x8035:
      return ARP
    case 0x8847:
    case 0x8848:
      return MPLS
    case 0x8863:
      return PPPOE_DISCOVERY
    case 0x8864:
      return PPPOE_SESSION
    case 0x888e:
      return EAPOL
    case 0x88cc:
      return LLDP
    case 0x88e5:
      return MACSEC
    case 0x8903:
      return FABRIC_PATH
    // Of tunnels, which have no other number for them.
    case 0x6558:
      return ETH
    case 0x880b:
      return PPP
    default:
      return type <= LARGEST_LENGTH && type !== 0 ? LLC : DATA
  }
}
