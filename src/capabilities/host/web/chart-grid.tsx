/** The charts of one view: one range, one cursor, one zoom for all of them. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { get } from '../../../../web/api/client.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { flag, text } from '../../../../web/shell/address.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Answered } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { parseRange, type Range, resolveRange, shownFrom, writeRange } from '../../../../web/ui/range.ts'
import { RangePicker } from '../../../../web/ui/range-picker.tsx'
import { TimeChart } from '../../../../web/ui/time-chart.tsx'
import type { History, Vitals } from '../schema.ts'
import { CHARTS, type ChartRow, chartOf, toLines } from './charts.ts'

const spec = { range: text('1h'), compare: flag(), metric: text(), mount: text(), device: text() }

export function ChartGrid({
  host,
  view,
  vitals,
}: {
  host: string
  view: ChartRow['view']
  vitals: Vitals | undefined
}) {
  const { t } = useWords()
  const [values, change] = useAddress(spec)
  const range = useMemo(() => parseRange(values.range, '1h'), [values.range])
  const before = useRef(values.range)
  const wanted = values.mount || values.device || undefined
  const zoom = (next: { fromMs: number; toMs: number } | undefined) => {
    if (next) {
      if ('preset' in range) before.current = values.range
      change({ range: writeRange(next) }, 'push')
    } else if (!('preset' in range)) change({ range: before.current }, 'push')
  }
  return (
    <>
      <div className="page-row split">
        <RangePicker
          range={range}
          onRange={(next: Range) => change({ range: writeRange(next) })}
          compare={values.compare}
          onCompare={(compare) => change({ compare })}
        />
        {'preset' in range ? null : (
          <Anchor
            href={`/processes/top?host=${encodeURIComponent(host)}&at=${Math.round((range.fromMs + range.toMs) / 2)}`}
          >
            {t('host.page.who')}
          </Anchor>
        )}
        {wanted ? (
          <button type="button" onClick={() => change({ mount: '', device: '' })}>
            {wanted} ✕
          </button>
        ) : (
          <p className="muted">{t('host.page.zoom-hint')}</p>
        )}
      </div>
      {CHARTS.filter((row) => row.view === view && (vitals === undefined || row.isThere?.(vitals) !== false)).map(
        (row) => (
          <ChartCard
            key={row.id}
            row={row}
            host={host}
            range={range}
            compare={values.compare}
            wanted={wanted}
            pointedAt={values.metric !== '' && chartOf(values.metric) === row.id}
            onZoom={zoom}
          />
        ),
      )}
    </>
  )
}

function ChartCard(props: {
  row: ChartRow
  host: string
  range: Range
  compare: boolean
  wanted: string | undefined
  pointedAt: boolean
  onZoom: (range: { fromMs: number; toMs: number } | undefined) => void
}) {
  const { t } = useWords()
  const { row, host, range, compare, wanted } = props
  const nowMs = useNow(5000)
  const { fromMs, toMs } = resolveRange(range, nowMs)
  const metrics = (compare ? (row.compared ?? row.metrics) : row.metrics).join(',')
  const answer = useQuery({
    queryKey: ['host', host, 'history', metrics, fromMs, toMs, compare],
    queryFn: ({ signal }) =>
      get<History>(
        `/api/host/${encodeURIComponent(host)}/history`,
        { metric: metrics, fromMs, toMs, ...(compare ? { compare: 'week' } : {}) },
        signal,
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  const here = useRef<HTMLDivElement>(null)
  const { pointedAt } = props
  useEffect(() => {
    if (pointedAt) here.current?.scrollIntoView({ block: 'center' })
  }, [pointedAt])
  const title = t(`host.page.chart.${row.id}`)
  const data = answer.data
  const series = useMemo(() => (data ? toLines(data.frames, row, t, wanted) : []), [data, row, t, wanted])
  const before = useMemo(
    () =>
      compare && data?.before
        ? toLines(data.before, row, t, wanted).map((line) => ({
            ...line,
            label: t('host.page.week-before', { name: line.label }),
          }))
        : undefined,
    [compare, data, row, t, wanted],
  )
  return (
    <div className="chart-card" ref={here}>
      <Card title={title} tone={pointedAt ? 'line' : 'dim'} landmark={false}>
        <Answered answer={answer} loading={<div className="chart-wait" aria-busy="true" />}>
          {(history) => (
            <TimeChart
              title={title}
              unit={row.unit}
              series={series}
              {...(before ? { before } : {})}
              {...(row.max === undefined ? {} : { max: row.max })}
              {...(row.stacked && !compare ? { stacked: true } : {})}
              fromMs={shownFrom(range, history)}
              toMs={history.toMs}
              stepMs={history.stepMs}
              onZoom={props.onZoom}
            />
          )}
        </Answered>
      </Card>
    </div>
  )
}
