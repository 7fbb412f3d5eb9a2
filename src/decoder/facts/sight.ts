/** Where the analysis is: the frame at hand, and which applications were found in it. Shared by everything that looks at it. */
import { PROTOCOL_NAMES } from '../protocols.ts'

export class Sight {
  /** Number of the frame, from 1. */
  frame = 0
  /** Nanoseconds after the first frame. */
  atNs = 0
  /** Number of the flow at hand. */
  flow = 0
  /** The application found last in this frame; 0 when none was. */
  top = 0
  /** What is looked at was encrypted on its way, and opened with keys of the capture's own. */
  isOpened = false
  readonly frames = new Float64Array(PROTOCOL_NAMES.length)
  /** Number of the last frame in which an application was counted: a frame counts once, however often it occurs in it. */
  readonly #lastFrame = new Float64Array(PROTOCOL_NAMES.length)

  /** Bytes that are looked at now came in this earlier frame; 0: in the frame at hand. */
  attribute(frame: number): void {
    this.#earlier = frame
  }
  #earlier = 0

  count(protocol: number): void {
    if (this.#earlier !== 0) {
      this.#countEarlier(protocol)
      return
    }
    this.top = protocol
    if (this.#lastFrame[protocol] === this.frame) return
    this.#lastFrame[protocol] = this.frame
    this.frames[protocol] = (this.frames[protocol] as number) + 1
  }

  /** Frames that had to wait are rarely many: once each for a protocol. */
  #countEarlier(protocol: number): void {
    const key = this.#earlier * 256 + protocol
    if (this.#counted.has(key)) return
    if (this.#counted.size >= MOST_REMEMBERED) this.#counted.clear()
    this.#counted.add(key)
    this.frames[protocol] = (this.frames[protocol] as number) + 1
  }
  readonly #counted = new Set<number>()
}

const MOST_REMEMBERED = 65_536
