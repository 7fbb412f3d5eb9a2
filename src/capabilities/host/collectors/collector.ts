/** What a collector is: it reads one thing of this machine and says it as part of a sample. */
import type { Vitals } from '../schema.ts'
import type { Source } from './source.ts'

/** A collector with its memory of the reading before. */
export type Collect = () => Partial<Vitals> | Promise<Partial<Vitals>>

export interface Collector {
  readonly name: string
  /** What changes slowly is read no more often than this, and said again in between. */
  readonly everyMs: number
  open(source: Source): Collect
}

interface CollectorParts<Reading> {
  readonly name: string
  readonly everyMs?: number
  /** `undefined` when the machine does not have it or does not say. */
  read(source: Source): Reading | undefined | Promise<Reading | undefined>
  /** Pure. `before` is the reading `seconds` earlier; the first one has none, so it has no rates. */
  toVitals(now: Reading, before: Reading | undefined, seconds: number): Partial<Vitals>
}

/** Keeps the reading before inside, so collectors of different readings fit in one list. */
export function defineCollector<Reading>(parts: CollectorParts<Reading>): Collector {
  const everyMs = parts.everyMs ?? 0
  return {
    name: parts.name,
    everyMs,
    open(source) {
      let before: { reading: Reading; atMs: number } | undefined
      let said: Partial<Vitals> = {}
      const take = (reading: Reading | undefined) => {
        const atMs = source.clock.monotonicMs()
        if (reading === undefined) {
          before = undefined
          said = {}
          return said
        }
        said = parts.toVitals(reading, before?.reading, before ? (atMs - before.atMs) / 1000 : 0)
        before = { reading, atMs }
        return said
      }
      return () => {
        if (before && source.clock.monotonicMs() - before.atMs < everyMs) return said
        const reading = parts.read(source)
        return reading instanceof Promise ? reading.then(take) : take(reading)
      }
    },
  }
}
