/** Which layer an IP protocol number announces (IANA, Assigned Internet Protocol Numbers). */
import {
  AH,
  DATA,
  END,
  ESP,
  GRE,
  ICMP,
  ICMPV6,
  IGMP,
  IP,
  IPV6,
  L2TP,
  MPLS,
  OSPF,
  SCTP,
  TCP,
  UDP,
} from '../protocols.ts'

export function layerOfIpProtocol(protocol: number): number {
  switch (protocol) {
    case 6:
      return TCP
    case 17:
      return UDP
    case 1:
      return ICMP
    case 58:
      return ICMPV6
    case 2:
      return IGMP
    case 4:
      return IP
    case 41:
      return IPV6
    case 47:
      return GRE
    case 50:
      return ESP
    case 51:
      return AH
    case 89:
      return OSPF
    case 115:
      return L2TP
    case 132:
      return SCTP
    case 137:
      return MPLS
    case 59:
      return END
    default:
      return DATA
  }
}
