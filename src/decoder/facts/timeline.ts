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
  #used = 0
  readonly #rows: (Row | undefined)[] = PROTOCOL_NAMES.map(() => undefined)

  /** One frame whose uppermost protocol is `protocol`. What goes back before the first frame counts with it. */
  add(atNs: number, protocol: number, bytes: number): void {
    let step = Math.floor(atNs / this.#stepNs)
    if (step < 0) step = 0
    while (step >= MOST_STEPS) {
      this.#double()
      step = Math.floor(atNs / this.#stepNs)
    }
    if (step >= this.#used) this.#used = step + 1
    const row = this.#rows[protocol] ?? this.#newRow(protocol)
    row.packets[step] = (row.packets[step] as number) + 1
    row.bytes[step] = (row.bytes[step] as number) + bytes
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
    return { stepNs: this.#stepNs, protocols }
  }
}

function halve(values: Float64Array): void {
  for (let n = 0; n < MOST_STEPS / 2; n++) values[n] = (values[2 * n] as number) + (values[2 * n + 1] as number)
  values.fill(0, MOST_STEPS / 2)
}
