/**
 * Facts of a capture, from our report and from what tshark says of it, under the same names: a fact is one number or one element of
 * a set. Pure. A number that is nought on both sides is a fact too, and is told apart: many of them flatter a score.
 */

/** `protocols.dns` → `14`, `dns.names: example.org` → `there` */
export type Facts = ReadonlyMap<string, string>
export interface FactSheet {
  /** Packets, bytes, times, protocols, addresses, conversations, DNS, SNI, HTTP: what the bound is about. */
  readonly main: Facts
  /** What TCP suffered and what is broken: read off by rules of thumb that differ from tool to tool, so counted apart. */
  readonly health: Facts
}

/** The layers tshark was asked about; `frames_with` says nothing of others. */
const PROTOCOLS = new Set(
  (
    'eth sll wlan radiotap ppp null raw vlan mpls gre vxlan gtp arp ip ipv6 icmp icmpv6 igmp tcp udp sctp ' +
    'dns mdns llmnr dhcp dhcpv6 http http2 websocket tls quic ssh smtp ftp sip rtp rtcp snmp ntp smb smb2 nbns mqtt modbus ssdp stun ospf bgp stp lldp'
  ).split(' '),
)
/** Lists in the truth end here; they are sorted by code point. */
const LISTED = 20
const TOP = 5

type Counts = Readonly<Record<string, number>>
interface TruthConversations {
  readonly streams: number
  readonly tuples: number
  readonly top5: readonly { readonly a: string; readonly b: string; readonly frames: number; readonly bytes: number }[]
}
/** One `truth/<name>.json`; times are texts, as `parseTruth` leaves them. */
export interface Truth {
  readonly format: string
  readonly resolution?: string
  readonly endian?: string
  readonly linktypes?: readonly number[]
  readonly packets: number
  readonly bytes: number
  readonly captured_bytes: number
  readonly first_ns: string | null
  readonly last_ns: string | null
  readonly frames_with: Counts
  readonly ipv4: { readonly all: number }
  readonly ipv6: { readonly all: number }
  readonly tcp: TruthConversations & { readonly analysis: Counts }
  readonly udp: TruthConversations
  readonly dns: {
    readonly queries: number
    readonly responses: number
    readonly names: number
    readonly first20: readonly string[]
    readonly rcodes: Counts
  }
  readonly tls: { readonly sni: readonly string[] }
  readonly http: {
    readonly requests: number
    readonly methods: Counts
    readonly hosts: readonly string[]
    readonly status: Counts
    readonly user_agents: readonly string[]
  }
  readonly malformed: number
  readonly short: number
}
interface ReportConversation {
  /** `10.0.0.1:80`, `[::1]:53` */
  readonly a: string
  readonly b: string
  readonly packets: number
  readonly bytes: number
}
interface Conversation {
  readonly ends: readonly [string, string]
  readonly packets: number
  readonly bytes: number
}
/** What of `analyze --json` is compared. */
export interface ComparedReport {
  readonly file: {
    readonly format: string
    readonly resolution?: string
    readonly endian?: string
    readonly linkTypes: readonly number[]
  }
  readonly packets: number
  readonly bytes: number
  readonly capturedBytes: number
  readonly firstNs: string | null
  readonly lastNs: string | null
  readonly protocols: Counts
  readonly addresses: { readonly ipv4: number; readonly ipv6: number }
  readonly conversations: { readonly tcp: number; readonly udp: number }
  readonly topConversations: {
    readonly tcp: readonly ReportConversation[]
    readonly udp: readonly ReportConversation[]
  }
  readonly dns: {
    readonly queries: number
    readonly responses: number
    readonly names: readonly string[]
    readonly rcodes: Counts
  }
  readonly tls: { readonly sni: readonly string[] }
  readonly http: {
    readonly requests: number
    readonly methods: Counts
    readonly hosts: readonly string[]
    readonly statuses: Counts
    readonly userAgents: readonly string[]
  }
  readonly tcp: {
    readonly retransmissions: number
    readonly outOfOrder: number
    readonly duplicateAcks: number
    readonly zeroWindows: number
    readonly lostSegments: number
  }
  readonly malformed: number
  readonly truncated: number
}

/** Nanoseconds are past what a number holds exactly. */
export const parseTruth = (text: string) =>
  JSON.parse(text, (key, value: unknown, context?: { readonly source: string }) =>
    key.endsWith('_ns') && typeof value === 'number' ? context?.source : value,
  ) as Truth

const byCodePoint = (left: string, right: string) => Buffer.compare(Buffer.from(left), Buffer.from(right))

function createSheet() {
  const facts = new Map<string, string>()
  const sheet = {
    facts,
    put: (name: string, value: string | number | null | undefined) => void facts.set(name, `${value ?? 0}`),
    count: (name: string, counts: Counts) => {
      for (const [key, value] of Object.entries(counts)) if (value !== 0) sheet.put(`${name}.${key}`, value)
    },
    list: (name: string, elements: readonly string[]) => {
      for (const element of elements) sheet.put(`${name}: ${element}`, 'there')
    },
    listFirst: (name: string, elements: readonly string[]) =>
      sheet.list(name, [...new Set(elements)].sort(byCodePoint).slice(0, LISTED)),
    /** Sizes in their order; who they are between only where no other of the same size could stand there as well. */
    top: (name: string, all: readonly Conversation[]) => {
      const listed = [...all].sort((left, right) => right.bytes - left.bytes).slice(0, TOP)
      const least = listed.length === TOP ? (listed.at(-1)?.bytes ?? 0) : 0
      for (const [index, { ends, packets, bytes }] of listed.entries()) {
        sheet.put(`${name}.${index + 1}.bytes`, bytes)
        if (bytes > least) sheet.put(`${name}: ${[...ends].sort().join(' ')}`, `${packets} packets, ${bytes} bytes`)
      }
    },
  }
  return sheet
}

