/** Everything the report and the findings want of all flows, in one pass over them. */
import { Sketch } from '../sketch.ts'
import { AddressSums } from './address-sums.ts'
import { Ipv4Addresses } from './addresses-v4.ts'
import { FlowCursor } from './flow-cursor.ts'
import type { FlowTable } from './flow-table.ts'
import { Largest } from './largest.ts'
import { Tuples } from './tuples.ts'

const TOP_CONVERSATIONS = 50
const FILTER_BITS = 1 << 22
const LARGE_BYTES = 1e6
const TCP = 6
const UDP = 17

/** Flows of one transport with ports. A conversation is a pair of ends, whatever VLAN or tunnel it was seen in, as tshark counts. */
class Conversations {
  count = 0
  #largest = new Largest(TOP_CONVERSATIONS)
  /** Bits of ends that were seen inside a context: only those can coincide with others. */
  #inContext: Uint32Array | undefined
  /** Flows that may coincide; their tuples are ranked behind all flows of the table. */
  #tuples: Tuples | undefined
  #flows = 0

  add(one: FlowCursor): void {
    this.count++
    this.#largest.offer(one.flow, one.bytes)
    if (one.context === 0) return
    this.#inContext ??= new Uint32Array(FILTER_BITS / 32)
    const bit = one.tuple & (FILTER_BITS - 1)
    this.#inContext[bit >>> 5] = (this.#inContext[bit >>> 5] as number) | (1 << (bit & 31))
  }

  /** Whether any was seen inside a context: then all flows have to come again, to `merge`. */
  get mayCoincide(): boolean {
    return this.#inContext !== undefined
  }

  beginMerge(table: FlowTable): void {
    this.count = 0
    this.#flows = table.count
    this.#largest = new Largest(TOP_CONVERSATIONS)
    this.#tuples = new Tuples(table)
  }

  merge(one: FlowCursor): void {
    const bit = one.tuple & (FILTER_BITS - 1)
    if (this.#inContext && ((this.#inContext[bit >>> 5] as number) & (1 << (bit & 31))) !== 0) this.#tuples?.add(one)
    else {
      this.count++
      this.#largest.offer(one.flow, one.bytes)
    }
  }

  endMerge(): void {
    const { count = 0 } = this.#tuples ?? {}
    this.count += count
    for (let n = 0; n < count; n++) this.#largest.offer(this.#flows + n, this.#tuples?.bytesOf(n) ?? 0)
  }

  /** The conversations that moved most, as the flows of each. */
  top(): readonly (readonly number[])[] {
    const items = this.#largest.items()
    return items.map((item) =>
      this.#tuples && item >= this.#flows ? this.#tuples.flowsOf(item - this.#flows) : [item],
    )
  }
}

export class FlowSurvey {
  readonly tcp = new Conversations()
  readonly udp = new Conversations()
  readonly ipv4Addresses = new Ipv4Addresses()
  readonly ipv4 = new AddressSums(0)
  /** By the numbers of the table's `ipv6`. */
  readonly ipv6: AddressSums
  /** Flows that moved so much that they may matter alone. */
  readonly large: number[] = []
  /** How many flows with ports each pair of addresses has. */
  readonly pairs: Sketch

  constructor(table: FlowTable) {
    this.ipv6 = new AddressSums(table.ipv6.count)
    this.pairs = new Sketch(table.count)
    const one = new FlowCursor(table)
    for (let flow = 0; flow < table.count; flow++) {
      one.move(flow)
      this.#add(one)
    }
    if (this.tcp.mayCoincide || this.udp.mayCoincide) this.#merge(table, one)
  }

  #merge(table: FlowTable, one: FlowCursor): void {
    for (const conversations of [this.tcp, this.udp]) conversations.beginMerge(table)
    for (let flow = 0; flow < table.count; flow++) {
      one.move(flow)
      if (one.hasPorts) this.#conversationsOf(one)?.merge(one)
    }
    for (const conversations of [this.tcp, this.udp]) conversations.endMerge()
  }

  #add(one: FlowCursor): void {
    this.#addEnds(one)
    if (one.bytes >= LARGE_BYTES) this.large.push(one.flow)
    if (!one.hasPorts) return
    this.pairs.add(one.a, one.b)
    this.#conversationsOf(one)?.add(one)
  }

  #conversationsOf({ protocol }: FlowCursor): Conversations | undefined {
    if (protocol === TCP) return this.tcp
    return protocol === UDP ? this.udp : undefined
  }

  #addEnds(one: FlowCursor): void {
    const { a, b, packets, bytes } = one
    if (one.version === 4) {
      this.ipv4.add(this.ipv4Addresses.intern(a), packets, bytes)
      if (a !== b) this.ipv4.add(this.ipv4Addresses.intern(b), packets, bytes)
      return
    }
    this.ipv6.add(a, packets, bytes)
    if (a !== b) this.ipv6.add(b, packets, bytes)
  }
}
