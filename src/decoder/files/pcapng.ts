/** The next generation capture format (draft-ietf-opsawg-pcapng): sections in either byte order, many interfaces, every block. */
import { formatIpv4, formatIpv6 } from '../addresses.ts'
import {
  type CaptureInterface,
  type FileNotes,
  type FileProblem,
  type FormatReader,
  LONGEST_FRAME,
  MOST_NOTES,
  type RecordSink,
} from './records.ts'
import { END_OF_9999, parseResolution, split, splitTicks } from './ticks.ts'

export const SECTION_HEADER = 0x0a0d0d0a
const BYTE_ORDER_MAGIC = 0x1a2b3c4d
const INTERFACE_DESCRIPTION = 1
const PACKET = 2
const SIMPLE_PACKET = 3
const NAME_RESOLUTION = 4
const INTERFACE_STATISTICS = 5
const ENHANCED_PACKET = 6
const DECRYPTION_SECRETS = 10
/** Type of secrets: a key log of TLS (§4.7). */
const TLS_KEY_LOG = 0x544c534b

const SMALLEST_BLOCK = 12
/** Blocks that are not packets are read whole only up to this; longer ones are passed over. */
const LONGEST_READ_BLOCK = 16 * 1024 * 1024

/** `if_tsresol` of no number: times of that interface say nothing. */
const UNKNOWN_RESOLUTION = 0

export class PcapngReader implements FormatReader {
  base = 0
  need = SMALLEST_BLOCK
  skip = 0
  stopped = false
  records = 0
  /** Of the current section; numbers start anew with each. */
  interfaces: CaptureInterface[] = []
  /** Of all sections. */
  readonly linkTypes: number[] = []
  readonly resolutions: number[] = []
  readonly endians = new Set<'little' | 'big'>()
  sections = 0
  littleEndian = true
  readonly #sink: RecordSink
  readonly #problems: FileProblem[]
  readonly #notes: FileNotes
  #text = new TextDecoder()
  /** Told once: all packets of an interface may have it. */
  #hasBadTime = false

  constructor(sink: RecordSink, problems: FileProblem[], notes: FileNotes) {
    this.#sink = sink
    this.#problems = problems
    this.#notes = notes
  }

  /** Goes on at a block inside a section that was read before. */
  resume(from: {
    readonly interfaces: readonly CaptureInterface[]
    readonly littleEndian: boolean
    readonly records: number
  }): void {
    this.interfaces = [...from.interfaces]
    this.littleEndian = from.littleEndian
    this.records = from.records
    this.sections = 1
  }

