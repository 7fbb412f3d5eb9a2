/**
 * What a segment says about the health of its connection, decided as Wireshark's analysis does (its rules are described in
 * the User's Guide §7.5), with its thresholds, so that counts can be compared.
 */
import { TCP_HEADER_BYTES } from '../layers/tcp.ts'
import type { Packet } from '../packet.ts'
import {
  ACK_KNOWN,
  BASE_KNOWN,
  BASE_SEQ,
  DATA_SEGMENTS,
  DIRECTION_BYTES,
  DUPLICATE_ACKS,
  HANDSHAKE_NS,
  LAST_ACK,
  LAST_ACK_NS,
  LAST_WAS_KEEP_ALIVE,
  LAST_WAS_ZERO_PROBE,
  LOSS_TOLD,
  MARKS,
  MAX_TO_ACK,
  NEXT_KNOWN,
  NEXT_SEQ,
  NEXT_SEQ_NS,
  RESENT,
  SCALE,
  SEEN_DATA,
  SEEN_FIN,
  SEEN_RST,
  SEEN_SYN,
  SEEN_SYN_ACK,
  SYN_ACK_NS,
  SYN_NS,
  TcpTable,
  WINDOW,
} from './tcp-table.ts'

const FIN = 1
const SYN = 2
const RST = 4
const ACK = 16

/** Bits of `flags`. */
export const RETRANSMISSION = 1
export const FAST_RETRANSMISSION = 2
export const SPURIOUS_RETRANSMISSION = 4
export const OUT_OF_ORDER = 8
export const DUPLICATE_ACK = 16
export const LOST_SEGMENT = 32
export const ZERO_WINDOW = 64
export const ZERO_WINDOW_PROBE = 128
export const WINDOW_FULL = 256
export const WINDOW_UPDATE = 512
export const KEEP_ALIVE = 1024
export const ACK_LOST_SEGMENT = 2048
export const KEEP_ALIVE_ACK = 4096
export const ZERO_WINDOW_PROBE_ACK = 8192
/** Not worth an application's look: its bytes were delivered before, or will be when the order is right. */
export const SEEN_BEFORE = RETRANSMISSION | FAST_RETRANSMISSION | SPURIOUS_RETRANSMISSION

const FAST_RETRANSMISSION_NS = 20e6
const OUT_OF_ORDER_NS = 3e6

/** Sequence numbers wrap (RFC 9293 §3.4): the sign of the 32-bit difference orders them. */
function isAfter(a: number, b: number): boolean {
  return ((a - b) | 0) > 0
}

export class TcpCounts {
  retransmissions = 0
  fastRetransmissions = 0
  spuriousRetransmissions = 0
  outOfOrder = 0
  duplicateAcks = 0
  lostSegments = 0
  ackedLostSegments = 0
  zeroWindows = 0
  zeroWindowProbes = 0
  windowFulls = 0
  windowUpdates = 0
  keepAlives = 0
  reusedPorts = 0
  resets = 0
  syns = 0
  synAcks = 0
  fins = 0

  add(flags: number): void {
    // The fast and the spurious ones are retransmissions too.
    if (flags & SEEN_BEFORE) this.retransmissions++
    if (flags & FAST_RETRANSMISSION) this.fastRetransmissions++
    if (flags & SPURIOUS_RETRANSMISSION) this.spuriousRetransmissions++
    if (flags & OUT_OF_ORDER) this.outOfOrder++
    if (flags & DUPLICATE_ACK) this.duplicateAcks++
    if (flags & LOST_SEGMENT) this.lostSegments++
    if (flags & ACK_LOST_SEGMENT) this.ackedLostSegments++
    if (flags & ZERO_WINDOW) this.zeroWindows++
    if (flags & ZERO_WINDOW_PROBE) this.zeroWindowProbes++
    if (flags & WINDOW_FULL) this.windowFulls++
    if (flags & WINDOW_UPDATE) this.windowUpdates++
    if (flags & KEEP_ALIVE) this.keepAlives++
  }
}

export class TcpAnalysis {
  readonly table = new TcpTable()
  readonly counts = new TcpCounts()
  /** Connections: more than flows where ports were used again. */
  streams = 0
  /** Segments of connections that came when there was no room to follow more. */
  unfollowed = 0
  /** Set by `segment`: this SYN began a connection anew on known ends. */
  restarted = false

