/** What a TLS connection said, opened: handed on to whoever reads that application in clear, each byte once and in order. */
import type { Sight } from '../facts/sight.ts'
import { type Follower, NO_MORE, Pending } from './follower.ts'

/** As of connections in clear: so many pieces are looked at, and shorter ones are joined with those behind them. */
const TRIES = 6
const ENOUGH_TO_TELL = 64

/** Who follows a connection that begins with these bytes; `undefined` when nobody knows them. */
export type Recognise = (view: DataView, start: number, end: number) => Follower | undefined

export class OpenedStream {
  readonly #sight: Sight
  readonly #recognise: Recognise
  readonly #beginnings = [new Pending(), new Pending()] as const
  /** Bytes to come that need not be shown. */
  readonly #unseen = [0, 0]
  #follower: Follower | undefined
  #tries = 0

  constructor(sight: Sight, recognise: Recognise) {
    this.#sight = sight
    this.#recognise = recognise
  }

  data(direction: number, bytes: Uint8Array): void {
    const unseen = this.#unseen[direction] as number
    if (unseen > bytes.length) {
      if (unseen !== NO_MORE) this.#unseen[direction] = unseen - bytes.length
      return
    }
    if (bytes.length > 0) this.#tell(() => this.#deliver(direction, bytes, unseen))
  }

  #deliver(direction: number, bytes: Uint8Array, start: number): void {
    if (this.#follower) {
      this.#unseen[direction] = this.#follower.data(direction, viewOf(bytes), bytes, start, bytes.length)
      return
    }
    if (this.#tries >= TRIES) return
    const beginning = this.#beginnings[direction as 0 | 1]
    beginning.append(bytes, start, bytes.length, ENOUGH_TO_TELL + bytes.length)
    const { view, length } = beginning
    this.#follower = this.#recognise(view, 0, length)
    if (this.#follower) {
      // What the other side said before was too short to tell.
      this.#begin(1 - direction, this.#follower)
      this.#begin(direction, this.#follower)
    } else if (length >= ENOUGH_TO_TELL) {
      this.#tries++
      beginning.clear()
    }
  }

  #begin(direction: number, follower: Follower): void {
    const { view, bytes, length } = this.#beginnings[direction as 0 | 1]
    if (length > 0) this.#unseen[direction] = follower.data(direction, view, bytes, 0, length)
    this.#beginnings[direction as 0 | 1].clear()
  }

  /** `length` bytes, or a few less, could not be opened or were never captured. */
  gap(direction: number, length: number): void {
    this.#beginnings[direction as 0 | 1].clear()
    const unseen = this.#unseen[direction] as number
    if (unseen >= length) {
      if (unseen !== NO_MORE) this.#unseen[direction] = unseen - length
      this.#tell(() => this.#follower?.damage?.(direction))
    } else {
      this.#unseen[direction] = 0
      this.#tell(() => this.#follower?.gap(direction, length))
    }
  }

  close(direction: number): void {
    this.#tell(() => this.#follower?.close(direction))
  }

  end(): void {
    for (const one of this.#beginnings) one.clear()
    this.#tell(() => this.#follower?.end?.())
  }

  /** Whoever is told knows that it was no clear text. */
  #tell(tell: () => void): void {
    const before = this.#sight.isOpened
    this.#sight.isOpened = true
    tell()
    this.#sight.isOpened = before
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
