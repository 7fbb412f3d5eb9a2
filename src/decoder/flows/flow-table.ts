/**
 * Every flow of a capture: who talked to whom, with which protocol, inside which VLAN or tunnel. One 64-byte record a flow
 * (a cache line), found through an open-addressing index; nothing is allocated per packet.
 */
import { formatIpv4 } from '../addresses.ts'
import { hashOfFour, secretMultiplier } from '../hash.ts'
import type { Packet } from '../packet.ts'
import { END } from '../protocols.ts'
import { Ipv6Addresses } from './addresses-v6.ts'
import {
  A_ADDRESS,
  A_BYTES,
  A_PACKETS,
  B_ADDRESS,
  B_BEGAN,
  CONTEXT,
  FIRST,
  FOLLOWED,
  HAS_PORTS,
  KEY_MASK,
  KIND,
  LAST,
  PORTS,
  RECORD_BYTES,
} from './flow-record.ts'
import { Pages } from './pages.ts'

const FIRST_SLOTS = 256
const CONTEXT_MULTIPLIER = secretMultiplier()
/** 128 MB of records: the memory of an analysis has an end, however long the capture. */
const MOST_FLOWS = 2_000_000

export interface Flow {
  readonly version: 4 | 6
  readonly protocol: number
  /** Both ports are known. */
  readonly hasPorts: boolean
  /** VLAN and tunnel numbers mixed into one; 0 outside any. */
  readonly context: number
  /** Who sent the first packet seen. */
  readonly a: Endpoint
  readonly b: Endpoint
  /** Nanoseconds after the capture's first packet. */
  readonly firstNs: number
  readonly lastNs: number
}
export interface Endpoint {
  readonly address: string
  readonly port: number
  /** Sent by this end. */
  readonly packets: number
  readonly bytes: number
}

export class FlowTable {
  readonly ipv6 = new Ipv6Addresses()
  readonly pages = new Pages(RECORD_BYTES)
  /** Pairs of (hash, record number + 1). */
  #slots = new Int32Array(FIRST_SLOTS * 2)
  #mask = FIRST_SLOTS - 1
  /** What `touch` found besides the flow's number: 0 when A sent this packet, 1 when B did. */
  direction = 0
  /** The touched flow is a new one. */
  isNew = false
  /** Packets and bytes of flows that came when the table was full: counted together. */
  overflowPackets = 0
  overflowBytes = 0

  get count(): number {
    return this.pages.count
  }

  /**
   * Counts one packet of path `k`, `bytes` long on the wire. Answers the flow's number, -1 when
   * there is no room for it. `context` is what it is seen in; flows of one context are never those of another.
   */
  touch(packet: Packet, k: number, bytes: number, context = packet.pathContext[k] as number): number {
    const flow = this.#find(packet, k, context)
    if (flow < 0) {
      this.overflowPackets++
      this.overflowBytes += bytes
      return -1
    }
    const page = this.pages.of(flow)
    const o = this.pages.at(flow)
    if (this.isNew) {
      page.setFloat64(o + FIRST, packet.atNs, true)
      if (this.direction === 1) page.setUint32(o + KIND, page.getUint32(o + KIND, true) | B_BEGAN, true)
    }
    const b = this.direction
    const packets = o + A_PACKETS + (b << 2)
    page.setUint32(packets, page.getUint32(packets, true) + 1, true)
    const sum = o + A_BYTES + (b << 3)
    page.setFloat64(sum, page.getFloat64(sum, true) + bytes, true)
    page.setFloat64(o + LAST, packet.atNs, true)
    return flow
  }