export interface Choice {
  /** Conversations of tshark that it has cut in two (a port used again) have no counterpart; then only their number is compared. */
  readonly tcpTop: boolean
  readonly udpTop: boolean
}
export const chooseFacts = ({ tcp, udp }: Truth): Choice => ({
  tcpTop: tcp.streams === tcp.tuples,
  udpTop: udp.streams === udp.tuples,
})

export function factsOfTruth(truth: Truth): FactSheet {
  const main = createSheet()
  const { analysis } = truth.tcp
  const top = ({ top5 }: TruthConversations) =>
    top5.map(({ a, b, frames, bytes }) => ({ ends: [a, b] as const, packets: frames, bytes }))
  main.put('file.format', truth.format)
  if (truth.resolution) main.put('file.resolution', truth.resolution)
  if (truth.endian) main.put('file.endian', truth.endian)
  main.list('file.linkTypes', (truth.linktypes ?? []).map(String))
  main.put('packets', truth.packets)
  main.put('bytes', truth.bytes)
  main.put('capturedBytes', truth.captured_bytes)
  main.put('firstNs', truth.first_ns)
  main.put('lastNs', truth.last_ns)
  main.count('protocols', truth.frames_with)
  main.put('addresses.ipv4', truth.ipv4.all)
  main.put('addresses.ipv6', truth.ipv6.all)
  main.put('conversations.tcp', truth.tcp.tuples)
  main.put('conversations.udp', truth.udp.tuples)
  const { tcpTop, udpTop } = chooseFacts(truth)
  if (tcpTop) main.top('topConversations.tcp', top(truth.tcp))
  if (udpTop) main.top('topConversations.udp', top(truth.udp))
  main.put('dns.queries', truth.dns.queries)
  main.put('dns.responses', truth.dns.responses)
  main.put('dns.names', truth.dns.names)
  main.listFirst('dns.names', truth.dns.first20)
  main.count('dns.rcodes', truth.dns.rcodes)
  main.list('tls.sni', truth.tls.sni)
  main.put('http.requests', truth.http.requests)
  main.count('http.methods', truth.http.methods)
  main.list('http.hosts', truth.http.hosts)
  main.count('http.statuses', truth.http.status)
  main.listFirst('http.userAgents', truth.http.user_agents)

  const health = createSheet()
  health.put('tcp.retransmissions', analysis['retransmission'])
  health.put('tcp.outOfOrder', analysis['out_of_order'])
  health.put('tcp.duplicateAcks', analysis['duplicate_ack'])
  health.put('tcp.zeroWindows', analysis['zero_window'])
  health.put('tcp.lostSegments', analysis['lost_segment'])
  health.put('malformed', truth.malformed)
  health.put('truncated', truth.short)
  return { main: main.facts, health: health.facts }
}

const toConversation = ({ a, b, packets, bytes }: ReportConversation): Conversation => ({
  ends: [a, b],
  packets,
  bytes,
})

export function factsOfReport(report: ComparedReport, { tcpTop, udpTop }: Choice): FactSheet {
  const main = createSheet()
  main.put('file.format', report.file.format)
  // A pcapng file has a resolution for each of its interfaces, and the truth says none.
  if (report.file.format !== 'pcapng' && report.file.resolution) main.put('file.resolution', report.file.resolution)
  main.put('file.endian', report.file.endian)
  main.list('file.linkTypes', report.file.linkTypes.map(String))
  main.put('packets', report.packets)
  main.put('bytes', report.bytes)
  main.put('capturedBytes', report.capturedBytes)
  main.put('firstNs', report.firstNs)
  main.put('lastNs', report.lastNs)
  main.count('protocols', Object.fromEntries(Object.entries(report.protocols).filter(([name]) => PROTOCOLS.has(name))))
  main.put('addresses.ipv4', report.addresses.ipv4)
  main.put('addresses.ipv6', report.addresses.ipv6)
  main.put('conversations.tcp', report.conversations.tcp)
  main.put('conversations.udp', report.conversations.udp)
  if (tcpTop) main.top('topConversations.tcp', report.topConversations.tcp.map(toConversation))
  if (udpTop) main.top('topConversations.udp', report.topConversations.udp.map(toConversation))
  main.put('dns.queries', report.dns.queries)
  main.put('dns.responses', report.dns.responses)
  main.put('dns.names', report.dns.names.length)
  main.listFirst('dns.names', report.dns.names)
  main.count('dns.rcodes', report.dns.rcodes)
  main.list('tls.sni', report.tls.sni)
  main.put('http.requests', report.http.requests)
  main.count('http.methods', report.http.methods)
  main.list('http.hosts', report.http.hosts)
  main.count('http.statuses', report.http.statuses)
  main.listFirst('http.userAgents', report.http.userAgents)

  const health = createSheet()
  for (const name of ['retransmissions', 'outOfOrder', 'duplicateAcks', 'zeroWindows', 'lostSegments'] as const)
    health.put(`tcp.${name}`, report.tcp[name])
  health.put('malformed', report.malformed)
  health.put('truncated', report.truncated)
  return { main: main.facts, health: health.facts }
}
