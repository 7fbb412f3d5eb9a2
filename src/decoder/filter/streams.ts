/**
 * What the frames before say of a frame: which stream each of its paths belongs to, numbered as Wireshark numbers them, and
 * what its analysis finds of a segment. Kept for filters that ask for it, and told every frame of a capture in order.
 */
import { FlowTable } from '../flows/flow-table.ts'
import { TcpAnalysis } from '../flows/tcp-analysis.ts'
import { DIRECTION_BYTES, DUPLICATE_ACKS } from '../flows/tcp-table.ts'
import { TCP_HEADER_BYTES } from '../layers/tcp.ts'
import { MAX_PATHS, type Packet } from '../packet.ts'
import { TCP, UDP } from '../protocols.ts'
import type { FrameFacts } from './frame.ts'
import { FrameList } from './frame-list.ts'
import { InFlight } from './in-flight.ts'

/** 200 MB of records; streams that begin later have no number. */
const MOST_STREAMS = 1_000_000
/** A VLAN or tunnel makes no stream of its own, as in Wireshark. */
const NO_CONTEXT = 0
const NONE = -1
/** Above all bits of `TcpAnalysis`: the SYN began another stream between known ends. */
export const REUSED_PORTS = 0x10000

export type StreamTransport = 'tcp' | 'udp'
/** What of the frames before has to be known. */
export interface Asked {
  readonly tcp: boolean
  readonly udp: boolean
  /** Segments that are not acknowledged. */
  readonly inFlight: boolean
}
/** Where each stream began, by its number. */
export type StreamBegins = Readonly<Record<StreamTransport, FrameList>>

export class Streams {
  readonly begins: StreamBegins = { tcp: new FrameList(), udp: new FrameList() }
  readonly #flows = new FlowTable()
  readonly #tcp = new TcpAnalysis()
  /** Number of each connection's newest stream. */
  readonly #numbers: number[] = []
  readonly #asked: Asked
  readonly #inFlight: InFlight | undefined
  /** Of the frame at hand, path by path; -1 where there is none. */
  readonly #numberOf = new Int32Array(MAX_PATHS)
  readonly #foundOf = new Int32Array(MAX_PATHS)
  readonly #repeatOf = new Int32Array(MAX_PATHS)
  readonly #bytesOf = new Float64Array(MAX_PATHS)
  readonly #ackRttOf = new Float64Array(MAX_PATHS)
  readonly #initialRttOf = new Float64Array(MAX_PATHS)

  constructor(asked: Asked) {
    this.#asked = asked
    this.#inFlight = asked.inFlight ? new InFlight() : undefined
  }

  /** The next frame of the capture. */
  note(packet: Packet, frame: FrameFacts): void {
    packet.atNs = (frame.seconds - frame.firstSeconds) * 1e9 + (frame.nanoseconds - frame.firstNanoseconds)
    for (let k = 0; k < packet.pathCount; k++) {
      this.#numberOf[k] = NONE
      this.#foundOf[k] = 0
      this.#repeatOf[k] = 0
      this.#bytesOf[k] = 0
      this.#ackRttOf[k] = 0
      this.#initialRttOf[k] = 0
      const transport = packet.pathTransport[k]
      if (transport === TCP && this.#asked.tcp && isWhole(packet, k)) this.#segment(packet, k, frame.number)
      else if (transport === UDP && this.#asked.udp) this.#datagram(packet, k, frame.number)
    }
  }

  /** Stream of path `k`; -1 when it has none. */
  numberOf(k: number): number {
    return this.#numberOf[k] as number
  }
  /** What its segment is: bits of `TcpAnalysis`, and `REUSED_PORTS`. */
  foundOf(k: number): number {
    return this.#foundOf[k] as number
  }
  /** How often its acknowledgement was said before; 0 when it is no duplicate. */
  repeatOf(k: number): number {
    return this.#repeatOf[k] as number
  }

  /** Bytes that are under way once its segment is; 0 when it carries none, or some were lost. */
  bytesInFlightOf(k: number): number {
    return this.#bytesOf[k] as number
  }
  /** Seconds since the segment was sent that it acknowledges; 0 when there is none. */
  ackRttOf(k: number): number {
    return this.#ackRttOf[k] as number
  }
  /** Seconds that the handshake of its connection took; 0 while it is not complete, and where nothing else is said of the segment. */
  initialRttOf(k: number): number {
    return this.#initialRttOf[k] as number
  }

  #segment(packet: Packet, k: number, frame: number): void {
    const tcp = this.#tcp
    const flow = this.#flows.touch(packet, k, 0, NO_CONTEXT)
    if (flow < 0) return
    const { direction } = this.#flows
    let index = this.#flows.followed(flow) - 1
    const isNew = index < 0
    if (isNew) {
      if (tcp.table.count >= MOST_STREAMS) return
      index = tcp.open(flow)
      this.#flows.setFollowed(flow, index + 1)
    }
    const found = tcp.segment(packet, k, index, direction)
    if (isNew || tcp.restarted) this.#numbers[index] = this.begins.tcp.add(frame, k)
    this.#numberOf[k] = this.#numbers[index] as number
    this.#foundOf[k] = tcp.restarted ? found | REUSED_PORTS : found
    const { pages } = tcp.table
    const repeats = pages.at(index) + direction * DIRECTION_BYTES + DUPLICATE_ACKS
    this.#repeatOf[k] = pages.of(index).getUint32(repeats, true)
    if (this.#inFlight) this.#noteInFlight(this.#inFlight, packet, k, index, direction)
  }

  #noteInFlight(inFlight: InFlight, packet: Packet, k: number, index: number, direction: number): void {
    const { view, atNs } = packet
    const { restarted } = this.#tcp
    const header = packet.pathStart[k] as number
    const found = this.#foundOf[k] as number
    if (restarted) inFlight.forget(index)
    inFlight.note(index, direction, {
      seq: view.getInt32(header + 4),
      ack: view.getInt32(header + 8),
      flags: view.getUint8(header + 13),
      length: packet.pathWireLength[k] as number,
      atNs,
      found,
    })
    this.#bytesOf[k] = inFlight.bytes
    this.#ackRttOf[k] = inFlight.ackRtt
    this.#initialRttOf[k] = inFlight.initialRtt
  }

  #datagram(packet: Packet, k: number, frame: number): void {
    const flow = this.#flows.touch(packet, k, 0, NO_CONTEXT)
    if (flow < 0) return
    if (this.#flows.isNew) this.#flows.setFollowed(flow, this.begins.udp.add(frame, k))
    this.#numberOf[k] = this.#flows.followed(flow)
  }
}

/** A header that is cut or says nonsense belongs to no stream. */
function isWhole(packet: Packet, k: number): boolean {
  const header = packet.pathStart[k] as number
  if (header + TCP_HEADER_BYTES > (packet.pathEnd[k] as number)) return false
  return packet.view.getUint8(header + 12) >> 4 >= TCP_HEADER_BYTES / 4
}
