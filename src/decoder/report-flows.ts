/** What the report says of flows: conversations and addresses, the largest first. */
import { formatIpv4 } from './addresses.ts'
import type { Endpoint, Flow, FlowTable } from './flows/flow-table.ts'
import type { FlowSurvey } from './flows/survey.ts'
import type { Report, ReportConversation } from './report.ts'

const TOP_ADDRESSES = 50

type Absolute = (atNs: number) => string
/** What is known of a flow beyond its counts. */
type About = (flow: number) => Partial<ReportConversation>

export function reportConversations(
  table: FlowTable,
  survey: FlowSurvey,
  absolute: Absolute,
  about: About,
): Pick<Report, 'conversations' | 'topConversations'> {
  return {
    conversations: { tcp: survey.tcp.count, udp: survey.udp.count },
    topConversations: {
      tcp: topConversations(table, survey.tcp, absolute, about),
      udp: topConversations(table, survey.udp, absolute, about),
    },
  }
}

function topConversations(
  table: FlowTable,
  conversations: FlowSurvey['tcp'],
  absolute: Absolute,
  about: About,
): readonly ReportConversation[] {
  return conversations.top().map(([first = 0, ...others]) => {
    let whole = table.read(first)
    for (const flow of others) whole = join(whole, table.read(flow))
    const { a, b, firstNs, lastNs } = whole
    return {
      a: endText(a),
      b: endText(b),
      packets: a.packets + b.packets,
      bytes: a.bytes + b.bytes,
      aPackets: a.packets,
      aBytes: a.bytes,
      bPackets: b.packets,
      bBytes: b.bytes,
      firstNs: absolute(firstNs),
      lastNs: absolute(lastNs),
      ...about(first),
    }
  })
}

/** One conversation of two flows between the same ends. */
function join(one: Flow, other: Flow): Flow {
  const isTurned = one.a.port !== other.a.port || one.a.address !== other.a.address
  const [a, b] = isTurned ? [other.b, other.a] : [other.a, other.b]
  return {
    ...one,
    a: { ...one.a, packets: one.a.packets + a.packets, bytes: one.a.bytes + a.bytes },
    b: { ...one.b, packets: one.b.packets + b.packets, bytes: one.b.bytes + b.bytes },
    firstNs: Math.min(one.firstNs, other.firstNs),
    lastNs: Math.max(one.lastNs, other.lastNs),
  }
}

/** `10.0.0.1:80`, `[::1]:53`. */
export function endText(end: Endpoint): string {
  return end.address.includes(':') ? `[${end.address}]:${end.port}` : `${end.address}:${end.port}`
}

/** Distinct addresses of every flow, and who moved most; each packet counts once for each of its two ends. */
export function reportAddresses(
  table: FlowTable,
  { ipv4, ipv4Addresses, ipv6 }: FlowSurvey,
): Pick<Report, 'addresses' | 'topAddresses'> {
  const top = [
    ...ipv4.largest(TOP_ADDRESSES).map((one) => ({ ...one, address: formatIpv4(ipv4Addresses.word(one.index)) })),
    ...ipv6.largest(TOP_ADDRESSES).map((one) => ({ ...one, address: table.ipv6.format(one.index) })),
  ]
    .toSorted((x, y) => y.bytes - x.bytes)
    .slice(0, TOP_ADDRESSES)
    .map(({ address, packets, bytes }) => ({ address, packets, bytes }))
  return { addresses: { ipv4: ipv4.count, ipv6: ipv6.count }, topAddresses: top }
}