  open(flow: number): number {
    this.streams++
    return this.table.add(flow)
  }

  /**
   * One segment of path `k` of connection `index`, sent in `direction`. Answers what it is,
   * as bits; the caller counts them.
   */
  segment(packet: Packet, k: number, index: number, direction: number): number {
    const { view, atNs } = packet
    const header = packet.pathStart[k] as number
    this.restarted = false
    if (header + TCP_HEADER_BYTES > (packet.pathEnd[k] as number)) return 0
    // Signed, as the engine's small integers are: no number is made an object on its way.
    const seq = view.getInt32(header + 4)
    const ack = view.getInt32(header + 8)
    const flags = view.getUint8(header + 13)
    const window = view.getUint16(header + 14)
    const length = packet.pathWireLength[k] as number
    const page = this.table.pages.of(index)
    const o = this.table.pages.at(index)
    const fwd = o + direction * DIRECTION_BYTES
    const rev = o + (1 - direction) * DIRECTION_BYTES
    if (flags & (SYN | FIN | RST)) this.#control(packet, k, page, o, index, fwd, flags, seq, ack)
    let fwdMarks = page.getUint32(fwd + MARKS, true)
    const revMarks = page.getUint32(rev + MARKS, true)
    if ((fwdMarks & BASE_KNOWN) === 0) {
      page.setInt32(fwd + BASE_SEQ, flags & SYN ? seq : seq - 1, true)
      fwdMarks |= BASE_KNOWN
    }
    const known = (fwdMarks & NEXT_KNOWN) !== 0
    const next = page.getInt32(fwd + NEXT_SEQ, true)
    const lastAck = page.getInt32(fwd + LAST_ACK, true)
    let found = this.#place(page, fwd, rev, seq, ack, length, window, flags, fwdMarks, revMarks)
    const probes = found === ZERO_WINDOW_PROBE
    if (ack !== lastAck) page.setUint32(fwd + DUPLICATE_ACKS, 0, true)
    if (ack !== lastAck || found & DUPLICATE_ACK) fwdMarks &= ~LOSS_TOLD
    if (flags & ACK && (revMarks & NEXT_KNOWN) !== 0 && isAfter(ack, page.getInt32(rev + MAX_TO_ACK, true))) {
      found |= this.#acknowledgeUnseen(page, rev, revMarks)
    }
    const advances = length > 0 || (flags & (SYN | FIN)) !== 0
    if (advances) {
      const again = this.#repeats(packet, page, o, fwd, rev, seq, length, flags, found)
      found |= again
      if (again & (SEEN_BEFORE | OUT_OF_ORDER))
        page.setUint32(fwd + RESENT, page.getUint32(fwd + RESENT, true) + 1, true)
    }
    const nextSeq = (seq + length + (flags & (SYN | FIN) ? 1 : 0)) | 0
    if (!probes && (!known || isAfter(nextSeq, next))) {
      page.setInt32(fwd + NEXT_SEQ, nextSeq, true)
      page.setFloat64(fwd + NEXT_SEQ_NS, atNs, true)
      fwdMarks |= NEXT_KNOWN
    }
    if (!probes && (!known || seq === page.getInt32(fwd + MAX_TO_ACK, true))) {
      page.setInt32(fwd + MAX_TO_ACK, page.getInt32(fwd + NEXT_SEQ, true), true)
    }
    page.setUint32(fwd + WINDOW, window, true)
    page.setInt32(fwd + LAST_ACK, ack, true)
    page.setFloat64(fwd + LAST_ACK_NS, atNs, true)
    fwdMarks = (fwdMarks | ACK_KNOWN) & ~(LAST_WAS_KEEP_ALIVE | LAST_WAS_ZERO_PROBE)
    if (found & KEEP_ALIVE) fwdMarks |= LAST_WAS_KEEP_ALIVE
    if (probes) fwdMarks |= LAST_WAS_ZERO_PROBE
    if (length > 0) {
      fwdMarks |= SEEN_DATA
      page.setUint32(fwd + DATA_SEGMENTS, page.getUint32(fwd + DATA_SEGMENTS, true) + 1, true)
    }
    page.setUint32(fwd + MARKS, fwdMarks, true)
    if ((flags & (SYN | ACK)) === ACK) this.#completeHandshake(packet, page, o, revMarks)
    return found
  }

