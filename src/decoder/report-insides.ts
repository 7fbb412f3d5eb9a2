/** What the report says above the headers. */
import { Durations } from './facts/distribution.ts'
import type { DnsFacts } from './facts/dns-facts.ts'
import type { HttpFacts } from './facts/http-facts.ts'
import type { Seen, TlsFacts } from './facts/tls-facts.ts'
import type { KeyLog } from './files/key-log.ts'
import type { TcpAnalysis } from './flows/tcp-analysis.ts'
import { DIRECTION_BYTES, HANDSHAKE_NS, MARKS, SEEN_SYN, SEEN_SYN_ACK } from './flows/tcp-table.ts'
import type { Insides } from './insides.ts'
import type { NameCount, Report, ReportDns, ReportFile, ReportHttp, ReportTcp, ReportTls } from './report.ts'

const TOP_NAMES = 50
const MOST_LISTED_NAMES = 100_000
const MOST_NAMED_ADDRESSES = 5_000

type InsideReport = Required<Pick<Report, 'dns' | 'tls' | 'http' | 'tcp' | 'names'>> & Pick<Report, 'dtls'>

export function reportInsides(insides: Insides): InsideReport {
  return {
    dns: reportDns(insides.dns),
    tls: reportTls(insides.tls),
    ...(insides.dtls.clientHellos + insides.dtls.serverHellos > 0 ? { dtls: reportTls(insides.dtls) } : {}),
    http: reportHttp(insides.http),
    tcp: reportTcp(insides.tcp, insides.responses),
    names: [...insides.dns.named].slice(0, MOST_NAMED_ADDRESSES).map(([address, name]) => ({ address, name })),
  }
}

/** Present when the file carries keys. */
export function reportKeys({ sessions, opened }: KeyLog): Pick<ReportFile, 'keys'> {
  return sessions > 0 ? { keys: { sessions, opened } } : {}
}

function reportDns(dns: DnsFacts): ReportDns {
  const { names } = dns
  const listed = Math.min(names.size, MOST_LISTED_NAMES)
  const rcodes: Record<string, number> = {}
  for (const [code, count] of dns.rcodes.entries()) if (count > 0) rcodes[code] = count
  return {
    queries: dns.queries,
    responses: dns.responses,
    // Names whose bytes are no text may look alike.
    names: [...new Set(Array.from({ length: listed }, (_, id) => names.text(id)))],
    namesTotal: names.size + names.refused,
    rcodes,
    topNames: mostAsked(dns),
  }
}

function mostAsked(dns: DnsFacts): readonly NameCount[] {
  const ids: number[] = []
  for (let id = 0; id < dns.names.size; id++) {
    ids.push(id)
    if (ids.length < 4 * TOP_NAMES) continue
    ids.sort((a, b) => dns.askedOf(b) - dns.askedOf(a))
    ids.length = TOP_NAMES
  }
  return ids
    .toSorted((a, b) => dns.askedOf(b) - dns.askedOf(a))
    .slice(0, TOP_NAMES)
    .map((id) => ({ name: dns.names.text(id), count: dns.askedOf(id) }))
}

function reportTls(tls: TlsFacts): ReportTls {
  return {
    clientHellos: tls.clientHellos,
    serverHellos: tls.serverHellos,
    sni: tls.sni.names(),
    ja4: tls.ja4.names(),
    ja3: tls.ja3.names(),
    topSni: tls.sni.largest(TOP_NAMES),
    topJa4: tls.ja4.largest(TOP_NAMES),
    alpn: tls.alpn.toObject(),
    versions: byNumber(tls.versions),
    ciphers: byNumber(tls.ciphers),
    handshakeTypes: tls.handshakeTypes.toObject(),
    alerts: tls.alerts.toObject(),
    certificates: [...tls.certificates.values()].map(({ certificate: one, frame, count }) => ({
      subject: one.subject,
      issuer: one.issuer,
      names: one.names,
      notBeforeMs: one.notBeforeMs,
      notAfterMs: one.notAfterMs,
      serial: one.serial,
      publicKey: `${one.publicKey.kind} ${one.publicKey.bits}`,
      signatureAlgorithm: one.signatureAlgorithm,
      selfSigned: one.selfSigned,
      fingerprint: one.fingerprint,
      count,
      frame,
    })),
  }
}

function byNumber(seen: ReadonlyMap<number, Seen>): Record<string, number> {
  return Object.fromEntries(
    [...seen].map(([number, { count }]) => [`0x${number.toString(16).padStart(4, '0')}`, count]),
  )
}

function reportHttp(http: HttpFacts): ReportHttp {
  return {
    requests: http.requests,
    responses: http.responses,
    unfinished: http.unfinished,
    methods: http.methods.toObject(),
    hosts: http.hosts.names(),
    statuses: http.statuses.toObject(),
    userAgents: http.userAgents.names(),
    servers: http.servers.largest(TOP_NAMES),
    contentTypes: http.contentTypes.largest(TOP_NAMES),
    topHosts: http.hosts.largest(TOP_NAMES),
    files: http.files.map(({ name, contentType, bytes, frame }) =>
      bytes === undefined ? { name, contentType, frame } : { name, contentType, bytes, frame },
    ),
    firstRequests: http.firstRequests.map(({ method, host, uri, frame }) => ({ method, host, uri, frame })),
  }
}

function reportTcp(tcp: TcpAnalysis, responses: Durations): ReportTcp {
  const handshakes = new Durations()
  let unanswered = 0
  const { pages } = tcp.table
  for (let index = 0; index < tcp.table.count; index++) {
    const page = pages.of(index)
    const o = pages.at(index)
    const handshakeNs = page.getFloat64(o + HANDSHAKE_NS, true)
    if (handshakeNs > 0) handshakes.add(handshakeNs)
    const marks = page.getUint32(o + MARKS, true) | page.getUint32(o + DIRECTION_BYTES + MARKS, true)
    if (marks & SEEN_SYN && !(marks & SEEN_SYN_ACK)) unanswered++
  }
  const { counts } = tcp
  return {
    streams: tcp.streams,
    ...counts,
    unanswered,
    handshake: handshakes.toDistribution(),
    response: responses.toDistribution(),
  }
}
