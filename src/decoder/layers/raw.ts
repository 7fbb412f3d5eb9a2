/** Frames that begin with an IP header (LINKTYPE_RAW): its version says which. */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { DATA, END, IP, IPV6, RAW } from '../protocols.ts'

export const rawFields = {} as const satisfies FieldTable

export function walkRaw(packet: Packet): number {
  packet.push(RAW)
  return packet.at < packet.limit ? layerOfIpVersion(packet.view.getUint8(packet.at)) : END
}

/** By the first byte of an IP header. */
export function layerOfIpVersion(first: number): number {
  return first >> 4 === 4 ? IP : first >> 4 === 6 ? IPV6 : DATA
}

export function describeRaw(fields: Fields, start: number): void {
  fields.layer('raw', start, start)
}
