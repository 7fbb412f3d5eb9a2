/**
 * The bytes of TCP connections in order, each once: what is seen again is passed over, what comes early waits (bounded),
 * what the receiver acknowledged and the capture never held is a gap. Nothing is copied unless it has to wait.
 */
import { type Follower, NO_MORE } from '../followers/follower.ts'
import { TCP_HEADER_BYTES } from '../layers/tcp.ts'
import type { Packet } from '../packet.ts'
import { Beginnings, ENOUGH_TO_TELL } from './beginnings.ts'
import {
  APPLICATION,
  DIRECTION_BYTES,
  EXPECTED,
  EXPECTED_KNOWN,
  FLOW,
  FOLLOWER,
  MARKS,
  SEEN_FIN,
  SEEN_RST,
  type TcpTable,
  UNSEEN,
} from './tcp-table.ts'

const SYN = 2
const FIN = 1
const RST = 4
const ACK = 16

/** Values of the APPLICATION field: how often nobody recognised what was said, or that nobody will look again. */
const TRIES = 6
const NOBODY = 0xff
const FOLLOWED = 0xfe
/** Bit of a direction's marks: segments of it are waiting. */
const WAITS = 0x1_0000

const MOST_WAITING_SEGMENTS = 256
const MOST_WAITING_BYTES = 1024 * 1024
const MOST_WAITING_BYTES_OF_ALL = 32 * 1024 * 1024

interface Waiting {
  readonly seq: number
  readonly bytes: Uint8Array
  /** On the wire. */
  readonly length: number
  readonly frame: number
}

export interface StreamOwner {
  /** Who follows a connection whose first bytes these are, `undefined` when nobody knows them (yet). */
  open(
    flow: number,
    index: number,
    direction: number,
    view: DataView,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Follower | undefined
  /** Who follows a connection that nobody knows, after all tries. */
  claim(flow: number): Follower | undefined
  /** Bytes that follow were in an earlier frame: `frame` is its number; 0 is the frame at hand again. */
  attribute(frame: number): void
}

export class TcpStreams {
  readonly #table: TcpTable
  readonly #owner: StreamOwner
  readonly #followers: (Follower | undefined)[] = []
  readonly #free: number[] = []
  readonly #waiting = new Map<number, Waiting[]>()
  readonly #beginnings = new Beginnings()
  #waitingBytes = 0

  constructor(table: TcpTable, owner: StreamOwner) {
    this.#table = table
    this.#owner = owner
  }

  /** A connection began anew on the same ends: who followed the old one is let go. */
  forget(index: number): void {
    const page = this.#table.pages.of(index)
    const o = this.#table.pages.at(index)
    const follower = page.getUint32(o + FOLLOWER, true)
    if (follower > 0) this.#release(follower - 1)
    page.setUint32(o + FOLLOWER, 0, true)
    this.#drop(index, 0)
    this.#drop(index, 1)
  }

  #placeOf(index: number): number {
    return this.#table.pages.of(index).getUint32(this.#table.pages.at(index) + FOLLOWER, true)
  }

  /** One segment of connection `index`, sent in `direction`. */
  segment(packet: Packet, k: number, index: number, direction: number): void {
    const page = this.#table.pages.of(index)
    const o = this.#table.pages.at(index)
    const application = page.getUint32(o + APPLICATION, true)
    if (application === NOBODY) return
    const { view } = packet
    const header = packet.pathStart[k] as number
    // Ports can be readable where the rest of the header is not: what lies behind belongs to the next frame, or to nobody.
    if (header + TCP_HEADER_BYTES > (packet.pathEnd[k] as number)) return
    const flags = view.getUint8(header + 13)
    const d = o + direction * DIRECTION_BYTES
    const length = packet.pathWireLength[k] as number
    if (flags & ACK) {
      const other = o + (1 - direction) * DIRECTION_BYTES
      if (page.getUint32(other + MARKS, true) & WAITS)
        this.#acknowledge(page, other, index, 1 - direction, view.getInt32(header + 8))
    }
    if (length > 0 || flags & SYN) {
      const start = packet.pathPayload[k] as number
      const seq = (view.getInt32(header + 4) + (flags & SYN ? 1 : 0)) | 0
      this.#place(page, d, index, direction, seq, length, view, packet.bytes, start, packet.pathEnd[k] as number)
    }
    if (flags & (FIN | RST)) this.#close(page, o, direction)
  }

