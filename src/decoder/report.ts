/** The machine-readable report: what one capture holds. Meanings of counts are tshark's; names of protocols too. */
import type { FileProblem } from './files/records.ts'

export interface ReportFile {
  readonly format: string
  readonly resolution: string
  readonly endian: string
  readonly linkTypes: readonly number[]
  /** Added by whoever read the file. */
  readonly sha256?: string
  readonly problems: readonly FileProblem[]
  readonly comments: readonly { readonly packet?: number; readonly text: string }[]
  /** Frames the capturing machine says it lost. */
  readonly drops: readonly { readonly interfaceId: number; readonly received: number; readonly dropped: number }[]
  /** Blocks with secrets that the file carries. */
  readonly secrets: number
  /** Present when keys of TLS are among them: connections they are for, and those of which they opened something (level `full`). */
  readonly keys?: { readonly sessions: number; readonly opened: number }
}

export interface ReportConversation {
  /** The ends as `10.0.0.1:80` or `[::1]:53`; `a` spoke first. */
  readonly a: string
  readonly b: string
  readonly packets: number
  readonly bytes: number
  /** Sent by each end, of the largest of its flows. */
  readonly aPackets: number
  readonly aBytes: number
  readonly bPackets: number
  readonly bBytes: number
  /** Nanoseconds since 1970 UTC. */
  readonly firstNs: string
  readonly lastNs: string
  /** At level `full`: what it speaks, from SYN to established, the slowest answer, and segments sent again. */
  readonly application?: string
  readonly handshakeUs?: number
  readonly slowestUs?: number
  readonly resent?: number
}

export interface ReportTimeline {
  readonly stepNs: number
  /** Where the first step begins, in nanoseconds after the first frame: below 0 where later frames are older. Absent: 0. */
  readonly beginsNs?: number
  /** By the uppermost protocol of each frame; one number a step. */
  readonly protocols: readonly {
    readonly name: string
    readonly packets: readonly number[]
    readonly bytes: readonly number[]
  }[]
}
export interface ReportHierarchy {
  readonly name: string
  /** With all that is inside. */
  readonly frames: number
  readonly bytes: number
  readonly inside: readonly ReportHierarchy[]
}
export type FindingSeverity = 'info' | 'caution' | 'danger'
export interface ReportFinding {
  /** `port-scan`, `expired-certificate`, …: words are the reader's matter. */
  readonly code: string
  readonly severity: FindingSeverity
  /** Who or what it is about: an address, a name, a pair of ends. */
  readonly subject: string
  readonly params: Readonly<Record<string, string | number>>
  /** Numbers of frames that prove it, from 1; the first few of them. */
  readonly packets: readonly number[]
  /** A filter that shows all that belongs to it. */
  readonly filter?: string
}

export interface Report {
  readonly version: 1
  readonly level: 'flows' | 'full'
  /** False while the file is still arriving. */
  readonly complete: boolean
  readonly file: ReportFile
  readonly packets: number
  /** On the wire. */
  readonly bytes: number
  readonly capturedBytes: number
  /** Of the first and the last record, and the extremes; nanoseconds since 1970 UTC. `null` without any time. */
  readonly firstNs: string | null
  readonly lastNs: string | null
  readonly minNs: string | null
  readonly maxNs: string | null
  /** Present when there are any: frames without a time that a date can hold. They are in no step of the timeline. */
  readonly untimed?: number
  /** Frames in which a protocol occurs, at any depth. */
  readonly protocols: Readonly<Record<string, number>>
  /** Frames of link types that are not decoded, by their number. */
  readonly unknownLinkTypes: Readonly<Record<string, number>>
  /** Distinct addresses at any depth. */
  readonly addresses: { readonly ipv4: number; readonly ipv6: number }
  /** Distinct pairs of ends; VLAN and tunnel are no part of it. */
  readonly conversations: { readonly tcp: number; readonly udp: number }
  /** Distinct flows: VLAN and tunnel numbers, and protocols without ports, are part of it. */
  readonly flows: number
  /**
   * Present when a capture had more flows than are kept (two million; of TCP one million are followed): packets and bytes of
   * the flows that are only in the sums, and segments of connections that were counted but not followed.
   */
  readonly summarised?: { readonly packets: number; readonly bytes: number; readonly segments: number }
  readonly topConversations: {
    readonly tcp: readonly ReportConversation[]
    readonly udp: readonly ReportConversation[]
  }
  readonly topAddresses: readonly { readonly address: string; readonly packets: number; readonly bytes: number }[]
  /** Frames whose headers contradict their standard. */
  readonly malformed: number
  /** Frames in which a layer was cut because less was captured than was sent. */
  readonly truncated: number

