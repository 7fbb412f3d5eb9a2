/** Captures made of bytes for tests: frames by what they say, conversations by who says what, and files of them. */
import { createAnalysis } from '../analysis.ts'
import type { Report } from '../report.ts'

export type Bytes = Uint8Array<ArrayBuffer>

export const u16 = (value: number): Bytes => Uint8Array.of(value >>> 8, value)
export const u32 = (value: number): Bytes => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
export const ascii = (text: string): Bytes => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
export function join(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

export interface Frame {
  readonly bytes: Uint8Array
  /** Seconds after the capture's first. */
  readonly at: number
  /** On the wire, when less was captured. */
  readonly wire?: number
}

export const mac = (last: number): Bytes => Uint8Array.of(2, 0, 0, 0, last >>> 8, last)
const MACS = join(mac(2), mac(1))

export const ethernet = (type: number, payload: Uint8Array, vlans: readonly number[] = []): Bytes =>
  join(MACS, ...vlans.flatMap((vlan) => [u16(0x8100), u16(vlan)]), u16(type), payload)

/** `10.0.0.1`, or the last group of an address in 2001:db8::/112 as `::1f`. */
export function address(text: string): Bytes {
  if (!text.startsWith('::')) return Uint8Array.from(text.split('.'), Number)
  return join(u32(0x20010db8), new Uint8Array(10), u16(Number.parseInt(text.slice(2), 16)))
}

export interface Ends {
  readonly from: string
  readonly to: string
  readonly vlans?: readonly number[]
}

export function ip(protocol: number, { from, to, vlans }: Ends, payload: Uint8Array, fragment = 0, id = 1): Bytes {
  const ends = join(address(from), address(to))
  if (ends.length === 32) {
    const header = join(u32(0x60000000), u16(payload.length), Uint8Array.of(protocol, 64))
    return ethernet(0x86dd, join(header, ends, payload), vlans)
  }
  const header = join(u16(0x4500), u16(20 + payload.length), u16(id), u16(fragment), Uint8Array.of(64, protocol, 0, 0))
  return ethernet(0x0800, join(header, ends, payload), vlans)
}

export const datagram = (source: number, destination: number, data: Uint8Array): Bytes =>
  join(u16(source), u16(destination), u16(8 + data.length), u16(0), data)
export const udp = (ends: Ends, ports: readonly [number, number], data: Uint8Array): Bytes =>
  ip(17, ends, datagram(...ports, data))

export interface Segment {
  readonly seq?: number
  readonly ack?: number
  /** Letters of SFRPA; `A` when not said. */
  readonly flags?: string
  readonly window?: number
  readonly options?: Uint8Array
  readonly data?: Uint8Array
}
export function tcp(ends: Ends, ports: readonly [number, number], said: Segment): Bytes {
  const { seq = 0, ack = 0, flags = 'A', window = 1000, options = new Uint8Array(), data = new Uint8Array() } = said
  const bits = [...flags].reduce((sum, letter) => sum | (1 << 'FSRPA'.indexOf(letter)), 0)
  const words = join(u16(((20 + options.length) << 10) | bits), u16(window), u32(0))
  return ip(6, ends, join(...ports.map(u16), u32(seq), u32(ack), words, options, data))
}

/** An ARP packet (RFC 826): `operation` 1 asks, 2 answers. */
export const arp = (operation: number, sender: Uint8Array, from: string, to: string): Bytes =>
  ethernet(
    0x0806,
    join(u32(0x00010800), u16(0x0604), u16(operation), sender, address(from), new Uint8Array(6), address(to)),
  )

/** A DNS message with one question; `answer` is an IPv4 address. */
export function dns(name: string, { rcode, answer }: { rcode?: number; answer?: string } = {}): Bytes {
  const isResponse = rcode !== undefined || answer !== undefined
  const labels = name.split('.').map((label) => join(Uint8Array.of(label.length), ascii(label)))
  const record = answer ? join(u16(0xc00c), u16(1), u16(1), u32(60), u16(4), address(answer)) : new Uint8Array()
  const counts = join(u16(1), u16(answer ? 1 : 0), u32(0))
  const header = join(u16(7), u16(isResponse ? 0x8180 | (rcode ?? 0) : 0x0100), counts)
  return join(header, ...labels, u32(0x00000100), Uint8Array.of(1), record)
}

/** One TCP connection, told step by step: sequence numbers, answers and times follow from what is said. */
export class Talk {
  readonly frames: Frame[] = []
  readonly next: [number, number]
  at: number
  readonly #ends: readonly [Ends, Ends]
  readonly #ports: readonly [number, number]
  readonly #stepS: number

  constructor(
    from: string,
    to: string,
    ports: readonly [number, number],
    { at = 0, seqs = [1000, 5000], stepS = 0.001 }: { at?: number; seqs?: [number, number]; stepS?: number } = {},
  ) {
    this.#ends = [
      { from, to },
      { from: to, to: from },
    ]
    this.#ports = ports
    this.at = at
    this.next = [...seqs]
    this.#stepS = stepS
  }

  /** `side` 0 asked for the connection. */
  send(side: 0 | 1, said: Segment): this {
    const [a, b] = this.#ports
    const flags = said.flags ?? 'A'
    const ack = flags.includes('A') ? this.next[side === 0 ? 1 : 0] : 0
    const whole = { seq: this.next[side], ack, ...said }
    this.frames.push({ at: this.at, bytes: tcp(this.#ends[side], side === 0 ? [a, b] : [b, a], whole) })
    const end = whole.seq + (said.data?.length ?? 0) + (/[SF]/.test(flags) ? 1 : 0)
    if (((end - (this.next[side] ?? 0)) | 0) > 0) this.next[side] = end >>> 0
    this.at += this.#stepS
    return this
  }
  open(): this {
    return this.send(0, { flags: 'S' }).send(1, { flags: 'SA' }).send(0, {})
  }
  say(side: 0 | 1, data: Uint8Array | string): this {
    return this.send(side, { flags: 'PA', data: typeof data === 'string' ? ascii(data) : data })
  }
  wait(seconds: number): this {
    this.at += seconds
    return this
  }
  close(): this {
    return this.send(0, { flags: 'FA' }).send(1, { flags: 'FA' }).send(0, {})
  }
}

const FIRST_SECOND = 1_750_000_000

/** A little-endian capture with microseconds. */
export function pcap(frames: readonly Frame[], linkType = 1): Bytes {
  const header = new DataView(new ArrayBuffer(24))
  header.setUint32(0, 0xa1b2c3d4, true)
  header.setUint16(4, 2, true)
  header.setUint16(6, 4, true)
  header.setUint32(16, 262_144, true)
  header.setUint32(20, linkType, true)
  const records = frames.flatMap(({ at, bytes, wire = bytes.length }) => {
    const record = new DataView(new ArrayBuffer(16))
    const us = Math.round(at * 1e6)
    record.setUint32(0, FIRST_SECOND + Math.floor(us / 1e6), true)
    record.setUint32(4, us - Math.floor(us / 1e6) * 1e6, true)
    record.setUint32(8, bytes.length, true)
    record.setUint32(12, wire, true)
    return [new Uint8Array(record.buffer), bytes]
  })
  return join(new Uint8Array(header.buffer), ...records)
}

/** What is said of frames in the order of their times. */
export function analyse(frames: readonly Frame[]): Report {
  const analysis = createAnalysis({ level: 'full' })
  analysis.push(pcap(frames.toSorted((a, b) => a.at - b.at)))
  return analysis.finish()
}
