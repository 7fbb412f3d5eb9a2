/** Which layer an EtherType announces (IEEE 802 numbers as registered by IANA). */
import { ARP, DATA, ETH, IP, IPV6, LLC, LLDP, MPLS, PPP, PPPOE_DISCOVERY, PPPOE_SESSION, VLAN } from '../protocols.ts'

/** Values from 1 up to this are lengths of an IEEE 802.3 frame, not types. */
export const LARGEST_LENGTH = 1500

export function layerOfEthertype(type: number): number {
  switch (type) {
    case 0x0800:
      return IP
    case 0x86dd:
      return IPV6
    case 0x8100:
    case 0x88a8:
    case 0x9100:
    case 0x9200:
      return VLAN
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
    case 0x88cc:
      return LLDP
    // Of tunnels, which have no other number for them.
    case 0x6558:
      return ETH
    case 0x880b:
      return PPP
    default:
      return type <= LARGEST_LENGTH && type !== 0 ? LLC : DATA
  }
}
