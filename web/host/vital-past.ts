/** The last quarter of an hour of the four vitals, in bars of equal time: kept history, and live samples on top; pure. */
import type { History, HistoryFrame, Vitals } from '../../src/capabilities/host/schema.ts'
import { deviceOf, fullestFilesystem, memoryPercent, networkFlow } from './vital-figures.ts'

export const PAST_MS = 15 * 60_000
export const SLOT_MS = 15_000
const SLOTS = PAST_MS / SLOT_MS

interface Vital {
  /** Metrics whose series add up to it. */
  readonly metrics: readonly string[]
  /** Series that do not count. */
  readonly without?: RegExp
  /** Only the series of the disk the card speaks of. */
  readonly ofDevice?: true
  readonly factor?: number
  now(vitals: Vitals): number | undefined
}
const sum = (...values: readonly number[]) => values.reduce((total, value) => total + value, 0)

export const VITALS = {
  cpu: { metrics: ['cpu-percent'], now: ({ cpu }) => cpu?.busyPercent },
  memory: { metrics: ['memory-used-percent'], now: memoryPercent },
  disk: {
    metrics: ['block-read-bytes-per-second', 'block-write-bytes-per-second'],
    ofDevice: true,
    now: (vitals) => {
      const device = deviceOf(vitals, fullestFilesystem(vitals))
      return device && device.readBytesPerSecond + device.writeBytesPerSecond
    },
  },
  network: {
    metrics: ['network-receive-bytes-per-second', 'network-transmit-bytes-per-second'],
    without: /^lo$/,
    factor: 8,
    now: (vitals) => networkFlow(vitals).receiveBitsPerSecond + networkFlow(vitals).transmitBitsPerSecond,
  },
} as const satisfies Record<string, Vital>
export type VitalName = keyof typeof VITALS
export const PAST_METRICS = Object.values(VITALS)
  .flatMap(({ metrics }) => metrics)
  .join(',')

/** All series of a vital added up, bucket by bucket. */
export function addFrames(
  frames: readonly HistoryFrame[],
  vital: Vital,
  device: string | undefined,
): ReadonlyMap<number, number> {
  const points = new Map<number, number>()
  for (const { metric, labels, atMs, avg } of frames) {
    if (!vital.metrics.includes(metric)) continue
    if (Object.values(labels).some((label) => vital.without?.test(label))) continue
    if (vital.ofDevice && labels['device'] !== device) continue
    atMs.forEach((ms, index) => {
      points.set(ms, (points.get(ms) ?? 0) + (avg[index] ?? 0) * (vital.factor ?? 1))
    })
  }
  return points
}

/** One value a bar, newest last; a bar nobody filled is `null`. */
export function toPast(
  name: VitalName,
  history: History | undefined,
  recent: readonly Vitals[],
  nowMs: number,
  device?: string,
): readonly (number | null)[] {
  const vital: Vital = VITALS[name]
  const lastSlot = Math.floor(nowMs / SLOT_MS)
  const slots: (number | null)[] = new Array(SLOTS).fill(null)
  const put = (atMs: number, value: number | undefined) => {
    const at = SLOTS - 1 - (lastSlot - Math.floor(atMs / SLOT_MS))
    if (value !== undefined && at >= 0 && at < SLOTS) slots[at] = value
  }
  for (const [atMs, value] of addFrames(history?.frames ?? [], vital, device)) put(atMs, value)
  for (const sample of recent) {
    // Another disk may have been the fullest then.
    if (vital.ofDevice && deviceOf(sample, fullestFilesystem(sample))?.name !== device) continue
    put(sample.atMs, vital.now(sample))
  }
  return slots
}

/** What it was on the mean a week before, at this time of day. */
export function weekAgo(name: VitalName, history: History | undefined, device?: string): number | undefined {
  const values = [...addFrames(history?.before ?? [], VITALS[name], device).values()]
  return values.length === 0 ? undefined : sum(...values) / values.length
}
