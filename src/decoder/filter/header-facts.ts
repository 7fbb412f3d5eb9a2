/**
 * Fields that are read straight from a header's bytes: those people filter by most. Everything else is asked of the layer's own
 * `describe`; a test holds both to the same answers.
 */
import { ETH, ICMP, ICMPV6, IP, IPV6, TCP, UDP, VLAN } from '../protocols.ts'

/** `NaN` when this header has no such field. */
export type ReadNumber = (view: DataView, at: number) => number

interface Place {
  readonly layer: number
  /** Bytes of the header that must be there. */
  readonly needs: number
}
/** A number in a header. */
export interface NumberFact extends Place {
  readonly read: ReadNumber
}
/** Bytes in a header: an address. */
export interface BytesFact extends Place {
  readonly offset: number
  readonly size: number
}

const u8 = (layer: number, needs: number, offset: number, shift = 0, mask = 0xff): NumberFact => ({
  layer,
  needs,
  read: (view, at) => (view.getUint8(at + offset) >> shift) & mask,
})
const u16 = (layer: number, needs: number, offset: number, mask = 0xffff): NumberFact => ({
  layer,
  needs,
  read: (view, at) => view.getUint16(at + offset) & mask,
})
const u32 = (layer: number, needs: number, offset: number): NumberFact => ({
  layer,
  needs,
  read: (view, at) => view.getUint32(at + offset),
})
const bit = (layer: number, needs: number, offset: number, mask: number): NumberFact => ({
  layer,
  needs,
  read: (view, at) => ((view.getUint8(at + offset) & mask) === 0 ? 0 : 1),
})
const bytes = (layer: number, needs: number, offset: number, size: number): BytesFact => ({
  layer,
  needs,
  offset,
  size,
})

const LARGEST_LENGTH = 1500

export const NUMBER_FACTS: Readonly<Record<string, NumberFact>> = {
  'eth.type': { layer: ETH, needs: 14, read: (view, at) => above(view.getUint16(at + 12)) },
  'eth.len': { layer: ETH, needs: 14, read: (view, at) => upTo(view.getUint16(at + 12)) },
  'vlan.priority': u8(VLAN, 4, 0, 5),
  'vlan.id': u16(VLAN, 4, 0, 0xfff),
  'vlan.etype': u16(VLAN, 4, 2),
  'ip.dsfield': u8(IP, 20, 1),
  'ip.len': u16(IP, 20, 2),
  'ip.id': u16(IP, 20, 4),
  'ip.flags.df': bit(IP, 20, 6, 0x40),
  'ip.flags.mf': bit(IP, 20, 6, 0x20),
  'ip.frag_offset': { layer: IP, needs: 20, read: (view, at) => (view.getUint16(at + 6) & 0x1fff) << 3 },
  'ip.ttl': u8(IP, 20, 8),
  'ip.proto': u8(IP, 20, 9),
  'ip.src': u32(IP, 20, 12),
  'ip.dst': u32(IP, 20, 16),
  'ipv6.flow': { layer: IPV6, needs: 40, read: (view, at) => view.getUint32(at) & 0xfffff },
  'ipv6.plen': u16(IPV6, 40, 4),
  'ipv6.nxt': u8(IPV6, 40, 6),
  'ipv6.hlim': u8(IPV6, 40, 7),
  'icmp.type': u8(ICMP, 8, 0),
  'icmp.code': u8(ICMP, 8, 1),
  'icmpv6.type': u8(ICMPV6, 4, 0),
  'icmpv6.code': u8(ICMPV6, 4, 1),
  'tcp.srcport': u16(TCP, 4, 0),
  'tcp.dstport': u16(TCP, 4, 2),
  'tcp.seq_raw': u32(TCP, 20, 4),
  'tcp.ack_raw': u32(TCP, 20, 8),
  'tcp.hdr_len': { layer: TCP, needs: 20, read: (view, at) => (view.getUint8(at + 12) >> 4) << 2 },
  'tcp.flags': u16(TCP, 20, 12, 0xfff),
  'tcp.flags.fin': bit(TCP, 20, 13, 0x01),
  'tcp.flags.syn': bit(TCP, 20, 13, 0x02),
  'tcp.flags.reset': bit(TCP, 20, 13, 0x04),
  'tcp.flags.push': bit(TCP, 20, 13, 0x08),
  'tcp.flags.ack': bit(TCP, 20, 13, 0x10),
  'tcp.flags.urg': bit(TCP, 20, 13, 0x20),
  'tcp.window_size_value': u16(TCP, 20, 14),
  'udp.srcport': u16(UDP, 8, 0),
  'udp.dstport': u16(UDP, 8, 2),
  'udp.length': u16(UDP, 8, 4),
}

export const BYTES_FACTS: Readonly<Record<string, BytesFact>> = {
  'eth.dst': bytes(ETH, 14, 0, 6),
  'eth.src': bytes(ETH, 14, 6, 6),
  'ip.src': bytes(IP, 20, 12, 4),
  'ip.dst': bytes(IP, 20, 16, 4),
  'ipv6.src': bytes(IPV6, 40, 8, 16),
  'ipv6.dst': bytes(IPV6, 40, 24, 16),
}

function above(type: number): number {
  return type > LARGEST_LENGTH || type === 0 ? type : Number.NaN
}
function upTo(type: number): number {
  return type <= LARGEST_LENGTH && type !== 0 ? type : Number.NaN
}
