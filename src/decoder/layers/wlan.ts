/** IEEE 802.11 frames (IEEE Std 802.11 §9): data go on to their LLC header; management and control frames end here. */
import { formatText } from '../applications/text.ts'
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { CAPWAP, END, LLC, RADIOTAP, WLAN } from '../protocols.ts'
import { isPadded } from './radiotap.ts'

const MANAGEMENT = 0
const CONTROL = 1
const DATA_TYPE = 2

const TO_SYSTEM = 0x01
const FROM_SYSTEM = 0x02
const MORE_FRAGMENTS = 0x04
const PROTECTED = 0x40
const ORDER = 0x80
/** Of a data frame's subtype: it carries none, it has a quality-of-service field. */
const NO_DATA = 4
const QOS = 8
/** Of the quality-of-service field: the payload is several frames. */
const AGGREGATE = 0x80
const SUBFRAME_BYTES = 14

const SHORTEST = 10
const THREE_ADDRESSES = 24
const MAX_ELEMENTS = 64

const MANAGEMENT_NAMES: Readonly<Record<number, string>> = {
  0: 'Association Request',
  1: 'Association Response',
  2: 'Reassociation Request',
  3: 'Reassociation Response',
  4: 'Probe Request',
  5: 'Probe Response',
  8: 'Beacon frame',
  9: 'ATIM',
  10: 'Disassociate',
  11: 'Authentication',
  12: 'Deauthentication',
  13: 'Action',
}
const CONTROL_NAMES: Readonly<Record<number, string>> = {
  8: 'Block Ack Request',
  9: 'Block Ack',
  10: 'PS-Poll',
  11: 'Request-to-send',
  12: 'Clear-to-send',
  13: 'Acknowledgement',
  14: 'CF-End',
}
const DATA_NAMES: Readonly<Record<number, string>> = {
  0: 'Data',
  4: 'Null function (No data)',
  8: 'QoS Data',
  12: 'QoS Null function (No data)',
}
const TYPE_NAMES = ['Management frame', 'Control frame', 'Data frame', 'Extension frame'] as const

export const wlanFields = {
  'wlan.fc': 'uint',
  'wlan.fc.version': 'uint',
  'wlan.fc.type': 'uint',
  'wlan.fc.subtype': 'uint',
  'wlan.fc.type_subtype': 'uint',
  'wlan.fc.tods': 'bool',
  'wlan.fc.fromds': 'bool',
  'wlan.fc.frag': 'bool',
  'wlan.fc.retry': 'bool',
  'wlan.fc.pwrmgt': 'bool',
  'wlan.fc.moredata': 'bool',
  'wlan.fc.protected': 'bool',
  'wlan.fc.order': 'bool',
  'wlan.duration': 'uint',
  'wlan.ra': 'mac',
  'wlan.ta': 'mac',
  'wlan.da': 'mac',
  'wlan.sa': 'mac',
  'wlan.bssid': 'mac',
  'wlan.addr': 'mac',
  'wlan.frag': 'uint',
  'wlan.seq': 'uint',
  'wlan.qos': 'uint',
  'wlan.qos.tid': 'uint',
  'wlan.qos.amsdupresent': 'bool',
  'wlan_aggregate.a_mdsu.length': 'uint',
  'wlan.ssid': 'text',
  'wlan.ds.current_channel': 'uint',
  'wlan.fixed.reason_code': 'uint',
} as const satisfies FieldTable

/** Bytes of the header by its frame control: addresses, sequence, fourth address, quality of service, HT control. */
function headerBytes(type: number, subtype: number, flags: number): number {
  if (type === CONTROL) return controlBytes(subtype)
  if (type === MANAGEMENT) return THREE_ADDRESSES + ((flags & ORDER) !== 0 ? 4 : 0)
  let bytes = THREE_ADDRESSES
  if ((flags & (TO_SYSTEM | FROM_SYSTEM)) === (TO_SYSTEM | FROM_SYSTEM)) bytes += 6
  if ((subtype & QOS) !== 0) bytes += (flags & ORDER) !== 0 ? 6 : 2
  return bytes
}

function controlBytes(subtype: number): number {
  return subtype === 12 || subtype === 13 ? SHORTEST : subtype < 8 ? SHORTEST : 16
}

/** Where the quality-of-service field is, from the frame's start. */
function qosOffset(flags: number): number {
  return (flags & (TO_SYSTEM | FROM_SYSTEM)) === (TO_SYSTEM | FROM_SYSTEM) ? THREE_ADDRESSES + 6 : THREE_ADDRESSES
}