  #place(
    page: DataView,
    d: number,
    index: number,
    direction: number,
    seq: number,
    length: number,
    view: DataView,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const marks = page.getUint32(d + MARKS, true)
    if ((marks & EXPECTED_KNOWN) === 0) {
      page.setUint32(d + MARKS, marks | EXPECTED_KNOWN, true)
      page.setInt32(d + EXPECTED, seq, true)
    }
    if (length === 0) return
    const ahead = (seq - page.getInt32(d + EXPECTED, true)) | 0
    if (ahead > 0) {
      this.#announce(page, d, index, direction, ahead, view, start, end)
      this.#wait(page, d, index, direction, seq, length, bytes, start, end)
      return
    }
    if (-ahead >= length) return
    this.#deliver(page, d, index, direction, length + ahead, view, bytes, start - ahead, end)
    if (marks & WAITS) this.#continue(page, d, index, direction)
  }

  /** `length` new bytes, of which `start`…`end` were captured. */
  #deliver(
    page: DataView,
    d: number,
    index: number,
    direction: number,
    length: number,
    view: DataView,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    page.setInt32(d + EXPECTED, page.getInt32(d + EXPECTED, true) + length, true)
    if (end - start < length && this.#cut(page, d, index, direction, view, bytes, start, end)) return
    const unseen = page.getUint32(d + UNSEEN, true)
    if (unseen > length || unseen === NO_MORE) {
      if (unseen !== NO_MORE) page.setUint32(d + UNSEEN, unseen - length, true)
      if (end - start < length) this.#followers[this.#placeOf(index) - 1]?.damage?.(direction)
      return
    }
    const from = start + unseen
    const held = end - from
    const o = d - direction * DIRECTION_BYTES
    if (this.#joinBeginning(page, d, index, direction, bytes, from, end)) return
    const follower = this.#followerFor(page, o, index, direction, view, bytes, from, end)
    if (!follower) return
    // `held` may be 0: the message in progress ends with these bytes.
    let next = held >= 0 ? follower.data(direction, view, bytes, from, end) : 0
    const lost = length - unseen - Math.max(0, held)
    if (lost > 0) {
      // A frame cut by the capture's own limit: its message goes on without these bytes.
      if (next >= lost && held >= 0) {
        next = next === NO_MORE ? next : next - lost
        follower.damage?.(direction)
      } else {
        follower.gap(direction, lost)
        next = 0
      }
    }
    page.setUint32(d + UNSEEN, next, true)
  }

  /** Bytes behind a beginning that was too short to tell anything: true when both together have been delivered. */
  #joinBeginning(
    page: DataView,
    d: number,
    index: number,
    direction: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): boolean {
    const joined = this.#beginnings.join(index * 2 + direction, bytes, start, end)
    if (!joined) return false
    const view = new DataView(joined.buffer)
    const o = d - direction * DIRECTION_BYTES
    const follower = this.#followerFor(page, o, index, direction, view, joined, 0, joined.length)
    if (follower) page.setUint32(d + UNSEEN, follower.data(direction, view, joined, 0, joined.length), true)
    // What is no beginning of anything may have stood before one: a longer piece is looked at by itself.
    return follower !== undefined || joined.length < ENOUGH_TO_TELL
  }

  /** Whether whoever follows takes segments that are not here to their end as such. */
  #cut(
    page: DataView,
    d: number,
    index: number,
    direction: number,
    view: DataView,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): boolean {
    const o = d - direction * DIRECTION_BYTES
    const follower = this.#followerFor(page, o, index, direction, view, bytes, start, end)
    if (!follower?.cut) return false
    follower.cut(direction, view, start, end)
    page.setUint32(d + UNSEEN, 0, true)
    return true
  }

  #followerFor(
    page: DataView,
    o: number,
    index: number,
    direction: number,
    view: DataView,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Follower | undefined {
    const application = page.getUint32(o + APPLICATION, true)
    if (application === FOLLOWED) return this.#followers[page.getUint32(o + FOLLOWER, true) - 1]
    if (start >= end) return undefined
    const flow = page.getUint32(o + FLOW, true)
    let follower = this.#owner.open(flow, index, direction, view, bytes, start, end)
    if (!follower) {
      if (this.#beginnings.keep(index * 2 + direction, bytes, start, end)) return undefined
      page.setUint32(o + APPLICATION, application + 1 >= TRIES ? NOBODY : application + 1, true)
      if (application + 1 < TRIES) return undefined
      follower = this.#owner.claim(flow)
      if (!follower) return undefined
    }
    const place = this.#free.pop() ?? this.#followers.length
    this.#followers[place] = follower
    page.setUint32(o + FOLLOWER, place + 1, true)
    page.setUint32(o + APPLICATION, FOLLOWED, true)
    return follower
  }

  #wait(
    page: DataView,
    d: number,
    index: number,
    direction: number,
    seq: number,
    length: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const key = index * 2 + direction
    const waiting = this.#waiting.get(key) ?? []
    if (waiting.length === 0) this.#waiting.set(key, waiting)
    // Most come in their own order: the place is nearly always the end.
    let place = waiting.length
    while (place > 0 && (((waiting[place - 1]?.seq ?? seq) - seq) | 0) > 0) place--
    const before = waiting[place - 1]
    if (before?.seq === seq && before.length >= length) return
    const copy = bytes.slice(start, end)
    waiting.splice(place, 0, { seq, length, bytes: copy, frame: this.#frame })
    this.#waitingBytes += copy.length
    page.setUint32(d + MARKS, page.getUint32(d + MARKS, true) | WAITS, true)
    const first = waiting[0]?.seq ?? seq
    const full = waiting.length > MOST_WAITING_SEGMENTS || ((seq - first) | 0) > MOST_WAITING_BYTES
    if (full || this.#waitingBytes > MOST_WAITING_BYTES_OF_ALL) this.#jump(page, d, index, direction)
  }

  /** Whoever follows hears of a segment whose turn has not come; when it comes it is this frame again. */
  #announce(
    page: DataView,
    d: number,
    index: number,
    direction: number,
    distance: number,
    view: DataView,
    start: number,
    end: number,
  ): void {
    const follower = this.#followers[this.#placeOf(index) - 1]
    if (!follower?.ahead || distance < page.getUint32(d + UNSEEN, true)) return
    this.#owner.attribute(this.#frame)
    follower.ahead(direction, distance, view, start, end)
    this.#owner.attribute(0)
  }

  /** Number of the frame at hand, for segments that wait. */
  #frame = 0
  set frame(frame: number) {
    this.#frame = frame
  }

  /** What fits now, in order. */
  #continue(page: DataView, d: number, index: number, direction: number): void {
    const key = index * 2 + direction
    const waiting = this.#waiting.get(key)
    if (!waiting) return
    for (let first = waiting[0]; first; first = waiting[0]) {
      const ahead = (first.seq - page.getInt32(d + EXPECTED, true)) | 0
      if (ahead > 0) return
      waiting.shift()
      this.#waitingBytes -= first.bytes.length
      if (-ahead < first.length) {
        this.#owner.attribute(first.frame)
        const view = new DataView(first.bytes.buffer)
        this.#deliver(page, d, index, direction, first.length + ahead, view, first.bytes, -ahead, first.bytes.length)
        this.#owner.attribute(0)
      }
    }
    this.#waiting.delete(key)
    page.setUint32(d + MARKS, page.getUint32(d + MARKS, true) & ~WAITS, true)
  }

  /** The receiver has what we miss: it will not come again. */
  #acknowledge(page: DataView, d: number, index: number, direction: number, ack: number): void {
    const first = this.#waiting.get(index * 2 + direction)?.[0]
    if (first && ((ack - first.seq) | 0) >= 0) this.#jump(page, d, index, direction)
  }

  /** Gives up on the gap before the first waiting segment. */
  #jump(page: DataView, d: number, index: number, direction: number): void {
    const first = this.#waiting.get(index * 2 + direction)?.[0]
    if (!first) return
    const missing = (first.seq - page.getInt32(d + EXPECTED, true)) | 0
    if (missing > 0) {
      this.#beginnings.drop(index * 2 + direction)
      const unseen = page.getUint32(d + UNSEEN, true)
      const follower = this.#followers[this.#placeOf(index) - 1]
      if (unseen >= missing) {
        if (unseen !== NO_MORE) page.setUint32(d + UNSEEN, unseen - missing, true)
        follower?.damage?.(direction)
      } else {
        page.setUint32(d + UNSEEN, 0, true)
        follower?.gap(direction, missing - unseen)
      }
      page.setInt32(d + EXPECTED, first.seq, true)
    }
    this.#continue(page, d, index, direction)
  }

  #close(page: DataView, o: number, direction: number): void {
    const place = page.getUint32(o + FOLLOWER, true)
    if (place === 0) return
    this.#followers[place - 1]?.close(direction)
    const other = page.getUint32(o + (1 - direction) * DIRECTION_BYTES + MARKS, true)
    const own = page.getUint32(o + direction * DIRECTION_BYTES + MARKS, true)
    const over =
      (own & SEEN_RST) !== 0 || ((own & SEEN_FIN) !== 0 && (other & SEEN_FIN) !== 0 && ((own | other) & WAITS) === 0)
    if (!over) return
    this.#followers[place - 1]?.close(1 - direction)
    this.#release(place - 1)
    page.setUint32(o + FOLLOWER, 0, true)
    // A reset ends nothing for the other side: what it still sends is looked at anew.
    page.setUint32(o + APPLICATION, 0, true)
  }

  #release(place: number): void {
    this.#followers[place]?.end?.()
    if (this.#followers[place] === undefined) return
    this.#followers[place] = undefined
    this.#free.push(place)
  }

  #drop(index: number, direction: number): void {
    this.#beginnings.drop(index * 2 + direction)
    const waiting = this.#waiting.get(index * 2 + direction)
    if (!waiting) return
    for (const one of waiting) this.#waitingBytes -= one.bytes.length
    this.#waiting.delete(index * 2 + direction)
  }

  /** The capture ended: what waits for bytes that never came is shown all the same. */
  finish(): void {
    for (const key of [...this.#waiting.keys()]) {
      const index = key >> 1
      const direction = key & 1
      const page = this.#table.pages.of(index)
      const d = this.#table.pages.at(index) + direction * DIRECTION_BYTES
      while (this.#waiting.has(key)) this.#jump(page, d, index, direction)
    }
    for (const follower of this.#followers) follower?.end?.()
  }
}
