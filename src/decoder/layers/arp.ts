/** Address Resolution Protocol (RFC 826; RARP RFC 903; probes and announcements RFC 5227). */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { ARP, END } from '../protocols.ts'
import { ethertypeName } from './ethertypes.ts'

const HEADER_BYTES = 8
const ETHERNET = 1
const IPV4 = 0x0800

const OPCODES: Readonly<Record<number, string>> = {
  1: 'request',
  2: 'reply',
  3: 'reverse request',
  4: 'reverse reply',
  8: 'inverse request',
  9: 'inverse reply',
}

export const arpFields = {
  'arp.hw.type': 'uint',
  'arp.proto.type': 'uint',
  'arp.hw.size': 'uint',
  'arp.proto.size': 'uint',
  'arp.opcode': 'uint',
  'arp.isgratuitous': 'bool',
  'arp.isprobe': 'bool',
  'arp.isannouncement': 'bool',
  'arp.src.hw_mac': 'mac',
  'arp.src.proto_ipv4': 'ipv4',
  'arp.dst.hw_mac': 'mac',
  'arp.dst.proto_ipv4': 'ipv4',
  'arp.src.hw': 'bytes',
  'arp.src.proto': 'bytes',
  'arp.dst.hw': 'bytes',
  'arp.dst.proto': 'bytes',
} as const satisfies FieldTable

/** Header and the four addresses, whose lengths it says. */
function lengthAt(view: DataView, at: number): number {
  return HEADER_BYTES + 2 * (view.getUint8(at + 4) + view.getUint8(at + 5))
}

export function walkArp(packet: Packet): number {
  packet.push(ARP)
  if (packet.has(HEADER_BYTES)) packet.has(lengthAt(packet.view, packet.at))
  return END
}

export function describeArp(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const bytes = start + HEADER_BYTES <= end ? lengthAt(view, start) : HEADER_BYTES
  fields.layer('arp', start, Math.min(start + bytes, end))
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  const hardware = view.getUint16(start)
  const protocol = view.getUint16(start + 2)
  const hardwareBytes = view.getUint8(start + 4)
  const protocolBytes = view.getUint8(start + 5)
  const opcode = view.getUint16(start + 6)
  fields.uint('arp.hw.type', hardware, start, start + 2, hardware === ETHERNET ? 'Ethernet' : undefined)
  fields.uint('arp.proto.type', protocol, start + 2, start + 4, ethertypeName(protocol))
  fields.uint('arp.hw.size', hardwareBytes, start + 4, start + 5)
  fields.uint('arp.proto.size', protocolBytes, start + 5, start + 6)
  fields.uint('arp.opcode', opcode, start + 6, start + 8, OPCODES[opcode])
  if (start + bytes > end) {
    fields.problem('cut', start + HEADER_BYTES)
    return
  }
  const ipv4 = protocol === IPV4 && protocolBytes === 4
  const mac = hardware === ETHERNET && hardwareBytes === 6
  const source = start + HEADER_BYTES
  const target = source + hardwareBytes + protocolBytes
  if (ipv4 && mac) describeIntent(fields, opcode, start, source + 6, target + 6)
  describeSide(fields, 'src', source, hardwareBytes, protocolBytes, mac, ipv4)
  describeSide(fields, 'dst', target, hardwareBytes, protocolBytes, mac, ipv4)
}

/** Nobody is asked about the sender's own address (gratuitous); a probe has no address of its own yet. */
function describeIntent(fields: Fields, opcode: number, start: number, source: number, target: number): void {
  const own = fields.view.getUint32(source)
  const asked = fields.view.getUint32(target)
  const gratuitous = own === asked && own !== 0
  // Said only when it is so: a filter asks whether the field is there.
  if (gratuitous) fields.bool('arp.isgratuitous', true, start + 6, start + 8)
  if (opcode === 1 && own === 0 && asked !== 0) fields.bool('arp.isprobe', true, start + 6, start + 8)
  if (opcode === 1 && gratuitous) fields.bool('arp.isannouncement', true, start + 6, start + 8)
}

function describeSide(
  fields: Fields,
  side: 'src' | 'dst',
  at: number,
  hardwareBytes: number,
  protocolBytes: number,
  mac: boolean,
  ipv4: boolean,
): void {
  const protocol = at + hardwareBytes
  if (mac) fields.mac(`arp.${side}.hw_mac`, at)
  else if (hardwareBytes > 0) fields.bytesAt(`arp.${side}.hw`, at, protocol)
  if (ipv4) fields.ipv4(`arp.${side}.proto_ipv4`, protocol)
  else if (protocolBytes > 0) fields.bytesAt(`arp.${side}.proto`, protocol, protocol + protocolBytes)
}
