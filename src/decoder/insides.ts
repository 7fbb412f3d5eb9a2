/** What a capture says above its headers: TCP's health, and the applications. The second half of the analysis, level `full`. */

import { formatIpv4, formatIpv6 } from './addresses.ts'
import { CREDENTIAL_READERS } from './applications/credential-readers.ts'
import { CutLines } from './applications/cut-lines.ts'
import { parseDhcp } from './applications/dhcp.ts'
import { parsePartialHttpHead } from './applications/http/head.ts'
import { applicationInside } from './applications/inside-tls.ts'
import { APPLICATIONS, claimedByPort, recogniseApplication } from './applications/list.ts'
import { Durations } from './facts/distribution.ts'
import { DnsFacts } from './facts/dns-facts.ts'
import { HttpFacts } from './facts/http-facts.ts'
import { Logins } from './facts/logins.ts'
import { AnnouncedMedia } from './facts/media.ts'
import { Neighbours } from './facts/neighbours.ts'
import type { Sight } from './facts/sight.ts'
import { TlsFacts } from './facts/tls-facts.ts'
import type { Application } from './fields.ts'
import type { KeyLog } from './files/key-log.ts'
import type { FlowTable } from './flows/flow-table.ts'
import { TcpAnalysis } from './flows/tcp-analysis.ts'
import { noteSegment } from './flows/tcp-answers.ts'
import { type StreamOwner, TcpStreams } from './flows/tcp-streams.ts'
import { DIRECTION_BYTES, HANDSHAKE_NS, PROTOCOL, RESENT, SLOWEST_US } from './flows/tcp-table.ts'
import { type DatagramReader, Datagrams } from './followers/datagrams.ts'
import { DtlsFollower } from './followers/dtls-follower.ts'
import { EapFollower } from './followers/eap-follower.ts'
import type { Follower } from './followers/follower.ts'
import { HttpFollower } from './followers/http-follower.ts'
import { MessageFollower, type MessageReader } from './followers/message-follower.ts'
import { OpenedStream } from './followers/opened-stream.ts'
import { QuicFollower, type StreamReader } from './followers/quic-follower.ts'
import { TlsFollower } from './followers/tls-follower.ts'
import { TlsSession } from './followers/tls-session.ts'
import type { Packet } from './packet.ts'
import { ARP, DNS, EAP, HTTP, PROTOCOL_NAMES, protocolId, TCP, TLS, UDP } from './protocols.ts'
import type { ReportConversation } from './report.ts'
import { endText } from './report-flows.ts'

/** DNS over TCP has two bytes of length before each message (RFC 1035 §4.2.2). */
const DNS_LENGTH_BYTES = 2
const IP_TCP = 6
const IP_ICMP = 1
const IP_ICMPV6 = 58
const MOST_TOO_LARGE = 1_000
/** 200 MB of records; later connections are counted as flows only. */
const MOST_CONNECTIONS = 1_000_000
/** Of one connection: each who handed it over passes the bytes on to the next. What comes after the last passes by unread. */
const MOST_HANDED_OVER = 4

export class Insides implements StreamOwner, DatagramReader {
  readonly tcp = new TcpAnalysis()
  readonly dns: DnsFacts
  readonly tls: TlsFacts
  readonly dtls: TlsFacts
  readonly http: HttpFacts
  readonly responses = new Durations()
  readonly neighbours: Neighbours
  readonly logins: Logins
  /** Destination → what a router said of the largest packet that gets there (RFC 1191, RFC 8201). */
  readonly tooLarge = new Map<
    string,
    { readonly address: string; mtu: number; count: number; readonly frame: number }
  >()
  readonly #flows: FlowTable
  readonly #sight: Sight
  readonly #streams: TcpStreams
  readonly #datagrams: Datagrams
  readonly #dtlsFollower: DtlsFollower
  readonly #eap: EapFollower
  readonly #media: AnnouncedMedia
  readonly #keys: KeyLog

