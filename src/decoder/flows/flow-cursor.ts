/** One flow of a table at a time, read in place: for passes over all of them. */
import { hashOfThree } from '../hash.ts'
import {
  A_ADDRESS,
  A_BYTES,
  A_PACKETS,
  B_ADDRESS,
  B_BYTES,
  B_PACKETS,
  CONTEXT,
  HAS_PORTS,
  KIND,
  PORTS,
} from './flow-record.ts'
import type { FlowTable } from './flow-table.ts'

export class FlowCursor {
  flow = 0
  protocol = 0
  version = 0
  hasPorts = false
  /** Address words of the ends A and B: an IPv4 address (signed), or the number of an IPv6 one. */
  a = 0
  b = 0
  /** A's port in the upper half, B's in the lower. */
  ports = 0
  context = 0
  packets = 0
  bytes = 0
  readonly #table: FlowTable

  constructor(table: FlowTable) {
    this.#table = table
  }

  move(flow: number): void {
    const page = this.#table.pages.of(flow)
    const o = this.#table.pages.at(flow)
    const kind = page.getUint32(o + KIND, true)
    this.flow = flow
    this.protocol = kind & 0xff
    this.version = (kind >> 8) & 0xff
    this.hasPorts = (kind & HAS_PORTS) !== 0
    this.a = page.getInt32(o + A_ADDRESS, true)
    this.b = page.getInt32(o + B_ADDRESS, true)
    this.ports = page.getInt32(o + PORTS, true)
    this.context = page.getInt32(o + CONTEXT, true)
    this.packets = page.getUint32(o + A_PACKETS, true) + page.getUint32(o + B_PACKETS, true)
    this.bytes = page.getFloat64(o + A_BYTES, true) + page.getFloat64(o + B_BYTES, true)
  }

  /** A hash of both ends: alike for flows that differ in their context alone. */
  get tuple(): number {
    return hashOfThree(this.a, this.b, this.ports)
  }
}
