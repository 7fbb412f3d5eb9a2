/** A capture file read from chunks of any size, told by content and never by name. Compression is undone before. */
import { KeyLog } from './key-log.ts'
import { type PcapMagic, PcapReader, parsePcapMagic, USUAL_MINOR } from './pcap.ts'
import { PcapngReader, SECTION_HEADER } from './pcapng.ts'
import type { CaptureInterface, FileNotes, FileProblem, FormatReader, RecordSink } from './records.ts'

const MAGIC_BYTES = 4

export type CaptureFormat = 'pcap' | 'pcap-modified' | 'pcapng' | 'unknown'
export interface CaptureFacts {
  readonly format: CaptureFormat
  readonly resolution: string
  readonly endian: 'little' | 'big' | 'mixed' | 'unknown'
  readonly linkTypes: readonly number[]
}

/** Enough to go on reading at a record in the middle of the same file. */
export interface ReaderState {
  readonly magic: PcapMagic | 'pcapng'
  readonly interfaces: readonly CaptureInterface[]
  readonly littleEndian: boolean
  /** Minor version of a pcap: old ones have their lengths swapped. */
  readonly minor: number
  /** Records before this place. */
  readonly records: number
}

export class CaptureReader {
  readonly problems: FileProblem[] = []
  readonly notes: FileNotes = { comments: [], names: [], drops: [], secrets: 0, keys: new KeyLog(), more: 0 }
  readonly #sink: RecordSink
  #reader: FormatReader | undefined
  #pcapng: PcapngReader | undefined
  #magic: PcapMagic | 'pcapng' | undefined
  /** Bytes of an item that the last chunk held only in part. */
  #pending = new Uint8Array(2048)
  #pendingView = new DataView(this.#pending.buffer)
  #pendingLength = 0
  #position = 0
  #stopped = false

  constructor(sink: RecordSink) {
    this.#sink = sink
  }

  /** A reader that starts at byte `offset` of a file whose beginning another reader has seen. */
  static resume(sink: RecordSink, state: ReaderState, offset: number): CaptureReader {
    const reader = new CaptureReader(sink)
    reader.#position = offset
    if (state.magic === 'pcapng') {
      reader.#pcapng = new PcapngReader(sink, reader.problems, reader.notes)
      reader.#pcapng.resume(state)
      reader.#reader = reader.#pcapng
    } else {
      const pcap = new PcapReader(state.magic, sink, reader.problems)
      pcap.resume(state)
      reader.#reader = pcap
    }
    reader.#magic = state.magic
    return reader
  }

