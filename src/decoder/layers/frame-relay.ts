/** Frame relay (ITU-T Q.922 annex A): network packets behind an NLPID (RFC 2427), or behind an EtherType as Cisco writes them. */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { DATA, END, ETH, FRAME_RELAY, IP, IPV6 } from '../protocols.ts'
import { ethertypeName, LARGEST_LENGTH, layerOfEthertype } from './ethertypes.ts'

const UNNUMBERED_INFORMATION = 0x03
const NLPID_SNAP = 0x80
const NLPID_IP = 0xcc
const NLPID_IPV6 = 0x8e
const OUI_BRIDGED = 0x0080c2
const NLPIDS: Readonly<Record<number, string>> = {
  [NLPID_SNAP]: 'SNAP',
  [NLPID_IP]: 'IP',
  [NLPID_IPV6]: 'IPv6',
  8: 'Q.933',
  177: 'FRF.12',
  207: 'PPP',
}

export const frameRelayFields = {
  'fr.dlci': 'uint',
  'fr.cr': 'bool',
  'fr.fecn': 'bool',
  'fr.becn': 'bool',
  'fr.de': 'bool',
  'fr.control': 'uint',
  'fr.nlpid': 'uint',
  'fr.chdlctype': 'uint',
  'fr.snap.oui': 'uint',
  'fr.snap.pid': 'uint',
} as const satisfies FieldTable

/** Two to four bytes; the last has its lowest bit set. 0 when it does not end. */
function addressBytes(view: DataView, at: number, limit: number): number {
  for (let bytes = 2; bytes <= 4 && at + bytes <= limit; bytes++) {
    if ((view.getUint8(at + bytes - 1) & 1) !== 0) return bytes
  }
  return 0
}

function dlciAt(view: DataView, at: number, bytes: number): number {
  let dlci = ((view.getUint8(at) >> 2) << 4) | (view.getUint8(at + 1) >> 4)
  for (let n = 2; n < bytes; n++) {
    const last = n === bytes - 1
    dlci = last ? (dlci << 6) | (view.getUint8(at + n) >> 2) : (dlci << 7) | (view.getUint8(at + n) >> 1)
  }
  return dlci
}

/** Where the NLPID is: a zero byte may be between it and the control byte. */
function nlpidAt(view: DataView, control: number, limit: number): number {
  return control + 1 < limit && view.getUint8(control + 1) === 0 ? control + 2 : control + 1
}

export function walkFrameRelay(packet: Packet): number {
  packet.push(FRAME_RELAY)
  if (!packet.has(4)) return END
  const { view, at, limit } = packet
  const bytes = addressBytes(view, at, limit)
  if (bytes === 0 || (view.getUint8(at) & 1) !== 0) return packet.fail('malformed')
  packet.addContext(FRAME_RELAY, dlciAt(view, at, bytes))
  packet.at = at + bytes
  if (!packet.has(2)) return END
  if (view.getUint8(packet.at) !== UNNUMBERED_INFORMATION) {
    const type = view.getUint16(packet.at)
    packet.at += 2
    return type > LARGEST_LENGTH ? layerOfEthertype(type) : DATA
  }
  packet.at = nlpidAt(view, packet.at, limit)
  if (!packet.has(1)) return END
  const nlpid = view.getUint8(packet.at)
  packet.at++
  if (nlpid === NLPID_SNAP) return walkSnap(packet)
  return nlpid === NLPID_IP ? IP : nlpid === NLPID_IPV6 ? IPV6 : DATA
}

function walkSnap(packet: Packet): number {
  if (!packet.has(5)) return END
  const oui = packet.view.getUint32(packet.at) >>> 8
  const id = packet.view.getUint16(packet.at + 3)
  packet.at += 5
  if (oui === 0) return id > LARGEST_LENGTH ? layerOfEthertype(id) : DATA
  return oui === OUI_BRIDGED && (id === 1 || id === 7) ? ETH : DATA
}

export function describeFrameRelay(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const bytes = addressBytes(view, start, end)
  const control = start + bytes
  if (bytes === 0 || control + 2 > end) {
    fields.layer('fr', start, end)
    fields.problem(start + 4 > end ? 'cut' : 'malformed', start)
    return
  }
  const framed = view.getUint8(control) === UNNUMBERED_INFORMATION
  const nlpid = framed ? nlpidAt(view, control, end) : control
  const snap = framed && nlpid + 6 <= end && view.getUint8(nlpid) === NLPID_SNAP
  fields.layer('fr', start, Math.min(end, framed ? nlpid + (snap ? 6 : 1) : control + 2))
  fields.uint('fr.dlci', dlciAt(view, start, bytes), start, start + bytes)
  fields.bool('fr.cr', (view.getUint8(start) & 2) !== 0, start, start + 1)
  fields.bool('fr.fecn', (view.getUint8(start + 1) & 8) !== 0, start + 1, start + 2)
  fields.bool('fr.becn', (view.getUint8(start + 1) & 4) !== 0, start + 1, start + 2)
  fields.bool('fr.de', (view.getUint8(start + 1) & 2) !== 0, start + 1, start + 2)
  if (!framed) {
    const type = view.getUint16(control)
    fields.uint('fr.chdlctype', type, control, control + 2, ethertypeName(type))
    return
  }
  fields.uint('fr.control', UNNUMBERED_INFORMATION, control, control + 1)
  if (nlpid >= end) {
    fields.problem('cut', end)
    return
  }
  const id = view.getUint8(nlpid)
  fields.uint('fr.nlpid', id, nlpid, nlpid + 1, NLPIDS[id])
  if (!snap) return
  fields.uint('fr.snap.oui', view.getUint32(nlpid) & 0xffffff, nlpid + 1, nlpid + 4)
  fields.uint('fr.snap.pid', view.getUint16(nlpid + 4), nlpid + 4, nlpid + 6)
}
