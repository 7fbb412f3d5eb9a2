/** A disk that will be full soon if it goes on like this: said with the hour, and only when the line deserves belief. */
import type { Trend } from '../trend.ts'
import { evidence, type HostRule, hostPage, next, roughBytes } from './rule.ts'

const HOUR_MS = 3_600_000
const WITHIN_MS = 24 * HOUR_MS
const SOON_MS = 4 * HOUR_MS
/** Half an hour of growth that a line explains well: less is a download, a build, an upgrade. */
const SHORTEST_MS = 30 * 60_000
const LEAST_FIT = 0.8
/** The hour is said to the quarter: it moves a little with every look. */
const QUARTER_MS = 15 * 60_000

export function toFullAtMs(freeBytes: number, trend: Trend | undefined, atMs: number): number | undefined {
  if (!trend || trend.bytesPerSecond <= 0 || trend.fit < LEAST_FIT || trend.spanMs < SHORTEST_MS) return undefined
  return atMs + (freeBytes / trend.bytesPerSecond) * 1000
}

export const diskFilling: HostRule = {
  name: 'disk-filling',
  severity: 'caution',
  raiseAfter: 3,
  clearAfter: 10,
  observe: ({ vitals, host, trends, atMs }) =>
    vitals.filesystems
      .filter(({ state, readOnly, freeBytes }) => state === 'ok' && !readOnly && freeBytes !== undefined)
      .map(({ mount, freeBytes = 0 }) => {
        const trend = trends.get(mount)
        const fullAtMs = toFullAtMs(freeBytes, trend, atMs)
        const active = fullAtMs !== undefined && fullAtMs - atMs <= WITHIN_MS
        const saidMs = fullAtMs === undefined ? 0 : Math.round(fullAtMs / QUARTER_MS) * QUARTER_MS
        const perHour = roughBytes((trend?.bytesPerSecond ?? 0) * 3600)
        return {
          subject: mount,
          active,
          severity: active && fullAtMs - atMs <= SOON_MS ? 'danger' : 'caution',
          params: { mount, fullAtMs: saidMs, perHour, freeBytes: roughBytes(freeBytes) },
          evidence: [
            evidence('disk-growth', { value: perHour, unit: 'bytes' }, { mount }),
            evidence('disk-free', { value: roughBytes(freeBytes), unit: 'bytes' }, { mount }),
            evidence('disk-full-at', { value: saidMs, unit: 'datetime' }, { mount }),
          ],
          next: next('disk-filling', hostPage(host, 'disks', `&mount=${encodeURIComponent(mount)}`), { mount }),
        }
      }),
}