  /** Where a reader stands, for `resume`; asked from inside `record`, it counts that record as read. */
  get state(): ReaderState | undefined {
    if (!this.#reader || !this.#magic) return undefined
    const { interfaces, records } = this.#reader
    const minor = this.#reader instanceof PcapReader ? this.#reader.minor : USUAL_MINOR
    return { magic: this.#magic, interfaces, littleEndian: this.#pcapng?.littleEndian ?? true, minor, records }
  }

  get records(): number {
    return this.#reader?.records ?? 0
  }

  /** Bytes of the file taken so far. */
  get position(): number {
    return this.#position
  }

  /** Nothing more of this file can be read; pushing on is harmless. */
  get stopped(): boolean {
    return this.#stopped
  }

  push(given: Uint8Array): void {
    // `slice` of a plain array copies; that of some kinds of arrays, Node's Buffer among them, does not.
    const isPlain = given.constructor === Uint8Array
    const chunk = isPlain ? given : new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
    let at = 0
    while (at < chunk.length && !this.#stopped) {
      at = this.#pendingLength > 0 || !this.#reader ? this.#fill(chunk, at) : this.#read(chunk, at)
    }
    this.#position += chunk.length - at
  }

  /** Whole items straight from the chunk; what is left of an item at its end is kept. */
  #read(chunk: Uint8Array, from: number): number {
    const reader = this.#reader as FormatReader
    if (reader.skip > 0) {
      const passed = Math.min(reader.skip, chunk.length - from)
      reader.skip -= passed
      this.#position += passed
      return from + passed
    }
    reader.base = this.#position - from
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const at = reader.consume(chunk, view, from, chunk.length)
    this.#position += at - from
    this.#stopped = reader.stopped
    if (this.#stopped || reader.skip > 0) return at
    this.#keep(chunk, at, chunk.length)
    return chunk.length
  }

  /** Completes the one item that is pending, with no more bytes than it wants. */
  #fill(chunk: Uint8Array, from: number): number {
    const wanted = this.#reader ? this.#reader.need : MAGIC_BYTES
    const taken = Math.min(wanted - this.#pendingLength, chunk.length - from)
    this.#keep(chunk, from, from + taken)
    const at = from + taken
    if (this.#pendingLength < wanted) return at
    if (!this.#reader) {
      this.#recognise()
      return at
    }
    const reader = this.#reader
    const before = this.#position - this.#pendingLength
    reader.base = before
    const used = reader.consume(this.#pending, this.#pendingView, 0, this.#pendingLength)
    this.#stopped = reader.stopped
    if (used > 0) this.#pendingLength = 0
    else if (reader.skip > 0) {
      reader.skip -= this.#pendingLength
      this.#pendingLength = 0
    }
    return at
  }

  #keep(chunk: Uint8Array, from: number, to: number): void {
    const length = this.#pendingLength + to - from
    if (length > this.#pending.length) {
      const larger = new Uint8Array(Math.max(length, this.#pending.length * 2))
      larger.set(this.#pending.subarray(0, this.#pendingLength))
      this.#pending = larger
      this.#pendingView = new DataView(larger.buffer)
    }
    this.#pending.set(chunk.subarray(from, to), this.#pendingLength)
    this.#pendingLength = length
    this.#position += to - from
  }

  #recognise(): void {
    const first = this.#pendingView.getUint32(0)
    const magic = first === SECTION_HEADER ? 'pcapng' : parsePcapMagic(first)
    if (magic === undefined) {
      this.problems.push({ code: 'not-a-capture', at: 0 })
      this.#stopped = true
      return
    }
    this.#magic = magic
    if (magic === 'pcapng') {
      this.#pcapng = new PcapngReader(this.#sink, this.problems, this.notes)
      this.#reader = this.#pcapng
    } else this.#reader = new PcapReader(magic, this.#sink, this.problems)
  }

  /** No more bytes will come. */
  end(): void {
    if (this.#stopped) return
    this.#stopped = true
    if (!this.#reader) {
      this.problems.push({ code: 'not-a-capture', at: 0 })
      return
    }
    this.#reader.base = this.#position - this.#pendingLength
    if (this.#reader.skip > 0) {
      this.problems.push({ code: 'cut', at: this.#position, missing: this.#reader.skip })
    } else this.#reader.finish(this.#pendingLength)
  }

  get facts(): CaptureFacts {
    if (this.#pcapng) {
      const [endian] = this.#pcapng.endians
      return {
        format: 'pcapng',
        resolution: resolutionName(this.#pcapng.resolutions),
        endian: this.#pcapng.endians.size > 1 ? 'mixed' : (endian ?? 'unknown'),
        linkTypes: this.#pcapng.linkTypes.toSorted((a, b) => a - b),
      }
    }
    const magic = this.#magic
    if (!magic || magic === 'pcapng')
      return { format: 'unknown', resolution: 'unknown', endian: 'unknown', linkTypes: [] }
    return {
      format: magic.modified ? 'pcap-modified' : 'pcap',
      resolution: magic.nanoseconds ? 'ns' : 'us',
      endian: magic.littleEndian ? 'little' : 'big',
      linkTypes: this.#reader?.interfaces.map((one) => one.linkType) ?? [],
    }
  }
}

/** `us`, `ns`, `ms`, `s`, `1/1024 s`; `mixed` when interfaces differ. */
function resolutionName(resolutions: readonly number[]): string {
  const [ticks] = resolutions
  if (resolutions.length > 1) return 'mixed'
  switch (ticks) {
    case undefined:
    case 1e6:
      return 'us'
    case 1e9:
      return 'ns'
    case 1e3:
      return 'ms'
    case 1:
      return 's'
    default:
      return `1/${ticks} s`
  }
}
