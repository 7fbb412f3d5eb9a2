/** From a frame's first byte to its last header. The usual layers are called by name, so that the engine can inline them. */

import { walkEthernet } from './layers/ethernet.ts'
import { walkIpv4 } from './layers/ipv4.ts'
import { walkIpv6 } from './layers/ipv6.ts'
import { LAYER_OF_ID } from './layers/list.ts'
import { walkTcp } from './layers/tcp.ts'
import { walkUdp } from './layers/udp.ts'
import { walkVlan } from './layers/vlan.ts'
import type { Packet } from './packet.ts'
import { END, ETH, IP, IPV6, TCP, UDP, VLAN } from './protocols.ts'

/** More than this in one frame is a loop somebody built. */
const MAX_DEPTH = 30

/** Walks `packet` from `packet.at` on, where the layer `first` begins. Never throws, whatever the bytes. */
export function walk(packet: Packet, first: number): void {
  let layer = first
  for (let depth = 0; layer !== END; depth++) {
    if (depth === MAX_DEPTH) {
      packet.fail('too-deep')
      return
    }
    switch (layer) {
      case ETH:
        layer = walkEthernet(packet)
        break
      case IP:
        layer = walkIpv4(packet)
        break
      case TCP:
        layer = walkTcp(packet)
        break
      case UDP:
        layer = walkUdp(packet)
        break
      case IPV6:
        layer = walkIpv6(packet)
        break
      case VLAN:
        layer = walkVlan(packet)
        break
      default:
        layer = walkOther(packet, layer)
    }
  }
}

function walkOther(packet: Packet, id: number): number {
  const layer = LAYER_OF_ID[id]
  if (layer) return layer.walk(packet)
  if (packet.at < packet.limit) packet.push(id)
  return END
}
