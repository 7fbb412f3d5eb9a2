/**
 * Segments that nobody has acknowledged yet: how many bytes are under way after a segment was sent, and how long it took until
 * an acknowledgement answered one, as Wireshark reckons both. Kept for filters that ask for it alone.
 */
import { LOST_SEGMENT } from '../flows/tcp-analysis.ts'
import { SequenceHeap } from './sequence-heap.ts'

const SYN = 2
const SYN_OR_FIN = 3
const ACK = 16
/** Of one direction; what comes beyond is not remembered, as in Wireshark. */
const MOST_SEGMENTS = 10_000
/** Of all directions together: 150 MB. */
const MOST_OF_ALL = 1_000_000
/** Directions with something under way: 70 MB. A scan leaves one for each port it asks. */
const MOST_SIDES = 100_000

export interface SentSegment {
  readonly seq: number
  readonly ack: number
  readonly flags: number
  /** Bytes of data. */
  readonly length: number
  readonly atNs: number
  /** Bits of `TcpAnalysis`. */
  readonly found: number
}
/** What one side sent and nobody acknowledged. */
class Side {
  /** Bytes were lost, and the other side has not said since how far it is. */
  unsure = false
  /** Where each segment ends. */
  readonly #ends = new SequenceHeap()
  /** Where each begins that is not yet acknowledged in part, and where it ends. Of those that are, one that ends last. */
  readonly #begins = new SequenceHeap()
  /** Where the last of them ends. */
  #last = 0
  /** When the first one was sent that ends there. */
  readonly #sentNs = new Map<number, number>()

  get segments(): number {
    return this.#ends.length
  }
  /** What is held of them. An acknowledgement of what nobody sent leaves beginnings without an end. */
  get size(): number {
    return Math.max(this.#ends.length, this.#begins.length)
  }
  get bytes(): number {
    return this.segments > 0 ? (this.#last - this.#begins.sequence) | 0 : 0
  }

  add(seq: number, next: number, atNs: number): void {
    if (this.segments === 0 || ((next - this.#last) | 0) > 0) this.#last = next
    this.#ends.push(next)
    this.#begins.push(seq, next)
    if (!this.#sentNs.has(next)) this.#sentNs.set(next, atNs)
  }

  /** Forgets what lies before `ack`. Returns when the segment was first sent that it answers to its last byte. */
  acknowledge(ack: number): number | undefined {
    const sentNs = this.#sentNs.get(ack)
    while (this.segments > 0 && ((this.#ends.sequence - ack) | 0) <= 0) {
      this.#sentNs.delete(this.#ends.sequence)
      this.#ends.pop()
    }
    let partlyTo = ack
    while (this.#begins.length > 0 && ((this.#begins.sequence - ack) | 0) < 0) {
      if (((this.#begins.beside - partlyTo) | 0) > 0) partlyTo = this.#begins.beside
      this.#begins.pop()
    }
    if (partlyTo !== ack) this.#begins.push(ack, partlyTo)
    return sentNs
  }
}

export class InFlight {
  /** By connection and direction. */
  readonly #sides = new Map<number, Side>()
  #count = 0
  /** When each connection was asked for last, and how long it took from there to the first acknowledgement, of either side. */
  readonly #askedNs = new Map<number, number>()
  readonly #initialNs = new Map<number, number>()
  /** Of the segment noted last: bytes under way, and seconds since the segment that it acknowledges was sent; 0 is none. */
  bytes = 0
  ackRtt = 0
  /** Seconds that the handshake took. Told with whatever else is said of a segment, and of no other: else 0. */
  initialRtt = 0

  /** Connection `index` began anew. */
  forget(index: number): void {
    for (const key of [index * 2, index * 2 + 1]) {
      this.#count -= this.#sides.get(key)?.size ?? 0
      this.#sides.delete(key)
    }
    this.#askedNs.delete(index)
    this.#initialNs.delete(index)
  }

  note(index: number, direction: number, segment: SentSegment): void {
    const { seq, flags, length, atNs, found } = segment
    this.bytes = 0
    this.ackRtt = 0
    this.#noteHandshake(index, flags, atNs)
    const taken = length + (flags & SYN_OR_FIN ? 1 : 0)
    const own = this.#side(index * 2 + direction, taken > 0 || (found & LOST_SEGMENT) !== 0)
    if (own && found & LOST_SEGMENT) own.unsure = true
    if (own && taken > 0 && own.size < MOST_SEGMENTS && this.#count < MOST_OF_ALL) {
      const before = own.size
      own.add(seq, (seq + taken) | 0, atNs)
      this.#count += own.size - before
    }
    const answers = (flags & ACK) !== 0 && this.#acknowledge(index * 2 + 1 - direction, segment)
    if (length > 0 && own && !own.unsure) this.bytes = own.bytes
    this.initialRtt = answers || this.bytes > 0 || found !== 0 ? (this.#initialNs.get(index) ?? 0) / 1e9 : 0
  }

  #noteHandshake(index: number, flags: number, atNs: number): void {
    if (flags & SYN) {
      if ((flags & ACK) === 0) this.#askedNs.set(index, atNs)
      return
    }
    const askedNs = this.#askedNs.get(index)
    if (askedNs !== undefined && flags & ACK && !this.#initialNs.get(index)) this.#initialNs.set(index, atNs - askedNs)
  }

  #side(key: number, wanted: boolean): Side | undefined {
    let side = this.#sides.get(key)
    if (!side && wanted && this.#sides.size < MOST_SIDES) {
      side = new Side()
      this.#sides.set(key, side)
    }
    return side
  }

  /** True when it answers one segment to its last byte. */
  #acknowledge(key: number, { ack, atNs }: SentSegment): boolean {
    const other = this.#sides.get(key)
    if (!other) return false
    const before = other.size
    other.unsure = false
    const sentNs = other.acknowledge(ack)
    if (other.segments > 0) this.#count -= before - other.size
    else {
      this.#count -= before
      this.#sides.delete(key)
    }
    // Of one that was sent again the first time counts.
    if (sentNs !== undefined) this.ackRtt = (atNs - sentNs) / 1e9
    return sentNs !== undefined
  }
}
