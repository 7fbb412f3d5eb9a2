/**
 * Segments that nobody has acknowledged yet: how many bytes are under way after a segment was sent, and how long it took until
 * an acknowledgement answered one, as Wireshark reckons both. Kept for filters that ask for it alone.
 */
import { LOST_SEGMENT } from '../flows/tcp-analysis.ts'

const SYN = 2
const SYN_OR_FIN = 3
const ACK = 16
/** Of one direction; what comes beyond is not remembered, as in Wireshark. */
const MOST_SEGMENTS = 10_000
/** Of all directions together: 100 MB. */
const MOST_OF_ALL = 1_000_000

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
interface Waiting {
  seq: number
  readonly next: number
  readonly atNs: number
}
interface Side {
  waiting: Waiting[]
  /** Bytes were lost, and the other side has not said since how far it is. */
  unsure: boolean
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
      this.#count -= this.#sides.get(key)?.waiting.length ?? 0
      this.#sides.delete(key)
    }
    this.#askedNs.delete(index)
    this.#initialNs.delete(index)
  }

  note(index: number, direction: number, segment: SentSegment): void {
    const { seq, flags, length, atNs, found } = segment
    const own = this.#side(index * 2 + direction)
    const other = this.#side(index * 2 + 1 - direction)
    this.bytes = 0
    this.ackRtt = 0
    this.#noteHandshake(index, flags, atNs)
    if (found & LOST_SEGMENT) own.unsure = true
    const taken = length + (flags & SYN_OR_FIN ? 1 : 0)
    if (taken > 0 && own.waiting.length < MOST_SEGMENTS && this.#count < MOST_OF_ALL) {
      own.waiting.push({ seq, next: (seq + taken) | 0, atNs })
      this.#count++
    }
    const answers = (flags & ACK) !== 0 && this.#acknowledge(other, segment)
    if (length > 0 && !own.unsure) this.bytes = bytesOf(own.waiting)
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

  #side(key: number): Side {
    let side = this.#sides.get(key)
    if (!side) {
      side = { waiting: [], unsure: false }
      this.#sides.set(key, side)
    }
    return side
  }

  /** True when it answers one segment to its last byte. */
  #acknowledge(other: Side, { ack, atNs }: SentSegment): boolean {
    const { waiting } = other
    other.unsure = false
    let answers = false
    let kept = 0
    for (let n = 0; n < waiting.length; n++) {
      const one = waiting[n] as Waiting
      // Of one that was sent again the first time counts.
      if (ack === one.next && !answers) {
        answers = true
        this.ackRtt = (atNs - one.atNs) / 1e9
      }
      if (((one.next - ack) | 0) <= 0) continue
      if (((ack - one.seq) | 0) > 0) one.seq = ack
      waiting[kept++] = one
    }
    this.#count -= waiting.length - kept
    waiting.length = kept
    return answers
  }
}

function bytesOf(waiting: readonly Waiting[]): number {
  const newest = waiting.at(-1)
  if (!newest) return 0
  let { seq: first, next: last } = newest
  for (const { seq, next } of waiting) {
    if (((first - seq) | 0) > 0) first = seq
    if (((next - last) | 0) > 0) last = next
  }
  return (last - first) | 0
}
