/** Where every so many-th packet of a capture lies, so that any of ten million is reached at once. */
import type { ReaderState } from '../files/capture-reader.ts'

/** Packets from one place to the next: what has to be read to reach one in between. */
export const INDEX_STEP = 256

export interface PacketPlace {
  /** Byte of the (decompressed) file where the record begins. */
  readonly offset: number
  /** What the file said before. */
  readonly state: ReaderState
  /** Number of the packet that begins there, from 1. */
  readonly number: number
}
interface Stretch {
  /** First place that this holds for. */
  readonly from: number
  readonly state: ReaderState
}
interface Time {
  readonly seconds: number
  readonly nanoseconds: number
}

export class PacketIndex {
  #offsets = new Float64Array(1024)
  #places = 0
  readonly #stretches: Stretch[] = []
  /** Packets seen so far. */
  packets = 0
  /** Of the first packet. */
  first: Time = { seconds: 0, nanoseconds: 0 }
  /** The whole file was seen. */
  complete = false

  /**
   * Packet `packets + 1` begins at `offset`; `state` is asked for just where it is kept. Others than the next one are ignored,
   * so several passes over one file may all tell it what they see.
   */
  note(
    number: number,
    offset: number,
    seconds: number,
    nanoseconds: number,
    state: () => ReaderState | undefined,
  ): void {
    if (number !== this.packets + 1) return
    this.packets = number
    if (number === 1) this.first = { seconds, nanoseconds }
    if ((number - 1) % INDEX_STEP !== 0) return
    const known = state()
    if (known) this.#keep(offset, known)
  }

  #keep(offset: number, state: ReaderState): void {
    if (this.#places === this.#offsets.length) {
      const larger = new Float64Array(this.#places * 2)
      larger.set(this.#offsets)
      this.#offsets = larger
    }
    const last = this.#stretches.at(-1)?.state
    if (!last || !isSame(last, state)) {
      this.#stretches.push({ from: this.#places, state: { ...state, interfaces: [...state.interfaces] } })
    }
    this.#offsets[this.#places++] = offset
  }

  /** The nearest place at or before packet `number`; `undefined` for one that was not seen yet. */
  placeOf(number: number): PacketPlace | undefined {
    if (number < 1 || number > this.packets) return undefined
    const place = Math.floor((number - 1) / INDEX_STEP)
    const stretch = this.#stretchOf(place)
    if (place >= this.#places || !stretch) return undefined
    const records = place * INDEX_STEP
    return { offset: this.#offsets[place] as number, state: { ...stretch.state, records }, number: records + 1 }
  }
  #stretchOf(place: number): Stretch | undefined {
    let low = 0
    let high = this.#stretches.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#stretches[middle]?.from ?? 0) <= place) low = middle
      else high = middle - 1
    }
    return this.#stretches[low]
  }

  /** The last place there is: where a pass that was broken off goes on. */
  get lastPlace(): PacketPlace | undefined {
    return this.#places === 0 ? undefined : this.placeOf((this.#places - 1) * INDEX_STEP + 1)
  }

  /** As it is kept in a file; `of` tells the capture it belongs to. */
  encode(of: string): Uint8Array {
    const head = new TextEncoder().encode(
      JSON.stringify({ of, step: INDEX_STEP, packets: this.packets, first: this.first, stretches: this.#stretches }),
    )
    const headEnd = HEAD_AT + head.length
    const offsetsAt = headEnd + ((8 - (headEnd % 8)) % 8)
    const bytes = new Uint8Array(offsetsAt + this.#places * 8)
    const view = new DataView(bytes.buffer)
    view.setUint32(0, MAGIC)
    view.setUint32(4, VERSION)
    view.setUint32(8, head.length)
    view.setUint32(12, this.#places)
    bytes.set(head, HEAD_AT)
    for (let n = 0; n < this.#places; n++) view.setFloat64(offsetsAt + n * 8, this.#offsets[n] as number, true)
    return bytes
  }

  /** `undefined` for another capture's index, another version's, or a damaged one: it is made anew. */
  static decode(bytes: Uint8Array, of: string): PacketIndex | undefined {
    if (bytes.length < HEAD_AT) return undefined
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const headEnd = HEAD_AT + view.getUint32(8)
    const places = view.getUint32(12)
    const offsetsAt = headEnd + ((8 - (headEnd % 8)) % 8)
    const isOurs = view.getUint32(0) === MAGIC && view.getUint32(4) === VERSION
    if (!isOurs || bytes.length !== offsetsAt + places * 8) return undefined
    const head = parseHead(new TextDecoder().decode(bytes.subarray(HEAD_AT, headEnd)))
    if (!head || head.of !== of || head.step !== INDEX_STEP || Math.ceil(head.packets / INDEX_STEP) !== places) {
      return undefined
    }
    const index = new PacketIndex()
    index.#offsets = new Float64Array(Math.max(places, 1))
    for (let n = 0; n < places; n++) index.#offsets[n] = view.getFloat64(offsetsAt + n * 8, true)
    index.#places = places
    index.#stretches.push(...head.stretches)
    index.packets = head.packets
    index.first = head.first
    index.complete = true
    return index
  }
}

/** `VDXI` */
const MAGIC = 0x56445849
const VERSION = 1
const HEAD_AT = 16

interface Head {
  readonly of: string
  readonly step: number
  readonly packets: number
  readonly first: Time
  readonly stretches: readonly Stretch[]
}
function parseHead(json: string): Head | undefined {
  try {
    const head = JSON.parse(json) as Partial<Head>
    const whole = typeof head.of === 'string' && Number.isSafeInteger(head.packets) && Array.isArray(head.stretches)
    return whole && head.first ? (head as Head) : undefined
  } catch {
    return undefined
  }
}

/** Interfaces are only ever added within a section, and a new section begins with none. */
function isSame(a: ReaderState, b: ReaderState): boolean {
  const { length } = a.interfaces
  return (
    a.littleEndian === b.littleEndian &&
    length === b.interfaces.length &&
    (length === 0 || (a.interfaces[0] === b.interfaces[0] && a.interfaces[length - 1] === b.interfaces[length - 1]))
  )
}