  #stop(problem: FileProblem): void {
    this.#problems.push(problem)
    this.stopped = true
  }

  consume(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    let at = start
    while (at + SMALLEST_BLOCK <= end) {
      let type = view.getUint32(at, this.littleEndian)
      // Its type reads the same in both byte orders; the magic behind it says which one this section has.
      if (type === SECTION_HEADER && !this.#beginSection(view, at)) return at
      type = view.getUint32(at, this.littleEndian)
      const length = view.getUint32(at + 4, this.littleEndian)
      if (length < SMALLEST_BLOCK || (length & 3) !== 0 || (this.sections === 0 && type !== SECTION_HEADER)) {
        this.#stop({ code: 'bad-length', at: this.base + at, record: this.records + 1, length })
        return at
      }
      const carriesPacket = type === ENHANCED_PACKET || type === PACKET || type === SIMPLE_PACKET
      if (length > (carriesPacket ? LONGEST_FRAME : LONGEST_READ_BLOCK)) {
        if (carriesPacket) {
          this.#stop({ code: 'bad-length', at: this.base + at, record: this.records + 1, length })
        } else {
          if (type === DECRYPTION_SECRETS) this.#notes.secrets++
          this.skip = length
        }
        return at
      }
      if (at + length > end) {
        this.need = length
        return at
      }
      if (type === ENHANCED_PACKET) this.#readEnhanced(bytes, view, at, at + length)
      else this.#readBlock(bytes, view, type, at, at + length)
      if (this.stopped) return at
      at += length
    }
    this.need = SMALLEST_BLOCK
    return at
  }

  #beginSection(view: DataView, at: number): boolean {
    const littleEndian = view.getUint32(at + 8, true) === BYTE_ORDER_MAGIC
    if (!littleEndian && view.getUint32(at + 8) !== BYTE_ORDER_MAGIC) {
      this.#stop({ code: 'bad-block', at: this.base + at })
      return false
    }
    this.littleEndian = littleEndian
    return true
  }

  #readEnhanced(bytes: Uint8Array, view: DataView, at: number, end: number): void {
    const { littleEndian } = this
    if (end - at < 32) {
      this.#stop({ code: 'bad-length', at: this.base + at, record: this.records + 1, length: end - at })
      return
    }
    const captured = view.getUint32(at + 20, littleEndian)
    const optionsAt = at + 28 + ((captured + 3) & ~3)
    if (captured > end - at - 32) {
      this.#stop({ code: 'bad-length', at: this.base + at, record: this.records + 1, length: captured })
      return
    }
    const interfaceId = view.getUint32(at + 8, littleEndian)
    const high = view.getUint32(at + 12, littleEndian)
    const low = view.getUint32(at + 16, littleEndian)
    this.#emit(bytes, view, at, at + 28, captured, view.getUint32(at + 24, littleEndian), interfaceId, high, low)
    if (optionsAt + 4 < end) this.#readPacketOptions(bytes, view, optionsAt, end - 4)
  }

  #emit(
    bytes: Uint8Array,
    view: DataView,
    block: number,
    from: number,
    captured: number,
    wire: number,
    interfaceId: number,
    high: number,
    low: number,
  ): void {
    const port = this.interfaces[interfaceId]
    if (!port) {
      this.#stop({ code: 'unknown-interface', at: this.base + block, record: this.records + 1 })
      return
    }
    const seconds = this.#secondsOf(port, high, low, block)
    this.records++
    this.#sink.record(
      bytes,
      view,
      from,
      from + captured,
      wire < captured ? captured : wire,
      seconds,
      split.nanoseconds,
      port.linkType,
      interfaceId,
      this.base + block,
    )
  }

  /**
   * Seconds since 1970 UTC, `split` holding what is beyond them; negative where nobody can tell. A time that no date holds is
   * given on as it stands.
   */
  #secondsOf({ ticksPerSecond, offsetSeconds }: CaptureInterface, high: number, low: number, block: number): number {
    let seconds = -1
    if (ticksPerSecond !== UNKNOWN_RESOLUTION) {
      splitTicks(high, low, ticksPerSecond)
      seconds = split.seconds + offsetSeconds
      if (seconds <= END_OF_9999) return seconds
    }
    if (!this.#hasBadTime) this.#problems.push({ code: 'bad-time', at: this.base + block, record: this.records + 1 })
    this.#hasBadTime = true
    return seconds
  }

  #readBlock(bytes: Uint8Array, view: DataView, type: number, at: number, end: number): void {
    switch (type) {
      case SECTION_HEADER:
        this.#readSection(bytes, view, at, end)
        break
      case INTERFACE_DESCRIPTION:
        this.#readInterface(bytes, view, at, end)
        break
      case PACKET:
        this.#readOldPacket(bytes, view, at, end)
        break
      case SIMPLE_PACKET:
        this.#readSimple(bytes, view, at, end)
        break
      case NAME_RESOLUTION:
        this.#readNames(bytes, view, at + 8, end - 4)
        break
      case INTERFACE_STATISTICS:
        this.#readStatistics(view, at, end)
        break
      case DECRYPTION_SECRETS:
        this.#readSecrets(bytes, view, at, end)
        break
      default: // Custom and unknown blocks say nothing we need.
    }
  }

  #readSection(bytes: Uint8Array, view: DataView, at: number, end: number): void {
    if (end - at < 28) {
      this.#stop({ code: 'bad-length', at: this.base + at, length: end - at })
      return
    }
    if (view.getUint16(at + 12, this.littleEndian) !== 1) {
      this.#stop({ code: 'unsupported-version', at: this.base + at + 12 })
      return
    }
    this.sections++
    this.interfaces = []
    this.endians.add(this.littleEndian ? 'little' : 'big')
    this.#eachOption(view, at + 24, end - 4, (code, from, to) => {
      if (code === 1) this.#noteComment(bytes, from, to, undefined)
    })
  }

  #readInterface(bytes: Uint8Array, view: DataView, at: number, end: number): void {
    const { littleEndian } = this
    if (end - at < 20) {
      this.#stop({ code: 'bad-length', at: this.base + at, length: end - at })
      return
    }
    const linkType = view.getUint16(at + 8, littleEndian)
    let ticksPerSecond = 1e6
    let offsetSeconds = 0
    let name: string | undefined
    this.#eachOption(view, at + 16, end - 4, (code, from, to) => {
      if (code === 2) name = this.#textOf(bytes, from, to)
      else if (code === 9 && to > from) ticksPerSecond = parseResolution(view.getUint8(from)) ?? UNKNOWN_RESOLUTION
      else if (code === 14 && to - from >= 8) offsetSeconds = Number(view.getBigInt64(from, littleEndian))
    })
    const described = { linkType, snapLength: view.getUint32(at + 12, littleEndian), ticksPerSecond, offsetSeconds }
    this.interfaces.push(name === undefined ? described : { ...described, name })
    if (!this.linkTypes.includes(linkType)) this.linkTypes.push(linkType)
    if (ticksPerSecond !== UNKNOWN_RESOLUTION && !this.resolutions.includes(ticksPerSecond))
      this.resolutions.push(ticksPerSecond)
  }

  #readOldPacket(bytes: Uint8Array, view: DataView, at: number, end: number): void {
    const { littleEndian } = this
    const captured = end - at >= 32 ? view.getUint32(at + 20, littleEndian) : LONGEST_FRAME
    if (captured > end - at - 32) {
      this.#stop({ code: 'bad-length', at: this.base + at, record: this.records + 1, length: captured })
      return
    }
    const high = view.getUint32(at + 12, littleEndian)
    const low = view.getUint32(at + 16, littleEndian)
    const wire = view.getUint32(at + 24, littleEndian)
    this.#emit(bytes, view, at, at + 28, captured, wire, view.getUint16(at + 8, littleEndian), high, low)
  }

  /** It has no time and no captured length: the interface's limit cuts it. */
  #readSimple(bytes: Uint8Array, view: DataView, at: number, end: number): void {
    const [port] = this.interfaces
    if (!port || end - at < 16) {
      const code = port ? 'bad-length' : 'unknown-interface'
      this.#stop({ code, at: this.base + at, record: this.records + 1, ...(port ? { length: end - at } : {}) })
      return
    }
    const wire = view.getUint32(at + 8, this.littleEndian)
    const captured = Math.min(wire, port.snapLength || wire, end - at - 16)
    this.records++
    this.#sink.record(bytes, view, at + 12, at + 12 + captured, wire, -1, 0, port.linkType, 0, this.base + at)
  }

  #readPacketOptions(bytes: Uint8Array, view: DataView, from: number, to: number): void {
    this.#eachOption(view, from, to, (code, start, end) => {
      if (code === 1) this.#noteComment(bytes, start, end, this.records)
    })
  }

  /** Records of a name resolution block: an address, then names that end with a zero byte (§4.4). */
  #readNames(bytes: Uint8Array, view: DataView, from: number, to: number): void {
    let at = from
    while (at + 4 <= to) {
      const type = view.getUint16(at, this.littleEndian)
      const length = view.getUint16(at + 2, this.littleEndian)
      const start = at + 4
      const end = start + length
      if (type === 0 || end > to) return
      const addressBytes = type === 1 ? 4 : type === 2 ? 16 : 0
      if (addressBytes > 0 && length > addressBytes) {
        const address = type === 1 ? formatIpv4(view.getUint32(start)) : formatIpv6(view, start)
        const name = this.#textOf(bytes, start + addressBytes, end).split('\0', 1)[0] ?? ''
        if (this.#notes.names.length < MOST_NOTES) this.#notes.names.push({ address, name })
        else this.#notes.more++
      }
      at = start + ((length + 3) & ~3)
    }
  }

  #readSecrets(bytes: Uint8Array, view: DataView, at: number, end: number): void {
    this.#notes.secrets++
    if (end - at < 20 || view.getUint32(at + 8, this.littleEndian) !== TLS_KEY_LOG) return
    const length = view.getUint32(at + 12, this.littleEndian)
    this.#notes.keys.add(bytes, at + 16, Math.min(at + 16 + length, end - 4))
  }

  #readStatistics(view: DataView, at: number, end: number): void {
    if (end - at < 24) return
    const interfaceId = view.getUint32(at + 8, this.littleEndian)
    let received = 0
    let dropped = 0
    this.#eachOption(view, at + 20, end - 4, (code, from, to) => {
      if (to - from < 8) return
      const count = Number(view.getBigUint64(from, this.littleEndian))
      if (code === 4) received = count
      else if (code === 5 || code === 7) dropped += count
    })
    if (this.#notes.drops.length < MOST_NOTES) this.#notes.drops.push({ interfaceId, received, dropped })
    else this.#notes.more++
  }

  #noteComment(bytes: Uint8Array, from: number, to: number, packet: number | undefined): void {
    if (this.#notes.comments.length >= MOST_NOTES) {
      this.#notes.more++
      return
    }
    const text = this.#textOf(bytes, from, to)
    this.#notes.comments.push(packet === undefined ? { text } : { packet, text })
  }

  #textOf(bytes: Uint8Array, from: number, to: number): string {
    return this.#text.decode(bytes.subarray(from, to))
  }

  #eachOption(view: DataView, from: number, to: number, take: (code: number, from: number, to: number) => void): void {
    let at = from
    while (at + 4 <= to) {
      const code = view.getUint16(at, this.littleEndian)
      const length = view.getUint16(at + 2, this.littleEndian)
      if (code === 0 || at + 4 + length > to) return
      take(code, at + 4, at + 4 + length)
      at += 4 + ((length + 3) & ~3)
    }
  }

  finish(left: number): void {
    if (left === 0) return
    this.#problems.push({ code: 'cut', at: this.base, record: this.records + 1, missing: this.need - left })
  }
}
