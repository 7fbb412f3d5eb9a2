/** What the console does by itself: how often, when last, how long, and what went wrong. */
import { useQuery } from '@tanstack/react-query'
import { get } from '../../../../web/api/client.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { Answered, Empty, Loading } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { type Column, VirtualTable } from '../../../../web/ui/table.tsx'
import type { JobsView } from '../schema.ts'
import { type JobRow, orderJobs, readJobState, readTookMs, sayJob, toErrorText } from './job-words.ts'
import './accounts.css'

export function Jobs() {
  const { t } = useWords()
  const answer = useQuery({
    queryKey: ['accounts', 'jobs'],
    queryFn: ({ signal }) => get<JobsView>('/api/accounts/jobs', undefined, signal),
    refetchInterval: 5_000,
  })
  return (
    <Page title={t('shell.nav.jobs')}>
      <Answered
        answer={answer}
        loading={
          <div className="page-row">
            <Loading tall />
          </div>
        }
      >
        {({ jobs }) => (
          <>
            <Failures jobs={orderJobs(jobs).filter(({ failures }) => failures > 0)} />
            <JobTable jobs={orderJobs(jobs)} />
          </>
        )}
      </Answered>
    </Page>
  )
}

function Failures({ jobs }: { jobs: readonly JobRow[] }) {
  const words = useWords()
  const { t, say, has } = words
  if (jobs.length === 0) return null
  const worst = jobs.some((job) => readJobState(job).state === 'danger') ? 'danger' : 'caution'
  return (
    <Card tone={worst} title={t('accounts.page.jobs-failing')}>
      <ul className="list-rows">
        {jobs.map((job) => (
          <li key={job.name}>
            <StatusDot state={readJobState(job).state} /> <b>{sayJob(words, job.name)}</b>{' '}
            <span className="muted">{t('accounts.page.job-failures', { count: job.failures })}</span>
            {job.lastError === undefined ? null : <p className="job-error">{say(toErrorText(job.lastError, has))}</p>}
          </li>
        ))}
      </ul>
      <p className="muted account-note">{t('accounts.page.jobs-next')}</p>
    </Card>
  )
}

function JobTable({ jobs }: { jobs: readonly JobRow[] }) {
  const words = useWords()
  const { t, at, ago, lasting, value, say, has } = words
  const nowMs = useNow(1000)
  const stateWord = (job: JobRow) => t(`accounts.page.job-state.${readJobState(job).what}`)
  const columns: readonly Column<JobRow>[] = [
    {
      id: 'job',
      label: t('accounts.page.job'),
      width: 'minmax(220px, 3fr)',
      value: ({ name }) => sayJob(words, name),
      cell: (job) => (
        <>
          <StatusDot state={readJobState(job).state} label={stateWord(job)} /> {sayJob(words, job.name)}
        </>
      ),
    },
    { id: 'name', label: t('accounts.page.name'), value: ({ name }) => name, mono: true, extra: true },
    { id: 'state', label: t('accounts.page.job-state'), value: stateWord, width: 'minmax(100px, 1fr)' },
    {
      id: 'every',
      label: t('accounts.page.job-every'),
      value: ({ everyMs }) => everyMs,
      cell: ({ everyMs }) => lasting(everyMs),
      end: true,
    },
    {
      id: 'last',
      label: t('accounts.page.job-last'),
      value: ({ lastStartMs }) => lastStartMs,
      cell: ({ lastStartMs }) =>
        lastStartMs === undefined ? '–' : <span title={at(lastStartMs)}>{ago(lastStartMs, nowMs)}</span>,
      width: 'minmax(130px, 1fr)',
      end: true,
      phone: true,
    },
    {
      id: 'took',
      label: t('accounts.page.job-took'),
      value: readTookMs,
      cell: (job) => value(readTookMs(job), 'milliseconds'),
      end: true,
    },
    {
      id: 'failures',
      label: t('accounts.page.job-failed'),
      value: ({ failures }) => failures,
      cell: ({ failures }) => (failures === 0 ? <span className="muted">0</span> : failures),
      width: 'minmax(150px, 1fr)',
      end: true,
    },
    {
      id: 'error',
      label: t('accounts.page.job-error'),
      value: ({ lastError }) => (lastError === undefined ? '' : say(toErrorText(lastError, has))),
      extra: true,
      width: 'minmax(240px, 3fr)',
    },
  ]
  return (
    <Card title={t('accounts.page.jobs-all')}>
      <p className="muted account-note">{t('accounts.page.jobs-why')}</p>
      <VirtualTable
        label={t('shell.nav.jobs')}
        columns={columns}
        rows={jobs}
        rowKey={({ name }) => name}
        empty={<Empty title={t('accounts.page.jobs-none')} />}
      />
    </Card>
  )
}
