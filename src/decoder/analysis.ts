/**
 * A whole capture in one pass at flat memory: bytes of the file in, a report out. Nothing is allocated per packet;
 * what grows is what is reported (flows, names), and every list has a bound.
 */

import { Hierarchy } from './facts/hierarchy.ts'
import { Sight } from './facts/sight.ts'
import { Timeline } from './facts/timeline.ts'
import { Times } from './facts/times.ts'
import { type CaptureFacts, CaptureReader } from './files/capture-reader.ts'
import type { RecordSink } from './files/records.ts'
import { ConnectionSurvey } from './findings/connection-survey.ts'
import { findAll } from './findings/list.ts'
import { FlowTable } from './flows/flow-table.ts'
import { Fragments } from './flows/fragments.ts'
import { FlowSurvey } from './flows/survey.ts'
import { Insides } from './insides.ts'
import { firstLayer } from './link-types.ts'
import { Packet } from './packet.ts'
import { END, ETH, FIRST_APPLICATION, IP, IPV6, PROTOCOL_NAMES } from './protocols.ts'
import type { Report, ReportFinding } from './report.ts'
import { reportAddresses, reportConversations } from './report-flows.ts'
import { reportInsides, reportKeys } from './report-insides.ts'
import { walk } from './walk.ts'
import { walkPlain } from './walk-plain.ts'

export type AnalysisLevel = 'flows' | 'full'
export interface Analysis {
  /** Bytes of the capture file (compression undone), in order, in chunks of any size; a chunk is not kept. */
  push(chunk: Uint8Array): void
  /** What is known so far. */
  snapshot(): Report
  /** The file has ended. */
  finish(): Report
  /** Frames so far. */
  readonly packets: number
  /** Nothing more of this file can be read: pushing on is harmless. */
  readonly stopped: boolean
}

export interface AnalysisOptions {
  readonly level: AnalysisLevel
  /** Stands between the file and the analysis; only what it passes on is analysed and counted. */
  readonly sift?: (sink: RecordSink) => RecordSink
}
export function createAnalysis(options: AnalysisOptions): Analysis {
  return new CaptureAnalysis(options)
}

/** Datagrams inside fragments inside datagrams … end here. */
const MOST_REASSEMBLED = 4

class CaptureAnalysis implements Analysis, RecordSink {
  readonly #level: AnalysisLevel
  readonly #reader: CaptureReader
  readonly #packet = new Packet()
  readonly #flows = new FlowTable()
  readonly #sight = new Sight()
  readonly #times = new Times()
  readonly #fragments = new Fragments()
  readonly #hierarchy = new Hierarchy()
  readonly #timeline: Timeline | undefined
  /** Where the frame at hand stands in the tree of protocols. */
  #node = 0
  readonly #insides: Insides | undefined
  #bytes = 0
  #captured = 0
  #malformed = 0
  #truncated = 0
  readonly #unknownLinkTypes = new Map<number, number>()
  #linkType = -1
  #firstLayer = END

  constructor({ level, sift }: AnalysisOptions) {
    this.#level = level
    this.#reader = new CaptureReader(sift ? sift(this) : this)
    this.#timeline = level === 'full' ? new Timeline() : undefined
    this.#insides = level === 'full' ? new Insides(this.#flows, this.#sight, this.#reader.notes.keys) : undefined
  }

  get packets(): number {
    return this.#sight.frame
  }
  get stopped(): boolean {
    return this.#reader.stopped
  }
  push(chunk: Uint8Array): void {
    this.#reader.push(chunk)
  }
  finish(): Report {
    this.#reader.end()
    this.#insides?.finish()
    return this.#report()
  }
  snapshot(): Report {
    return this.#report()
  }

