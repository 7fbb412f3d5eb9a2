/** Open Shortest Path First: version 2 (RFC 2328 §A.3) and 3 (RFC 5340 §A.3). */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, OSPF } from '../protocols.ts'

const V2_BYTES = 24
const V3_BYTES = 16
const HELLO = 1
const MAX_NEIGHBOURS = 64

const MESSAGES: Readonly<Record<number, string>> = {
  1: 'Hello Packet',
  2: 'Database Description',
  3: 'LS Request',
  4: 'LS Update',
  5: 'LS Acknowledge',
}
const AUTHENTICATION: Readonly<Record<number, string>> = { 0: 'Null', 1: 'Simple password', 2: 'Cryptographic' }

export const ospfFields = {
  'ospf.version': 'uint',
  'ospf.msg': 'uint',
  'ospf.packet_length': 'uint',
  'ospf.srcrouter': 'ipv4',
  'ospf.area_id': 'ipv4',
  'ospf.checksum': 'uint',
  'ospf.auth.type': 'uint',
  'ospf.instance_id': 'uint',
  'ospf.hello.network_mask': 'ipv4',
  'ospf.hello.hello_interval': 'uint',
  'ospf.hello.router_priority': 'uint',
  'ospf.hello.router_dead_interval': 'uint',
  'ospf.hello.designated_router': 'ipv4',
  'ospf.hello.backup_designated_router': 'ipv4',
  'ospf.hello.active_neighbor': 'ipv4',
} as const satisfies FieldTable

function headerBytes(version: number): number {
  return version === 3 ? V3_BYTES : V2_BYTES
}

export function walkOspf(packet: Packet): number {
  packet.push(OSPF)
  if (packet.has(V3_BYTES)) packet.has(headerBytes(packet.view.getUint8(packet.at)))
  return END
}

export function describeOspf(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const version = start < end ? view.getUint8(start) : 2
  const bytes = headerBytes(version)
  fields.layer('ospf', start, end)
  if (start + bytes > end) {
    fields.problem('cut', start)
    return
  }
  const type = view.getUint8(start + 1)
  fields.uint('ospf.version', version, start, start + 1)
  fields.uint('ospf.msg', type, start + 1, start + 2, MESSAGES[type])
  fields.uint('ospf.packet_length', view.getUint16(start + 2), start + 2, start + 4)
  fields.ipv4('ospf.srcrouter', start + 4)
  fields.ipv4('ospf.area_id', start + 8)
  fields.uint('ospf.checksum', view.getUint16(start + 12), start + 12, start + 14)
  if (version === 3) fields.uint('ospf.instance_id', view.getUint8(start + 14), start + 14, start + 15)
  else {
    const authentication = view.getUint16(start + 14)
    fields.uint('ospf.auth.type', authentication, start + 14, start + 16, AUTHENTICATION[authentication])
  }
  if (type !== HELLO) return
  const packetEnd = Math.min(end, start + Math.max(bytes, view.getUint16(start + 2)))
  if (start + bytes + 20 > packetEnd) fields.problem('cut', start + bytes)
  else if (version === 3) describeHello3(fields, start + bytes, packetEnd)
  else describeHello2(fields, start + bytes, packetEnd)
}

function describeHello2(fields: Fields, at: number, end: number): void {
  const { view } = fields
  fields.ipv4('ospf.hello.network_mask', at)
  fields.uint('ospf.hello.hello_interval', view.getUint16(at + 4), at + 4, at + 6)
  fields.uint('ospf.hello.router_priority', view.getUint8(at + 7), at + 7, at + 8)
  fields.uint('ospf.hello.router_dead_interval', view.getUint32(at + 8), at + 8, at + 12)
  describeRouters(fields, at + 12, end)
}

function describeHello3(fields: Fields, at: number, end: number): void {
  const { view } = fields
  fields.uint('ospf.hello.router_priority', view.getUint8(at + 4), at + 4, at + 5)
  fields.uint('ospf.hello.hello_interval', view.getUint16(at + 8), at + 8, at + 10)
  fields.uint('ospf.hello.router_dead_interval', view.getUint16(at + 10), at + 10, at + 12)
  describeRouters(fields, at + 12, end)
}

function describeRouters(fields: Fields, from: number, end: number): void {
  fields.ipv4('ospf.hello.designated_router', from)
  fields.ipv4('ospf.hello.backup_designated_router', from + 4)
  let at = from + 8
  for (let n = 0; n < MAX_NEIGHBOURS && at + 4 <= end; n++, at += 4) fields.ipv4('ospf.hello.active_neighbor', at)
}
