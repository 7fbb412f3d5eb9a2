/** Single packets of a capture, by their numbers, from the nearest place the index knows. */
import { readSync } from 'node:fs'
import { INDEX_STEP, type PacketIndex } from '../../../decoder/browse/packet-index.ts'
import { CaptureReader } from '../../../decoder/files/capture-reader.ts'
import type { CaptureInterface, RecordSink } from '../../../decoder/files/records.ts'
import { FrameFacts } from '../../../decoder/filter/frame.ts'
import { Packet } from '../../../decoder/packet.ts'
import { walkFrame } from '../../../decoder/walk-frame.ts'

const CHUNK_BYTES = 128 * 1024
/** Nearer than this the next packet is reached sooner by reading on than by beginning anew. */
const READ_ON_PACKETS = 2 * INDEX_STEP

export interface ReadPacket {
  /** Walked. Lent until the call returns, as the others are. */
  readonly packet: Packet
  readonly frame: FrameFacts
  readonly from: CaptureInterface
}
const UNDESCRIBED: CaptureInterface = { linkType: 1, snapLength: 0, ticksPerSecond: 1e6, offsetSeconds: 0 }

/** `numbers` rise; what the index does not know yet is left out. `visit` answers whether to go on. */
export function readPackets(
  fd: number,
  index: PacketIndex,
  numbers: Iterable<number>,
  visit: (read: ReadPacket) => boolean,
): void {
  const wanted = new Wanted(numbers, index, visit)
  while (wanted.next !== undefined) {
    const place = index.placeOf(wanted.next)
    if (!place) return
    wanted.at = place.number
    const reader = CaptureReader.resume(wanted, place.state, place.offset)
    wanted.reader = reader
    readOn(fd, reader, wanted)
  }
}

/** Until what is wanted next is far away. */
function readOn(fd: number, reader: CaptureReader, wanted: Wanted): void {
  const chunk = new Uint8Array(CHUNK_BYTES)
  let position = reader.position
  while (wanted.next !== undefined && wanted.next - wanted.at <= READ_ON_PACKETS) {
    const length = readSync(fd, chunk, 0, CHUNK_BYTES, position)
    position += length
    if (length > 0) reader.push(chunk.subarray(0, length))
    if (length === 0 || reader.stopped) {
      wanted.give()
      return
    }
  }
}

class Wanted implements RecordSink {
  /** Number of the record that comes next. */
  at = 1
  /** Number of the packet that is wanted next. */
  next: number | undefined
  reader: CaptureReader | undefined
  readonly #numbers: Iterator<number>
  readonly #visit: (read: ReadPacket) => boolean
  readonly #packet = new Packet()
  readonly #frame = new FrameFacts()

  constructor(numbers: Iterable<number>, index: PacketIndex, visit: (read: ReadPacket) => boolean) {
    this.#numbers = numbers[Symbol.iterator]()
    this.#visit = visit
    this.#packet.alone = 1
    this.#frame.firstSeconds = index.first.seconds
    this.#frame.firstNanoseconds = index.first.nanoseconds
    this.#advance()
  }

  #advance(): void {
    const result = this.#numbers.next()
    this.next = result.done ? undefined : result.value
  }
  /** The file holds less than the index says: it was cut since. */
  give(): void {
    this.next = undefined
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
  ): void {
    const number = this.at++
    if (number !== this.next) return
    const packet = this.#packet
    walkFrame(packet, bytes, view, start, end, wireLength, linkType)
    const frame = this.#frame
    frame.number = number
    frame.seconds = seconds
    frame.nanoseconds = nanoseconds
    frame.interfaceId = interfaceId
    const from = this.reader?.state?.interfaces[interfaceId] ?? { ...UNDESCRIBED, linkType }
    this.#advance()
    if (!this.#visit({ packet, frame, from })) this.next = undefined
  }
}
