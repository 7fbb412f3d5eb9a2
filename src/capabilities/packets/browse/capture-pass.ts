/** One way through a capture file, from its first record to its last, in steps short enough to listen in between. */
import { readSync } from 'node:fs'
import { Matches } from '../../../decoder/browse/matches.ts'
import type { PacketIndex } from '../../../decoder/browse/packet-index.ts'
import { CaptureReader } from '../../../decoder/files/capture-reader.ts'
import type { FileProblem, RecordSink } from '../../../decoder/files/records.ts'
import type { Filter } from '../../../decoder/filter/filter.ts'
import { FrameFacts } from '../../../decoder/filter/frame.ts'
import type { StreamBegins } from '../../../decoder/filter/streams.ts'
import { Packet } from '../../../decoder/packet.ts'
import { walkFrame } from '../../../decoder/walk-frame.ts'

/** A few milliseconds of work. */
const CHUNK_BYTES = 2 * 1024 * 1024

/** Tells the index of every record it sees; with a filter, also which packets that keeps. */
export class CapturePass implements RecordSink {
  readonly matches = new Matches()
  readonly #fd: number
  readonly #index: PacketIndex
  /** Given up at the end, with all it followed. */
  #filter: Filter | undefined
  readonly #reader: CaptureReader
  readonly #chunk = new Uint8Array(CHUNK_BYTES)
  readonly #packet = new Packet()
  readonly #frame = new FrameFacts()
  #position = 0
  /** Of the packets the filter keeps. */
  readonly linkTypes = new Set<number>()
  #lastLinkType = -1
  /** Where streams began, when the filter follows them. */
  readonly begins: StreamBegins | undefined
  done = false

  constructor(fd: number, index: PacketIndex, filter?: Filter) {
    this.#fd = fd
    this.#index = index
    this.#filter = filter
    this.begins = filter?.begins
    this.#reader = new CaptureReader(this)
    this.#packet.alone = 1
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#position
  }

  /** Damage so far. */
  get problems(): readonly FileProblem[] {
    return this.#reader.problems
  }

  /** `unknown` of what is no capture. */
  get format(): string {
    return this.#reader.facts.format
  }

  /** Packets seen so far. */
  get packets(): number {
    return this.#frame.number
  }

  step(): void {
    if (this.done) return
    const length = readSync(this.#fd, this.#chunk, 0, CHUNK_BYTES, this.#position)
    this.#position += length
    if (length > 0) this.#reader.push(length === CHUNK_BYTES ? this.#chunk : this.#chunk.subarray(0, length))
    if (length > 0 && !this.#reader.stopped) return
    this.#reader.end()
    this.done = true
    this.#filter = undefined
    if (this.#index.packets === this.packets) this.#index.complete = true
  }

  record(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
    linkType: number,
    interfaceId: number,
    offset: number,
  ): void {
    const frame = this.#frame
    frame.number++
    if (frame.number > this.#index.packets) this.#index.note(frame.number, offset, seconds, nanoseconds, this.#state)
    const filter = this.#filter
    if (!filter) return
    frame.seconds = seconds
    frame.nanoseconds = nanoseconds
    frame.firstSeconds = this.#index.first.seconds
    frame.firstNanoseconds = this.#index.first.nanoseconds
    frame.interfaceId = interfaceId
    const packet = this.#packet
    walkFrame(packet, bytes, view, start, end, wireLength, linkType)
    const kept = filter.matches(packet, frame)
    this.matches.add(kept)
    if (!kept || linkType === this.#lastLinkType) return
    this.#lastLinkType = linkType
    this.linkTypes.add(linkType)
  }
  readonly #state = () => this.#reader.state
}
