/**
 * What walking one frame found. One object serves every frame of a capture: nothing here is allocated per packet,
 * positions are offsets into `view`, and what a layer says is read from the bytes again by whoever wants it.
 */
import { END } from './protocols.ts'

const MAX_LAYERS = 32
export const MAX_PATHS = 8

/** Why a layer could not be read to its end; `offset` counts from the frame's first byte. */
export type ProblemCode =
  /** The capture holds less of the frame than was on the wire. */
  | 'cut'
  /** A length or a field contradicts its standard. */
  | 'malformed'
  /** More headers inside each other than any network sends. */
  | 'too-deep'
export interface Problem {
  readonly code: ProblemCode
  readonly offset: number
}

export class Packet {
  view: DataView = new DataView(new ArrayBuffer(0))
  bytes: Uint8Array = new Uint8Array(0)
  /** First byte of the frame, and the one after its last captured byte. */
  start = 0
  end = 0
  /** Length of the frame on the wire, in bytes. */
  wireLength = 0
  /** LINKTYPE_ number of the interface that saw it. */
  linkType = 1
  /**
   * When it was captured, in nanoseconds after the first frame; kept from frame to frame by whoever knows the time. A field,
   * because a fraction that is passed from one function to the next is made an object each time.
   */
  atNs = 0

  /** Where the next layer begins, where its captured bytes end, and where they would end on the wire (`wireLimit` ≥ `limit`). */
  at = 0
  limit = 0
  wireLimit = 0

  layerCount = 0
  readonly layerIds = new Uint8Array(MAX_LAYERS)
  readonly layerStarts = new Int32Array(MAX_LAYERS)
  /** Where each layer may end (its payload included). */
  readonly layerLimits = new Int32Array(MAX_LAYERS)

  /**
   * One path for each IP header: who talks to whom. The innermost is the last. A datagram quoted by an ICMP error is a
   * path with `pathQuoted`. `pathTransport` is TCP, UDP or SCTP when their ports were readable, else `END`.
   */
  pathCount = 0
  readonly pathVersion = new Uint8Array(MAX_PATHS)
  readonly pathNetwork = new Int32Array(MAX_PATHS)
  readonly pathProtocol = new Uint8Array(MAX_PATHS)
  readonly pathTransport = new Uint8Array(MAX_PATHS)
  readonly pathStart = new Int32Array(MAX_PATHS)
  /** Where the transport's payload begins; only with `pathTransport`. */
  readonly pathPayload = new Int32Array(MAX_PATHS)
  readonly pathEnd = new Int32Array(MAX_PATHS)
  /** Length of the transport's payload on the wire, which a short capture may not hold. */
  readonly pathWireLength = new Int32Array(MAX_PATHS)
  /** VLAN and tunnel numbers around this path, mixed into one number; 0 when there are none. */
  readonly pathContext = new Int32Array(MAX_PATHS)
  readonly pathQuoted = new Uint8Array(MAX_PATHS)
  /** This datagram is a piece of a larger one: its transport is readable after reassembly, or from a first piece that is cut or quoted. */
  readonly pathFragment = new Uint8Array(MAX_PATHS)

  context = 0
  quoted = 0

  /** 1 when nobody puts fragments together: first pieces are read for what they show. Kept from frame to frame. */
  alone = 0

  problemCode: ProblemCode | '' = ''
  problemOffset = 0

  /** Points at one frame inside `bytes`; `view` is over the same memory, made once a chunk. */
  reset(bytes: Uint8Array, view: DataView, start: number, end: number, wireLength: number): void {
    this.bytes = bytes
    this.view = view
    this.start = start
    this.end = end
    this.wireLength = wireLength
    this.at = start
    this.limit = end
    this.wireLimit = start + wireLength > end ? start + wireLength : end
    this.layerCount = 0
    this.pathCount = 0
    this.context = 0
    this.quoted = 0
    this.problemCode = ''
  }

  /** A layer begins at `at`. */
  push(id: number): void {
    const n = this.layerCount
    if (n === MAX_LAYERS) return
    this.layerIds[n] = id
    this.layerStarts[n] = this.at
    this.layerLimits[n] = this.limit
    this.layerCount = n + 1
  }

  /** Whether `length` more bytes of this layer were captured; a problem is noted when not. */
  has(length: number): boolean {
    if (this.at + length <= this.limit) return true
    this.cut()
    return false
  }

  /** The layer needs more than there is: the capture is short, or the layer's own length was wrong. Ends the walk. */
  cut(): number {
    return this.fail(this.wireLimit > this.limit ? 'cut' : 'malformed')
  }

  /** As `cut`, of a transport: all that an ICMP error owes of it are its first eight bytes (RFC 792), so there it is no problem. */
  cutTransport(): number {
    return this.quoted !== 0 && this.start + this.wireLength <= this.end ? END : this.cut()
  }

  fail(code: ProblemCode): number {
    if (this.problemCode === '') {
      this.problemCode = code
      this.problemOffset = this.at - this.start
    }
    return END
  }

  /** An IP header begins at `network`; its transport, if any, says the rest. */
  beginPath(version: number, network: number): void {
    const k = this.pathCount
    if (k === MAX_PATHS) return
    this.pathVersion[k] = version
    this.pathNetwork[k] = network
    this.pathProtocol[k] = 255
    this.pathTransport[k] = END
    this.pathStart[k] = this.limit
    this.pathEnd[k] = this.limit
    this.pathContext[k] = this.context
    this.pathQuoted[k] = this.quoted
    this.pathFragment[k] = 0
    this.pathCount = k + 1
  }

  /** The IP header of the newest path said which protocol follows. */
  setPathProtocol(protocol: number): void {
    const k = this.pathCount - 1
    if (k < 0) return
    this.pathProtocol[k] = protocol
    this.pathStart[k] = this.at
    this.pathEnd[k] = this.limit
    this.pathWireLength[k] = this.wireLimit - this.at
  }

  setPathFragment(): void {
    if (this.pathCount > 0) this.pathFragment[this.pathCount - 1] = 1
  }

  /** The newest path has a transport with ports at `at`, and payload from `payload` on. */
  setPathTransport(transport: number, payload: number): void {
    const k = this.pathCount - 1
    if (k < 0) return
    this.pathTransport[k] = transport
    this.pathStart[k] = this.at
    this.pathPayload[k] = payload < this.limit ? payload : this.limit
    this.pathEnd[k] = this.limit
    const left = this.wireLimit - payload
    this.pathWireLength[k] = left > 0 ? left : 0
  }

  /** A VLAN, VNI, key or label (`value`) of kind `kind` (a protocol number) is around everything that follows. */
  addContext(kind: number, value: number): void {
    this.context = Math.imul(this.context ^ Math.imul(value + 1, 0x9e3779b1), 31) ^ kind
  }
}