  constructor(flows: FlowTable, sight: Sight, keys: KeyLog) {
    this.#keys = keys
    this.#flows = flows
    this.#sight = sight
    this.dns = new DnsFacts(sight)
    this.#media = new AnnouncedMedia(flows)
    this.tls = new TlsFacts(sight)
    this.dtls = new TlsFacts(sight)
    this.#dtlsFollower = new DtlsFollower(this.dtls)
    this.#eap = new EapFollower(this.tls, sight)
    this.neighbours = new Neighbours(sight)
    this.logins = new Logins(sight)
    this.http = new HttpFacts(sight, (user) => this.#login('http', user))
    this.#streams = new TcpStreams(this.tcp.table, this)
    this.#datagrams = new Datagrams(
      flows,
      sight,
      this.dns,
      new QuicFollower(this.tls, sight, keys, this.#dnsOverQuic),
      this.#media,
      this,
    )
  }

  /** Path `k` of the frame at hand, which belongs to `flow` and was sent in `direction`. */
  path(packet: Packet, k: number, flow: number, direction: number): void {
    const transport = packet.pathTransport[k]
    if (packet.pathQuoted[k] !== 0) {
      if (k > 0) this.#quoted(packet, k)
      // A quoted datagram says what it said; of a segment too little is quoted.
      if (transport !== UDP) return
    }
    if (transport === TCP) this.#segment(packet, k, flow, direction)
    else if (transport === UDP) {
      const { view } = packet
      const header = packet.pathStart[k] as number
      const start = packet.pathPayload[k] as number
      const end = packet.pathEnd[k] as number
      // A tunnel's own layers have read what is inside.
      if (k + 1 < packet.pathCount) return
      this.#datagrams.datagram(flow, view.getUint16(header), view.getUint16(header + 2), view, packet.bytes, start, end)
    }
  }

  /** Path `k` of a flow that there was no room to keep: a datagram still says what it says. */
  alone(packet: Packet, k: number): void {
    if (packet.pathTransport[k] !== UDP || packet.pathQuoted[k] !== 0 || k + 1 < packet.pathCount) return
    const { view, bytes } = packet
    const header = packet.pathStart[k] as number
    const start = packet.pathPayload[k] as number
    const end = packet.pathEnd[k] as number
    this.#datagrams.alone(view.getUint16(header), view.getUint16(header + 2), view, bytes, start, end)
  }

  /** A frame without any path: ARP and EAP say something here. */
  local(packet: Packet): void {
    for (let n = 0; n < packet.layerCount; n++) {
      if (packet.layerIds[n] === ARP) this.neighbours.arp(packet, packet.layerStarts[n] as number)
      else if (packet.layerIds[n] === EAP) this.#eap.packet(packet, n)
    }
  }

  /** Path `k` is what an ICMP error quotes; the error itself belongs to the path before. */
  #quoted(packet: Packet, k: number): void {
    const { view } = packet
    const icmp = packet.pathStart[k - 1] as number
    const protocol = packet.pathProtocol[k - 1]
    if (icmp + 8 > packet.limit) return
    const type = view.getUint8(icmp)
    let mtu = 0
    if (protocol === IP_ICMP && type === 3 && view.getUint8(icmp + 1) === 4) mtu = view.getUint16(icmp + 6)
    else if (protocol === IP_ICMPV6 && type === 2) mtu = view.getUint32(icmp + 4)
    else return
    const network = packet.pathNetwork[k] as number
    const address =
      packet.pathVersion[k] === 4 ? formatIpv4(view.getUint32(network + 16)) : formatIpv6(view, network + 24)
    const known = this.tooLarge.get(address)
    if (known) {
      known.count++
      known.mtu = Math.min(known.mtu, mtu)
    } else if (this.tooLarge.size < MOST_TOO_LARGE) {
      this.tooLarge.set(address, { address, mtu, count: 1, frame: this.#sight.frame })
    }
  }

  #segment(packet: Packet, k: number, flow: number, direction: number): void {
    const { tcp } = this
    let index = this.#flows.followed(flow) - 1
    if (index < 0) {
      if (tcp.table.count >= MOST_CONNECTIONS) {
        tcp.unfollowed++
        return
      }
      index = tcp.open(flow)
      this.#flows.setFollowed(flow, index + 1)
    }
    const found = tcp.segment(packet, k, index, direction)
    if (found !== 0) tcp.counts.add(found)
    if (tcp.restarted) this.#streams.forget(index)
    const { frame } = this.#sight
    const answeredNs = noteSegment(tcp.table, index, packet, k, direction, found, frame)
    if (answeredNs >= 0) this.responses.add(answeredNs)
    this.#streams.frame = frame
    this.#streams.segment(packet, k, index, direction)
  }

  attribute(frame: number): void {
    this.#sight.attribute(frame)
  }

  open(
    flow: number,
    index: number,
    _direction: number,
    view: DataView,
    _bytes: Uint8Array,
    start: number,
    end: number,
  ): Follower | undefined {
    const ports = this.#flows.portsWord(flow)
    const application = recogniseApplication(view, start, end, 'tcp', ports >>> 16, ports & 0xffff)
    if (!application) {
      const claimed = claimedByPort(ports >>> 16, ports & 0xffff)
      if (claimed) this.#sight.count(protocolId(claimed.name))
      return undefined
    }
    const { pages } = this.tcp.table
    pages.of(index).setUint32(pages.at(index) + PROTOCOL, protocolId(application.name), true)
    return this.#followerOf(application, flow, 0)
  }

  claim(flow: number): Follower | undefined {
    const ports = this.#flows.portsWord(flow)
    const application = claimedByPort(ports >>> 16, ports & 0xffff)
    return application && this.#followerOf(application, flow, 0)
  }

  /** What a flow speaks, and how its connection fares. */
  about(flow: number): Pick<ReportConversation, 'application' | 'handshakeUs' | 'slowestUs' | 'resent'> {
    const followed = this.#flows.followed(flow)
    if (followed <= 0) return {}
    if (this.#flows.protocolOf(flow) !== IP_TCP) {
      const application = APPLICATIONS[followed - 1]?.name
      return application === undefined ? {} : { application }
    }
    const { pages } = this.tcp.table
    const page = pages.of(followed - 1)
    const o = pages.at(followed - 1)
    const protocol = page.getUint32(o + PROTOCOL, true)
    return {
      ...(protocol === 0 ? {} : { application: PROTOCOL_NAMES[protocol] ?? 'data' }),
      handshakeUs: Math.round(page.getFloat64(o + HANDSHAKE_NS, true) / 1000),
      slowestUs: page.getUint32(o + SLOWEST_US, true),
      resent: page.getUint32(o + RESENT, true) + page.getUint32(o + DIRECTION_BYTES + RESENT, true),
    }
  }

  /** `handed`: how often the connection was handed over before. */
  #followerOf(application: Application, flow: number, handed: number): Follower {
    const protocol = protocolId(application.name)
    if (protocol === TLS) return this.#followTls(flow, handed)
    if (protocol === HTTP) return new HttpFollower(this.http, this.#sight, (name) => this.#takeOver(name, flow, handed))
    const reader = { message: this.#messageReader(application, protocol) }
    return new MessageFollower(application, protocol, this.#sight, reader, () => this.#followTls(flow, handed + 1))
  }

  #followTls(flow: number, handed: number): Follower {
    // A connection that began before any key stood in the file stays closed: remembering them all costs 1 KB each.
    // TLS inside what was opened is counted and not opened again: each layer would cost as much as the first.
    if (this.#keys.version === 0 || this.#sight.isOpened) return new TlsFollower(this.tls, this.#sight)
    const session = new TlsSession(this.#keys)
    const newStream = () =>
      new OpenedStream(this.#sight, (view, start, end) => {
        const ports = this.#flows.portsWord(flow)
        const application = applicationInside(session.alpn, view, start, end, ports >>> 16, ports & 0xffff)
        return application && this.#followerOf(application, flow, handed)
      })
    return new TlsFollower(this.tls, this.#sight, { session, newStream })
  }

  #messageReader(application: Application, protocol: number): MessageReader['message'] {
    if (protocol === DNS) {
      return (_direction, view, bytes, start, end) => this.dns.message(view, bytes, start + DNS_LENGTH_BYTES, end)
    }
    if (application.name === 'sip')
      return (_direction, view, _bytes, start, end) => this.#media.announce(view, start, end)
    const read = CREDENTIAL_READERS[application.name]
    if (!read) return () => undefined
    // The name goes before its secret, often in a message of its own.
    let user = ''
    const lines = [new CutLines(), new CutLines()] as const
    const readLine = (view: DataView, start: number, end: number) => {
      const credential = read(view, start, end)
      if (credential?.user !== undefined) user = credential.user
      if (!credential || credential.secretLength === 0) return false
      this.#login(application.name, user)
      return true
    }
    return (direction, view, _bytes, start, end) => lines[direction as 0 | 1].read(view, start, end, readLine)
  }

  /** DNS over QUIC (RFC 9250 §4.2): one message a stream and side, behind its length, which drafts before 03 did not have. */
  readonly #dnsOverQuic: StreamReader = {
    wants: (alpn) => /^doq(-i0[3-9]|-i1\d)?$/.test(alpn),
    stream: (bytes) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      if (bytes.length < DNS_LENGTH_BYTES || view.getUint16(0) !== bytes.length - DNS_LENGTH_BYTES) return
      this.#sight.count(DNS)
      this.dns.message(view, bytes, DNS_LENGTH_BYTES, bytes.length)
    },
  }

  /** A connection that HTTP handed over (Upgrade, CONNECT): who reads it from now on. */
  #takeOver(protocol: string, flow: number, handed: number): Follower | undefined {
    if (handed >= MOST_HANDED_OVER) return undefined
    const name = protocol === 'h2c' ? 'http2' : protocol
    const application = APPLICATIONS.find((one) => one.name === name)
    return application && this.#followerOf(application, flow, handed + 1)
  }

  message(application: Application, view: DataView, _bytes: Uint8Array, start: number, end: number): void {
    if (application.name === 'sip') this.#media.announce(view, start, end)
    else if (application.name === 'dhcp') {
      const facts = parseDhcp(view, start, end)
      if (facts) this.neighbours.dhcp(facts)
    } else if (application.name === 'dtls') {
      this.#dtlsFollower.datagram(this.#sight.flow, this.#flows.direction, view, start, end)
    } else if (application.name === 'ssdp') {
      // HTTP's heads in datagrams (UPnP Device Architecture §1): requests and answers count as HTTP's do.
      const head = parsePartialHttpHead(view, start, end)
      if (head) this.http.add(this.http.read(head, ''))
    }
  }

  /** A password in clear text went to the asked end of the flow at hand. */
  #login(protocol: string, user: string): void {
    if (this.#sight.isOpened) return
    // Anonymous FTP (RFC 1635) has no password to lose.
    if (protocol === 'ftp' && /^(anonymous|ftp)$/i.test(user)) return
    this.logins.add(protocol, endText(this.#flows.read(this.#sight.flow).b), user)
  }

  finish(): void {
    this.#streams.finish()
  }
}
