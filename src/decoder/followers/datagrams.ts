/** Datagrams of UDP flows: which application each is, and what it says. */
import { APPLICATIONS, recogniseApplication } from '../applications/list.ts'
import type { DnsFacts } from '../facts/dns-facts.ts'
import type { AnnouncedMedia } from '../facts/media.ts'
import type { Sight } from '../facts/sight.ts'
import type { Application } from '../fields.ts'
import type { FlowTable } from '../flows/flow-table.ts'
import { DNS, LLMNR, MDNS, protocolId, QUIC } from '../protocols.ts'
import type { QuicFollower } from './quic-follower.ts'

/** A flow whose first datagrams nobody recognised is not looked at again. */
const TRIES = 8
const EXPECTED = { transport: 'udp', expected: true } as const
const KNOWN = { transport: 'udp', expected: true, known: true } as const

export interface DatagramReader {
  message(application: Application, view: DataView, bytes: Uint8Array, start: number, end: number): void
}

const protocols = APPLICATIONS.map((application) => protocolId(application.name))

export class Datagrams {
  readonly #flows: FlowTable
  readonly #sight: Sight
  readonly #dns: DnsFacts
  readonly #quic: QuicFollower
  readonly #media: AnnouncedMedia
  readonly #reader: DatagramReader

  constructor(
    flows: FlowTable,
    sight: Sight,
    dns: DnsFacts,
    quic: QuicFollower,
    media: AnnouncedMedia,
    reader: DatagramReader,
  ) {
    this.#flows = flows
    this.#sight = sight
    this.#dns = dns
    this.#quic = quic
    this.#media = media
    this.#reader = reader
  }

  /** The payload of one datagram of `flow`, from port `source` to port `destination`. */
  datagram(
    flow: number,
    source: number,
    destination: number,
    view: DataView,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    if (start >= end) return
    const followed = this.#flows.followed(flow)
    if (followed > 0) {
      const known = followed - 1
      if (APPLICATIONS[known]?.recognises(view, start, end, KNOWN)) {
        this.#read(known, flow, view, bytes, start, end)
        return
      }
    } else if (followed <= -TRIES) return
    // Several applications may share one flow: WebRTC sends STUN, DTLS and RTP through the same ports.
    const application =
      recogniseApplication(view, start, end, 'udp', source, destination) ?? this.#announced(flow, view, start, end)
    if (!application) {
      if (followed <= 0) this.#flows.setFollowed(flow, followed - 1)
      return
    }
    const index = APPLICATIONS.indexOf(application)
    if (followed <= 0) this.#flows.setFollowed(flow, index + 1)
    this.#read(index, flow, view, bytes, start, end)
  }

  /** A datagram of no flow that is kept: known by its port and content alone; of QUIC it is only counted. */
  alone(source: number, destination: number, view: DataView, bytes: Uint8Array, start: number, end: number): void {
    const application = recogniseApplication(view, start, end, 'udp', source, destination)
    if (!application) return
    const index = APPLICATIONS.indexOf(application)
    const protocol = protocols[index] as number
    this.#sight.count(protocol)
    if (protocol === DNS || protocol === MDNS || protocol === LLMNR) this.#dns.message(view, bytes, start, end)
  }

  /** What a session description said would come here, when it looks like it. */
  #announced(flow: number, view: DataView, start: number, end: number): Application | undefined {
    const announced = this.#media.of(flow)
    const application = announced && APPLICATIONS.find(({ name }) => name === announced)
    return application?.recognises(view, start, end, EXPECTED) ? application : undefined
  }

  #read(index: number, flow: number, view: DataView, bytes: Uint8Array, start: number, end: number): void {
    const protocol = protocols[index] as number
    this.#sight.count(protocol)
    if (protocol === DNS || protocol === MDNS || protocol === LLMNR) this.#dns.message(view, bytes, start, end)
    else if (protocol === QUIC) this.#quic.datagram(flow, this.#flows.direction, view, start, end)
    else this.#reader.message(APPLICATIONS[index] as Application, view, bytes, start, end)
  }
}