  record(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
    linkType: number,
  ): void {
    const sight = this.#sight
    sight.frame++
    sight.top = END
    this.#bytes += wireLength
    this.#captured += end - start
    if (linkType !== this.#linkType) {
      this.#linkType = linkType
      this.#firstLayer = firstLayer(linkType)
    }
    if (this.#firstLayer === END) this.#unknownLinkTypes.set(linkType, (this.#unknownLinkTypes.get(linkType) ?? 0) + 1)
    const packet = this.#packet
    packet.linkType = linkType
    packet.reset(bytes, view, start, end, wireLength)
    const { untimed } = this.#times
    packet.atNs = this.#times.tell(seconds, nanoseconds)
    sight.atNs = packet.atNs
    if (this.#firstLayer !== ETH || !walkPlain(packet)) walk(packet, this.#firstLayer)
    if (packet.problemCode !== '') this.#note(packet)
    this.#node = 0
    this.#take(packet, wireLength, 0)
    const { top } = sight
    if (top !== END) {
      this.#node = this.#hierarchy.below(this.#node, top)
      if (end - start < wireLength && packet.problemCode !== 'cut') this.#truncated++
    }
    this.#hierarchy.count(this.#node, wireLength)
    // What has no time stands nowhere in it.
    if (this.#times.untimed !== untimed) return
    this.#timeline?.add(packet.atNs, top !== END ? top : (packet.layerIds[packet.layerCount - 1] as number), wireLength)
  }

  #note(packet: Packet): void {
    if (packet.problemCode === 'cut') this.#truncated++
    else this.#malformed++
  }

  /** Counts the layers and paths of a walked frame, or of a datagram put together from its pieces. */
  #take(packet: Packet, wireLength: number, depth: number): void {
    const sight = this.#sight
    // What was put together from pieces goes on below the IP header its last piece had.
    let node = this.#node
    for (let n = depth === 0 ? 0 : 1; n < packet.layerCount; n++) {
      node = this.#hierarchy.below(node, packet.layerIds[n] as number)
    }
    this.#node = node
    if (packet.pathCount === 0) this.#insides?.local(packet)
    for (let k = 0; k < packet.pathCount; k++) {
      if (packet.pathFragment[k] !== 0 && this.#reassemble(packet, k, wireLength, depth)) continue
      const flow = this.#flows.touch(packet, k, wireLength)
      sight.flow = flow
      if (!this.#insides) continue
      if (flow >= 0) this.#insides.path(packet, k, flow, this.#flows.direction)
      else this.#insides.alone(packet, k)
    }
  }

  /** True when path `k` was the last missing piece of a datagram, which then has been taken as a whole. */
  #reassemble(packet: Packet, k: number, wireLength: number, depth: number): boolean {
    if (packet.pathQuoted[k] !== 0 || packet.pathTransport[k] !== END || depth === MOST_REASSEMBLED) return false
    const whole = this.#fragments.offer(packet, k)
    if (!whole) return false
    const inner = new Packet()
    inner.linkType = packet.linkType
    inner.reset(whole, new DataView(whole.buffer), 0, whole.length, whole.length)
    inner.atNs = packet.atNs
    inner.context = packet.pathContext[k] as number
    walk(inner, packet.pathVersion[k] === 4 ? IP : IPV6)
    this.#take(inner, wireLength, depth + 1)
    return true
  }

  #report(): Report {
    const times = this.#times
    const absolute = (atNs: number) => times.absolute(atNs)
    const facts: CaptureFacts = this.#reader.facts
    const survey = new FlowSurvey(this.#flows)
    const { comments, drops, secrets, keys } = this.#reader.notes
    return {
      version: 1,
      level: this.#level,
      complete: this.#reader.stopped,
      file: { ...facts, problems: [...this.#reader.problems], comments, drops, secrets, ...reportKeys(keys) },
      packets: this.#sight.frame,
      bytes: this.#bytes,
      capturedBytes: this.#captured,
      ...times.report(),
      ...(times.untimed > 0 ? { untimed: times.untimed } : {}),
      protocols: this.#protocols(),
      unknownLinkTypes: Object.fromEntries(this.#unknownLinkTypes),
      ...reportAddresses(this.#flows, survey),
      ...reportConversations(this.#flows, survey, absolute, (flow) => this.#insides?.about(flow) ?? {}),
      flows: this.#flows.count,
      ...this.#summarised(),
      malformed: this.#malformed,
      truncated: this.#truncated,
      hierarchy: this.#hierarchy.report(),
      ...(this.#timeline ? { timeline: this.#timeline.report() } : {}),
      ...(this.#insides ? { ...reportInsides(this.#insides), findings: this.#findings(this.#insides, survey) } : {}),
    }
  }

  #findings(insides: Insides, survey: FlowSurvey): readonly ReportFinding[] {
    const times = this.#times
    return findAll({
      flows: this.#flows,
      survey,
      connections: new ConnectionSurvey(this.#flows, insides.tcp.table),
      insides,
      spanNs: times.spanNs,
      toMs: (atNs) => times.toMs(atNs),
    })
  }

  #summarised(): Pick<Report, 'summarised'> {
    const { overflowPackets: packets, overflowBytes: bytes } = this.#flows
    const segments = this.#insides?.tcp.unfollowed ?? 0
    return packets > 0 || segments > 0 ? { summarised: { packets, bytes, segments } } : {}
  }

  #protocols(): Record<string, number> {
    const protocols: Record<string, number> = {}
    const layers = this.#hierarchy.frames()
    for (const [id, name] of PROTOCOL_NAMES.entries()) {
      // Applications are found in streams too, several in a frame: the tree holds only the last of them.
      const frames = (id < FIRST_APPLICATION ? layers : this.#sight.frames)[id] as number
      if (frames > 0 && id !== END) protocols[name] = frames
    }
    return protocols
  }
}