  readonly hierarchy: readonly ReportHierarchy[]

  // From here on at level `full` only.
  readonly timeline?: ReportTimeline
  readonly dns?: ReportDns
  readonly tls?: ReportTls
  /** The same of DTLS, when there was any; its names are fields of their own, so `tls` does not count them. */
  readonly dtls?: ReportTls
  readonly http?: ReportHttp
  readonly tcp?: ReportTcp
  readonly findings?: readonly ReportFinding[]
  readonly names?: readonly { readonly address: string; readonly name: string }[]
}

export interface NameCount {
  readonly name: string
  readonly count: number
}
export interface ReportDns {
  readonly queries: number
  readonly responses: number
  /** Distinct names asked for, at most 100,000 of them; `namesTotal` counts all. */
  readonly names: readonly string[]
  readonly namesTotal: number
  /** Answers by their code, `{"0": 12, "3": 1}`. */
  readonly rcodes: Readonly<Record<string, number>>
  readonly topNames: readonly NameCount[]
}
export interface ReportCertificate {
  readonly subject: string
  readonly issuer: string
  readonly names: readonly string[]
  readonly notBeforeMs: number
  readonly notAfterMs: number
  readonly serial: string
  readonly publicKey: string
  readonly signatureAlgorithm: string
  readonly selfSigned: boolean
  readonly fingerprint: string
  readonly count: number
  /** First frame that carried it. */
  readonly frame: number
}
export interface ReportTls {
  readonly clientHellos: number
  readonly serverHellos: number
  readonly sni: readonly string[]
  readonly ja4: readonly string[]
  readonly ja3: readonly string[]
  readonly topSni: readonly NameCount[]
  readonly topJa4: readonly NameCount[]
  readonly alpn: Readonly<Record<string, number>>
  /** Negotiated, by number (`0x0304`). */
  readonly versions: Readonly<Record<string, number>>
  readonly ciphers: Readonly<Record<string, number>>
  readonly handshakeTypes: Readonly<Record<string, number>>
  /** `level.description`, RFC 8446 §6. */
  readonly alerts: Readonly<Record<string, number>>
  readonly certificates: readonly ReportCertificate[]
}
export interface ReportHttp {
  /** Messages that are whole, over TCP and (SSDP) UDP. */
  readonly requests: number
  readonly responses: number
  /** Messages that began and were never whole: lost, broken off, or still under way at the end. They are counted nowhere else. */
  readonly unfinished: number
  readonly methods: Readonly<Record<string, number>>
  readonly hosts: readonly string[]
  readonly statuses: Readonly<Record<string, number>>
  readonly userAgents: readonly string[]
  readonly servers: readonly NameCount[]
  readonly contentTypes: readonly NameCount[]
  readonly topHosts: readonly NameCount[]
  readonly files: readonly {
    readonly name: string
    readonly contentType: string
    readonly bytes?: number
    readonly frame: number
  }[]
  readonly firstRequests: readonly {
    readonly method: string
    readonly host: string
    readonly uri: string
    readonly frame: number
  }[]
}
export interface Distribution {
  /** Upper bounds in microseconds, and how many were at most that (and above the bound before). */
  readonly upToUs: readonly number[]
  readonly counts: readonly number[]
  readonly count: number
  readonly meanUs: number
  readonly maxUs: number
}
export interface ReportTcp {
  /** Connections: more than conversations where ports were used again. */
  readonly streams: number
  readonly syns: number
  readonly synAcks: number
  readonly fins: number
  readonly resets: number
  readonly retransmissions: number
  readonly fastRetransmissions: number
  readonly spuriousRetransmissions: number
  readonly outOfOrder: number
  readonly duplicateAcks: number
  readonly lostSegments: number
  readonly ackedLostSegments: number
  readonly zeroWindows: number
  readonly zeroWindowProbes: number
  readonly windowFulls: number
  readonly windowUpdates: number
  readonly keepAlives: number
  readonly reusedPorts: number
  /** SYNs that had no answer. */
  readonly unanswered: number
  readonly handshake: Distribution
  readonly response: Distribution
}
