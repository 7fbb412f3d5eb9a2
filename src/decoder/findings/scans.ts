/** Somebody tries many doors: many ports of one machine (scan), or one port of many machines (sweep). */
import type { FindingSeverity, ReportFinding } from '../report.ts'
import { FEWEST_DOORS, MOST_TALKS } from './connection-survey.ts'
import { addressFilter, type Evidence, type FindingRule, groupOf, MOST_PROOFS } from './evidence.ts'

/** Doors that are open and knocked at again and again are looked after: a load balancer does so, whoever searches does not. */
const CHECKS_OF_A_DOOR = 3
const OPEN_WHEN_CHECKED = 0.9
/** Where so many of the doors are open, they were known to be. */
const OPEN_WHEN_KNOWN = 0.75
const CALM_NS = 1e9

interface Tries {
  /** `addressNumber` of who tries. */
  readonly seeker: number
  readonly from: string
  readonly first: string
  readonly port: number
  readonly doors: Set<number>
  readonly proofs: number[]
  tries: number
  talks: number
  open: number
  firstNs: number
  lastNs: number
}

function findTries({ connections }: Evidence, wanted: 'scan' | 'sweep'): readonly Tries[] {
  const groups = new Map<string, Tries>()
  const { one } = connections
  for (const index of wanted === 'scan' ? connections.scanning : connections.sweeping) {
    one.move(index)
    const target = wanted === 'scan' ? one.addressWord(1) : one.port(1)
    const key = `${one.version} ${one.addressWord(0)} ${target}`
    const tries = groupOf(groups, key, () => ({
      seeker: one.addressNumber(0),
      from: one.address(0),
      first: one.address(1),
      port: one.port(1),
      doors: new Set<number>(),
      proofs: [],
      tries: 0,
      talks: 0,
      open: 0,
      firstNs: one.synNs,
      lastNs: one.synNs,
    }))
    if (!tries) continue
    tries.firstNs = Math.min(tries.firstNs, one.synNs)
    tries.lastNs = Math.max(tries.lastNs, one.synNs)
    tries.tries++
    tries.doors.add(wanted === 'scan' ? one.port(1) : one.addressWord(1))
    if (one.used) tries.talks++
    if (one.accepted) tries.open++
    if (tries.proofs.length < MOST_PROOFS) tries.proofs.push(one.firstFrame)
  }
  return [...groups.values()].filter(
    (tries) => tries.doors.size >= FEWEST_DOORS && tries.talks <= tries.tries * MOST_TALKS && !isCheck(tries),
  )
}

/** `addressNumber` of all who scan or sweep: that nobody answers them is no fault of who is asked. */
export function seekersOf(evidence: Evidence): ReadonlySet<number> {
  const tries = [...findTries(evidence, 'scan'), ...findTries(evidence, 'sweep')]
  return new Set(tries.map(({ seeker }) => seeker))
}

function isCheck({ tries, doors, open }: Tries): boolean {
  return tries >= CHECKS_OF_A_DOOR * doors.size && open >= OPEN_WHEN_CHECKED * tries
}

function scan(tries: Tries): ReportFinding {
  return {
    code: 'port-scan',
    severity: 'danger',
    subject: tries.from,
    params: { from: tries.from, to: tries.first, ports: tries.doors.size, open: tries.open },
    packets: tries.proofs,
    filter: `${addressFilter(tries.from, 'src')} && ${addressFilter(tries.first, 'dst')} && tcp.flags.syn == 1`,
  }
}

/**
 * Whoever looks for open doors finds most of them shut. One who is let in nearly everywhere has a list: of a measurement that takes
 * its time with each, or of somebody in a hurry.
 */
function severityOf({ tries, doors, open, firstNs, lastNs }: Tries): FindingSeverity {
  if (open < OPEN_WHEN_KNOWN * tries) return 'danger'
  return lastNs - firstNs >= CALM_NS * (doors.size - 1) ? 'info' : 'caution'
}

function sweep(tries: Tries): ReportFinding {
  return {
    code: 'port-sweep',
    severity: severityOf(tries),
    subject: tries.from,
    params: { from: tries.from, port: tries.port, machines: tries.doors.size, open: tries.open },
    packets: tries.proofs,
    filter: `${addressFilter(tries.from, 'src')} && tcp.dstport == ${tries.port} && tcp.flags.syn == 1`,
  }
}

export const portScan: FindingRule = { code: 'port-scan', find: (evidence) => findTries(evidence, 'scan').map(scan) }
export const portSweep: FindingRule = {
  code: 'port-sweep',
  find: (evidence) => findTries(evidence, 'sweep').map(sweep),
}
