/**
 * Multiprotocol Label Switching: a stack of labels (RFC 3032). Nothing says what is under the last one; the first nibble is
 * the guess everybody makes (RFC 4928), checked against the header it would begin.
 */
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { DATA, END, ETH, IP, IPV6, MPLS } from '../protocols.ts'
import { LARGEST_LENGTH, layerOfEthertype } from './ethertypes.ts'

const LABEL_BYTES = 4
const MAX_LABELS = 32
const BOTTOM = 0x100
const CONTROL_WORD_BYTES = 4
const ETHERNET_BYTES = 14

const RESERVED: Readonly<Record<number, string>> = {
  0: 'IPv4 Explicit NULL',
  1: 'Router Alert',
  2: 'IPv6 Explicit NULL',
  3: 'Implicit NULL',
  7: 'Entropy Label Indicator',
  13: 'Generic Associated Channel',
  14: 'OAM Alert',
}

export const mplsFields = {
  'mpls.label': 'uint',
  'mpls.exp': 'uint',
  'mpls.bottom': 'uint',
  'mpls.ttl': 'uint',
} as const satisfies FieldTable

/** Labels are one way each (the way back has others), so they are no part of who talks to whom. */
export function walkMpls(packet: Packet): number {
  packet.push(MPLS)
  for (let n = 0; n < MAX_LABELS; n++) {
    if (!packet.has(LABEL_BYTES)) return END
    const entry = packet.view.getUint32(packet.at)
    packet.at += LABEL_BYTES
    if ((entry & BOTTOM) !== 0) return layerUnderLabels(packet)
  }
  return packet.fail('too-deep')
}

function layerUnderLabels(packet: Packet): number {
  const { view, at, limit } = packet
  if (at >= limit) return END
  const first = view.getUint8(at)
  if (first >> 4 === 4 && (first & 0xf) >= 5 && isIpv4(packet)) return IP
  if (first >> 4 === 6 && isIpv6(packet)) return IPV6
  if (first >> 4 === 0 && looksLikeEthernet(packet, at + CONTROL_WORD_BYTES)) {
    packet.at = at + CONTROL_WORD_BYTES
    return ETH
  }
  if (looksLikeEthernet(packet, at)) return ETH
  return first >> 4 === 4 ? IP : first >> 4 === 6 ? IPV6 : DATA
}

/** The length a header of version 4 would have is inside what was sent. */
function isIpv4(packet: Packet): boolean {
  const { view, at, limit, wireLimit } = packet
  return at + 20 <= limit && at + view.getUint16(at + 2) <= wireLimit
}

/** A header of version 6 would end with the frame: no frame with one is so short that it is padded. */
function isIpv6(packet: Packet): boolean {
  const { view, at, limit, wireLimit } = packet
  const left = at + 40 <= limit ? wireLimit - at - 40 - view.getUint16(at + 4) : -1
  return left >= 0 && left < 8
}

/** A pseudowire's frame (RFC 4448): a sender that is one station, and a type that is known or a length that fits. */
function looksLikeEthernet(packet: Packet, at: number): boolean {
  if (at + ETHERNET_BYTES > packet.limit) return false
  if ((packet.view.getUint8(at + 6) & 1) !== 0) return false
  const type = packet.view.getUint16(at + 12)
  if (type <= LARGEST_LENGTH) return type >= 3 && at + ETHERNET_BYTES + type <= packet.wireLimit
  return layerOfEthertype(type) !== DATA
}

export function describeMpls(fields: Fields, start: number, end: number): void {
  const { view } = fields
  let at = start
  let bytes = LABEL_BYTES
  for (let n = 1; n < MAX_LABELS && start + bytes <= end; n++) {
    if ((view.getUint32(start + bytes - LABEL_BYTES) & BOTTOM) !== 0) break
    bytes += LABEL_BYTES
  }
  if (!beginLayer(fields, 'mpls', start, end, bytes) && at + LABEL_BYTES > end) return
  for (; at + LABEL_BYTES <= Math.min(start + bytes, end); at += LABEL_BYTES) {
    const entry = view.getUint32(at)
    const label = entry >>> 12
    fields.open(`Label ${label}`, at, at + LABEL_BYTES)
    fields.uint('mpls.label', label, at, at + 3, RESERVED[label])
    fields.uint('mpls.exp', (entry >> 9) & 7, at + 2, at + 3)
    fields.uint('mpls.bottom', (entry >> 8) & 1, at + 2, at + 3)
    fields.uint('mpls.ttl', entry & 0xff, at + 3, at + 4)
    fields.close()
  }
}
