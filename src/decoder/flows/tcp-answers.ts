/** How long the asked side of a connection takes to answer, whatever it speaks: from the last byte of a question to the first of its answer. */
import type { Packet } from '../packet.ts'
import { OUT_OF_ORDER, SEEN_BEFORE } from './tcp-analysis.ts'
import { ASKED_NS, ASKER, FIRST_FRAME, RESENT_FRAME, SLOWEST_US, type TcpTable } from './tcp-table.ts'

const SYN = 2
const ACK = 16
const MOST_US = 0xffff_ffff

/**
 * One segment of connection `index`, of which `TcpAnalysis` found `found`. Answers the nanoseconds its side took to answer,
 * or -1 when this segment is no beginning of an answer.
 */
export function noteSegment(
  table: TcpTable,
  index: number,
  packet: Packet,
  k: number,
  direction: number,
  found: number,
  frame: number,
): number {
  const { atNs } = packet
  const page = table.pages.of(index)
  const o = table.pages.at(index)
  let asker = page.getUint32(o + ASKER, true)
  if (asker === 0) {
    const header = packet.pathStart[k] as number
    const flags = header + 14 <= (packet.pathEnd[k] as number) ? packet.view.getUint8(header + 13) : 0
    // Who answers a SYN was asked, whoever was seen first.
    asker = (flags & (SYN | ACK)) === (SYN | ACK) ? 2 - direction : direction + 1
    page.setUint32(o + ASKER, asker, true)
    page.setUint32(o + FIRST_FRAME, frame, true)
  }
  if (found & SEEN_BEFORE && page.getUint32(o + RESENT_FRAME, true) === 0) page.setUint32(o + RESENT_FRAME, frame, true)
  if (packet.pathWireLength[k] === 0 || (found & (SEEN_BEFORE | OUT_OF_ORDER)) !== 0) return -1
  if (direction + 1 === asker) {
    // 0 says that nothing waits; a question in the very first frame counts as a nanosecond later.
    page.setFloat64(o + ASKED_NS, Math.max(1, atNs), true)
    return -1
  }
  const asked = page.getFloat64(o + ASKED_NS, true)
  if (asked === 0) return -1
  page.setFloat64(o + ASKED_NS, 0, true)
  const tookNs = Math.max(0, atNs - asked)
  const us = Math.min(MOST_US, Math.round(tookNs / 1000))
  if (us > page.getUint32(o + SLOWEST_US, true)) page.setUint32(o + SLOWEST_US, us, true)
  return tookNs
}
