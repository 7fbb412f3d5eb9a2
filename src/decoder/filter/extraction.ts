/**
 * Runs the `describe` of just those layers and that application a filter asks about, at most once a frame, and keeps just the
 * fields it names.
 */
import { applicationOf, describeMessages, payloadOf } from '../applications/payload.ts'
import type { Application, Fields } from '../fields.ts'
import { LAYER_OF_ID } from '../layers/list.ts'
import type { Packet } from '../packet.ts'
import { PROTOCOL_NAMES, type ProtocolName } from '../protocols.ts'
import { FrameFacts } from './frame.ts'
import { Occurrences } from './occurrences.ts'
import type { Streams } from './streams.ts'

const NO_BYTES = new Uint8Array(0)
const NO_VIEW = new DataView(NO_BYTES.buffer)

/** The fields that are asked for of one layer, and what was found of them. */
class Slots {
  readonly #found = new Map<string, Occurrences>()
  /** What was asked of `wants` before. */
  readonly #prefixes = new Map<string, boolean>()

  get(name: string): Occurrences | undefined {
    return this.#found.get(name)
  }
  has(name: string): boolean {
    return this.#found.has(name)
  }
  want(name: string): Occurrences {
    const known = this.#found.get(name)
    if (known) return known
    const slot = new Occurrences()
    this.#found.set(name, slot)
    this.#prefixes.clear()
    return slot
  }
  wants(prefix: string): boolean {
    let wanted = this.#prefixes.get(prefix)
    if (wanted === undefined) {
      wanted = [...this.#found.keys()].some((name) => name.startsWith(prefix))
      this.#prefixes.set(prefix, wanted)
    }
    return wanted
  }
  clear(): void {
    for (const slot of this.#found.values()) slot.count = 0
  }
}
const NO_SLOTS = new Slots()

export class Extraction implements Fields {
  packet!: Packet
  /** Present when the filter asks what only the frames before can say. */
  readonly streams: Streams | undefined
  frame = new FrameFacts()
  bytes: Uint8Array = NO_BYTES
  view: DataView = NO_VIEW
  readonly #layerSlots: (Slots | undefined)[] = PROTOCOL_NAMES.map(() => undefined)
  readonly #layerDone = new Float64Array(PROTOCOL_NAMES.length)
  readonly #applicationSlots = new Slots()
  #applicationDone = 0
  #application: Application | undefined
  #applicationKnown = 0
  #serial = 0
  #filling: Slots = NO_SLOTS

  constructor(streams?: Streams) {
    this.streams = streams
  }

  /** A new frame: nothing of it is known yet. */
  begin(packet: Packet, frame: FrameFacts): void {
    this.packet = packet
    this.frame = frame
    this.#serial++
    this.streams?.note(packet, frame)
  }

  /** Where a field's occurrences are once its layer is described; a new wish has the layer described anew. */
  wantOfLayer(layer: number, name: string): Occurrences {
    const slots = this.#layerSlots[layer] ?? new Slots()
    this.#layerSlots[layer] = slots
    if (!slots.has(name)) this.#layerDone[layer] = 0
    return slots.want(name)
  }
  wantOfApplication(name: string): Occurrences {
    if (!this.#applicationSlots.has(name)) this.#applicationDone = 0
    return this.#applicationSlots.want(name)
  }

  describeLayer(id: number): void {
    if (this.#layerDone[id] === this.#serial) return
    this.#layerDone[id] = this.#serial
    const slots = this.#layerSlots[id]
    const layer = LAYER_OF_ID[id]
    if (!slots || !layer) return
    this.#fill(slots)
    const { packet } = this
    for (let n = 0; n < packet.layerCount; n++) {
      if (packet.layerIds[n] !== id) continue
      layer.describe(this, packet.layerStarts[n] as number, packet.layerLimits[n] as number)
    }
  }

  /** The application of this frame when it is one of `candidates`; the whole list is asked only when one of them says yes. */
  applicationAmong(candidates: readonly Application[]): Application | undefined {
    if (this.#applicationKnown !== this.#serial) {
      if (!mayBe(this.packet, candidates)) return undefined
      this.recognise()
    }
    return this.#application && candidates.includes(this.#application) ? this.#application : undefined
  }

  recognise(): Application | undefined {
    if (this.#applicationKnown !== this.#serial) {
      this.#applicationKnown = this.#serial
      this.#application = applicationOf(this.packet)
    }
    return this.#application
  }

  describeApplication(application: Application): void {
    if (this.#applicationDone === this.#serial) return
    this.#applicationDone = this.#serial
    this.#fill(this.#applicationSlots)
    describeMessages(this.packet, application, this)
  }

  #fill(slots: Slots): void {
    this.#filling = slots
    slots.clear()
    this.bytes = this.packet.bytes
    this.view = this.packet.view
  }

  #put(name: string, value: number, start: number, end: number): void {
    const slot = this.#filling.get(name)
    if (slot === undefined) return
    const n = slot.count++
    slot.numbers[n] = value
    slot.starts[n] = start
    slot.ends[n] = end
  }

  uint(name: string, value: number, start: number, end: number): void {
    this.#put(name, value, start, end)
  }
  double(name: string, value: number, start: number, end: number): void {
    this.#put(name, value, start, end)
  }
  bool(name: string, value: boolean, start: number, end: number): void {
    this.#put(name, value ? 1 : 0, start, end)
  }
  text(name: string, value: string): void {
    this.#filling.get(name)?.addText(value)
  }
  bytesAt(name: string, start: number, end: number): void {
    this.#filling.get(name)?.addBytes(start, end)
  }
  ipv4(name: string, start: number): void {
    if (this.#filling.has(name)) this.#put(name, this.view.getUint32(start), start, start + 4)
  }
  ipv6(name: string, start: number): void {
    this.#filling.get(name)?.addBytes(start, start + 16)
  }
  mac(name: string, start: number): void {
    this.#filling.get(name)?.addBytes(start, start + 6)
  }
  layer(_protocol: ProtocolName): void {
    // Where a layer begins is known from the walk.
  }
  open(): void {
    // Groups are for the eye.
  }
  close(): void {
    // See `open`.
  }
  problem(): void {
    // A field that could not be read does not occur.
  }
  wants(prefix: string): boolean {
    return this.#filling.wants(prefix)
  }
}

function mayBe(packet: Packet, candidates: readonly Application[]): boolean {
  const payload = payloadOf(packet)
  if (!payload) return false
  const { transport, start, end, portA, portB } = payload
  for (const application of candidates) {
    const ports = application[transport]
    const expected = ports.includes(portA) || ports.includes(portB)
    if (application.recognises(packet.view, start, end, { transport, expected })) return true
  }
  return false
}
