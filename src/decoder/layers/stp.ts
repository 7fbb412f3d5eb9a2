/** Spanning Tree bridge protocol data units: STP, RSTP and the common part of MSTP (IEEE Std 802.1D §9.3, 802.1Q §14). */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, STP } from '../protocols.ts'

const HEADER_BYTES = 4
const CONFIGURATION_BYTES = 35
const TOPOLOGY_CHANGE = 0x80

const VERSIONS: Readonly<Record<number, string>> = {
  0: 'Spanning Tree',
  2: 'Rapid Spanning Tree',
  3: 'Multiple Spanning Tree',
  4: 'Shortest Path Tree',
}
const TYPES: Readonly<Record<number, string>> = {
  0: 'Configuration',
  2: 'Rapid/Multiple Spanning Tree',
  [TOPOLOGY_CHANGE]: 'Topology Change Notification',
}
const ROLES = ['Unknown', 'Alternate or backup', 'Root', 'Designated'] as const

export const stpFields = {
  'stp.protocol': 'uint',
  'stp.version': 'uint',
  'stp.type': 'uint',
  'stp.flags': 'uint',
  'stp.flags.tc': 'bool',
  'stp.flags.tcack': 'bool',
  'stp.flags.proposal': 'bool',
  'stp.flags.port_role': 'uint',
  'stp.flags.learning': 'bool',
  'stp.flags.forwarding': 'bool',
  'stp.flags.agreement': 'bool',
  'stp.root.prio': 'uint',
  'stp.root.ext': 'uint',
  'stp.root.hw': 'mac',
  'stp.root.cost': 'uint',
  'stp.bridge.prio': 'uint',
  'stp.bridge.ext': 'uint',
  'stp.bridge.hw': 'mac',
  'stp.port': 'uint',
  'stp.msg_age': 'double',
  'stp.max_age': 'double',
  'stp.hello': 'double',
  'stp.forward': 'double',
} as const satisfies FieldTable

export function walkStp(packet: Packet): number {
  packet.push(STP)
  if (!packet.has(HEADER_BYTES)) return END
  const type = packet.view.getUint8(packet.at + 3)
  if (type !== TOPOLOGY_CHANGE) packet.has(CONFIGURATION_BYTES)
  return END
}

export function describeStp(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const configuration = start + HEADER_BYTES <= end && view.getUint8(start + 3) !== TOPOLOGY_CHANGE
  const bytes = configuration ? CONFIGURATION_BYTES : HEADER_BYTES
  fields.layer('stp', start, Math.min(configuration ? end : start + bytes, end))
  if (start + bytes > end) {
    fields.problem('cut', start)
    return
  }
  const version = view.getUint8(start + 2)
  const type = view.getUint8(start + 3)
  fields.uint('stp.protocol', view.getUint16(start), start, start + 2)
  fields.uint('stp.version', version, start + 2, start + 3, VERSIONS[version])
  fields.uint('stp.type', type, start + 3, start + 4, TYPES[type])
  if (!configuration) return
  describeFlags(fields, view.getUint8(start + 4), start + 4, version)
  describeBridge(fields, 'root', start + 5)
  fields.uint('stp.root.cost', view.getUint32(start + 13), start + 13, start + 17)
  describeBridge(fields, 'bridge', start + 17)
  fields.uint('stp.port', view.getUint16(start + 25), start + 25, start + 27)
  describeSeconds(fields, 'stp.msg_age', start + 27)
  describeSeconds(fields, 'stp.max_age', start + 29)
  describeSeconds(fields, 'stp.hello', start + 31)
  describeSeconds(fields, 'stp.forward', start + 33)
}

function describeFlags(fields: Fields, flags: number, at: number, version: number): void {
  fields.uint('stp.flags', flags, at, at + 1)
  fields.bool('stp.flags.tcack', (flags & 0x80) !== 0, at, at + 1)
  if (version >= 2) {
    fields.bool('stp.flags.agreement', (flags & 0x40) !== 0, at, at + 1)
    fields.bool('stp.flags.forwarding', (flags & 0x20) !== 0, at, at + 1)
    fields.bool('stp.flags.learning', (flags & 0x10) !== 0, at, at + 1)
    fields.uint('stp.flags.port_role', (flags >> 2) & 3, at, at + 1, ROLES[(flags >> 2) & 3])
    fields.bool('stp.flags.proposal', (flags & 0x02) !== 0, at, at + 1)
  }
  fields.bool('stp.flags.tc', (flags & 0x01) !== 0, at, at + 1)
}

/** Four bits of priority, twelve of system id extension (the VLAN or tree), and the bridge's address. */
function describeBridge(fields: Fields, which: 'root' | 'bridge', at: number): void {
  const priority = fields.view.getUint16(at)
  fields.uint(`stp.${which}.prio`, priority & 0xf000, at, at + 1)
  fields.uint(`stp.${which}.ext`, priority & 0x0fff, at, at + 2)
  fields.mac(`stp.${which}.hw`, at + 2)
}

function describeSeconds(fields: Fields, name: string, at: number): void {
  fields.double(name, fields.view.getUint16(at) / 256, at, at + 2)
}
