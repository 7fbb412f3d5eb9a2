/** Connections that suffer: segments sent again and where that starts, slow answers, and large segments that never arrive. */
import type { ReportFinding } from '../report.ts'
import { FEWEST_RESENT, SLOW_US } from './connection-survey.ts'
import { addressFilter, type FindingRule, groupOf, MOST_PROOFS } from './evidence.ts'

/** Segments sent again between two machines that make a storm. */
const FEWEST_IN_STORM = 20
const RESENT_SHARE = 0.05

const SLOW_ANSWER_US = 1_000_000
const SLOW_NETWORK_NS = SLOW_US * 1000
const FEWEST_SLOW = 3

const STUCK_BYTES = 1_200
const STUCK_RESENT = 4

interface Losing {
  readonly from: string
  readonly to: string
  resent: number
  segments: number
  connections: number
  readonly proofs: number[]
}

/** A sender whose segments are sent again: what lies between it and the receiver loses them. */
export const retransmissionStorm: FindingRule = {
  code: 'retransmission-storm',
  find: ({ connections }) => {
    const groups = new Map<string, Losing>()
    const { one } = connections
    for (const index of connections.resending) {
      one.move(index)
      for (const side of [0, 1]) {
        // No more than what held data: a SYN that nobody answers is sent again too, and is another matter.
        const resent = Math.min(one.resent(side), one.dataSegments(side))
        if (resent < FEWEST_RESENT) continue
        const key = `${one.address(side)} ${one.address(1 - side)}`
        const group = groupOf(groups, key, () => ({
          from: one.address(side),
          to: one.address(1 - side),
          resent: 0,
          segments: 0,
          connections: 0,
          proofs: [],
        }))
        if (!group) continue
        group.resent += resent
        group.segments += one.dataSegments(side)
        group.connections++
        if (group.proofs.length < MOST_PROOFS && one.resentFrame > 0) group.proofs.push(one.resentFrame)
      }
    }
    return [...groups.values()]
      .filter(({ resent, segments }) => resent >= FEWEST_IN_STORM && resent >= RESENT_SHARE * segments)
      .map(
        ({ from, to, resent, segments, connections, proofs }): ReportFinding => ({
          code: 'retransmission-storm',
          severity: 'caution',
          subject: `${from} ${to}`,
          params: {
            from,
            to,
            resent,
            segments,
            percent: Math.round((100 * resent) / Math.max(1, segments)),
            connections,
          },
          packets: proofs,
          filter: `${addressFilter(from, 'src')} && ${addressFilter(to, 'dst')} && tcp`,
        }),
      )
  },
}

interface Served {
  readonly address: string
  readonly port: number
  slow: number
  far: number
  slowestUs: number
  handshakeNs: number
  readonly proofs: number[]
}

/** A handshake is answered by the system at once: a slow one is the network, a quick one with slow answers is the server. */
export const slowAnswers: FindingRule = {
  code: 'slow-answers',
  find: ({ connections }) => {
    const groups = new Map<string, Served>()
    const { one } = connections
    for (const index of connections.slow) {
      one.move(index)
      const slow = one.slowestUs >= SLOW_ANSWER_US && one.handshakeNs > 0 && one.slowestUs * 1000 > 5 * one.handshakeNs
      const far = one.handshakeNs >= SLOW_NETWORK_NS
      if (!slow && !far) continue
      const served = groupOf(groups, `${one.version} ${one.addressWord(1)} ${one.port(1)}`, () => ({
        address: one.address(1),
        port: one.port(1),
        slow: 0,
        far: 0,
        slowestUs: 0,
        handshakeNs: 0,
        proofs: [],
      }))
      if (!served) continue
      if (slow) served.slow++
      if (far) served.far++
      served.slowestUs = Math.max(served.slowestUs, one.slowestUs)
      served.handshakeNs = Math.max(served.handshakeNs, one.handshakeNs)
      if (served.proofs.length < MOST_PROOFS) served.proofs.push(one.firstFrame)
    }
    return [...groups.values()].flatMap((served): readonly ReportFinding[] => {
      if (Math.max(served.slow, served.far) < FEWEST_SLOW) return []
      const isServer = served.slow >= served.far
      return [
        {
          code: isServer ? 'slow-server' : 'slow-network',
          severity: 'info',
          subject: `${served.address}:${served.port}`,
          params: {
            to: served.address,
            port: served.port,
            count: isServer ? served.slow : served.far,
            slowestMs: Math.round(served.slowestUs / 1000),
            handshakeMs: Math.round(served.handshakeNs / 1e6),
          },
          packets: served.proofs,
          filter: `${addressFilter(served.address)} && tcp.port == ${served.port}`,
        },
      ]
    })
  },
}

/** A router said that packets are too large; or large segments are sent again and again and never acknowledged. */
export const mtuBlackHole: FindingRule = {
  code: 'mtu-black-hole',
  find: ({ connections, insides }) => {
    const found: ReportFinding[] = []
    for (const { address, mtu, count, frame } of insides.tooLarge.values()) {
      found.push({
        code: 'path-mtu',
        severity: 'info',
        subject: address,
        params: { to: address, mtu, count },
        packets: [frame],
        filter: 'icmp.type == 3 && icmp.code == 4 || icmpv6.type == 2',
      })
    }
    const { one } = connections
    for (const index of connections.resending) {
      if (found.length >= MOST_FOUND) break
      one.move(index)
      for (const side of [0, 1]) {
        if (one.handshakeNs === 0 || one.resent(side) < STUCK_RESENT) continue
        const stuck = one.unacknowledged(side)
        if (stuck < STUCK_BYTES || one.dataSegments(side) > 2 * one.resent(side)) continue
        const [from, to] = [one.address(side), one.address(1 - side)]
        found.push({
          code: 'mtu-black-hole',
          severity: 'caution',
          subject: `${from} ${to}`,
          params: { from, to, resent: one.resent(side), bytes: stuck },
          packets: [one.firstFrame, one.resentFrame].filter((frame) => frame > 0),
          filter: `${addressFilter(from)} && ${addressFilter(to)} && tcp.port == ${one.port(1)}`,
        })
      }
    }
    return found
  },
}
const MOST_FOUND = 100
