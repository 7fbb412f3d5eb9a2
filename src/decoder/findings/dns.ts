/** Names that carry data out (DNS tunnelling), and names that do not exist asked for again and again. */
import type { FlowTable } from '../flows/flow-table.ts'
import type { ReportFinding } from '../report.ts'
import { addressFilter, type Evidence, type FindingRule, groupOf, MOST_PROOFS } from './evidence.ts'

/** Names looked at: a tunnel makes new ones all the time, so it is among them. */
const MOST_NAMES = 200_000
/** Distinct names below one zone, and the letters a name spends on average on what is not the zone. */
const FEWEST_NAMES = 50
const TUNNEL_LETTERS = 30
/** Shorter labels carry little: addresses in lists of senders (RFC 5782) are many labels of one letter. */
const SHORTEST_CARRIER = 8
/** Names that do not exist, asked by one machine. */
const FEWEST_MISSING = 50
const MISSING_SHARE = 0.3
const DNS_PORT = 53
const UDP = 17

interface Zone {
  readonly zone: string
  names: number
  letters: number
  asked: number
  example: string
}

/** The last two labels, or three where the second is a public suffix as `co.uk` is. */
function zoneOf(name: string): string {
  const labels = name.split('.')
  const short = (labels.at(-2) ?? '').length <= 3 && (labels.at(-1) ?? '').length === 2
  return labels.slice(short ? -3 : -2).join('.')
}

function carriedBy(labels: string): number {
  let letters = 0
  for (const label of labels.split('.')) if (label.length >= SHORTEST_CARRIER) letters += label.length
  return letters
}

export const dnsTunnel: FindingRule = {
  code: 'dns-tunnel',
  find: ({ insides: { dns } }) => {
    if (dns.names.size < FEWEST_NAMES) return []
    const zones = new Map<string, Zone>()
    const seen = Math.min(dns.names.size, MOST_NAMES)
    for (let id = 0; id < seen; id++) {
      const name = dns.names.text(id)
      // Addresses turned round have a new name each by their nature, and so have service names of the local network.
      if (name.endsWith('.arpa') || name.endsWith('.local')) continue
      const zone = zoneOf(name)
      const group = groupOf(zones, zone, () => ({ zone, names: 0, letters: 0, asked: 0, example: name }))
      if (!group || name.length <= zone.length) continue
      group.names++
      group.letters += carriedBy(name.slice(0, -zone.length - 1))
      group.asked += dns.askedOf(id)
      if (name.length > group.example.length) group.example = name
    }
    return [...zones.values()]
      .filter((zone) => zone.names >= FEWEST_NAMES && zone.letters / zone.names >= TUNNEL_LETTERS)
      .map(
        (zone): ReportFinding => ({
          code: 'dns-tunnel',
          severity: 'danger',
          subject: zone.zone,
          params: {
            zone: zone.zone,
            names: zone.names,
            letters: Math.round(zone.letters / zone.names),
            example: zone.example.slice(0, 100),
          },
          packets: [],
          filter: `dns.qry.name contains "${zone.zone}"`,
        }),
      )
  },
}

/** The end that asked, 0 or 1: the one that began, but where the capture began with an answer. */
function askerOf(flows: FlowTable, flow: number): number {
  const began = flows.beganBy(flow)
  const other = 1 - began
  return flows.portOf(flow, began) === DNS_PORT && flows.portOf(flow, other) !== DNS_PORT ? other : began
}

/** Answers to each of `machines`: datagrams of name servers; over TCP, where one segment may hold several, those that lack the name. */
function countAnswers({ flows, insides: { dns } }: Evidence, machines: ReadonlySet<number>): Map<number, number> {
  const answers = new Map<number, number>()
  for (let flow = 0; flow < flows.count; flow++) {
    const ports = flows.portsWord(flow)
    const missing = dns.missing.get(flow)
    if (!missing && ports >>> 16 !== DNS_PORT && (ports & 0xffff) !== DNS_PORT) continue
    const asker = askerOf(flows, flow)
    const machine = flows.addressNumber(flow, asker)
    if (!machines.has(machine)) continue
    const count = flows.protocolOf(flow) === UDP ? flows.packetsOf(flow, 1 - asker) : (missing?.count ?? 0)
    answers.set(machine, (answers.get(machine) ?? 0) + count)
  }
  return answers
}

interface Machine {
  /** A flow of it, and which end of that it is. */
  readonly flow: number
  readonly end: number
  readonly frames: number[]
  missing: number
}

export const nxdomainStorm: FindingRule = {
  code: 'nxdomain-storm',
  find: (evidence: Evidence) => {
    const { flows } = evidence
    const machines = new Map<number, Machine>()
    evidence.insides.dns.missing.forEach(({ count, frame }, flow) => {
      const end = askerOf(flows, flow)
      const machine = groupOf(machines, flows.addressNumber(flow, end), () => ({ flow, end, missing: 0, frames: [] }))
      if (!machine) return
      machine.missing += count
      if (machine.frames.length < MOST_PROOFS) machine.frames.push(frame)
    })
    const many = [...machines].filter(([, { missing }]) => missing >= FEWEST_MISSING)
    if (many.length === 0) return []
    const answers = countAnswers(evidence, new Set(many.map(([number]) => number)))
    return many
      .map(([number, machine]) => ({ ...machine, responses: answers.get(number) ?? machine.missing }))
      .filter(({ missing, responses }) => missing >= MISSING_SHARE * responses)
      .map(({ flow, end, missing, frames, responses }): ReportFinding => {
        const address = flows.addressText(flow, end)
        return {
          code: 'nxdomain-storm',
          severity: 'caution',
          subject: address,
          params: { from: address, count: missing, responses },
          packets: frames,
          filter: `dns.flags.rcode == 3 && ${addressFilter(address)}`,
        }
      })
  },
}
