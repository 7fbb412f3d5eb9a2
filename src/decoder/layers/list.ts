/** Every layer: how it is walked (hot path) and how it is described. One row a layer. */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { PROTOCOL_NAMES, type ProtocolName } from '../protocols.ts'
import { describeEthernet, ethernetFields, walkEthernet } from './ethernet.ts'
import { describeIcmp, icmpFields, walkIcmp } from './icmp.ts'
import { describeIpv4, ipv4Fields, walkIpv4 } from './ipv4.ts'
import { describeIpv6, ipv6Fields, walkIpv6 } from './ipv6.ts'
import { describeTcp, tcpFields, walkTcp } from './tcp.ts'
import { describeUdp, udpFields, walkUdp } from './udp.ts'
import { describeVlan, vlanFields, walkVlan } from './vlan.ts'

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
] as const satisfies readonly Layer[]

/** Layers by their number; a number without a row has no header of its own to read. */
export const LAYER_OF_ID: readonly (Layer | undefined)[] = PROTOCOL_NAMES.map((name) =>
  (LAYERS as readonly Layer[]).find((layer) => layer.name === name),
)
