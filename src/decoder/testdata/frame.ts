/** Frames written by hand, as hexadecimal, and what decoding them says: for tests. */
import { type DecodedField, decodePacket } from '../decode-packet.ts'

const hex = (value: number, bytes: number) => value.toString(16).padStart(bytes * 2, '0')
const bytesOf = (text: string) => text.replaceAll(' ', '').length / 2

export const eth = (type: number, payload: string) => `020000000002 020000000001 ${hex(type, 2)} ${payload}`

/** From 10.0.0.1 to 10.0.0.2. */
export const ip = (protocol: number, payload: string) =>
  `4500 ${hex(20 + bytesOf(payload), 2)} 00010000 40${hex(protocol, 1)}0000 0a000001 0a000002 ${payload}`

/** From 2001:db8::1 to 2001:db8::2. */
export const ip6 = (next: number, payload: string) =>
  `60000000 ${hex(bytesOf(payload), 2)} ${hex(next, 1)}40 20010db8000000000000000000000001 20010db8000000000000000000000002 ${payload}`

export const udp = (source: number, destination: number, payload: string) =>
  `${hex(source, 2)} ${hex(destination, 2)} ${hex(8 + bytesOf(payload), 2)} 0000 ${payload}`

/** A SYN from port 49152 to port 80. */
export const TCP = 'c000 0050 00000001 00000000 5002 ffff 0000 0000'
export const IP_TCP = ip(6, TCP)

export interface Decoded {
  /** Names of the layers in their order. */
  readonly layers: string
  /** Every field by its name; `1 request` when a number has a meaning, a list when there are several. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly problem: string | undefined
}

export function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text.replaceAll(' ', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

export function decodeHex(linkType: number, frame: string, wireLength?: number): Decoded {
  const { layers, problem } = decodePacket(toBytes(frame), linkType, wireLength)
  const fields: Record<string, unknown> = {}
  const add = (field: DecodedField) => {
    field.fields?.forEach(add)
    if (field.value === undefined) return
    const value = field.meaning === undefined ? field.value : `${field.value} ${field.meaning}`
    const before = fields[field.name]
    if (before === undefined) fields[field.name] = value
    else fields[field.name] = Array.isArray(before) ? [...before, value] : [before, value]
  }
  for (const layer of layers) layer.fields.forEach(add)
  return { layers: layers.map((layer) => layer.protocol).join(' '), fields, problem: problem?.code }
}
