/** Where a disk is heading: a straight line through its last hours, and whether the line deserves belief. */
export interface Trend {
  readonly bytesPerSecond: number
  /** How much of the movement the line explains, 0–1. */
  readonly fit: number
  readonly spanMs: number
}
export interface Point {
  readonly atMs: number
  readonly value: number
}

/** Least squares; `undefined` for fewer than six points, or no time between them. */
export function toTrend(points: readonly Point[]): Trend | undefined {
  const [first] = points
  const last = points.at(-1)
  if (!first || !last || points.length < 6 || last.atMs <= first.atMs) return undefined
  const xs = points.map(({ atMs }) => (atMs - first.atMs) / 1000)
  const ys = points.map(({ value }) => value - first.value)
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanX, meanY] = [mean(xs), mean(ys)]
  let xx = 0
  let xy = 0
  let yy = 0
  for (const [index, x] of xs.entries()) {
    const dx = x - meanX
    const dy = (ys[index] ?? 0) - meanY
    xx += dx * dx
    xy += dx * dy
    yy += dy * dy
  }
  return { bytesPerSecond: xy / xx, fit: yy === 0 ? 0 : (xy * xy) / (xx * yy), spanMs: last.atMs - first.atMs }
}

const RECENT_MS = 3_600_000

/**
 * The slower of the whole span's and the last hour's growth: a copy that has ended does not fill the disk any more,
 * and one that has just begun must go on before it is believed.
 */
export function toCautiousTrend(points: readonly Point[]): Trend | undefined {
  const whole = toTrend(points)
  const lastMs = points.at(-1)?.atMs ?? 0
  const recent = toTrend(points.filter(({ atMs }) => atMs >= lastMs - RECENT_MS))
  if (!whole || !recent) return undefined
  const slower = recent.bytesPerSecond < whole.bytesPerSecond ? recent : whole
  return { bytesPerSecond: slower.bytesPerSecond, fit: Math.min(whole.fit, recent.fit), spanMs: whole.spanMs }
}
