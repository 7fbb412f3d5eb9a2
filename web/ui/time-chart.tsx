/** Values over time. The drawing itself (uPlot) is loaded when the first chart is shown. */
import { lazy, Suspense, useMemo } from 'react'
import { useWords } from '../locales/words.tsx'
import { alignSeries, type ChartSeries, summarize } from './chart-data.ts'

const ChartCanvas = lazy(async () => ({ default: (await import('./chart-canvas.tsx')).ChartCanvas }))

export interface TimeChartProps {
  readonly title: string
  readonly unit: string
  readonly series: readonly ChartSeries[]
  /** The same series a week before, on this range's times. */
  readonly before?: readonly ChartSeries[]
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs: number
  /** Top of the scale when it is known (100 for percent). */
  readonly max?: number
  /** Drawn one upon another. */
  readonly stacked?: boolean
  readonly height?: number
  /** A stretch was drawn with the mouse; nothing: back to the whole. */
  readonly onZoom?: (range: { fromMs: number; toMs: number } | undefined) => void
}

export function TimeChart(props: TimeChartProps) {
  const words = useWords()
  const { series, before, fromMs, toMs, stepMs } = props
  const data = useMemo(
    () => alignSeries([...series, ...(before ?? [])], fromMs, toMs, stepMs),
    [series, before, fromMs, toMs, stepMs],
  )
  const said = series.map((one) => {
    const summary = summarize(one)
    return summary
      ? words.t('shell.chart.summary', {
          name: one.label,
          last: words.value(summary.last, props.unit),
          least: words.value(summary.least, props.unit),
          most: words.value(summary.most, props.unit),
        })
      : words.t('shell.chart.nothing', { name: one.label })
  })
  return (
    <figure className="chart" style={{ minHeight: (props.height ?? 160) + 26 }}>
      <figcaption className="chart-title">{props.title}</figcaption>
      <p className="unseen">{said.join(' ')}</p>
      {series.every(({ values }) => values.length === 0) ? (
        <p className="muted chart-none">{words.t('shell.chart.none')}</p>
      ) : (
        <Suspense fallback={<div style={{ height: props.height ?? 160 }} />}>
          <ChartCanvas {...props} data={data} />
        </Suspense>
      )}
    </figure>
  )
}
