/** Connections that were asked for and never made: a flood on one service, or a service that does not answer. */
import type { ReportFinding } from '../report.ts'
import type { Connection } from './connection.ts'
import { FEWEST_UNMADE } from './connection-survey.ts'
import { addressFilter, type Evidence, type FindingRule, groupOf, MOST_PROOFS } from './evidence.ts'
import { seekersOf } from './scans.ts'

/** SYNs without an end that make a flood, their rate a second, and how many times those that were made. */
const FEWEST_FLOOD = 200
const FLOOD_RATE = 20
const FLOOD_RATIO = 5
interface Service {
  /** A connection to it. */
  readonly index: number
  readonly from: Set<number>
  readonly proofs: number[]
  halfOpen: number
  silent: number
  made: number
  refused: number
  firstNs: number
  lastNs: number
}

function services({ connections }: Evidence): readonly Service[] {
  const groups = new Map<number, Service>()
  const { one } = connections
  for (const index of connections.unmade) {
    one.move(index)
    const service = groupOf(groups, numberOf(one), () => ({
      index,
      from: new Set<number>(),
      proofs: [],
      halfOpen: 0,
      silent: 0,
      made: 0,
      refused: 0,
      firstNs: one.synNs,
      lastNs: one.synNs,
    }))
    if (service) add(service, one)
  }
  return [...groups.values()]
}

/** A service as one exact number of 49 bits. */
function numberOf(one: Connection): number {
  return one.addressNumber(1) * 0x1_0000 + one.port(1)
}

function add(service: Service, one: Connection): void {
  if (one.made) {
    service.made++
    return
  }
  if (one.refused) {
    service.refused++
    return
  }
  service.halfOpen++
  if (!one.accepted) service.silent++
  service.from.add(one.addressNumber(0))
  service.firstNs = Math.min(service.firstNs, one.synNs)
  service.lastNs = Math.max(service.lastNs, one.synNs)
  if (service.proofs.length < MOST_PROOFS) service.proofs.push(one.firstFrame)
}

function isMissedByOthers({ from }: Service, seekers: ReadonlySet<number>): boolean {
  for (const client of from) if (!seekers.has(client)) return true
  return false
}

function isFlood(service: Service): boolean {
  const seconds = Math.max(1, (service.lastNs - service.firstNs) / 1e9)
  return (
    service.halfOpen >= FEWEST_FLOOD &&
    service.halfOpen >= FLOOD_RATIO * service.made &&
    service.halfOpen / seconds >= FLOOD_RATE
  )
}

const filterOf = (address: string, port: number) =>
  `${addressFilter(address, 'dst')} && tcp.dstport == ${port} && tcp.flags.syn == 1`

function flood(service: Service, one: Connection): ReportFinding {
  const [address, port] = [one.address(1), one.port(1)]
  return {
    code: 'syn-flood',
    severity: 'danger',
    subject: `${address}:${port}`,
    params: {
      to: address,
      port,
      count: service.halfOpen,
      sources: service.from.size,
      seconds: Math.max(1, Math.round((service.lastNs - service.firstNs) / 1e9)),
    },
    packets: service.proofs,
    filter: filterOf(address, port),
  }
}

function unanswered(service: Service, one: Connection): ReportFinding {
  const [address, port] = [one.address(1), one.port(1)]
  return {
    code: 'unanswered-syns',
    severity: 'caution',
    subject: `${address}:${port}`,
    params: { to: address, port, count: service.silent, sources: service.from.size },
    packets: service.proofs,
    filter: filterOf(address, port),
  }
}

export const halfOpen: FindingRule = {
  code: 'half-open',
  find: (evidence) => {
    const { one } = evidence.connections
    const seekers = seekersOf(evidence)
    return services(evidence)
      .flatMap((service): readonly ReportFinding[] => {
        one.move(service.index)
        if (isFlood(service)) return [flood(service, one)]
        // Whoever knocks at every door is told of as such, and not once more for each of them.
        const isMissed = service.silent >= FEWEST_UNMADE && service.made === 0 && isMissedByOthers(service, seekers)
        return isMissed ? [unanswered(service, one)] : []
      })
      .toSorted((a, b) => Number(b.params['count']) - Number(a.params['count']))
  },
}
