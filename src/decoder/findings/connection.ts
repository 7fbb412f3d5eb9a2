import type { FlowTable } from '../flows/flow-table.ts'
import {
  ASKER,
  DATA_SEGMENTS,
  DIRECTION_BYTES,
  FIRST_FRAME,
  FLOW,
  HANDSHAKE_NS,
  LAST_ACK,
  MARKS,
  NEXT_SEQ,
  RESENT,
  RESENT_FRAME,
  SEEN_DATA,
  SEEN_RST,
  SEEN_SYN,
  SEEN_SYN_ACK,
  SLOWEST_US,
  SYN_NS,
  type TcpTable,
} from '../flows/tcp-table.ts'

const LONGEST_SEGMENT = 65_535

/** One TCP connection; `move` points it at another, nothing is allocated. The side that asked is 0. */
export class Connection {
  index = 0
  flow = 0
  #page: DataView = new DataView(new ArrayBuffer(0))
  #o = 0
  #first = 0
  readonly #table: TcpTable
  readonly #flows: FlowTable

  constructor(flows: FlowTable, table: TcpTable) {
    this.#table = table
    this.#flows = flows
  }

  move(index: number): void {
    this.index = index
    this.#page = this.#table.pages.of(index)
    this.#o = this.#table.pages.at(index)
    this.flow = this.#page.getUint32(this.#o + FLOW, true)
    this.#first = Math.max(0, this.#page.getUint32(this.#o + ASKER, true) - 1)
  }

  /** Offset of the asking (0) or asked (1) side's half of the record. */
  #half(side: number): number {
    return this.#o + (this.#first ^ side) * DIRECTION_BYTES
  }
  #marks(side: number): number {
    return this.#page.getUint32(this.#half(side) + MARKS, true)
  }
  get asked(): boolean {
    return (this.#marks(0) & SEEN_SYN) !== 0
  }
  get accepted(): boolean {
    return (this.#marks(1) & SEEN_SYN_ACK) !== 0
  }
  get refused(): boolean {
    return !this.accepted && (this.#marks(1) & SEEN_RST) !== 0
  }
  /** A handshake was completed, the asked side has spoken, or the asking side has acknowledged it (a capture of one direction). */
  get made(): boolean {
    return this.handshakeNs > 0 || this.hasData(1) || this.#page.getUint32(this.#half(0) + LAST_ACK, true) !== 0
  }
  /** It was used: either side said something over it. */
  get used(): boolean {
    return this.hasData(1) || (this.made && this.hasData(0))
  }
  hasData(side: number): boolean {
    return (this.#marks(side) & SEEN_DATA) !== 0
  }
  get handshakeNs(): number {
    return this.#page.getFloat64(this.#o + HANDSHAKE_NS, true)
  }
  get synNs(): number {
    return this.#page.getFloat64(this.#o + SYN_NS, true)
  }
  get slowestUs(): number {
    return this.#page.getUint32(this.#o + SLOWEST_US, true)
  }
  get firstFrame(): number {
    return this.#page.getUint32(this.#o + FIRST_FRAME, true)
  }
  get resentFrame(): number {
    return this.#page.getUint32(this.#o + RESENT_FRAME, true)
  }
  resent(side: number): number {
    return this.#page.getUint32(this.#half(side) + RESENT, true)
  }
  dataSegments(side: number): number {
    return this.#page.getUint32(this.#half(side) + DATA_SEGMENTS, true)
  }
  /**
   * Bytes a side sent that the other never acknowledged. 0 when that is more than its segments could hold: a RST that
   * acknowledges nothing (RFC 9293 §3.5.2) was the other's last word.
   */
  unacknowledged(side: number): number {
    const sent = this.#page.getUint32(this.#half(side) + NEXT_SEQ, true)
    const left = (sent - this.#page.getUint32(this.#half(1 - side) + LAST_ACK, true)) | 0
    return left <= LONGEST_SEGMENT * this.dataSegments(side) ? left : 0
  }

  /** End of the flow (0 is A) that this side is. */
  #end(side: number): number {
    return this.#first ^ side
  }
  addressWord(side: number): number {
    return this.#flows.addressWord(this.flow, this.#end(side))
  }
  addressNumber(side: number): number {
    return this.#flows.addressNumber(this.flow, this.#end(side))
  }
  address(side: number): string {
    return this.#flows.addressText(this.flow, this.#end(side))
  }
  port(side: number): number {
    return this.#flows.portOf(this.flow, this.#end(side))
  }
  get version(): number {
    return this.#flows.versionOf(this.flow)
  }
}