export function walkWlan(packet: Packet): number {
  const { view, at } = packet
  const padded = isPaddedHere(packet)
  packet.push(WLAN)
  if (!packet.has(SHORTEST)) return END
  const swapped = packet.layerIds[packet.layerCount - 2] === CAPWAP && isSwapped(view, at)
  const control = view.getUint8(swapped ? at + 1 : at)
  const flags = view.getUint8(swapped ? at : at + 1)
  if ((control & 3) !== 0) return END
  const type = (control >> 2) & 3
  const subtype = control >> 4
  if (type > DATA_TYPE) return END
  const bytes = headerBytes(type, subtype, flags)
  if (!packet.has(bytes)) return END
  packet.at = at + (padded ? (bytes + 3) & ~3 : bytes)
  if (type !== DATA_TYPE || (subtype & NO_DATA) !== 0 || (flags & PROTECTED) !== 0) return END
  // Pieces of a frame are not read.
  if ((flags & MORE_FRAGMENTS) !== 0 || (view.getUint16(at + 22, !swapped) & 0xf) !== 0) return END
  if (isAggregate(view, at, subtype, flags)) return walkAggregate(packet)
  return packet.at < packet.limit ? LLC : END
}

/** Some access points send their controller frame control, and the numbers behind it, with bytes swapped: then the version is none. */
function isSwapped(view: DataView, start: number): boolean {
  return (view.getUint8(start) & 3) !== 0 && (view.getUint8(start + 1) & 3) === 0
}

function isAggregate(view: DataView, start: number, subtype: number, flags: number): boolean {
  return (subtype & QOS) !== 0 && (view.getUint8(start + qosOffset(flags)) & AGGREGATE) !== 0
}

function isPaddedHere(packet: Packet): boolean {
  const n = packet.layerCount - 1
  return (
    n >= 0 && packet.layerIds[n] === RADIOTAP && isPadded(packet.view, packet.layerStarts[n] as number, packet.limit)
  )
}

/** Of several frames in one (A-MSDU) the first is read: destination, source, length, then its LLC header. */
function walkAggregate(packet: Packet): number {
  if (!packet.has(SUBFRAME_BYTES)) return END
  const end = packet.at + SUBFRAME_BYTES + packet.view.getUint16(packet.at + 12)
  packet.at += SUBFRAME_BYTES
  if (end < packet.limit) packet.limit = end
  if (end < packet.wireLimit) packet.wireLimit = end
  return LLC
}

export function describeWlan(fields: Fields, start: number, end: number): void {
  const { view } = fields
  if (start + SHORTEST > end) {
    fields.layer('wlan', start, end)
    fields.problem('cut', start)
    return
  }
  const swapped = isSwapped(view, start)
  const control = view.getUint8(swapped ? start + 1 : start)
  const flags = view.getUint8(swapped ? start : start + 1)
  const type = (control >> 2) & 3
  const subtype = control >> 4
  const bytes = headerBytes(type, subtype, flags)
  fields.layer('wlan', start, type === MANAGEMENT ? end : Math.min(start + bytes, end))
  describeControl(fields, start, control, flags)
  fields.uint('wlan.duration', view.getUint16(start + 2, !swapped), start + 2, start + 4)
  if (start + bytes > end) {
    fields.problem('cut', start + 4)
    return
  }
  describeAddresses(fields, start, type, bytes, flags)
  if (type === CONTROL) return
  const sequence = view.getUint16(start + 22, !swapped)
  fields.uint('wlan.frag', sequence & 0xf, start + 22, start + 23)
  fields.uint('wlan.seq', sequence >> 4, start + 22, start + 24)
  if (type === DATA_TYPE && (subtype & QOS) !== 0) {
    describeQos(fields, start + qosOffset(flags))
    if (isAggregate(view, start, subtype, flags)) describeSubframe(fields, start + bytes, end)
  }
  if (type === MANAGEMENT && (flags & PROTECTED) === 0) describeManagement(fields, subtype, start + bytes, end)
}

function frameName(type: number, subtype: number): string | undefined {
  const names = type === MANAGEMENT ? MANAGEMENT_NAMES : type === CONTROL ? CONTROL_NAMES : DATA_NAMES
  return names[subtype]
}

