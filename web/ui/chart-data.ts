/** Columns for a chart out of series that each have their own buckets; a bucket nobody filled is a gap. */

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'muted' | 'text'
export interface ChartSeries {
  readonly label: string
  readonly tone: Tone
  readonly atMs: readonly number[]
  readonly values: readonly number[]
  readonly dashed?: boolean
}
/** First the times in seconds, then one column a series. */
export type ChartColumns = readonly [times: readonly number[], ...columns: readonly (readonly (number | null)[])[]]

const MOST_POINTS = 4000

export function alignSeries(
  series: readonly ChartSeries[],
  fromMs: number,
  toMs: number,
  stepMs: number,
): ChartColumns {
  const widthMs = Math.max(stepMs, Math.ceil((toMs - fromMs) / MOST_POINTS), 1)
  const firstMs = Math.floor(fromMs / widthMs) * widthMs
  const count = Math.max(1, Math.ceil((toMs - firstMs) / widthMs))
  const times = Array.from({ length: count }, (_, index) => (firstMs + index * widthMs) / 1000)
  const columns = series.map(({ atMs, values }) => {
    const column: (number | null)[] = new Array(count).fill(null)
    atMs.forEach((ms, index) => {
      const at = Math.floor((ms - firstMs) / widthMs)
      if (at >= 0 && at < count) column[at] = values[index] ?? null
    })
    return column
  })
  return [times, ...columns]
}

/** Each series on top of the ones before it; where one is unknown, so is what lies above it. */
export function stack(columns: readonly (readonly (number | null)[])[]): (number | null)[][] {
  const below: (number | null)[] = []
  return columns.map((column) =>
    column.map((value, index) => {
      const base = below[index] === undefined ? 0 : below[index]
      const sum = value === null || base === null ? null : value + base
      below[index] = sum
      return sum
    }),
  )
}

export function summarize({ values }: ChartSeries): { last: number; least: number; most: number } | undefined {
  const last = values.at(-1)
  if (last === undefined) return undefined
  let least = last
  let most = last
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  return { last, least, most }
}
