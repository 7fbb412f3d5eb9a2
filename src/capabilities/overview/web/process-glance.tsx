/** The processes of one machine at a glance: how many are to be looked at, who is busy, who has the memory. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ApiProblem, get } from '../../../../web/api/client.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Answered } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { type State, StatusDot } from '../../../../web/ui/state.tsx'
import type { ProcessGlance as Glance, GlanceRow, Verdict } from '../../processes/schema.ts'

const EVERY_MS = 15_000
const WORST_FIRST = ['danger', 'caution', 'safe'] as const satisfies readonly Verdict[]
const STATES: Readonly<Record<Verdict, State>> = { safe: 'good', caution: 'caution', danger: 'danger' }

export function ProcessGlance({ host }: { host: string }) {
  const { t } = useWords()
  const answer = useQuery({
    queryKey: ['processes', host, 'glance'],
    queryFn: ({ signal }) => get<Glance>(`/api/processes/${encodeURIComponent(host)}/glance`, undefined, signal),
    refetchInterval: (query) => (isOff(query.state.error) ? false : EVERY_MS),
    retry: (_, error) => !isOff(error),
  })
  // A console without this capability has no such card.
  if (isOff(answer.error)) return null
  return (
    <Card
      tone={(answer.data?.counts.danger ?? 0) > 0 ? 'danger' : 'dim'}
      title={
        <Anchor className="card-link" href={`/processes${toQuery({ host })}`}>
          {t('shell.nav.processes')}
        </Anchor>
      }
      aside={answer.data ? <Counts host={host} counts={answer.data.counts} /> : undefined}
    >
      <Answered answer={answer}>{(glance) => <Lists host={host} glance={glance} />}</Answered>
    </Card>
  )
}

const toKey = ({ pid, startTime }: GlanceRow) => `${pid}.${startTime}`
const isOff = (error: unknown) => error instanceof ApiProblem && error.problem.code === 'core.not-found'
const toQuery = (values: Readonly<Record<string, string>>) => `?${new URLSearchParams(values)}`

/** Each number leads to the list of those. */
function Counts({ host, counts }: { host: string; counts: Glance['counts'] }) {
  const { t, value } = useWords()
  return (
    <ul className="process-counts">
      {WORST_FIRST.map((verdict) => (
        <li key={verdict}>
          <Anchor className="card-link" href={`/processes${toQuery({ host, verdict })}`}>
            <StatusDot state={STATES[verdict]} /> {value(counts[verdict], 'count')}{' '}
            {t(`processes.page.verdict.${verdict}`)}
          </Anchor>
        </li>
      ))}
    </ul>
  )
}

function Lists({ host, glance }: { host: string; glance: Glance }) {
  const { t, say, value } = useWords()
  return (
    <div className="process-glance">
      <Rows
        title={t('overview.page.process-worst')}
        none={t('overview.page.process-calm')}
        rows={glance.worst}
        host={host}
      >
        {(row) => (
          <span className="muted">{row.title ? say(row.title) : t(`processes.page.verdict.${row.verdict}`)}</span>
        )}
      </Rows>
      <Rows
        title={t('overview.page.process-busiest')}
        none={t('overview.page.process-idle')}
        rows={glance.busiest}
        host={host}
      >
        {(row) => <span className="number">{value(row.cpuPercentOfCore, 'percent')}</span>}
      </Rows>
      <Rows title={t('overview.page.process-largest')} none="" rows={glance.largest} host={host}>
        {(row) => <span className="number">{value(row.memoryBytes, 'bytes')}</span>}
      </Rows>
    </div>
  )
}

function Rows(props: {
  title: string
  none: string
  host: string
  rows: readonly GlanceRow[]
  children: (row: GlanceRow) => ReactNode
}) {
  const { t } = useWords()
  return (
    <section>
      <h3 className="muted">{props.title}</h3>
      {props.rows.length === 0 ? <p>{props.none}</p> : null}
      <ul className="list-rows">
        {props.rows.map((row) => (
          <li key={toKey(row)} className="process-line">
            <span className="process-name">
              <StatusDot state={STATES[row.verdict]} label={t(`processes.page.verdict.${row.verdict}`)} />{' '}
              <Anchor href={`/processes${toQuery({ host: props.host, open: toKey(row) })}`}>{row.name}</Anchor>{' '}
              <span className="muted number">{row.count > 1 ? `×${row.count}` : row.pid}</span>
            </span>
            {props.children(row)}
          </li>
        ))}
      </ul>
    </section>
  )
}
