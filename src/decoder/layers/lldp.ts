/** Link Layer Discovery Protocol (IEEE Std 802.1AB §8). */
import { formatText } from '../applications/text.ts'
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, LLDP } from '../protocols.ts'

const MAX_TLVS = 64

const TYPES: Readonly<Record<number, string>> = {
  0: 'End of LLDPDU',
  1: 'Chassis Id',
  2: 'Port Id',
  3: 'Time To Live',
  4: 'Port Description',
  5: 'System Name',
  6: 'System Description',
  7: 'System Capabilities',
  8: 'Management Address',
  127: 'Organization Specific',
}
const CHASSIS: Readonly<Record<number, string>> = {
  1: 'Chassis component',
  2: 'Interface alias',
  3: 'Port component',
  4: 'MAC address',
  5: 'Network address',
  6: 'Interface name',
  7: 'Locally assigned',
}
const PORT: Readonly<Record<number, string>> = {
  1: 'Interface alias',
  2: 'Port component',
  3: 'MAC address',
  4: 'Network address',
  5: 'Interface name',
  6: 'Agent circuit Id',
  7: 'Locally assigned',
}
const CAPABILITIES = [
  'Other',
  'Repeater',
  'Bridge',
  'WLAN access point',
  'Router',
  'Telephone',
  'DOCSIS cable device',
  'Station only',
] as const

export const lldpFields = {
  'lldp.tlv.type': 'uint',
  'lldp.tlv.len': 'uint',
  'lldp.chassis.subtype': 'uint',
  'lldp.chassis.id': 'text',
  'lldp.chassis.id.mac': 'mac',
  'lldp.chassis.id.ip4': 'ipv4',
  'lldp.port.subtype': 'uint',
  'lldp.port.id': 'text',
  'lldp.port.id.mac': 'mac',
  'lldp.port.id.ip4': 'ipv4',
  'lldp.time_to_live': 'uint',
  'lldp.port.desc': 'text',
  'lldp.tlv.system.name': 'text',
  'lldp.tlv.system.desc': 'text',
  'lldp.tlv.system_cap': 'uint',
  'lldp.tlv.enable_system_cap': 'uint',
  'lldp.mgn.addr.ip4': 'ipv4',
  'lldp.mgn.addr.ip6': 'ipv6',
  'lldp.orgtlv.oui': 'uint',
} as const satisfies FieldTable

export function walkLldp(packet: Packet): number {
  packet.push(LLDP)
  packet.has(2)
  return END
}

/** Seven bits of type, nine of length, value. */
export function describeLldp(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.layer('lldp', start, end)
  if (start + 2 > end) {
    fields.problem('cut', start)
    return
  }
  let at = start
  for (let n = 0; n < MAX_TLVS && at + 2 <= end; n++) {
    const type = view.getUint8(at) >> 1
    const length = view.getUint16(at) & 0x1ff
    const next = at + 2 + length
    if (next > end) {
      fields.problem('cut', at)
      return
    }
    fields.open(TYPES[type] ?? 'Unknown', at, next)
    fields.uint('lldp.tlv.type', type, at, at + 1, TYPES[type])
    fields.uint('lldp.tlv.len', length, at, at + 2)
    describeValue(fields, type, at + 2, next)
    fields.close()
    if (type === 0) return
    at = next
  }
}

function describeValue(fields: Fields, type: number, at: number, end: number): void {
  const { view } = fields
  const text = (name: string) => fields.text(name, formatText(fields.bytes, at, end), at, end)
  if (type === 1) describeId(fields, 'chassis', CHASSIS, 4, at, end)
  else if (type === 2) describeId(fields, 'port', PORT, 3, at, end)
  else if (type === 3 && at + 2 <= end) fields.uint('lldp.time_to_live', view.getUint16(at), at, at + 2)
  else if (type === 4) text('lldp.port.desc')
  else if (type === 5) text('lldp.tlv.system.name')
  else if (type === 6) text('lldp.tlv.system.desc')
  else if (type === 7 && at + 4 <= end) {
    describeCapabilities(fields, 'lldp.tlv.system_cap', at)
    describeCapabilities(fields, 'lldp.tlv.enable_system_cap', at + 2)
  } else if (type === 8) describeManagement(fields, at, end)
  else if (type === 127 && at + 4 <= end) fields.uint('lldp.orgtlv.oui', view.getUint32(at) >>> 8, at, at + 3)
}

function describeCapabilities(fields: Fields, name: string, at: number): void {
  const bits = fields.view.getUint16(at)
  const meaning = CAPABILITIES.filter((_, bit) => (bits & (1 << bit)) !== 0).join(', ')
  fields.uint(name, bits, at, at + 2, meaning || 'None')
}

/** `mac` is the subtype that holds a MAC address; the one behind it holds an address with its family before it. */
function describeId(
  fields: Fields,
  which: 'chassis' | 'port',
  names: Readonly<Record<number, string>>,
  mac: number,
  at: number,
  end: number,
): void {
  if (at >= end) {
    fields.problem('malformed', at)
    return
  }
  const { view } = fields
  const subtype = view.getUint8(at)
  fields.uint(`lldp.${which}.subtype`, subtype, at, at + 1, names[subtype])
  if (subtype === mac && end - at === 7) fields.mac(`lldp.${which}.id.mac`, at + 1)
  else if (subtype === mac + 1 && end - at === 6 && view.getUint8(at + 1) === 1) {
    fields.ipv4(`lldp.${which}.id.ip4`, at + 2)
  } else fields.text(`lldp.${which}.id`, formatText(fields.bytes, at + 1, end), at + 1, end)
}

/** Length of family and address, family (IANA address family numbers), address. */
function describeManagement(fields: Fields, at: number, end: number): void {
  if (at + 2 > end) return
  const length = fields.view.getUint8(at)
  const family = fields.view.getUint8(at + 1)
  if (at + 1 + length > end) fields.problem('malformed', at)
  else if (family === 1 && length === 5) fields.ipv4('lldp.mgn.addr.ip4', at + 2)
  else if (family === 2 && length === 17) fields.ipv6('lldp.mgn.addr.ip6', at + 2)
}
