/** Packets over time by protocol; a stretch drawn with the mouse narrows the filter to it. */
import { useMemo } from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import { useGo } from '../../../../../web/shell/use-address.ts'
import { Card } from '../../../../../web/ui/card.tsx'
import type { ChartSeries, Tone } from '../../../../../web/ui/chart-data.ts'
import { TimeChart } from '../../../../../web/ui/time-chart.tsx'
import { isTime } from '../../../../core/texts/render.ts'
import type { ReportTimeline } from '../../../../decoder/report.ts'
import { timeTerm } from '../filter-terms.ts'
import { nsToMs } from '../page-report.ts'
import { useCaptureView, useNarrowed } from './capture-context.tsx'

const TONES: readonly Tone[] = ['info', 'good', 'warn', 'bad', 'text']
const NANOS_PER_MS = 1e6

export function TimelineCard() {
  const { t } = useWords()
  const { report } = useCaptureView()
  const narrowed = useNarrowed()
  const go = useGo()
  const { timeline } = report
  const firstMs = nsToMs(report.firstNs)
  const startMs = firstMs === undefined ? undefined : firstMs + (timeline?.beginsNs ?? 0) / NANOS_PER_MS
  const series = useMemo(() => toSeries(timeline, startMs ?? 0, t('packets.page.others')), [timeline, startMs, t])
  const { packets, untimed = 0 } = report
  const rest = untimed > 0 ? <p className="muted">{t('packets.page.timeline-untimed', { count: untimed })}</p> : null
  if (timeline && packets > 0 && packets === untimed)
    return (
      <Card title={t('packets.page.timeline')} span={8}>
        <p className="muted">{t('packets.page.timeline-none')}</p>
      </Card>
    )
  if (!timeline || firstMs === undefined || startMs === undefined || !isTime(startMs) || series.length === 0)
    return null
  const stepMs = timeline.stepNs / NANOS_PER_MS
  const steps = Math.max(...timeline.protocols.map(({ packets }) => packets.length))
  if (steps < 2)
    return (
      <Card title={t('packets.page.timeline')} span={8}>
        <p className="muted">
          {report.minNs === report.maxNs
            ? t('packets.page.timeline-same', { count: packets - untimed })
            : t('packets.page.timeline-one', { count: packets - untimed, step: stepMs })}
        </p>
        {rest}
      </Card>
    )
  return (
    <Card title={t('packets.page.timeline')} span={8} aside={t('packets.page.timeline-how')}>
      <TimeChart
        title={t('packets.page.timeline-step', { step: stepMs })}
        unit="count"
        stacked
        series={series}
        fromMs={startMs}
        toMs={startMs + steps * stepMs}
        stepMs={stepMs}
        height={180}
        onZoom={(range) => {
          if (!range) return
          const fromNs = (range.fromMs - firstMs) * NANOS_PER_MS
          go(narrowed(timeTerm(fromNs, (range.toMs - firstMs) * NANOS_PER_MS)))
        }}
      />
      {rest}
    </Card>
  )
}

/** The most frequent protocols each in its colour, all others together. */
export function toSeries(
  timeline: ReportTimeline | undefined,
  startMs: number,
  others: string,
): readonly ChartSeries[] {
  if (!timeline) return []
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0)
  const ordered = timeline.protocols.toSorted((a, b) => sum(b.packets) - sum(a.packets))
  const steps = Math.max(0, ...ordered.map(({ packets }) => packets.length))
  const stepMs = timeline.stepNs / NANOS_PER_MS
  const atMs = Array.from({ length: steps }, (_, step) => startMs + step * stepMs)
  const fill = (counts: readonly number[]) => atMs.map((_, step) => counts[step] ?? 0)
  const rest = ordered.slice(TONES.length).map(({ packets }) => packets)
  return [
    ...ordered.slice(0, TONES.length).map(({ name, packets }, place) => ({
      label: name,
      tone: TONES[place] ?? 'muted',
      atMs,
      values: fill(packets),
    })),
    ...(rest.length === 0
      ? []
      : [
          {
            label: others,
            tone: 'muted' as const,
            atMs,
            values: atMs.map((_, step) => rest.reduce((total, counts) => total + (counts[step] ?? 0), 0)),
          },
        ]),
  ]
}
