/** Conversations as tshark counts them: address and port pairs, whatever VLAN or tunnel they were seen in. */
import type { FlowTable } from './flow-table.ts'

export interface Tuple {
  /** One of its flows. */
  readonly flow: number
  packets: number
  bytes: number
}
export interface Tuples {
  readonly count: number
  /** Those of several flows, or inside a VLAN or tunnel, by `tupleKey`; the others are one flow each. */
  readonly merged: ReadonlyMap<string, Tuple>
}

const FILTER_BITS = 1 << 22

/** The flows of `protocol` (6 TCP, 17 UDP) with ports, those of different contexts but the same ends together. */
export function countTuples(table: FlowTable, protocol: number): Tuples {
  const counted = (flow: number) => table.protocolOf(flow) === protocol && table.hasPorts(flow)
  let count = 0
  // Only ends that were ever seen inside a context can coincide with others: a filter of bits keeps the rest out cheaply.
  let filter: Uint32Array | undefined
  for (let flow = 0; flow < table.count; flow++) {
    if (!counted(flow)) continue
    count++
    if (table.contextOf(flow) === 0) continue
    filter ??= new Uint32Array(FILTER_BITS / 32)
    const bit = tupleBit(table, flow)
    filter[bit >>> 5] = (filter[bit >>> 5] as number) | (1 << (bit & 31))
  }
  const merged = new Map<string, Tuple>()
  if (!filter) return { count, merged }
  for (let flow = 0; flow < table.count; flow++) {
    if (!counted(flow)) continue
    const bit = tupleBit(table, flow)
    if (((filter[bit >>> 5] as number) & (1 << (bit & 31))) === 0) continue
    const key = tupleKey(table, flow)
    const known = merged.get(key)
    if (known) {
      known.packets += table.packetsOf(flow)
      known.bytes += table.bytesOf(flow)
      count--
    } else merged.set(key, { flow, packets: table.packetsOf(flow), bytes: table.bytesOf(flow) })
  }
  return { count, merged }
}

function tupleBit(table: FlowTable, flow: number): number {
  const h = Math.imul(table.addressWord(flow, 0) ^ Math.imul(table.addressWord(flow, 1), 0x85ebca6b), 0x9e3779b1)
  return (Math.imul(h ^ (h >>> 15) ^ table.portsWord(flow), 0xc2b2ae35) >>> 7) & (FILTER_BITS - 1)
}

export function tupleKey(table: FlowTable, flow: number): string {
  return `${table.versionOf(flow)} ${table.addressWord(flow, 0)} ${table.addressWord(flow, 1)} ${table.portsWord(flow)}`
}
