/** Packets and bytes over time by protocol, in steps that double whenever the capture outgrows them. */
import { PROTOCOL_NAMES } from '../protocols.ts'
import type { ReportTimeline } from '../report.ts'

const MOST_STEPS = 512
const FIRST_STEP_NS = 1e6

interface Row {
  readonly packets: Float64Array
  readonly bytes: Float64Array
}

export class Timeline {
  #stepNs = FIRST_STEP_NS
  /** Where the first step begins; below 0 where later frames are older than the first. */
  #beginsNs = 0
  #used = 0
  readonly #rows: (Row | undefined)[] = PROTOCOL_NAMES.map(() => undefined)

  /** One frame whose uppermost protocol is `protocol`. */
  add(atNs: number, protocol: number, bytes: number): void {
    if (atNs < this.#beginsNs) this.#beginAt(atNs)
    let step = Math.floor((atNs - this.#beginsNs) / this.#stepNs)
    while (step >= MOST_STEPS) {
      this.#double()
      step = Math.floor((atNs - this.#beginsNs) / this.#stepNs)
    }
    if (step >= this.#used) this.#used = step + 1
    const row = this.#rows[protocol] ?? this.#newRow(protocol)
    row.packets[step] = (row.packets[step] as number) + 1
    row.bytes[step] = (row.bytes[step] as number) + bytes
  }

  /** Puts steps before the first one until `atNs` has its own. */
  #beginAt(atNs: number): void {
    const missing = () => Math.ceil((this.#beginsNs - atNs) / this.#stepNs)
    while (missing() + this.#used > MOST_STEPS) this.#double()
    const added = missing()
    for (const row of this.#rows) {
      if (!row) continue
      moveBack(row.packets, added)
      moveBack(row.bytes, added)
    }
    this.#beginsNs -= added * this.#stepNs
    this.#used += added
  }

  #newRow(protocol: number): Row {
    const row = { packets: new Float64Array(MOST_STEPS), bytes: new Float64Array(MOST_STEPS) }
    this.#rows[protocol] = row
    return row
  }

  #double(): void {
    this.#stepNs *= 2
    this.#used = Math.ceil(this.#used / 2)
    for (const row of this.#rows) {
      if (!row) continue
      halve(row.packets)
      halve(row.bytes)
    }
  }

  report(): ReportTimeline {
    const protocols: ReportTimeline['protocols'][number][] = []
    for (const [id, row] of this.#rows.entries()) {
      if (!row) continue
      const name = PROTOCOL_NAMES[id] ?? 'data'
      protocols.push({
        name,
        packets: [...row.packets.subarray(0, this.#used)],
        bytes: [...row.bytes.subarray(0, this.#used)],
      })
    }
    return { stepNs: this.#stepNs, ...(this.#beginsNs < 0 ? { beginsNs: this.#beginsNs } : {}), protocols }
  }
}

function moveBack(values: Float64Array, steps: number): void {
  values.copyWithin(steps, 0, MOST_STEPS - steps)
  values.fill(0, 0, steps)
}

function halve(values: Float64Array): void {
  for (let n = 0; n < MOST_STEPS / 2; n++) values[n] = (values[2 * n] as number) + (values[2 * n + 1] as number)
  values.fill(0, MOST_STEPS / 2)
}
