/** The classic capture format (draft-ietf-opsawg-pcap): microseconds or nanoseconds, both byte orders, and the modified header of old Linux patches. */
import type { CaptureInterface, FileProblem, FormatReader, RecordSink } from './records.ts'
import { LONGEST_FRAME } from './records.ts'

export interface PcapMagic {
  readonly littleEndian: boolean
  readonly nanoseconds: boolean
  readonly modified: boolean
}

/** `magic` is the file's first four bytes read big-endian. */
export function parsePcapMagic(magic: number): PcapMagic | undefined {
  switch (magic >>> 0) {
    case 0xa1b2c3d4:
      return { littleEndian: false, nanoseconds: false, modified: false }
    case 0xd4c3b2a1:
      return { littleEndian: true, nanoseconds: false, modified: false }
    case 0xa1b23c4d:
      return { littleEndian: false, nanoseconds: true, modified: false }
    case 0x4d3cb2a1:
      return { littleEndian: true, nanoseconds: true, modified: false }
    case 0xa1b2cd34:
      return { littleEndian: false, nanoseconds: false, modified: true }
    case 0x34cdb2a1:
      return { littleEndian: true, nanoseconds: false, modified: true }
    default:
      return undefined
  }
}

const FILE_HEADER_BYTES = 24
const RECORD_HEADER_BYTES = 16
/** Interface index, protocol and packet type follow the usual record header. */
const MODIFIED_HEADER_BYTES = 24
/** libpcap before 0.4 wrote the two lengths the other way round; of this minor version some writers did, some did not. */
const MAYBE_SWAPPED = 3
/** The minor version of today. */
export const USUAL_MINOR = 4
/** What Wireshark believes of an ordinary interface, whatever the file's own limit says. */
const LONGEST_USUAL_FRAME = 262_144

export class PcapReader implements FormatReader {
  base = 0
  need = FILE_HEADER_BYTES
  skip = 0
  stopped = false
  records = 0
  interfaces: readonly CaptureInterface[] = []
  readonly #sink: RecordSink
  readonly #problems: FileProblem[]
  readonly #littleEndian: boolean
  readonly #scale: number
  readonly #headerBytes: number
  #started = false
  #linkType = 0
  #longest = LONGEST_USUAL_FRAME
  /** Minor version of the format. */
  minor = USUAL_MINOR

  constructor(magic: PcapMagic, sink: RecordSink, problems: FileProblem[]) {
    this.#sink = sink
    this.#problems = problems
    this.#littleEndian = magic.littleEndian
    this.#scale = magic.nanoseconds ? 1 : 1000
    this.#headerBytes = magic.modified ? MODIFIED_HEADER_BYTES : RECORD_HEADER_BYTES
  }

  /** Goes on in the middle of a file whose header said what `interfaces` and `minor` hold; `records` were before. */
  resume(from: {
    readonly interfaces: readonly CaptureInterface[]
    readonly minor: number
    readonly records: number
  }): void {
    this.minor = from.minor
    this.interfaces = from.interfaces
    const [only] = from.interfaces
    if (only) this.#begin(only.linkType, only.snapLength)
    this.records = from.records
  }

  #begin(linkType: number, snapLength: number): void {
    this.#linkType = linkType
    this.#longest = Math.min(Math.max(snapLength, LONGEST_USUAL_FRAME), LONGEST_FRAME)
    this.#started = true
    this.need = this.#headerBytes
  }

  #readHeader(view: DataView, start: number): void {
    const littleEndian = this.#littleEndian
    const major = view.getUint16(start + 4, littleEndian)
    if (major !== 2) {
      this.#problems.push({ code: 'unsupported-version', at: this.base + start + 4 })
      this.stopped = true
      return
    }
    this.minor = view.getUint16(start + 6, littleEndian)
    const snapLength = view.getUint32(start + 16, littleEndian)
    const linkType = view.getUint32(start + 20, littleEndian) & 0xffff
    this.interfaces = [{ linkType, snapLength, ticksPerSecond: 1e9 / this.#scale, offsetSeconds: 0 }]
    this.#begin(linkType, snapLength)
  }

  consume(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    let at = start
    if (!this.#started) {
      if (end - at < FILE_HEADER_BYTES) return at
      this.#readHeader(view, at)
      if (this.stopped) return at
      at += FILE_HEADER_BYTES
    }
    const littleEndian = this.#littleEndian
    const headerBytes = this.#headerBytes
    const scale = this.#scale
    const sink = this.#sink
    const linkType = this.#linkType
    const { minor } = this
    while (at + headerBytes <= end) {
      let captured = view.getUint32(at + 8, littleEndian)
      let wire = view.getUint32(at + 12, littleEndian)
      if (minor <= MAYBE_SWAPPED && (minor < MAYBE_SWAPPED || captured > wire)) {
        const first = captured
        captured = wire
        wire = first
      }
      if (captured > this.#longest) {
        this.#problems.push({ code: 'bad-length', at: this.base + at, record: this.records + 1, length: captured })
        this.stopped = true
        return at
      }
      const from = at + headerBytes
      const to = from + captured
      if (to > end) {
        this.need = headerBytes + captured
        return at
      }
      this.records++
      sink.record(
        bytes,
        view,
        from,
        to,
        wire < captured ? captured : wire,
        view.getUint32(at, littleEndian),
        view.getUint32(at + 4, littleEndian) * scale,
        linkType,
        0,
        this.base + at,
      )
      at = to
    }
    this.need = headerBytes
    return at
  }

  finish(left: number): void {
    if (left === 0 && this.#started) return
    this.#problems.push({ code: 'cut', at: this.base, record: this.records + 1, missing: this.need - left })
  }
}