function describeControl(fields: Fields, at: number, control: number, flags: number): void {
  const type = (control >> 2) & 3
  const subtype = control >> 4
  fields.open('Frame Control', at, at + 2)
  fields.uint('wlan.fc', fields.view.getUint16(at), at, at + 2)
  fields.uint('wlan.fc.version', control & 3, at, at + 1)
  fields.uint('wlan.fc.type', type, at, at + 1, TYPE_NAMES[type])
  fields.uint('wlan.fc.subtype', subtype, at, at + 1)
  fields.uint('wlan.fc.type_subtype', (type << 4) | subtype, at, at + 1, frameName(type, subtype))
  fields.bool('wlan.fc.tods', (flags & TO_SYSTEM) !== 0, at + 1, at + 2)
  fields.bool('wlan.fc.fromds', (flags & FROM_SYSTEM) !== 0, at + 1, at + 2)
  fields.bool('wlan.fc.frag', (flags & MORE_FRAGMENTS) !== 0, at + 1, at + 2)
  fields.bool('wlan.fc.retry', (flags & 0x08) !== 0, at + 1, at + 2)
  fields.bool('wlan.fc.pwrmgt', (flags & 0x10) !== 0, at + 1, at + 2)
  fields.bool('wlan.fc.moredata', (flags & 0x20) !== 0, at + 1, at + 2)
  fields.bool('wlan.fc.protected', (flags & PROTECTED) !== 0, at + 1, at + 2)
  fields.bool('wlan.fc.order', (flags & ORDER) !== 0, at + 1, at + 2)
  fields.close()
}

/** Who the three or four addresses are depends on whether a frame enters or leaves the distribution system (§9.2.4.3). */
function describeAddresses(fields: Fields, start: number, type: number, bytes: number, flags: number): void {
  const first = start + 4
  const second = start + 10
  const third = start + 16
  fields.mac('wlan.ra', first)
  if (bytes < 16) return
  fields.mac('wlan.ta', second)
  if (type === CONTROL) return
  const toSystem = (flags & TO_SYSTEM) !== 0
  const fromSystem = (flags & FROM_SYSTEM) !== 0
  if (type === MANAGEMENT || (!toSystem && !fromSystem)) {
    fields.mac('wlan.da', first)
    fields.mac('wlan.sa', second)
    fields.mac('wlan.bssid', third)
  } else if (toSystem && fromSystem) {
    fields.mac('wlan.da', third)
    fields.mac('wlan.sa', start + THREE_ADDRESSES)
  } else if (toSystem) {
    fields.mac('wlan.bssid', first)
    fields.mac('wlan.sa', second)
    fields.mac('wlan.da', third)
  } else {
    fields.mac('wlan.da', first)
    fields.mac('wlan.bssid', second)
    fields.mac('wlan.sa', third)
  }
}

function describeQos(fields: Fields, at: number): void {
  const qos = fields.view.getUint16(at, true)
  fields.uint('wlan.qos', qos, at, at + 2)
  fields.uint('wlan.qos.tid', qos & 0xf, at, at + 1)
  fields.bool('wlan.qos.amsdupresent', (qos & AGGREGATE) !== 0, at, at + 1)
}

/** The first of several frames says for itself whose it is. */
function describeSubframe(fields: Fields, at: number, end: number): void {
  if (at + SUBFRAME_BYTES > end) {
    fields.problem('cut', at)
    return
  }
  fields.open('A-MSDU Subframe', at, at + SUBFRAME_BYTES)
  fields.mac('wlan.da', at)
  fields.mac('wlan.sa', at + 6)
  fields.uint('wlan_aggregate.a_mdsu.length', fields.view.getUint16(at + 12), at + 12, at + 14)
  fields.close()
}

/** What is before the elements: time, interval and capabilities of a beacon, capabilities and interval of a request. */
function fixedBytes(subtype: number): number {
  return subtype === 8 || subtype === 5 ? 12 : subtype === 4 ? 0 : subtype === 0 ? 4 : subtype === 2 ? 10 : -1
}

function describeManagement(fields: Fields, subtype: number, at: number, end: number): void {
  if ((subtype === 10 || subtype === 12) && at + 2 <= end) {
    fields.uint('wlan.fixed.reason_code', fields.view.getUint16(at, true), at, at + 2)
    return
  }
  const fixed = fixedBytes(subtype)
  if (fixed >= 0) describeElements(fields, at + fixed, end)
}

/** Number, length, value. */
function describeElements(fields: Fields, from: number, end: number): void {
  const { view } = fields
  let at = from
  for (let n = 0; n < MAX_ELEMENTS && at + 2 <= end; n++) {
    const next = at + 2 + view.getUint8(at + 1)
    if (next > end) return
    const id = view.getUint8(at)
    if (id === 0) fields.text('wlan.ssid', formatText(fields.bytes, at + 2, next), at + 2, next)
    else if (id === 3 && next === at + 3) fields.uint('wlan.ds.current_channel', view.getUint8(at + 2), at + 2, next)
    at = next
  }
}
