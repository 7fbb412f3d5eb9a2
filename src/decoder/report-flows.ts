/** What the report says of flows: conversations and addresses, the largest first. */
import { formatIpv4 } from './addresses.ts'
import { FlowCursor } from './flows/flow-cursor.ts'
import type { Endpoint, FlowTable } from './flows/flow-table.ts'
import { type FlowSurvey, tupleKey } from './flows/survey.ts'
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
  { largest, merged }: FlowSurvey['tcp'],
  absolute: Absolute,
  about: About,
): readonly ReportConversation[] {
  const top: ReportConversation[] = []
  const said = new Set<number>()
  const one = new FlowCursor(table)
  for (const flow of largest.items()) {
    one.move(flow)
    const tuple = merged.get(tupleKey(one))
    if (tuple && said.has(tuple.flow)) continue
    if (tuple) said.add(tuple.flow)
    const { a, b, firstNs, lastNs } = table.read(flow)
    top.push({
      a: endText(a),
      b: endText(b),
      packets: tuple?.packets ?? a.packets + b.packets,
      bytes: tuple?.bytes ?? a.bytes + b.bytes,
      aPackets: a.packets,
      aBytes: a.bytes,
      bPackets: b.packets,
      bBytes: b.bytes,
      firstNs: absolute(firstNs),
      lastNs: absolute(lastNs),
      ...about(flow),
    })
  }
  return top.toSorted((x, y) => y.bytes - x.bytes)
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
