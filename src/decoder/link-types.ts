/** Which layer a capture's link type begins with (the LINKTYPE_ registry of tcpdump.org). */
import {
  CHDLC,
  END,
  ETH,
  FDDI,
  FRAME_RELAY,
  IP,
  IPV6,
  NFLOG,
  NULL_LOOP,
  PFLOG,
  PPI,
  PPP,
  PPPOE_SESSION,
  PRISM,
  RADIOTAP,
  RAW,
  SLL,
  TOKEN_RING,
  WLAN,
} from './protocols.ts'

/** `END` for link types nobody here can read: their frames are counted, with their number. */
export function firstLayer(linkType: number): number {
  switch (linkType) {
    case 1:
      return ETH
    case 0:
    case 108:
      return NULL_LOOP
    case 12:
    case 14:
    case 101:
      return RAW
    case 228:
      return IP
    case 229:
      return IPV6
    case 9:
    case 50:
      return PPP
    case 51:
      return PPPOE_SESSION
    case 113:
    case 276:
      return SLL
    case 105:
      return WLAN
    case 127:
      return RADIOTAP
    case 119:
    case 163:
      return PRISM
    case 192:
      return PPI
    case 6:
      return TOKEN_RING
    case 10:
      return FDDI
    case 104:
      return CHDLC
    case 107:
      return FRAME_RELAY
    case 117:
      return PFLOG
    case 239:
      return NFLOG
    default:
      return END
  }
}
