/** One frame for the eye: its layers with their fields and byte ranges. Streams are the analyser's; this looks at one frame alone. */

import { formatIpv4, formatIpv6, toHex } from './addresses.ts'
import { applicationOf, describeMessages, payloadOf } from './applications/payload.ts'
import type { Fields } from './fields.ts'
import { describeData } from './layers/data.ts'
import { LAYER_OF_ID } from './layers/list.ts'
import { Packet, type Problem, type ProblemCode } from './packet.ts'
import type { ProtocolName } from './protocols.ts'
import { walkFrame } from './walk-frame.ts'

export interface DecodedField {
  readonly name: string
  /** Numbers, booleans and text as they are; addresses as text; bytes as hexadecimal. A group has none. */
  readonly value?: number | boolean | string
  /** What the value stands for. */
  readonly meaning?: string
  /** Range in the frame; `end` exclusive. */
  readonly start: number
  readonly end: number
  readonly fields?: readonly DecodedField[]
}
export interface DecodedLayer {
  readonly protocol: ProtocolName
  readonly start: number
  readonly end: number
  readonly fields: readonly DecodedField[]
}
export interface DecodedPacket {
  readonly layers: readonly DecodedLayer[]
  readonly problem?: Problem
}

/** Longest piece of raw bytes that is written out in one field. */
const MAX_HEX_BYTES = 4096

/**
 * `bytes` is one frame as captured, `linkType` the LINKTYPE_ number of its interface, `wireLength` its length on the wire
 * when more was sent than captured. Never throws.
 */
export function decodePacket(bytes: Uint8Array, linkType: number, wireLength = bytes.length): DecodedPacket {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const packet = new Packet()
  walkFrame(packet, bytes, view, 0, bytes.length, wireLength, linkType)
  return decodeWalked(packet)
}

/** The same of a frame that is walked already; ranges count from the beginning of its memory. */
export function decodeWalked(packet: Packet): DecodedPacket {
  const tree = new FieldTree(packet.bytes, packet.view)
  describeFrame(packet, tree)
  const problem = packet.problemCode !== '' ? { code: packet.problemCode, offset: packet.problemOffset } : tree.found
  return problem ? { layers: tree.layers, problem } : { layers: tree.layers }
}

/** Describes every layer of a walked frame, and the application of its innermost path. */
export function describeFrame(packet: Packet, fields: Fields): void {
  for (let n = 0; n < packet.layerCount; n++) {
    const layer = LAYER_OF_ID[packet.layerIds[n] as number]
    layer?.describe(fields, packet.layerStarts[n] as number, packet.layerLimits[n] as number)
  }
  describeApplication(packet, fields)
}

function describeApplication(packet: Packet, fields: Fields): void {
  const payload = payloadOf(packet)
  if (!payload) return
  const { start, end } = payload
  const application = applicationOf(packet)
  if (application) {
    describeMessages(packet, application, fields)
    return
  }
  describeData(fields, start, end)
}

interface OpenField {
  name: string
  start: number
  end: number
  fields: DecodedField[]
}

class FieldTree implements Fields {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly layers: { protocol: ProtocolName; start: number; end: number; fields: DecodedField[] }[] = []
  found: Problem | undefined
  readonly #open: OpenField[] = []

  constructor(bytes: Uint8Array, view: DataView) {
    this.bytes = bytes
    this.view = view
  }

  layer(protocol: ProtocolName, start: number, end: number): void {
    this.#open.length = 0
    this.layers.push({ protocol, start, end, fields: [] })
  }
  #add(field: DecodedField): void {
    const into = this.#open.at(-1)?.fields ?? this.layers.at(-1)?.fields
    into?.push(field)
  }
  uint(name: string, value: number, start: number, end: number, meaning?: string): void {
    this.#add(meaning === undefined ? { name, value, start, end } : { name, value, meaning, start, end })
  }
  double(name: string, value: number, start: number, end: number): void {
    this.#add({ name, value, start, end })
  }
  bool(name: string, value: boolean, start: number, end: number): void {
    this.#add({ name, value, start, end })
  }
  text(name: string, value: string, start: number, end: number): void {
    this.#add({ name, value, start, end })
  }
  bytesAt(name: string, start: number, end: number): void {
    this.#add({ name, value: toHex(this.bytes, start, Math.min(end, start + MAX_HEX_BYTES)), start, end })
  }
  ipv4(name: string, start: number): void {
    this.#add({ name, value: formatIpv4(this.view.getUint32(start)), start, end: start + 4 })
  }
  ipv6(name: string, start: number): void {
    this.#add({ name, value: formatIpv6(this.view, start), start, end: start + 16 })
  }
  mac(name: string, start: number): void {
    this.#add({ name, value: toHex(this.bytes, start, start + 6, ':'), start, end: start + 6 })
  }
  open(title: string, start: number, end: number): void {
    const group: OpenField = { name: title, start, end, fields: [] }
    this.#add(group)
    this.#open.push(group)
  }
  close(): void {
    this.#open.pop()
  }
  problem(code: Exclude<ProblemCode, 'too-deep'>, at: number): void {
    this.found ??= { code, offset: at }
  }
}
