/** IEEE 802.2 logical link control, and the SNAP header that carries an EtherType in it (IEEE Std 802, RFC 1042). */
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { ARP, DATA, END, ETH, IP, LLC, STP } from '../protocols.ts'
import { ethertypeName, LARGEST_LENGTH, layerOfEthertype } from './ethertypes.ts'

const SNAP = 0xaa
const SNAP_BYTES = 8
const OUI_ETHERTYPE = 0
const OUI_TUNNEL = 0x0000f8
const OUI_BRIDGED = 0x0080c2
const OUI_CISCO = 0x00000c
const PVST = 0x010b

const SAPS: Readonly<Record<number, string>> = {
  0: 'Null LSAP',
  6: 'ARPANET IP',
  66: 'Spanning Tree BPDU',
  152: 'ARPANET ARP',
  170: 'SNAP',
  224: 'NetWare',
  240: 'NetBIOS',
  254: 'ISO network layer',
  255: 'Global',
}
const OUIS: Readonly<Record<number, string>> = {
  [OUI_ETHERTYPE]: 'Encapsulated Ethernet',
  [OUI_TUNNEL]: 'Bridge tunnel',
  [OUI_CISCO]: 'Cisco',
  [OUI_BRIDGED]: 'IEEE 802.1 bridged frame',
}
const CISCO_PIDS: Readonly<Record<number, string>> = {
  [PVST]: 'PVST+',
  273: 'UDLD',
  8192: 'CDP',
  8195: 'VTP',
  8196: 'DTP',
}

export const llcFields = {
  'llc.dsap': 'uint',
  'llc.ssap': 'uint',
  'llc.control': 'uint',
  'llc.oui': 'uint',
  'llc.type': 'uint',
  'llc.pid': 'uint',
  'llc.cisco_pid': 'uint',
} as const satisfies FieldTable

/** Unnumbered frames have one byte of control, numbered ones two. */
function isUnnumbered(control: number): boolean {
  return (control & 3) === 3
}

export function walkLlc(packet: Packet): number {
  packet.push(LLC)
  if (!packet.has(3)) return END
  const { view, at } = packet
  const dsap = view.getUint8(at)
  const control = view.getUint8(at + 2)
  if (dsap === SNAP && view.getUint8(at + 1) === SNAP && isUnnumbered(control)) return walkSnap(packet)
  if (!isUnnumbered(control) && !packet.has(4)) return END
  packet.at = at + (isUnnumbered(control) ? 3 : 4)
  // Only unnumbered information (poll bit or not) carries a network's packet from its first byte on.
  return (control & 0xef) === 0x03 ? layerOfSap(dsap) : END
}

function layerOfSap(dsap: number): number {
  switch (dsap) {
    case 0x42:
      return STP
    case 0x06:
      return IP
    case 0x98:
      return ARP
    default:
      return DATA
  }
}

function walkSnap(packet: Packet): number {
  if (!packet.has(SNAP_BYTES)) return END
  const oui = packet.view.getUint32(packet.at + 2) & 0xffffff
  const id = packet.view.getUint16(packet.at + 6)
  packet.at += SNAP_BYTES
  if (oui === OUI_ETHERTYPE || oui === OUI_TUNNEL) return id > LARGEST_LENGTH ? layerOfEthertype(id) : DATA
  if (oui === OUI_CISCO) return id === PVST ? STP : DATA
  if (oui !== OUI_BRIDGED) return DATA
  if (id !== 0x0001 && id !== 0x0007) return id === 0x000e ? STP : DATA
  // Two bytes keep the frame aligned (RFC 2684 §5.2).
  if (!packet.has(2)) return END
  packet.at += 2
  return ETH
}

export function describeLlc(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const control = start + 3 <= end ? view.getUint8(start + 2) : 0
  const snap = start + 3 <= end && view.getUint16(start) === 0xaaaa && isUnnumbered(control)
  if (!beginLayer(fields, 'llc', start, end, snap ? SNAP_BYTES : isUnnumbered(control) ? 3 : 4)) return
  const dsap = view.getUint8(start)
  const ssap = view.getUint8(start + 1)
  fields.uint('llc.dsap', dsap, start, start + 1, SAPS[dsap & 0xfe])
  fields.uint('llc.ssap', ssap, start + 1, start + 2, SAPS[ssap & 0xfe])
  if (isUnnumbered(control)) fields.uint('llc.control', control, start + 2, start + 3)
  else fields.uint('llc.control', view.getUint16(start + 2, true), start + 2, start + 4)
  if (!snap) return
  const oui = view.getUint32(start + 2) & 0xffffff
  const id = view.getUint16(start + 6)
  fields.uint('llc.oui', oui, start + 3, start + 6, OUIS[oui])
  if (oui === OUI_CISCO) fields.uint('llc.cisco_pid', id, start + 6, start + 8, CISCO_PIDS[id])
  else if (oui === OUI_ETHERTYPE || oui === OUI_TUNNEL) {
    fields.uint('llc.type', id, start + 6, start + 8, ethertypeName(id))
  } else fields.uint('llc.pid', id, start + 6, start + 8)
}