  /** Where a segment lies against what was said before: a probe, a gap, a keep-alive, a window at its edge. */
  #place(
    page: DataView,
    fwd: number,
    rev: number,
    seq: number,
    ack: number,
    length: number,
    window: number,
    flags: number,
    fwdMarks: number,
    revMarks: number,
  ): number {
    const plain = (flags & (SYN | FIN | RST)) === 0
    const next = page.getInt32(fwd + NEXT_SEQ, true)
    const heard = (revMarks & ACK_KNOWN) !== 0
    let found = 0
    if (window === 0 && plain) found = ZERO_WINDOW
    if ((fwdMarks & NEXT_KNOWN) === 0) return found
    if (length === 1 && seq === next && heard && page.getUint32(rev + WINDOW, true) === 0) return ZERO_WINDOW_PROBE
    if (isAfter(seq, next) && (flags & RST) === 0) found |= LOST_SEGMENT
    if (!plain) return found
    if (length <= 1 && seq === ((next - 1) | 0)) found |= KEEP_ALIVE
    if (length > 0) return heard && this.#fillsWindow(page, rev, (seq + length) | 0) ? found | WINDOW_FULL : found
    return seq === next ? found | this.#pureAck(page, fwd, rev, ack, window, fwdMarks, revMarks) : found
  }

  #fillsWindow(page: DataView, rev: number, end: number): boolean {
    const scale = page.getUint32(rev + SCALE, true)
    const edge = page.getInt32(rev + LAST_ACK, true) + (page.getUint32(rev + WINDOW, true) << (scale - 1))
    return scale > 0 && end === (edge | 0)
  }

  /** A segment without data at the expected place: a window update, a duplicate acknowledgement, an answer to a probe. */
  #pureAck(
    page: DataView,
    fwd: number,
    rev: number,
    ack: number,
    window: number,
    fwdMarks: number,
    revMarks: number,
  ): number {
    if ((fwdMarks & ACK_KNOWN) === 0) return 0
    const lastAck = page.getInt32(fwd + LAST_ACK, true)
    const lastWindow = page.getUint32(fwd + WINDOW, true)
    if (window === 0) {
      if (lastWindow === 0 && revMarks & LAST_WAS_ZERO_PROBE && (ack === lastAck || ack === ((lastAck + 1) | 0))) {
        if (ack !== lastAck) {
          page.setInt32(rev + NEXT_SEQ, ack, true)
          page.setInt32(rev + MAX_TO_ACK, ack, true)
        }
        return ZERO_WINDOW_PROBE_ACK
      }
      return 0
    }
    if (ack !== lastAck) return 0
    if (window !== lastWindow) return WINDOW_UPDATE
    if (revMarks & LAST_WAS_KEEP_ALIVE) return KEEP_ALIVE_ACK
    page.setUint32(fwd + DUPLICATE_ACKS, page.getUint32(fwd + DUPLICATE_ACKS, true) + 1, true)
    return DUPLICATE_ACK
  }

  /** What was never seen is acknowledged: told once for a gap, and once for what lies beyond all that was seen. */
  #acknowledgeUnseen(page: DataView, rev: number, revMarks: number): number {
    const next = page.getInt32(rev + NEXT_SEQ, true)
    if (page.getInt32(rev + MAX_TO_ACK, true) !== next) {
      page.setInt32(rev + MAX_TO_ACK, next, true)
      return ACK_LOST_SEGMENT
    }
    if (revMarks & LOSS_TOLD || page.getUint32(rev + DUPLICATE_ACKS, true) > 0) return 0
    page.setUint32(rev + MARKS, revMarks | LOSS_TOLD, true)
    return ACK_LOST_SEGMENT
  }

  /** Whether a segment that takes up sequence space takes up what was taken before. */
  #repeats(
    packet: Packet,
    page: DataView,
    o: number,
    fwd: number,
    rev: number,
    seq: number,
    length: number,
    flags: number,
    found: number,
  ): number {
    const { atNs } = packet
    const fwdMarks = page.getUint32(fwd + MARKS, true)
    const revMarks = page.getUint32(rev + MARKS, true)
    const next = page.getInt32(fwd + NEXT_SEQ, true)
    let behind = (fwdMarks & NEXT_KNOWN) !== 0 && isAfter(next, seq)
    if (behind && found & KEEP_ALIVE) return 0
    // One byte back with more than a byte: what followed a zero window probe, and new.
    if (length > 1 && ((next - 1) | 0) === seq) behind = false
    const acked = page.getInt32(rev + LAST_ACK, true)
    if (length > 0 && (revMarks & ACK_KNOWN) !== 0 && acked !== 0 && !isAfter(seq + length, acked)) {
      return SPURIOUS_RETRANSMISSION
    }
    if (!behind) return 0
    if (
      page.getUint32(rev + DUPLICATE_ACKS, true) >= 2 &&
      acked === seq &&
      atNs - page.getFloat64(rev + LAST_ACK_NS, true) < FAST_RETRANSMISSION_NS
    ) {
      return FAST_RETRANSMISSION
    }
    const handshake = page.getFloat64(o + HANDSHAKE_NS, true)
    const late = handshake > 0 ? handshake : OUT_OF_ORDER_NS
    const end = (seq + length + (flags & (SYN | FIN) ? 1 : 0)) | 0
    if (atNs - page.getFloat64(fwd + NEXT_SEQ_NS, true) < late && next !== end) return OUT_OF_ORDER
    return RETRANSMISSION
  }

  #control(
    packet: Packet,
    k: number,
    page: DataView,
    o: number,
    index: number,
    fwd: number,
    flags: number,
    seq: number,
    ack: number,
  ): void {
    const { atNs } = packet
    let marks = page.getUint32(fwd + MARKS, true)
    if (flags & RST) {
      this.counts.resets++
      marks |= SEEN_RST
    }
    if (flags & FIN) {
      this.counts.fins++
      marks |= SEEN_FIN
    }
    if (flags & SYN) {
      if (flags & ACK) {
        this.counts.synAcks++
        marks |= SEEN_SYN_ACK
        page.setFloat64(o + SYN_ACK_NS, atNs, true)
      } else {
        this.counts.syns++
        if (marks & BASE_KNOWN && page.getInt32(fwd + BASE_SEQ, true) !== seq) {
          this.table.restart(index)
          this.streams++
          this.counts.reusedPorts++
          this.restarted = true
          marks = 0
        }
        marks |= SEEN_SYN
        page.setFloat64(o + SYN_NS, atNs, true)
      }
      page.setUint32(fwd + SCALE, readWindowScale(packet, k), true)
      if (ack === 0 || flags & ACK) marks |= BASE_KNOWN
      page.setInt32(fwd + BASE_SEQ, seq, true)
    }
    page.setUint32(fwd + MARKS, marks, true)
  }

  #completeHandshake({ atNs }: Packet, page: DataView, o: number, revMarks: number): void {
    if ((revMarks & SEEN_SYN_ACK) === 0 || page.getFloat64(o + HANDSHAKE_NS, true) !== 0) return
    const began = page.getFloat64(o + SYN_NS, true)
    // A capture's first packet is at 0: a SYN there counts as one nanosecond later.
    if (began > 0 || page.getFloat64(o + SYN_ACK_NS, true) > 0)
      page.setFloat64(o + HANDSHAKE_NS, Math.max(1, atNs - began), true)
  }
}

/** Shift plus one from the options of a SYN; 0 when it offers none. */
function readWindowScale(packet: Packet, k: number): number {
  const { view } = packet
  const end = packet.pathPayload[k] as number
  let at = (packet.pathStart[k] as number) + 20
  for (let n = 0; n < 40 && at + 1 < end; n++) {
    const kind = view.getUint8(at)
    if (kind === 0) break
    if (kind === 1) {
      at++
      continue
    }
    const length = view.getUint8(at + 1)
    if (kind === 3 && length === 3 && at + 2 < end) return view.getUint8(at + 2) + 1
    if (length < 2) break
    at += length
  }
  return 0
}
