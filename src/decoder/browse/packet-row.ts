/** One line of the packet list: who spoke to whom, in what protocol, and what it says in short. */
import { formatIpv4, formatIpv6, toHex } from '../addresses.ts'
import { applicationOf, payloadOf } from '../applications/payload.ts'
import type { FrameFacts } from '../filter/frame.ts'
import type { Packet } from '../packet.ts'
import { DATA, ETH, ICMP, ICMPV6, PROTOCOL_NAMES, type ProtocolName } from '../protocols.ts'
import { infoOfApplication, infoOfLayer } from './packet-info.ts'

export interface PacketRow {
  /** From 1. */
  readonly number: number
  /** Nanoseconds since 1970 UTC; absent when the record carries no time. */
  readonly timeNs?: string
  /** Since the first packet; negative for one that was recorded out of order. */
  readonly relativeSeconds: number
  /** Addresses of the innermost network; hardware addresses where there is none. */
  readonly source: string
  readonly destination: string
  /** tshark's name of the innermost protocol. */
  readonly protocol: ProtocolName
  /** On the wire, in bytes. */
  readonly length: number
  readonly info: string
  /** The frame contradicts its standards, or holds less than was sent. */
  readonly problem?: 'cut' | 'malformed' | 'too-deep'
}

export type InfoDepth =
  /** What applications say is shown. */
  | 'applications'
  /** Headers only. */
  | 'headers'

/** `packet` is walked. */
export function toRow(packet: Packet, frame: FrameFacts, depth: InfoDepth): PacketRow {
  const application = applicationOf(packet)
  const top = topLayer(packet)
  const { problemCode } = packet
  const isApplication = application !== undefined && payloadOf(packet) !== undefined
  const ends = endsOf(packet)
  return {
    number: frame.number,
    ...(frame.seconds < 0 ? {} : { timeNs: nanoseconds(frame.seconds, frame.nanoseconds) }),
    relativeSeconds:
      frame.seconds < 0 ? 0 : frame.seconds - frame.firstSeconds + (frame.nanoseconds - frame.firstNanoseconds) / 1e9,
    source: ends.source,
    destination: ends.destination,
    protocol: isApplication ? application.name : (PROTOCOL_NAMES[packet.layerIds[top] as number] ?? 'data'),
    length: packet.wireLength,
    info:
      isApplication && depth === 'applications'
        ? infoOfApplication(packet, application)
        : infoOfLayer(packet, top, application?.title),
    ...(problemCode === '' ? {} : { problem: problemCode }),
  }
}

export function nanoseconds(seconds: number, nanos: number): string {
  return (BigInt(seconds) * 1_000_000_000n + BigInt(nanos)).toString()
}

/** The innermost layer that is the frame's own: not what an ICMP error quotes, and not mere data. */
function topLayer(packet: Packet): number {
  const { layerCount, layerIds } = packet
  if (packet.quoted !== 0) {
    for (let n = 0; n < layerCount; n++) if (layerIds[n] === ICMP || layerIds[n] === ICMPV6) return n
  }
  const last = Math.max(0, layerCount - 1)
  return last > 0 && layerIds[last] === DATA ? last - 1 : last
}

function endsOf(packet: Packet): { source: string; destination: string } {
  const { view, bytes } = packet
  for (let k = packet.pathCount - 1; k >= 0; k--) {
    if (packet.pathQuoted[k] !== 0) continue
    const at = packet.pathNetwork[k] as number
    if (packet.pathVersion[k] === 4 && at + 20 <= packet.end) {
      return { source: formatIpv4(view.getUint32(at + 12)), destination: formatIpv4(view.getUint32(at + 16)) }
    }
    if (packet.pathVersion[k] === 6 && at + 40 <= packet.end) {
      return { source: formatIpv6(view, at + 8), destination: formatIpv6(view, at + 24) }
    }
  }
  const at = packet.layerStarts[0] as number
  if (packet.layerCount === 0 || packet.layerIds[0] !== ETH || at + 12 > packet.end) {
    return { source: '', destination: '' }
  }
  return { source: toHex(bytes, at + 6, at + 12, ':'), destination: toHex(bytes, at, at + 6, ':') }
}
