/**
 * Writes captures: what a filter keeps goes into a file of its own. pcap with nanoseconds (little-endian) where one link type
 * suffices, pcapng with the original interfaces where it does not.
 */
import type { CaptureInterface } from './records.ts'

const PCAP_NANOSECONDS = 0xa1b23c4d
const PCAP_MICROSECONDS = 0xa1b2c3d4
const SECTION_HEADER = 0x0a0d0d0a
const BYTE_ORDER = 0x1a2b3c4d
const INTERFACE = 1
const ENHANCED_PACKET = 6
const NAME_OPTION = 2
const RESOLUTION_OPTION = 9
const DEFAULT_SNAP_LENGTH = 262_144
const RECORD_BYTES = 16
const PACKET_BLOCK_BYTES = 32

export type WrittenFormat = 'pcap' | 'pcapng'
export interface WriterOptions {
  readonly format: WrittenFormat
  /** pcap has one; pcapng learns each with its first packet. */
  readonly linkType: number
  readonly snapLength: number
  /** Of pcap: whether the source has finer times than microseconds. */
  readonly nanoseconds: boolean
}

/** Collects a file in pieces: `take` gives what there is and begins the next piece. */
export class CaptureWriter {
  readonly #options: WriterOptions
  #bytes = new Uint8Array(256 * 1024)
  #view = new DataView(this.#bytes.buffer)
  #length = 0
  /** pcapng: what an interface of the source is called here. */
  readonly #interfaces = new Map<string, number>()

  constructor(options: WriterOptions) {
    this.#options = options
    if (options.format === 'pcap') this.#pcapHeader()
    else this.#sectionHeader()
  }

  get length(): number {
    return this.#length
  }

  packet(
    bytes: Uint8Array,
    start: number,
    end: number,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
    from: CaptureInterface,
  ): void {
    // A record without a time is written at the epoch.
    const at = Math.max(0, seconds)
    if (this.#options.format === 'pcap') this.#pcapRecord(bytes, start, end, wireLength, at, nanoseconds)
    else this.#packetBlock(bytes, start, end, wireLength, at, nanoseconds, this.#interfaceOf(from))
  }

  take(): Uint8Array<ArrayBuffer> {
    const piece = this.#bytes.slice(0, this.#length)
    this.#length = 0
    return piece
  }

  /** Room for `length` more bytes; answers where they begin. */
  #reserve(length: number): number {
    const at = this.#length
    if (at + length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(at + length, this.#bytes.length * 2))
      larger.set(this.#bytes.subarray(0, at))
      this.#bytes = larger
      this.#view = new DataView(larger.buffer)
    }
    this.#bytes.fill(0, at, at + length)
    this.#length = at + length
    return at
  }

  #pcapHeader(): void {
    const { nanoseconds, snapLength, linkType } = this.#options
    const at = this.#reserve(24)
    this.#view.setUint32(at, nanoseconds ? PCAP_NANOSECONDS : PCAP_MICROSECONDS, true)
    this.#view.setUint16(at + 4, 2, true)
    this.#view.setUint16(at + 6, 4, true)
    this.#view.setUint32(at + 16, snapLength || DEFAULT_SNAP_LENGTH, true)
    this.#view.setUint32(at + 20, linkType, true)
  }
  #pcapRecord(
    bytes: Uint8Array,
    start: number,
    end: number,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    const at = this.#reserve(RECORD_BYTES + end - start)
    this.#view.setUint32(at, seconds, true)
    this.#view.setUint32(at + 4, this.#options.nanoseconds ? nanoseconds : Math.floor(nanoseconds / 1000), true)
    this.#view.setUint32(at + 8, end - start, true)
    this.#view.setUint32(at + 12, wireLength, true)
    this.#bytes.set(bytes.subarray(start, end), at + RECORD_BYTES)
  }

  #sectionHeader(): void {
    const at = this.#reserve(28)
    this.#view.setUint32(at, SECTION_HEADER, true)
    this.#view.setUint32(at + 4, 28, true)
    this.#view.setUint32(at + 8, BYTE_ORDER, true)
    this.#view.setUint16(at + 12, 1, true)
    this.#view.setBigInt64(at + 16, -1n, true)
    this.#view.setUint32(at + 24, 28, true)
  }

  #interfaceOf(from: CaptureInterface): number {
    const key = `${from.linkType}:${from.snapLength}:${from.name ?? ''}`
    const known = this.#interfaces.get(key)
    if (known !== undefined) return known
    const id = this.#interfaces.size
    this.#interfaces.set(key, id)
    this.#interfaceBlock(from)
    return id
  }
  /** All times are written in nanoseconds. */
  #interfaceBlock({ linkType, snapLength, name = '' }: CaptureInterface): void {
    const text = new TextEncoder().encode(name).subarray(0, 255)
    const nameBytes = text.length === 0 ? 0 : 4 + padded(text.length)
    const length = 16 + nameBytes + 8 + 4 + 4
    const at = this.#reserve(length)
    this.#view.setUint32(at, INTERFACE, true)
    this.#view.setUint32(at + 4, length, true)
    this.#view.setUint16(at + 8, linkType, true)
    this.#view.setUint32(at + 12, snapLength, true)
    if (nameBytes > 0) {
      this.#view.setUint16(at + 16, NAME_OPTION, true)
      this.#view.setUint16(at + 18, text.length, true)
      this.#bytes.set(text, at + 20)
    }
    this.#view.setUint16(at + 16 + nameBytes, RESOLUTION_OPTION, true)
    this.#view.setUint16(at + 18 + nameBytes, 1, true)
    this.#bytes[at + 20 + nameBytes] = 9
    this.#view.setUint32(at + length - 4, length, true)
  }
  #packetBlock(
    bytes: Uint8Array,
    start: number,
    end: number,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
    interfaceId: number,
  ): void {
    const length = PACKET_BLOCK_BYTES + padded(end - start)
    const at = this.#reserve(length)
    const ticks = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds)
    this.#view.setUint32(at, ENHANCED_PACKET, true)
    this.#view.setUint32(at + 4, length, true)
    this.#view.setUint32(at + 8, interfaceId, true)
    this.#view.setUint32(at + 12, Number(ticks >> 32n), true)
    this.#view.setUint32(at + 16, Number(ticks & 0xffff_ffffn), true)
    this.#view.setUint32(at + 20, end - start, true)
    this.#view.setUint32(at + 24, wireLength, true)
    this.#bytes.set(bytes.subarray(start, end), at + 28)
    this.#view.setUint32(at + length - 4, length, true)
  }
}

function padded(length: number): number {
  return (length + 3) & ~3
}
