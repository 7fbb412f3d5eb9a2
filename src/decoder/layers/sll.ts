/** Linux "cooked" capture of the `any` device, versions 1 and 2 (LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2). */
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { CHDLC, DATA, ETH, LLC, PPP, SLL } from '../protocols.ts'
import { ethertypeName, LARGEST_LENGTH, layerOfEthertype } from './ethertypes.ts'

const V1_BYTES = 16
const V2_BYTES = 20
const LINKTYPE_SLL2 = 276
const NETLINK = 824

const PACKET_TYPES: Readonly<Record<number, string>> = {
  0: 'Unicast to us',
  1: 'Broadcast',
  2: 'Multicast',
  3: 'Unicast to another host',
  4: 'Sent by us',
}

export const sllFields = {
  'sll.pkttype': 'uint',
  'sll.hatype': 'uint',
  'sll.halen': 'uint',
  'sll.src.eth': 'mac',
  'sll.src.other': 'bytes',
  'sll.etype': 'uint',
  'sll.ltype': 'uint',
  'sll.ifindex': 'uint',
} as const satisfies FieldTable

export function walkSll(packet: Packet): number {
  packet.push(SLL)
  const second = packet.linkType === LINKTYPE_SLL2
  const headerBytes = second ? V2_BYTES : V1_BYTES
  if (!packet.has(headerBytes)) return 0
  const { view, at } = packet
  const type = view.getUint16(second ? at : at + 14)
  const hardware = view.getUint16(second ? at + 8 : at + 2)
  packet.at = at + headerBytes
  if (hardware === NETLINK) return DATA
  return type > LARGEST_LENGTH ? layerOfEthertype(type) : layerOfLinuxType(type)
}

/** Linux numbers what has no EtherType (`linux/if_ether.h`). */
function layerOfLinuxType(type: number): number {
  switch (type) {
    case 0x0003:
      return ETH
    case 0x0004:
      return LLC
    case 0x0008:
    case 0x0007:
      return PPP
    case 0x0019:
      return CHDLC
    default:
      return DATA
  }
}

export function describeSll(fields: Fields, start: number, end: number): void {
  // The bytes alone tell the version: where the first has its hardware type, which is never 0 (NET/ROM), the second has a reserved 0.
  if (start + V2_BYTES <= end && fields.view.getUint16(start + 2) === 0) describeSecond(fields, start, end)
  else describeFirst(fields, start, end)
}

function describeFirst(fields: Fields, start: number, end: number): void {
  if (!beginLayer(fields, 'sll', start, end, V1_BYTES)) return
  const { view } = fields
  const type = view.getUint16(start)
  fields.uint('sll.pkttype', type, start, start + 2, PACKET_TYPES[type])
  fields.uint('sll.hatype', view.getUint16(start + 2), start + 2, start + 4)
  const length = view.getUint16(start + 4)
  fields.uint('sll.halen', length, start + 4, start + 6)
  describeAddress(fields, start + 6, length)
  describeType(fields, start + 14)
}

function describeSecond(fields: Fields, start: number, end: number): void {
  if (!beginLayer(fields, 'sll', start, end, V2_BYTES)) return
  const { view } = fields
  describeType(fields, start)
  fields.uint('sll.ifindex', view.getUint32(start + 4), start + 4, start + 8)
  fields.uint('sll.hatype', view.getUint16(start + 8), start + 8, start + 10)
  const type = view.getUint8(start + 10)
  fields.uint('sll.pkttype', type, start + 10, start + 11, PACKET_TYPES[type])
  const length = view.getUint8(start + 11)
  fields.uint('sll.halen', length, start + 11, start + 12)
  describeAddress(fields, start + 12, length)
}

function describeType(fields: Fields, at: number): void {
  const type = fields.view.getUint16(at)
  if (type > LARGEST_LENGTH) fields.uint('sll.etype', type, at, at + 2, ethertypeName(type))
  else fields.uint('sll.ltype', type, at, at + 2)
}

function describeAddress(fields: Fields, at: number, length: number): void {
  if (length === 6) fields.mac('sll.src.eth', at)
  else if (length > 0) fields.bytesAt('sll.src.other', at, at + Math.min(length, 8))
}
