/** Internet Control Message Protocol (RFC 792); an error quotes the datagram it is about. */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { DATA, END, ICMP, IP } from '../protocols.ts'

const HEADER_BYTES = 8
const TYPES: Readonly<Record<number, string>> = {
  0: 'Echo reply',
  3: 'Destination unreachable',
  4: 'Source quench',
  5: 'Redirect',
  8: 'Echo request',
  9: 'Router advertisement',
  10: 'Router solicitation',
  11: 'Time exceeded',
  12: 'Parameter problem',
  13: 'Timestamp request',
  14: 'Timestamp reply',
}

const CODES: Readonly<Record<number, readonly string[]>> = {
  3: [
    'Network unreachable',
    'Host unreachable',
    'Protocol unreachable',
    'Port unreachable',
    'Fragmentation needed',
    'Source route failed',
    'Destination network unknown',
    'Destination host unknown',
    'Source host isolated',
    'Network administratively prohibited',
    'Host administratively prohibited',
    'Network unreachable for TOS',
    'Host unreachable for TOS',
    'Communication administratively filtered',
    'Host precedence violation',
    'Precedence cutoff in effect',
  ],
  5: ['Redirect for network', 'Redirect for host', 'Redirect for TOS and network', 'Redirect for TOS and host'],
  11: ['Time to live exceeded in transit', 'Fragment reassembly time exceeded'],
  12: ['Pointer indicates the error', 'Required option missing', 'Bad length'],
}

export const icmpFields = {
  'icmp.type': 'uint',
  'icmp.code': 'uint',
  'icmp.checksum': 'uint',
  'icmp.ident': 'uint',
  'icmp.seq': 'uint',
  'icmp.mtu': 'uint',
  'icmp.redir_gw': 'ipv4',
  'icmp.pointer': 'uint',
} as const satisfies FieldTable

export function walkIcmp(packet: Packet): number {
  packet.push(ICMP)
  if (!packet.has(HEADER_BYTES)) return END
  const type = packet.view.getUint8(packet.at)
  packet.at += HEADER_BYTES
  if (!quotes(type)) return type === 0 || type === 8 ? DATA : END
  packet.quoted = 1
  return packet.at < packet.limit ? IP : END
}

function quotes(type: number): boolean {
  return type === 3 || type === 4 || type === 5 || type === 11 || type === 12
}

export function describeIcmp(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.layer('icmp', start, Math.min(start + HEADER_BYTES, end))
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  const type = view.getUint8(start)
  fields.uint('icmp.type', type, start, start + 1, TYPES[type])
  const code = view.getUint8(start + 1)
  fields.uint('icmp.code', code, start + 1, start + 2, CODES[type]?.[code])
  fields.uint('icmp.checksum', view.getUint16(start + 2), start + 2, start + 4)
  if (type === 0 || type === 8 || type === 13 || type === 14) {
    fields.uint('icmp.ident', view.getUint16(start + 4), start + 4, start + 6)
    fields.uint('icmp.seq', view.getUint16(start + 6), start + 6, start + 8)
  } else if (type === 3 && code === 4) fields.uint('icmp.mtu', view.getUint16(start + 6), start + 6, start + 8)
  else if (type === 5) fields.ipv4('icmp.redir_gw', start + 4)
  else if (type === 12) fields.uint('icmp.pointer', view.getUint8(start + 4), start + 4, start + 5)
}
