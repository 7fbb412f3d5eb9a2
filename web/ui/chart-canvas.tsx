/** The drawing of a time chart: uPlot, stepped lines, cursors shared by all charts of a page. */
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useWords } from '../locales/words.tsx'
import { useLook } from '../theme/look.tsx'
import { type ChartColumns, type ChartSeries, stack, type Tone } from './chart-data.ts'
import type { TimeChartProps } from './time-chart.tsx'

const CURSORS = uPlot.sync('vedette')
const SMALLEST_ZOOM_PX = 6

type Palette = Readonly<Record<Tone | 'grid' | 'panel' | 'font', string>>
function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    good: read('--good'),
    warn: read('--warn'),
    bad: read('--bad'),
    info: read('--info'),
    muted: read('--muted'),
    text: read('--text'),
    grid: read('--line-dim'),
    panel: read('--panel'),
    font: `${read('--size')} ${read('--font')}`,
  }
}

/** `share` of the first colour on the second; both `#rrggbb`. */
function mix(colour: string, ground: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) * share
    return Math.round(value + Number.parseInt(ground.slice(at, at + 2), 16) * (1 - share))
  })
  return `rgb(${parts.join(' ')})`
}

const HOUR_S = 3600
const DAY_S = 24 * HOUR_S
function tickForm(incrementS: number): Intl.DateTimeFormatOptions {
  if (incrementS >= 28 * DAY_S) return { year: 'numeric', month: 'short' }
  if (incrementS >= DAY_S) return { month: 'short', day: 'numeric' }
  if (incrementS < 1) {
    // The hour would leave no room for the fraction, which alone tells the ticks apart.
    const fractionalSecondDigits = incrementS >= 0.1 ? 1 : incrementS >= 0.01 ? 2 : 3
    return { minute: '2-digit', second: '2-digit', fractionalSecondDigits }
  }
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  return incrementS < 60 ? { ...clock, second: '2-digit' } : clock
}

type Drawn = TimeChartProps & { data: ChartColumns }

function toOptions(props: Drawn, palette: Palette, words: ReturnType<typeof useWords>, width: number): uPlot.Options {
  const all: readonly ChartSeries[] = [...props.series, ...(props.before ?? [])]
  const stepped = uPlot.paths.stepped?.({ align: 1 })
  const ticks = (incrementS: number, times: readonly number[]) => {
    const format = new Intl.DateTimeFormat(words.language, { ...tickForm(incrementS), timeZone: words.zone })
    return times.map((time) => format.format(time * 1000))
  }
  const axis = { stroke: palette.muted, font: palette.font, ticks: { show: false } }
  return {
    width,
    height: props.height ?? 160,
    // Half of the last label of the time axis stands out to the right.
    padding: [8, 32, 0, 0],
    legend: { show: false },
    tzDate: (time) => uPlot.tzDate(new Date(time * 1000), words.zone),
    cursor: {
      sync: { key: CURSORS.key, setSeries: false },
      drag: { x: true, y: false, setScale: false },
      points: { size: 7 },
    },
    scales: {
      x: { time: true, range: [props.fromMs / 1000, props.toMs / 1000] },
      // All zero is a flat line at the foot of a scale of one.
      y: { range: (_, low, high) => [Math.min(0, low ?? 0), props.max ?? (high ? high * 1.1 : 1)] },
    },
    axes: [
      {
        ...axis,
        size: 26,
        space: 76,
        grid: { stroke: palette.grid, width: 1, dash: [2, 4] },
        values: (_, times, __, ___, incrementS) => ticks(incrementS, times),
      },
      {
        ...axis,
        size: 68,
        gap: 4,
        space: 32,
        grid: { stroke: palette.grid, width: 1, dash: [2, 4] },
        values: (_, values) =>
          values.map((value) => (wholeOnly(value, props.unit) ? words.value(value, props.unit) : '')),
      },
    ],
    series: [
      {},
      ...all.map((one, index) => {
        const colour = palette[one.tone]
        const own = index < props.series.length
        return {
          label: one.label,
          stroke: colour,
          width: own ? 2 : 1,
          points: { show: false },
          spanGaps: false,
          ...(one.dashed || !own ? { dash: [4, 4] } : {}),
          ...(stepped ? { paths: stepped } : {}),
          ...(own && (props.stacked || all.length === 1)
            ? { fill: mix(colour, palette.panel, props.stacked ? 0.45 : 0.2) }
            : {}),
        }
      }),
    ],
  }
}

export function ChartCanvas(props: Drawn) {
  const words = useWords()
  const { theme, chosen } = useLook()
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot | undefined>(undefined)
  const [at, setAt] = useState<number>()
  const zoom = useEffectEvent((range: { fromMs: number; toMs: number } | undefined) => props.onZoom?.(range))
  // What is drawn last lies on top: of stacked series the lowest.
  const drawn = useMemo(() => {
    const [times, ...columns] = props.data
    return [times, ...(props.stacked ? stack(columns).toReversed() : columns)] as unknown as uPlot.AlignedData
  }, [props.data, props.stacked])
  const options = useEffectEvent((width: number) => {
    const order = props.stacked ? { ...props, series: props.series.toReversed() } : props
    return toOptions(order, readPalette(), words, width)
  })
  const present = useEffectEvent(() => drawn)
  const shape = JSON.stringify([
    props.series.map(({ label, tone }) => [label, tone]),
    props.before?.length ?? 0,
    [props.unit, props.max, props.height, words.language, words.zone, theme, chosen.plainFont],
  ])
  // biome-ignore lint/correctness/useExhaustiveDependencies: built anew when its shape or its range changes
  useEffect(() => {
    const element = box.current
    if (!element) return undefined
    const made = new uPlot(
      {
        ...options(element.clientWidth),
        hooks: {
          setCursor: [(self) => setAt(self.cursor.idx ?? undefined)],
          setSelect: [
            (self) => {
              if (self.select.width < SMALLEST_ZOOM_PX) return
              const fromMs = Math.round(self.posToVal(self.select.left, 'x') * 1000)
              const toMs = Math.round(self.posToVal(self.select.left + self.select.width, 'x') * 1000)
              self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
              zoom({ fromMs, toMs })
            },
          ],
        },
      },
      present(),
      element,
    )
    chart.current = made
    const back = () => zoom(undefined)
    made.over.addEventListener('dblclick', back)
    const sized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: made.height }))
    sized.observe(element)
    return () => {
      sized.disconnect()
      made.destroy()
      chart.current = undefined
    }
  }, [shape, props.fromMs, props.toMs])
  useEffect(() => {
    chart.current?.setData(drawn)
  }, [drawn])
  const [times, ...columns] = props.data
  const index = at ?? lastKnown(columns[0])
  const all = [...props.series, ...(props.before ?? [])]
  return (
    <>
      <div ref={box} aria-hidden="true" />
      <ul className="chart-legend dense" aria-hidden="true">
        <li className="muted">{index === undefined ? '–' : words.at((times[index] ?? 0) * 1000)}</li>
        {all.map((one, place) => (
          <li key={one.label}>
            <i
              className={`chart-key chart-key-${one.tone} ${place >= props.series.length ? 'chart-key-before' : ''}`}
            />
            {one.label}{' '}
            <b className="number">{index === undefined ? '–' : words.value(columns[place]?.[index], props.unit)}</b>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Between two whole things there is nothing to count. */
const wholeOnly = (value: number, unit: string) => unit !== 'count' || Number.isInteger(value)

function lastKnown(column: readonly (number | null)[] | undefined): number | undefined {
  const index = column?.findLastIndex((value) => value !== null) ?? -1
  return index === -1 ? undefined : index
}
