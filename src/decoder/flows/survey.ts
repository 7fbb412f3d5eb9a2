/** Everything the report and the findings want of all flows, in one pass over them. */
import { Sketch } from '../sketch.ts'
import { AddressSums } from './address-sums.ts'
import { FlowCursor } from './flow-cursor.ts'
import type { FlowTable } from './flow-table.ts'
import { Largest } from './largest.ts'

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
  /** Those of several flows, or inside a VLAN or tunnel, by `tupleKey`; the others are one flow each. */
  readonly merged = new Map<string, Tuple>()
  count = 0
  /** Bits of ends that were seen inside a context: only those can coincide with others. */
  inContext: Uint32Array | undefined

  add(one: FlowCursor): void {
    this.count++
    this.largest.offer(one.flow, one.bytes)
    if (one.context === 0) return
    this.inContext ??= new Uint32Array(FILTER_BITS / 32)
    const bit = tupleBit(one)
    this.inContext[bit >>> 5] = (this.inContext[bit >>> 5] as number) | (1 << (bit & 31))
  }

  merge(one: FlowCursor): void {
    if (!this.inContext) return
    const bit = tupleBit(one)
    if (((this.inContext[bit >>> 5] as number) & (1 << (bit & 31))) === 0) return
    const key = tupleKey(one)
    const known = this.merged.get(key)
    if (known) {
      known.packets += one.packets
      known.bytes += one.bytes
      this.count--
    } else this.merged.set(key, { flow: one.flow, packets: one.packets, bytes: one.bytes })
  }
}

/** Flows by the million are between addresses that come again. */
const MOST_EXPECTED = 2 ** 18

export class FlowSurvey {
  readonly tcp = new Conversations()
  readonly udp = new Conversations()
  readonly ipv4: AddressSums
  readonly ipv6: AddressSums
  /** Flows that moved so much that they may matter alone. */
  readonly large: number[] = []
  /** How many flows with ports each pair of addresses has. */
  readonly pairs: Sketch

  constructor(table: FlowTable) {
    this.ipv4 = new AddressSums(Math.min(table.count, MOST_EXPECTED))
    this.ipv6 = new AddressSums(table.ipv6.count)
    this.pairs = new Sketch(table.count)
    const one = new FlowCursor(table)
    for (let flow = 0; flow < table.count; flow++) {
      one.move(flow)
      const sums = one.version === 4 ? this.ipv4 : this.ipv6
      sums.add(one.a, one.packets, one.bytes)
      if (one.a !== one.b) sums.add(one.b, one.packets, one.bytes)
      if (one.bytes >= LARGE_BYTES) this.large.push(flow)
      if (!one.hasPorts) continue
      this.pairs.add(one.a, one.b)
      if (one.protocol === TCP) this.tcp.add(one)
      else if (one.protocol === UDP) this.udp.add(one)
    }
    if (!this.tcp.inContext && !this.udp.inContext) return
    for (let flow = 0; flow < table.count; flow++) {
      one.move(flow)
      if (!one.hasPorts) continue
      if (one.protocol === TCP) this.tcp.merge(one)
      else if (one.protocol === UDP) this.udp.merge(one)
    }
  }
}

function tupleBit(one: FlowCursor): number {
  const h = Math.imul(one.a ^ Math.imul(one.b, 0x85ebca6b), 0x9e3779b1)
  return (Math.imul(h ^ (h >>> 15) ^ one.ports, 0xc2b2ae35) >>> 7) & (FILTER_BITS - 1)
}

export function tupleKey(one: FlowCursor): string {
  return `${one.version} ${one.a} ${one.b} ${one.ports}`
}
