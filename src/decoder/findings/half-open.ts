/** Connections that were asked for and never made: a flood on one service, or a service that does not answer. */
import type { ReportFinding } from '../report.ts'
import { addressFilter, Connection, type Evidence, type FindingRule, groupOf, MOST_PROOFS, Sketch } from './evidence.ts'

/** SYNs without an end that make a flood, their rate a second, and how many times those that were made. */
const FEWEST_FLOOD = 200
const FLOOD_RATE = 20
const FLOOD_RATIO = 5
/** Connections to one service without any answer that are worth a word. */
const FEWEST_UNANSWERED = 3

interface Service {
  readonly address: string
  readonly port: number
  readonly from: Set<number>
  readonly proofs: number[]
  halfOpen: number
  silent: number
  made: number
  refused: number
  firstNs: number
  lastNs: number
}

function services(evidence: Evidence): readonly Service[] {
  const unmade = new Sketch()
  const one = new Connection(evidence)
  for (let index = 0; index < one.count; index++) {
    one.move(index)
    if (one.asked && !isMade(one)) unmade.add(one.addressWord(1), one.port(1))
  }
  const groups = new Map<string, Service>()
  for (let index = 0; index < one.count; index++) {
    one.move(index)
    if (!one.asked || !unmade.atLeast(one.addressWord(1), one.port(1), FEWEST_UNANSWERED)) continue
    const service = groupOf(groups, `${one.version} ${one.addressWord(1)} ${one.port(1)}`, () => ({
      address: one.address(1),
      port: one.port(1),
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

function isMade(one: Connection): boolean {
  return one.handshakeNs > 0 || one.hasData(1)
}

function add(service: Service, one: Connection): void {
  if (isMade(one)) {
    service.made++
    return
  }
  if (one.refused) {
    service.refused++
    return
  }
  service.halfOpen++
  if (!one.accepted) service.silent++
  service.from.add(one.addressWord(0))
  service.firstNs = Math.min(service.firstNs, one.synNs)
  service.lastNs = Math.max(service.lastNs, one.synNs)
  if (service.proofs.length < MOST_PROOFS) service.proofs.push(one.firstFrame)
}

function isFlood(service: Service): boolean {
  const seconds = Math.max(1, (service.lastNs - service.firstNs) / 1e9)
  return (
    service.halfOpen >= FEWEST_FLOOD &&
    service.halfOpen >= FLOOD_RATIO * service.made &&
    service.halfOpen / seconds >= FLOOD_RATE
  )
}

const filterOf = (service: Service) =>
  `${addressFilter(service.address, 'dst')} && tcp.dstport == ${service.port} && tcp.flags.syn == 1`

export const synFlood: FindingRule = {
  code: 'syn-flood',
  find: (evidence) =>
    services(evidence)
      .filter(isFlood)
      .map(
        (service): ReportFinding => ({
          code: 'syn-flood',
          severity: 'danger',
          subject: `${service.address}:${service.port}`,
          params: {
            to: service.address,
            port: service.port,
            count: service.halfOpen,
            sources: service.from.size,
            seconds: Math.max(1, Math.round((service.lastNs - service.firstNs) / 1e9)),
          },
          packets: service.proofs,
          filter: filterOf(service),
        }),
      ),
}

export const unansweredSyns: FindingRule = {
  code: 'unanswered-syns',
  find: (evidence) =>
    services(evidence)
      .filter((service) => service.silent >= FEWEST_UNANSWERED && service.made === 0 && !isFlood(service))
      .map(
        (service): ReportFinding => ({
          code: 'unanswered-syns',
          severity: 'caution',
          subject: `${service.address}:${service.port}`,
          params: { to: service.address, port: service.port, count: service.silent, sources: service.from.size },
          packets: service.proofs,
          filter: filterOf(service),
        }),
      ),
}
