/** MACsec (IEEE Std 802.1AE §9): what is only authenticated is read on, what is encrypted ends here. */
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, MACSEC } from '../protocols.ts'
import { ethertypeName, LARGEST_LENGTH, layerOfEthertype } from './ethertypes.ts'

const SHORT_BYTES = 6
const LONG_BYTES = 14
/** Of the control bits: a channel identifier follows, the data are encrypted, they are changed. */
const HAS_CHANNEL = 0x20
const ENCRYPTED = 0x08
const CHANGED = 0x04
/** Of every cipher suite that there is. */
const CHECK_BYTES = 16

export const macsecFields = {
  'macsec.TCI': 'uint',
  'macsec.TCI.SC': 'bool',
  'macsec.TCI.E': 'bool',
  'macsec.TCI.C': 'bool',
  'macsec.AN': 'uint',
  'macsec.SL': 'uint',
  'macsec.PN': 'uint',
  'macsec.SCI.system_identifier': 'mac',
  'macsec.SCI.port_identifier': 'uint',
  'macsec.etype': 'uint',
} as const satisfies FieldTable

const headerBytes = (control: number) => ((control & HAS_CHANNEL) !== 0 ? LONG_BYTES : SHORT_BYTES)
const isPlain = (control: number) => (control & (ENCRYPTED | CHANGED)) === 0

export function walkMacsec(packet: Packet): number {
  packet.push(MACSEC)
  if (!packet.has(SHORT_BYTES)) return END
  const control = packet.view.getUint8(packet.at)
  const bytes = headerBytes(control)
  if (!packet.has(bytes)) return END
  packet.at += bytes
  if (!isPlain(control) || !packet.has(2)) return END
  const type = packet.view.getUint16(packet.at)
  packet.at += 2
  boundByCheck(packet, packet.view.getUint8(packet.at - bytes - 1))
  return type > LARGEST_LENGTH ? layerOfEthertype(type) : END
}

/** The check value ends the frame; a short frame says how many bytes were there before it was filled up (§9.7). */
function boundByCheck(packet: Packet, shortLength: number): void {
  const end = shortLength > 2 ? Math.min(packet.wireLimit, packet.at + shortLength - 2) : packet.wireLimit - CHECK_BYTES
  if (end < packet.at) return
  packet.wireLimit = end
  packet.limit = Math.min(packet.limit, end)
}

export function describeMacsec(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const control = start < end ? view.getUint8(start) : 0
  const bytes = headerBytes(control) + (isPlain(control) ? 2 : 0)
  if (!beginLayer(fields, 'macsec', start, end, bytes)) return
  fields.uint('macsec.TCI', control >> 2, start, start + 1)
  fields.bool('macsec.TCI.SC', (control & HAS_CHANNEL) !== 0, start, start + 1)
  fields.bool('macsec.TCI.E', (control & ENCRYPTED) !== 0, start, start + 1)
  fields.bool('macsec.TCI.C', (control & CHANGED) !== 0, start, start + 1)
  fields.uint('macsec.AN', control & 3, start, start + 1)
  fields.uint('macsec.SL', view.getUint8(start + 1) & 0x3f, start + 1, start + 2)
  fields.uint('macsec.PN', view.getUint32(start + 2), start + 2, start + 6)
  if ((control & HAS_CHANNEL) !== 0) {
    fields.mac('macsec.SCI.system_identifier', start + 6)
    fields.uint('macsec.SCI.port_identifier', view.getUint16(start + 12), start + 12, start + 14)
  }
  if (!isPlain(control)) return
  const type = view.getUint16(start + bytes - 2)
  fields.uint('macsec.etype', type, start + bytes - 2, start + bytes, ethertypeName(type))
}
