/** Which layer an IP protocol number announces (IANA, Assigned Internet Protocol Numbers). */
import type { Fields } from '../fields.ts'
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

const NAMES: Readonly<Record<number, string>> = {
  0: 'IPv6 Hop-by-Hop Options',
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPv4',
  6: 'TCP',
  8: 'EGP',
  17: 'UDP',
  33: 'DCCP',
  41: 'IPv6',
  43: 'IPv6 Routing Header',
  44: 'IPv6 Fragment Header',
  46: 'RSVP',
  47: 'GRE',
  50: 'ESP',
  51: 'AH',
  58: 'ICMPv6',
  59: 'IPv6 No Next Header',
  60: 'IPv6 Destination Options',
  88: 'EIGRP',
  89: 'OSPF',
  94: 'IPIP',
  97: 'EtherIP',
  103: 'PIM',
  108: 'IPComp',
  112: 'VRRP',
  115: 'L2TP',
  132: 'SCTP',
  135: 'IPv6 Mobility Header',
  136: 'UDP-Lite',
  137: 'MPLS',
}

/** What an IP protocol number stands for, for people. */
export function ipProtocolName(protocol: number): string | undefined {
  return NAMES[protocol]
}

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

/** Code points that have names (RFC 2474, RFC 2597, RFC 3246, RFC 5865, RFC 8622). */
const CODE_POINTS: Readonly<Record<number, string>> = {
  0: 'Default',
  1: 'Lower Effort',
  8: 'CS1',
  10: 'AF11',
  12: 'AF12',
  14: 'AF13',
  16: 'CS2',
  18: 'AF21',
  20: 'AF22',
  22: 'AF23',
  24: 'CS3',
  26: 'AF31',
  28: 'AF32',
  30: 'AF33',
  32: 'CS4',
  34: 'AF41',
  36: 'AF42',
  38: 'AF43',
  40: 'CS5',
  44: 'VOICE-ADMIT',
  46: 'EF PHB',
  48: 'CS6',
  56: 'CS7',
}
/** RFC 3168 §5. */
const CONGESTION = ['Not ECN-Capable', 'ECN-Capable (1)', 'ECN-Capable (0)', 'Congestion Experienced'] as const

/** The byte that either version has for how a packet is to be treated, as `<name>.dscp` and `<name>.ecn`. */
export function describeTrafficClass(fields: Fields, name: string, value: number, start: number, end: number): void {
  fields.uint(`${name}.dscp`, value >> 2, start, end, CODE_POINTS[value >> 2])
  fields.uint(`${name}.ecn`, value & 3, start, end, CONGESTION[value & 3])
}
