/** IPv6 addresses as small numbers, so that a flow's key is as short for them as for IPv4. */
import { formatIpv6 } from '../addresses.ts'
import { hashOfFour } from '../hash.ts'
import { Pages } from './pages.ts'

const ADDRESS_BYTES = 16
const FIRST_SLOTS = 64

export class Ipv6Addresses {
  readonly #pages = new Pages(ADDRESS_BYTES)
  #slots = new Int32Array(FIRST_SLOTS)
  #mask = FIRST_SLOTS - 1

  get count(): number {
    return this.#pages.count
  }

  /** The number of the sixteen bytes at `at`; equal addresses have equal numbers. A new one that may not be added has -1. */
  intern(view: DataView, at: number, mayAdd: boolean): number {
    const a = view.getUint32(at)
    const b = view.getUint32(at + 4)
    const c = view.getUint32(at + 8)
    const d = view.getUint32(at + 12)
    for (let slot = hashOfFour(a, b, c, d) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const index = (this.#slots[slot] as number) - 1
      if (index < 0) return mayAdd ? this.#add(slot, a, b, c, d) : -1
      const page = this.#pages.of(index)
      const o = this.#pages.at(index)
      if (
        page.getUint32(o) === a &&
        page.getUint32(o + 4) === b &&
        page.getUint32(o + 8) === c &&
        page.getUint32(o + 12) === d
      ) {
        return index
      }
    }
  }

  #add(slot: number, a: number, b: number, c: number, d: number): number {
    const index = this.#pages.add()
    const page = this.#pages.of(index)
    const o = this.#pages.at(index)
    page.setUint32(o, a)
    page.setUint32(o + 4, b)
    page.setUint32(o + 8, c)
    page.setUint32(o + 12, d)
    this.#slots[slot] = index + 1
    if (this.#pages.count * 2 > this.#slots.length) this.#grow()
    return index
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let index = 0; index < this.#pages.count; index++) {
      const page = this.#pages.of(index)
      const o = this.#pages.at(index)
      let slot =
        hashOfFour(page.getUint32(o), page.getUint32(o + 4), page.getUint32(o + 8), page.getUint32(o + 12)) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = index + 1
    }
    this.#slots = slots
    this.#mask = mask
  }

  format(index: number): string {
    return formatIpv6(this.#pages.of(index), this.#pages.at(index))
  }
}
