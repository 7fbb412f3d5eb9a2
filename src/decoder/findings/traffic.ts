/** What machines do over time: talk at a steady beat as a program does, and send out much more than they fetch. */
import { FlowCursor } from '../flows/flow-cursor.ts'
import type { FlowTable } from '../flows/flow-table.ts'
import { hashOfThree } from '../hash.ts'
import type { ReportFinding } from '../report.ts'
import { addressFilter, type Evidence, type FindingRule, groupOf, MOST_GROUPS } from './evidence.ts'

const FEWEST_BEATS = 8
/** Spread of the intervals against their mean, and the shortest mean that is a beat and no burst. */
const STEADY = 0.1
const SHORTEST_BEAT_NS = 5e9
const MOST_BEATS = 2_000
const TCP = 6

const LARGE_UPLOAD_BYTES = 10e6
const UPLOAD_RATIO = 5

/** Flows that one machine began with one service of another. */
interface Beats {
  /** The first of them. */
  readonly flow: number
  readonly timesNs: number[]
}

/** Groups of flows by who began them with which service, found by numbers: texts would cost more than all the rest. */
class BeatGroups {
  readonly #flows: FlowTable
  readonly #groups = new Map<number, Beats[]>()
  #count = 0

  constructor(flows: FlowTable) {
    this.#flows = flows
  }

  add(flow: number): void {
    const flows = this.#flows
    const from = flows.beganBy(flow)
    const to = 1 - from
    const key = hashOfThree(flows.addressWord(flow, from), flows.addressWord(flow, to), flows.portOf(flow, to))
    const alike = this.#groups.get(key)
    let beats = alike?.find((one) => this.#isAlike(one.flow, flow))
    if (!beats) {
      if (this.#count === MOST_GROUPS) return
      this.#count++
      beats = { flow, timesNs: [] }
      if (alike) alike.push(beats)
      else this.#groups.set(key, [beats])
    }
    if (beats.timesNs.length < MOST_BEATS) beats.timesNs.push(flows.firstNs(flow))
  }

  #isAlike(flow: number, other: number): boolean {
    const flows = this.#flows
    const from = flows.beganBy(flow)
    const otherFrom = flows.beganBy(other)
    return (
      flows.addressWord(flow, from) === flows.addressWord(other, otherFrom) &&
      flows.addressWord(flow, 1 - from) === flows.addressWord(other, 1 - otherFrom) &&
      flows.portOf(flow, 1 - from) === flows.portOf(other, 1 - otherFrom) &&
      flows.protocolOf(flow) === flows.protocolOf(other) &&
      flows.versionOf(flow) === flows.versionOf(other)
    )
  }

  all(): readonly Beats[] {
    return [...this.#groups.values()].flat()
  }
}

export const beaconing: FindingRule = {
  code: 'beaconing',
  find: ({ flows, survey, spanNs, insides }: Evidence) => {
    if (spanNs < FEWEST_BEATS * SHORTEST_BEAT_NS || survey.pairs.most < FEWEST_BEATS) return []
    const one = new FlowCursor(flows)
    const groups = new BeatGroups(flows)
    for (let flow = 0; flow < flows.count; flow++) {
      one.move(flow)
      if (one.hasPorts && survey.pairs.atLeast(one.a, one.b, FEWEST_BEATS)) groups.add(flow)
    }
    return groups.all().flatMap(({ flow, timesNs }): readonly ReportFinding[] => {
      const beat = beatOf(timesNs)
      if (beat === undefined) return []
      const { a, b, protocol } = flows.read(flow)
      // Clocks ask for the time at an even beat by their nature (RFC 5905 §7.2).
      if (isGroup(b.address) || insides.about(flow).application === 'ntp') return []
      const [from, to, port] = [a.address, b.address, b.port]
      return [
        {
          code: 'beaconing',
          // Inside a network it is mostly monitoring.
          severity: isInside(from) && isInside(to) ? 'info' : 'caution',
          subject: `${from} ${to}:${port}`,
          params: { from, to, port, count: timesNs.length, seconds: Math.round(beat / 1e9) },
          packets: [],
          filter: `${addressFilter(from)} && ${addressFilter(to)} && ${protocol === TCP ? 'tcp' : 'udp'}.port == ${port}`,
        },
      ]
    })
  },
}

/** The mean interval in nanoseconds when all are nearly alike. */
function beatOf(timesNs: readonly number[]): number | undefined {
  if (timesNs.length < FEWEST_BEATS) return undefined
  const sorted = timesNs.toSorted((a, b) => a - b)
  const intervals = sorted.slice(1).map((time, n) => time - (sorted[n] ?? time))
  const mean = intervals.reduce((sum, one) => sum + one, 0) / intervals.length
  if (mean < SHORTEST_BEAT_NS) return undefined
  const variance = intervals.reduce((sum, one) => sum + (one - mean) ** 2, 0) / intervals.length
  return Math.sqrt(variance) <= STEADY * mean ? mean : undefined
}

/** Announcements to everybody beat by their nature. */
function isGroup(address: string): boolean {
  return /^(22[4-9]|23\d|255)\./.test(address) || address.startsWith('ff') || address.endsWith('.255')
}

/** RFC 1918, RFC 6598, loopback and link-local; RFC 4193 and fe80::/10. */
function isInside(address: string): boolean {
  return (
    /^(10|127)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(
      address,
    ) || /^(f[cd]|fe[89ab]|::1$)/.test(address)
  )
}

export const bulkUpload: FindingRule = {
  code: 'bulk-upload',
  find: ({ flows, survey }: Evidence) => {
    const found = new Map<string, { from: string; to: string; sent: number; received: number }>()
    for (const flow of survey.large) {
      const { a, b } = flows.read(flow)
      const [inside, outside] = isInside(a.address) ? [a, b] : [b, a]
      if (!isInside(inside.address) || isInside(outside.address) || isGroup(outside.address)) continue
      const sums = groupOf(found, `${inside.address} ${outside.address}`, () => ({
        from: inside.address,
        to: outside.address,
        sent: 0,
        received: 0,
      }))
      if (!sums) continue
      sums.sent += inside.bytes
      sums.received += outside.bytes
    }
    return [...found.values()]
      .filter(({ sent, received }) => sent >= LARGE_UPLOAD_BYTES && sent >= UPLOAD_RATIO * received)
      .map(
        ({ from, to, sent, received }): ReportFinding => ({
          code: 'bulk-upload',
          severity: 'caution',
          subject: `${from} ${to}`,
          params: { from, to, sentBytes: sent, receivedBytes: received },
          packets: [],
          filter: `${addressFilter(from, 'src')} && ${addressFilter(to, 'dst')}`,
        }),
      )
  },
}
