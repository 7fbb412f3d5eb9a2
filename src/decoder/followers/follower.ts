/** Whoever reads the bytes of one TCP connection, both directions, in order. */
export interface Follower {
  /**
   * New bytes of one direction, right after those before; lent until the call returns. Answers how many of the bytes that
   * come next need not be shown (the rest of a message whose length is known).
   */
  data(direction: number, view: DataView, bytes: Uint8Array, start: number, end: number): number
  /** `length` bytes of this direction were never captured, and it may have begun a message in them. */
  gap(direction: number, length: number): void
  /** Bytes were never captured, but all within those that need not be shown: the message at hand goes on behind them. */
  damage?(direction: number): void
  /** A segment of which the capture holds only `start`…`end`. Absent: these are data like any, and the rest is a gap. */
  cut?(direction: number, view: DataView, start: number, end: number): void
  /** A segment came `distance` bytes ahead of what is awaited: it is shown when its turn has come, and is here already. */
  ahead?(direction: number, distance: number, view: DataView, start: number, end: number): void
  /** This direction sends no more. */
  close(direction: number): void
  /** The connection is not seen any further: the capture has ended, or another one took its ends. May be told twice. */
  end?(): void
}

/** Nothing more of this direction need be shown. */
export const NO_MORE = 0x7fff_ffff

const SMALLEST = 512
const LARGEST_REUSED = 32_768
/** Of each size; all of them together are 4 MB. */
const MOST_REUSED = 64

/** Views of buffers that were given back, by size: connections begin and end by the thousand, each with a few of them. */
const spare: DataView[][] = []
const classOf = (length: number) => 32 - Math.clz32((Math.max(length, SMALLEST) - 1) | 1)

function takeBuffer(length: number): DataView {
  const size = classOf(length)
  return spare[size]?.pop() ?? new DataView(new ArrayBuffer(2 ** size))
}
function giveBack(view: DataView): void {
  if (view.byteLength === 0 || view.byteLength > LARGEST_REUSED) return
  const size = classOf(view.byteLength)
  let same = spare[size]
  if (!same) {
    same = []
    spare[size] = same
  }
  if (same.length < MOST_REUSED) same.push(view)
}

/**
 * What a message lacks is kept until it comes: one buffer a direction. Once a message has been read the buffer is given back, and
 * belongs to the next who needs one: what is lent of it ends with `clear`.
 */
export class Pending {
  bytes: Uint8Array = EMPTY
  view: DataView = EMPTY_VIEW
  length = 0

  /** Appends and answers false when more than `most` bytes would be held; then nothing is held any more. */
  append(bytes: Uint8Array, start: number, end: number, most: number): boolean {
    const length = this.length + end - start
    if (length > most) {
      this.clear()
      return false
    }
    if (length > this.bytes.length) {
      const larger = takeBuffer(length)
      const all = new Uint8Array(larger.buffer)
      if (this.length > 0) all.set(this.bytes.subarray(0, this.length))
      giveBack(this.view)
      this.bytes = all
      this.view = larger
    }
    this.bytes.set(bytes.subarray(start, end), this.length)
    this.length = length
    return true
  }

  /** Takes as much of `start`…`end` as is missing to `wanted` bytes; answers where it stopped. */
  take(bytes: Uint8Array, start: number, end: number, wanted: number): number {
    const stop = Math.min(end, start + Math.max(0, wanted - this.length))
    if (stop > start) this.append(bytes, start, stop, wanted)
    return stop
  }

  /** Drops the first `count` bytes. */
  drop(count: number): void {
    if (count >= this.length) this.clear()
    else {
      this.bytes.copyWithin(0, count, this.length)
      this.length -= count
    }
  }

  clear(): void {
    giveBack(this.view)
    this.bytes = EMPTY
    this.view = EMPTY_VIEW
    this.length = 0
  }
}
const EMPTY = new Uint8Array(0)
const EMPTY_VIEW = new DataView(EMPTY.buffer)
