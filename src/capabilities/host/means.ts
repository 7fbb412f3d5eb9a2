/** Means of the samples since the rules looked last. */
import type { Means } from './rules/rule.ts'
import type { Vitals } from './schema.ts'

export interface MeansGatherer {
  add(vitals: Vitals): void
  /** Gives the means and begins anew. */
  take(): Means
}

interface Sum {
  total: number
  count: number
}
const meanOf = ({ total, count }: Sum) => (count > 0 ? total / count : undefined)

export function createMeansGatherer(): MeansGatherer {
  let iowait: Sum = { total: 0, count: 0 }
  let load: Sum = { total: 0, count: 0 }
  let jumpMs = 0
  let interfaces = new Map<string, { errors: number; drops: number; packets: number; count: number }>()

  return {
    add({ cpu, load: averages, facts, clock, interfaces: now }) {
      if (cpu) iowait = { total: iowait.total + cpu.iowaitPercent, count: iowait.count + 1 }
      if (averages) load = { total: load.total + averages.one / facts.cores, count: load.count + 1 }
      if (clock && Math.abs(clock.jumpMs) > Math.abs(jumpMs)) jumpMs = clock.jumpMs
      for (const each of now) {
        const sum = interfaces.get(each.name) ?? { errors: 0, drops: 0, packets: 0, count: 0 }
        interfaces.set(each.name, {
          errors: sum.errors + each.receiveErrorsPerSecond + each.transmitErrorsPerSecond,
          drops: sum.drops + each.receiveDropsPerSecond + each.transmitDropsPerSecond,
          packets: sum.packets + each.receivePacketsPerSecond + each.transmitPacketsPerSecond,
          count: sum.count + 1,
        })
      }
    },
    take() {
      const iowaitPercent = meanOf(iowait)
      const loadPerCore = meanOf(load)
      const means: Means = {
        jumpMs,
        interfaces: new Map(
          [...interfaces].map(([name, { errors, drops, packets, count }]) => [
            name,
            { errors: errors / count, drops: drops / count, packets: packets / count },
          ]),
        ),
        ...(iowaitPercent === undefined ? {} : { iowaitPercent }),
        ...(loadPerCore === undefined ? {} : { loadPerCore }),
      }
      iowait = { total: 0, count: 0 }
      load = { total: 0, count: 0 }
      jumpMs = 0
      interfaces = new Map()
      return means
    },
  }
}
