/** Which protocols were carried in which: a tree of layers with frames and bytes, as `tshark -z io,phs` shows it. */
import { PROTOCOL_NAMES } from '../protocols.ts'
import type { ReportHierarchy } from '../report.ts'

const WIDTH = 128
/** More distinct stacks than any network has; later ones count with their parents. */
const MOST_NODES = 2_048

export class Hierarchy {
  #next = new Uint16Array(32 * WIDTH)
  readonly #protocols: number[] = [0]
  readonly #parents: number[] = [0]
  readonly #frames: number[] = [0]
  readonly #bytes: number[] = [0]

  /** The node below `node` for `protocol`; the root is 0. */
  below(node: number, protocol: number): number {
    return this.#next[node * WIDTH + protocol] || this.#add(node, protocol)
  }

  #add(node: number, protocol: number): number {
    const added = this.#protocols.length
    if (added === MOST_NODES) return node
    this.#protocols.push(protocol)
    this.#parents.push(node)
    this.#frames.push(0)
    this.#bytes.push(0)
    if ((added + 1) * WIDTH > this.#next.length) {
      const larger = new Uint16Array(this.#next.length * 2)
      larger.set(this.#next)
      this.#next = larger
    }
    this.#next[node * WIDTH + protocol] = added
    return added
  }

  /** Frames in which each protocol occurs, at any depth; a frame with it twice counts once. */
  frames(): Float64Array {
    const frames = new Float64Array(PROTOCOL_NAMES.length)
    for (let node = 1; node < this.#protocols.length; node++) {
      const own = this.#frames[node] as number
      if (own === 0) continue
      const above = new Set<number>()
      for (let at = node; at !== 0; at = this.#parents[at] as number) above.add(this.#protocols[at] as number)
      for (const protocol of above) frames[protocol] = (frames[protocol] as number) + own
    }
    return frames
  }

  /** One frame whose innermost layer is `node`. */
  count(node: number, bytes: number): void {
    this.#frames[node] = (this.#frames[node] as number) + 1
    this.#bytes[node] = (this.#bytes[node] as number) + bytes
  }

  report(): readonly ReportHierarchy[] {
    const nodes = this.#protocols.map((protocol, n) => ({
      name: PROTOCOL_NAMES[protocol] ?? 'data',
      frames: this.#frames[n] as number,
      bytes: this.#bytes[n] as number,
      inside: [] as ReportHierarchy[],
    }))
    // Children come after their parents: backwards, every sum is ready before it is added.
    for (let n = nodes.length - 1; n > 0; n--) {
      const node = nodes[n]
      const parent = nodes[this.#parents[n] as number]
      if (!node || !parent) continue
      node.inside.sort((a, b) => b.frames - a.frames)
      parent.frames += node.frames
      parent.bytes += node.bytes
      parent.inside.push(node)
    }
    return nodes[0]?.inside.toSorted((a, b) => b.frames - a.frames) ?? []
  }
}
