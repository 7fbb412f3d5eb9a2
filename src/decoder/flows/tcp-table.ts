/**
 * What both directions of every TCP connection have said: sequence numbers, windows, times. One record a connection, in
 * pages of plain memory. Field offsets are here, so that the hot path reads and writes them in place.
 */
import { Pages } from './pages.ts'

/** One direction, 64 bytes; direction 1 follows direction 0. Sequence numbers are absolute. */
export const NEXT_SEQ = 0
export const LAST_ACK = 4
/** Highest sequence number that a peer may acknowledge without telling that the capture lost something. */
export const MAX_TO_ACK = 8
/** As sent, unscaled. */
export const WINDOW = 12
export const BASE_SEQ = 16
/** `SEEN_…` and `LAST_WAS_…` bits. */
export const MARKS = 20
/** Shift of RFC 7323 plus one; 0 when none was seen. */
export const SCALE = 24
export const DUPLICATE_ACKS = 28
export const NEXT_SEQ_NS = 32
export const LAST_ACK_NS = 40
/** The next byte the application gets. */
export const EXPECTED = 48
/** Bytes of a message in progress that nobody needs to see. */
export const UNSEEN = 52
/** Retransmitted segments, and segments with data. */
export const RESENT = 56
export const DATA_SEGMENTS = 60
export const DIRECTION_BYTES = 64

/** Of the connection. */
export const SYN_NS = 128
export const SYN_ACK_NS = 136
/** From SYN to the acknowledgement that completes the handshake; 0 when not seen. */
export const HANDSHAKE_NS = 144
/** When the side that asks last sent data that has had no answer; 0 when none waits. */
export const ASKED_NS = 152
export const FLOW = 160
/** How far the search for its application is. */
export const APPLICATION = 164
/** Number of the object that follows it, plus one. */
export const FOLLOWER = 168
/** Slowest answer in microseconds, saturating. */
export const SLOWEST_US = 172
/** Number of the application's protocol; 0 while nobody knows. */
export const PROTOCOL = 176
/** Frames of the first segment, and of the first that was sent again. */
export const FIRST_FRAME = 180
export const RESENT_FRAME = 184
/** The direction that asked for the connection, plus one; 0 while unknown. */
export const ASKER = 188
const RECORD_BYTES = 192

export const BASE_KNOWN = 1
export const EXPECTED_KNOWN = 2
export const SEEN_SYN = 4
export const SEEN_FIN = 8
export const SEEN_RST = 16
export const LAST_WAS_KEEP_ALIVE = 32
export const LAST_WAS_ZERO_PROBE = 64
export const SEEN_DATA = 128
export const NEXT_KNOWN = 256
export const ACK_KNOWN = 512
export const SEEN_SYN_ACK = 1024
/** The other side acknowledged what was never seen, and this one has said nothing since. */
export const LOSS_TOLD = 2048

export class TcpTable {
  readonly pages = new Pages(RECORD_BYTES)

  get count(): number {
    return this.pages.count
  }

  add(flow: number): number {
    const index = this.pages.add()
    this.pages.of(index).setUint32(this.pages.at(index) + FLOW, flow, true)
    return index
  }

  /** A new connection between the same ends (RFC 9293 §3.6.1): what was known of the old one is gone, but for who followed it. */
  restart(index: number): void {
    const view = this.pages.of(index)
    const o = this.pages.at(index)
    const flow = view.getUint32(o + FLOW, true)
    const follower = view.getUint32(o + FOLLOWER, true)
    new Uint8Array(view.buffer, o, RECORD_BYTES).fill(0)
    view.setUint32(o + FLOW, flow, true)
    view.setUint32(o + FOLLOWER, follower, true)
  }
}
