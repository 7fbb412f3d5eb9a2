/** Where media will flow, as SIP's session descriptions announce it (RFC 8866): RTP says nothing of itself. */
import { parseSdp } from '../applications/sdp.ts'
import type { FlowTable } from '../flows/flow-table.ts'

const MOST_PLACES = 20_000

export class AnnouncedMedia {
  /** `192.0.2.1 5004` → whether control (RTCP) flows there alone. */
  readonly #places = new Map<string, 'rtp' | 'rtcp'>()
  readonly #flows: FlowTable

  constructor(flows: FlowTable) {
    this.#flows = flows
  }

  /** One SIP message: what it announces is known from now on. */
  announce(view: DataView, start: number, end: number): void {
    for (const { address, port, rtcpPort } of parseSdp(view, start, end)) {
      if (this.#places.size >= MOST_PLACES) return
      this.#places.set(`${address} ${port}`, 'rtp')
      if (rtcpPort !== port) this.#places.set(`${address} ${rtcpPort}`, 'rtcp')
    }
  }

  /** What was announced for one of the ends of this flow. */
  of(flow: number): 'rtp' | 'rtcp' | undefined {
    if (this.#places.size === 0) return undefined
    const { a, b } = this.#flows.read(flow)
    return this.#places.get(`${b.address} ${b.port}`) ?? this.#places.get(`${a.address} ${a.port}`)
  }
}
