/**
 * Whether the wall clock can be trusted: adjtimex(2) is out of reach from here, so the time service's own mark and jumps
 * of the wall clock against the time since boot (which goes on through suspend) stand in.
 */
import type { Vitals } from '../schema.ts'
import { defineCollector } from './collector.ts'
import { parseUptime } from './load.ts'

export interface ClockReading {
  /** Wall clock minus time since boot. */
  readonly offsetMs: number
  readonly synchronized?: boolean
}

/** `/proc/uptime` has hundredths of a second, and reading both clocks takes a moment. */
const NOISE_MS = 100

export function toClockState(now: ClockReading, before: ClockReading | undefined): NonNullable<Vitals['clock']> {
  const driftMs = before ? now.offsetMs - before.offsetMs : 0
  return {
    jumpMs: Math.abs(driftMs) < NOISE_MS ? 0 : Math.round(driftMs),
    ...(now.synchronized === undefined ? {} : { synchronized: now.synchronized }),
  }
}

export const clock = defineCollector<ClockReading>({
  name: 'clock',
  everyMs: 10_000,
  read(source) {
    const uptimeSeconds = parseUptime(source.text(`${source.roots.proc}/uptime`) ?? '')
    if (uptimeSeconds === undefined) return undefined
    const folder = `${source.roots.run}/systemd/timesync`
    // The folder lives as long as systemd-timesyncd, the file appears with the first answer of a time server.
    const synchronized = source.exists(folder) ? source.exists(`${folder}/synchronized`) : undefined
    return {
      offsetMs: source.clock.now() - uptimeSeconds * 1000,
      ...(synchronized === undefined ? {} : { synchronized }),
    }
  },
  toVitals: (now, before) => ({ clock: toClockState(now, before) }),
})
