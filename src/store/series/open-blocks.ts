/** Samples not yet in chunks, by hour and series. */
import { floorTo, HOUR_MS } from './levels.ts'
import { emptyPoints, type Points } from './points.ts'

/** Samples of one hour, by series, in the order they arrived. */
export type Hour = Map<number, Points>

export interface OpenBlocks {
  add(series: number, atMs: number, value: number): void
  /** Takes the hour out; it stays visible to `find` until `drop` or `putBack`. */
  detach(hourMs: number): Hour
  drop(hourMs: number): void
  putBack(hourMs: number): void
  /** Hours whose samples are waiting, oldest first. */
  hours(): number[]
  /** Detached hours count; infinite when there is none. */
  oldestHourMs(): number
  /** This series' samples by hour, within `fromMs` … `toMs`: a detached hour's first, then what arrived since. */
  find(series: number, fromMs: number, toMs: number): { hourMs: number; points: Points }[]
}

export function createOpenBlocks(): OpenBlocks {
  const open = new Map<number, Hour>()
  const detached = new Map<number, Hour>()
  const blockOf = (hourMs: number, series: number): Points => {
    const hour: Hour = open.get(hourMs) ?? new Map()
    open.set(hourMs, hour)
    const block = hour.get(series) ?? emptyPoints()
    hour.set(series, block)
    return block
  }
  const isWithin = (hourMs: number, fromMs: number, toMs: number) => hourMs < toMs && hourMs + HOUR_MS > fromMs
  return {
    add(series, atMs, value) {
      const block = blockOf(floorTo(atMs, HOUR_MS), series)
      block.atMs.push(atMs)
      block.values.push(value)
    },
    detach(hourMs) {
      const hour: Hour = open.get(hourMs) ?? new Map()
      open.delete(hourMs)
      detached.set(hourMs, hour)
      return hour
    },
    drop: (hourMs) => void detached.delete(hourMs),
    putBack(hourMs) {
      const since: Hour = open.get(hourMs) ?? new Map()
      const hour: Hour = detached.get(hourMs) ?? new Map()
      detached.delete(hourMs)
      open.set(hourMs, hour)
      for (const [series, points] of since) {
        const block = blockOf(hourMs, series)
        for (const at of points.atMs) block.atMs.push(at)
        for (const value of points.values) block.values.push(value)
      }
    },
    hours: () => [...open.keys()].sort((a, b) => a - b),
    oldestHourMs: () => Math.min(...open.keys(), ...detached.keys()),
    find: (series, fromMs, toMs) =>
      [detached, open].flatMap((hours) =>
        [...hours]
          .filter(([hourMs]) => isWithin(hourMs, fromMs, toMs))
          .flatMap(([hourMs, hour]) => {
            const points = hour.get(series)
            return points ? [{ hourMs, points }] : []
          }),
      ),
  }
}