  #find(packet: Packet, k: number, context: number): number {
    const { view } = packet
    const network = packet.pathNetwork[k] as number
    const version = packet.pathVersion[k] as number
    let a: number
    let b: number
    if (version === 4) {
      // Signed, as the engine's small integers are: no number is boxed on its way.
      a = view.getInt32(network + 12)
      b = view.getInt32(network + 16)
    } else {
      const mayAdd = this.pages.count < MOST_FLOWS
      a = this.ipv6.intern(view, network + 8, mayAdd)
      b = this.ipv6.intern(view, network + 24, mayAdd)
      if (a < 0 || b < 0) return -1
    }
    let kind = (packet.pathProtocol[k] as number) | (version << 8)
    let aPort = 0
    let bPort = 0
    if (packet.pathTransport[k] !== END) {
      const transport = packet.pathStart[k] as number
      aPort = view.getUint16(transport)
      bPort = view.getUint16(transport + 2)
      kind |= HAS_PORTS
    }
    if (a >>> 0 > b >>> 0 || (a === b && aPort > bPort)) {
      this.direction = 1
      return this.#lookUp(b, a, (bPort << 16) | aPort, kind, context)
    }
    this.direction = 0
    return this.#lookUp(a, b, (aPort << 16) | bPort, kind, context)
  }

  #lookUp(a: number, b: number, ports: number, kind: number, context: number): number {
    const h = hashOfFour(a, b, ports, kind ^ Math.imul(context, CONTEXT_MULTIPLIER))
    const slots = this.#slots
    const mask = this.#mask
    for (let slot = h & mask; ; slot = (slot + 1) & mask) {
      const index = (slots[2 * slot + 1] as number) - 1
      if (index < 0) return this.#add(slot, h, a, b, ports, kind, context)
      if (slots[2 * slot] !== h) continue
      const page = this.pages.of(index)
      const o = this.pages.at(index)
      if (
        page.getInt32(o + A_ADDRESS, true) === a &&
        page.getInt32(o + B_ADDRESS, true) === b &&
        page.getInt32(o + PORTS, true) === ports &&
        (page.getUint32(o + KIND, true) & KEY_MASK) === kind &&
        page.getInt32(o + CONTEXT, true) === context
      ) {
        this.isNew = false
        return index
      }
    }
  }

  #add(slot: number, h: number, a: number, b: number, ports: number, kind: number, context: number): number {
    if (this.pages.count >= MOST_FLOWS) return -1
    const index = this.pages.add()
    const page = this.pages.of(index)
    const o = this.pages.at(index)
    page.setInt32(o + A_ADDRESS, a, true)
    page.setInt32(o + B_ADDRESS, b, true)
    page.setInt32(o + PORTS, ports, true)
    page.setUint32(o + KIND, kind, true)
    page.setInt32(o + CONTEXT, context, true)
    this.#slots[2 * slot] = h
    this.#slots[2 * slot + 1] = index + 1
    this.isNew = true
    if (this.pages.count * 3 > this.#slots.length) this.#grow()
    return index
  }

  #grow(): void {
    const old = this.#slots
    const slots = new Int32Array(old.length * 2)
    const mask = slots.length / 2 - 1
    for (let from = 0; from < old.length; from += 2) {
      const index = old[from + 1] as number
      if (index === 0) continue
      const h = old[from] as number
      let slot = h & mask
      while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask
      slots[2 * slot] = h
      slots[2 * slot + 1] = index
    }
    this.#slots = slots
    this.#mask = mask
  }

  followed(flow: number): number {
    return this.pages.of(flow).getInt32(this.pages.at(flow) + FOLLOWED, true)
  }
  setFollowed(flow: number, value: number): void {
    this.pages.of(flow).setInt32(this.pages.at(flow) + FOLLOWED, value, true)
  }

  protocolOf(flow: number): number {
    return this.pages.of(flow).getUint32(this.pages.at(flow) + KIND, true) & 0xff
  }
  versionOf(flow: number): number {
    return (this.pages.of(flow).getUint32(this.pages.at(flow) + KIND, true) >> 8) & 0xff
  }
  hasPorts(flow: number): boolean {
    return (this.pages.of(flow).getUint32(this.pages.at(flow) + KIND, true) & HAS_PORTS) !== 0
  }
  /** Address word of an end: an IPv4 address (signed), or the number of an IPv6 one. `end` 0 is A, 1 is B. */
  addressWord(flow: number, end: number): number {
    return this.pages.of(flow).getInt32(this.pages.at(flow) + A_ADDRESS + (end << 2), true)
  }
  /** One number for an address, whichever version it has: those of equal addresses are equal. */
  addressNumber(flow: number, end: number): number {
    return this.addressWord(flow, end) * 2 + (this.versionOf(flow) === 4 ? 0 : 1)
  }
  packetsOf(flow: number, end: number): number {
    return this.pages.of(flow).getUint32(this.pages.at(flow) + A_PACKETS + (end << 2), true)
  }
  /** Nanoseconds after the capture's first packet. */
  firstNs(flow: number): number {
    return this.pages.of(flow).getFloat64(this.pages.at(flow) + FIRST, true)
  }
  portOf(flow: number, end: number): number {
    const ports = this.portsWord(flow)
    return end === 0 ? ports >>> 16 : ports & 0xffff
  }
  portsWord(flow: number): number {
    return this.pages.of(flow).getInt32(this.pages.at(flow) + PORTS, true)
  }
  /** Which end sent the first packet: 0 is A, 1 is B. */
  beganBy(flow: number): number {
    return (this.pages.of(flow).getUint32(this.pages.at(flow) + KIND, true) & B_BEGAN) === 0 ? 0 : 1
  }

  addressText(flow: number, end: number): string {
    const word = this.addressWord(flow, end)
    return this.versionOf(flow) === 4 ? formatIpv4(word) : this.ipv6.format(word)
  }

  /** One flow for people and reports; the end that began is `a`. */
  read(flow: number): Flow {
    const page = this.pages.of(flow)
    const o = this.pages.at(flow)
    const ports = page.getInt32(o + PORTS, true)
    const end = (which: number): Endpoint => ({
      address: this.addressText(flow, which),
      port: which === 0 ? ports >>> 16 : ports & 0xffff,
      packets: page.getUint32(o + A_PACKETS + (which << 2), true),
      bytes: page.getFloat64(o + A_BYTES + (which << 3), true),
    })
    const first = this.beganBy(flow)
    return {
      version: this.versionOf(flow) === 4 ? 4 : 6,
      protocol: this.protocolOf(flow),
      hasPorts: this.hasPorts(flow),
      context: page.getInt32(o + CONTEXT, true),
      a: end(first),
      b: end(1 - first),
      firstNs: page.getFloat64(o + FIRST, true),
      lastNs: page.getFloat64(o + LAST, true),
    }
  }
}
