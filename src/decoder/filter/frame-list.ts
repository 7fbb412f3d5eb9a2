/** Frames (and paths in them) where something began, in order: eight bytes each, found by either. */
import { MAX_PATHS } from '../packet.ts'

const FIRST_ROOM = 64

export class FrameList {
  #places = new Float64Array(FIRST_ROOM)
  count = 0

  /** Places are added in order; answers the number of the new one, from 0. */
  add(frame: number, path: number): number {
    if (this.count === this.#places.length) {
      const larger = new Float64Array(this.count * 2)
      larger.set(this.#places)
      this.#places = larger
    }
    this.#places[this.count] = frame * MAX_PATHS + path
    return this.count++
  }

  /** The number of what began there, -1 when nothing did. */
  find(frame: number, path: number): number {
    const place = frame * MAX_PATHS + path
    let low = 0
    let high = this.count - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const there = this.#places[middle] as number
      if (there === place) return middle
      if (there < place) low = middle + 1
      else high = middle - 1
    }
    return -1
  }
}
