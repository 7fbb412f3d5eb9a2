/** Cisco HDLC (LINKTYPE_C_HDLC): an address, a control byte and an EtherType. */
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { CHDLC, DATA, END } from '../protocols.ts'
import { ethertypeName, LARGEST_LENGTH, layerOfEthertype } from './ethertypes.ts'

const HEADER_BYTES = 4
/** Cisco's own keepalive, at RARP's number. */
const SLARP = 0x8035

export const chdlcFields = {
  'chdlc.address': 'uint',
  'chdlc.control': 'uint',
  'chdlc.protocol': 'uint',
} as const satisfies FieldTable

export function walkChdlc(packet: Packet): number {
  packet.push(CHDLC)
  if (!packet.has(HEADER_BYTES)) return END
  const type = packet.view.getUint16(packet.at + 2)
  packet.at += HEADER_BYTES
  return type === SLARP || type <= LARGEST_LENGTH ? DATA : layerOfEthertype(type)
}

export function describeChdlc(fields: Fields, start: number, end: number): void {
  if (!beginLayer(fields, 'chdlc', start, end, HEADER_BYTES)) return
  const { view } = fields
  const address = view.getUint8(start)
  const type = view.getUint16(start + 2)
  const meaning = address === 0x0f ? 'Unicast' : address === 0x8f ? 'Multicast' : undefined
  fields.uint('chdlc.address', address, start, start + 1, meaning)
  fields.uint('chdlc.control', view.getUint8(start + 1), start + 1, start + 2)
  fields.uint('chdlc.protocol', type, start + 2, start + 4, type === SLARP ? 'SLARP' : ethertypeName(type))
}
