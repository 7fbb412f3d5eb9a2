/** What a capture says above its headers: TCP's health, and the applications. The second half of the analysis, level `full`. */
import { APPLICATIONS, recogniseApplication } from './applications/list.ts'
import { Durations } from './facts/distribution.ts'
import { DnsFacts } from './facts/dns-facts.ts'
import { HttpFacts } from './facts/http-facts.ts'
import type { Sight } from './facts/sight.ts'
import { TlsFacts } from './facts/tls-facts.ts'
import type { Application } from './fields.ts'
import type { FlowTable } from './flows/flow-table.ts'
import { TcpAnalysis } from './flows/tcp-analysis.ts'
import { noteSegment } from './flows/tcp-answers.ts'
import { type StreamOwner, TcpStreams } from './flows/tcp-streams.ts'
import { DIRECTION_BYTES, HANDSHAKE_NS, PROTOCOL, RESENT, SLOWEST_US } from './flows/tcp-table.ts'
import { type DatagramReader, Datagrams } from './followers/datagrams.ts'
import type { Follower } from './followers/follower.ts'
import { HttpFollower } from './followers/http-follower.ts'
import { MessageFollower, type MessageReader } from './followers/message-follower.ts'
import { QuicFollower } from './followers/quic-follower.ts'
import { TlsFollower } from './followers/tls-follower.ts'
import type { Packet } from './packet.ts'
import { DNS, HTTP, PROTOCOL_NAMES, protocolId, TCP, TLS, UDP } from './protocols.ts'
import type { ReportConversation } from './report.ts'

/** DNS over TCP has two bytes of length before each message (RFC 1035 §4.2.2). */
const DNS_LENGTH_BYTES = 2
const IP_TCP = 6

export class Insides implements StreamOwner, DatagramReader {
  readonly tcp = new TcpAnalysis()
  readonly dns: DnsFacts
  readonly tls: TlsFacts
  readonly http: HttpFacts
  readonly responses = new Durations()
  readonly #flows: FlowTable
  readonly #sight: Sight
  readonly #streams: TcpStreams
  readonly #datagrams: Datagrams

  constructor(flows: FlowTable, sight: Sight) {
    this.#flows = flows
    this.#sight = sight
    this.dns = new DnsFacts(sight)
    this.tls = new TlsFacts(sight)
    this.http = new HttpFacts(sight)
    this.#streams = new TcpStreams(this.tcp.table, this)
    this.#datagrams = new Datagrams(flows, sight, this.dns, new QuicFollower(this.tls, sight), this)
  }

  /** Path `k` of the frame at hand, which belongs to `flow` and was sent in `direction`. */
  path(packet: Packet, k: number, flow: number, direction: number): void {
    const transport = packet.pathTransport[k]
    if (packet.pathQuoted[k] !== 0) return
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

  #segment(packet: Packet, k: number, flow: number, direction: number): void {
    const { tcp } = this
    let index = this.#flows.followed(flow) - 1
    if (index < 0) {
      index = tcp.open(flow)
      this.#flows.setFollowed(flow, index + 1)
    }
    const found = tcp.segment(packet, k, index, direction, this.#sight.atNs)
    if (found !== 0) tcp.counts.add(found)
    if (tcp.restarted) this.#streams.forget(index)
    const { frame, atNs } = this.#sight
    const answeredNs = noteSegment(tcp.table, index, packet, k, direction, found, frame, atNs)
    if (answeredNs >= 0) this.responses.add(answeredNs)
    this.#streams.frame = this.#sight.frame
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
    if (!application) return undefined
    const { pages } = this.tcp.table
    pages.of(index).setUint32(pages.at(index) + PROTOCOL, protocolId(application.name), true)
    return this.#followerOf(application)
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

  #followerOf(application: Application): Follower {
    const protocol = protocolId(application.name)
    if (protocol === TLS) return new TlsFollower(this.tls, this.#sight)
    if (protocol === HTTP) return new HttpFollower(this.http, this.#sight, (name) => this.#takeOver(name))
    const reader: MessageReader = {
      message: (_direction, view, bytes, start, end) => {
        if (protocol === DNS) this.dns.message(view, bytes, start + DNS_LENGTH_BYTES, end)
      },
    }
    return new MessageFollower(application, protocol, this.#sight, reader)
  }

  /** A connection that HTTP handed over (Upgrade, CONNECT): who reads it from now on. */
  #takeOver(protocol: string): Follower | undefined {
    const name = protocol === 'h2c' ? 'http2' : protocol
    const application = APPLICATIONS.find((one) => one.name === name)
    return application && this.#followerOf(application)
  }

  message(): void {
    // Nobody asks for other datagrams yet.
  }

  finish(): void {
    this.#streams.finish()
  }
}
