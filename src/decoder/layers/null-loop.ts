/**
 * BSD loopback (LINKTYPE_NULL, LINKTYPE_LOOP): four bytes of address family before the packet. NULL writes them in the order of the
 * machine that captured, which the file does not say; LOOP in network order.
 */
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { DATA, IP, IPV6, NULL_LOOP } from '../protocols.ts'
import { ethertypeName, LARGEST_LENGTH, layerOfEthertype } from './ethertypes.ts'

const HEADER_BYTES = 4

export const nullLoopFields = {
  'null.family': 'uint',
  'null.type': 'uint',
} as const satisfies FieldTable

/** Families are small numbers: the order that gives the smaller one is the order it was written in. */
function familyAt(view: DataView, at: number): number {
  const big = view.getUint32(at)
  const little = view.getUint32(at, true)
  return big < little ? big : little
}

/** The BSDs never agreed on AF_INET6: 24 NetBSD and OpenBSD, 28 FreeBSD, 30 macOS, 10 Linux, 23 Windows. */
function isIpv6Family(family: number): boolean {
  return family === 24 || family === 28 || family === 30 || family === 10 || family === 23
}

export function walkNullLoop(packet: Packet): number {
  packet.push(NULL_LOOP)
  if (!packet.has(HEADER_BYTES)) return 0
  const family = familyAt(packet.view, packet.at)
  packet.at += HEADER_BYTES
  if (family === 2) return IP
  if (isIpv6Family(family)) return IPV6
  return family > LARGEST_LENGTH && family <= 0xffff ? layerOfEthertype(family) : DATA
}

export function describeNullLoop(fields: Fields, start: number, end: number): void {
  if (!beginLayer(fields, 'null', start, end, HEADER_BYTES)) return
  const family = familyAt(fields.view, start)
  if (family > LARGEST_LENGTH && family <= 0xffff) {
    fields.uint('null.type', family, start, start + 4, ethertypeName(family))
  } else fields.uint('null.family', family, start, start + 4, familyName(family))
}

function familyName(family: number): string | undefined {
  return family === 2 ? 'IP' : isIpv6Family(family) ? 'IPv6' : undefined
}
