/** Everything the report and the findings want of all flows, in one pass over them. */
import { Sketch } from '../sketch.ts'
import { AddressSums } from './address-sums.ts'
import { Ipv4Addresses } from './addresses-v4.ts'
import { FlowCursor } from './flow-cursor.ts'
import type { FlowTable } from './flow-table.ts'
import { Largest } from './largest.ts'
import { TupleSet } from './tuple-set.ts'

const TOP_CONVERSATIONS = 50
const FILTER_BITS = 1 << 22
const LARGE_BYTES = 1e6
const TCP = 6
const UDP = 17

export interface Tuple {
  /** The first of its flows. */
  readonly flow: number
  packets: number
  bytes: number
}

/** Flows of one transport with ports. A conversation is a pair of ends, whatever VLAN or tunnel it was seen in, as tshark counts. */
class Conversations {
  readonly largest = new Largest(TOP_CONVERSATIONS)
  /** Of the largest flows those that may be seen in several contexts, by `tupleKey`: what all of them moved. */
  readonly merged = new Map<string, Tuple>()
  count = 0
  /** Bits of ends that were seen inside a context: only those can coincide with others. */
  inContext: Uint32Array | undefined
  #seen: TupleSet | undefined
  /** Hashes of the largest flows' ends. */
  readonly #largest = new Set<number>()

  add(one: FlowCursor): void {
    this.count++
    this.largest.offer(one.flow, one.bytes)
    if (one.context === 0) return
    this.inContext ??= new Uint32Array(FILTER_BITS / 32)
    const bit = one.tuple & (FILTER_BITS - 1)
    this.inContext[bit >>> 5] = (this.inContext[bit >>> 5] as number) | (1 << (bit & 31))
  }

  /** All flows have been added, and come again to be merged. */
  beginMerge(table: FlowTable): void {
    this.#seen = new TupleSet(table)
    const one = new FlowCursor(table)
    for (const flow of this.largest.items()) {
      one.move(flow)
      this.#largest.add(one.tuple)
    }
  }

  merge(one: FlowCursor): void {
    const { tuple } = one
    const bit = tuple & (FILTER_BITS - 1)
    if (!this.inContext || ((this.inContext[bit >>> 5] as number) & (1 << (bit & 31))) === 0) return
    if (!this.#seen?.add(one)) this.count--
    if (this.#largest.has(tuple)) this.#sum(one)
  }

  #sum(one: FlowCursor): void {
    const key = tupleKey(one)
    const known = this.merged.get(key)
    if (!known) this.merged.set(key, { flow: one.flow, packets: one.packets, bytes: one.bytes })
    else {
      known.packets += one.packets
      known.bytes += one.bytes
    }
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
    if (!this.tcp.inContext && !this.udp.inContext) return
    this.tcp.beginMerge(table)
    this.udp.beginMerge(table)
    for (let flow = 0; flow < table.count; flow++) {
      one.move(flow)
      if (one.hasPorts) this.#conversationsOf(one)?.merge(one)
    }
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

export function tupleKey(one: FlowCursor): string {
  return `${one.version} ${one.a} ${one.b} ${one.ports}`
}
