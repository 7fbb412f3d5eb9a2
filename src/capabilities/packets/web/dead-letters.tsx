/** The queue as far as it needs someone: what waits, and what was given up, with the reason. */
import { useQueryClient } from '@tanstack/react-query'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { Job, Queue } from '../schema.ts'
import { captureHref, discardJob, refreshCaptures, retryJob, useQueue } from './api.ts'

export function DeadLetters() {
  const { t } = useWords()
  const { data } = useQueue()
  if (!data) return null
  return (
    <>
      <QueueWords queue={data} />
      {data.deadLetters.length > 0 ? (
        <Card title={t('packets.page.dead')} tone="danger" aside={t('packets.page.dead-count', { count: data.dead })}>
          <p className="muted">{t('packets.page.dead-why')}</p>
          <ul className="list-rows">
            {data.deadLetters.map((job) => (
              <DeadLetter key={job.id} job={job} />
            ))}
          </ul>
        </Card>
      ) : null}
    </>
  )
}

/** Said only while it matters: nobody works, or much waits. */
function QueueWords({ queue }: { queue: Queue }) {
  const { t } = useWords()
  if (queue.mode === 'nats' && queue.connected === false)
    return (
      <p className="page-row notice">
        <StatusDot state="caution" /> {t('packets.page.queue-cut', { count: queue.waiting })}
      </p>
    )
  if (queue.mode === 'nats' && queue.workers.length === 0 && queue.waiting > 0)
    return (
      <p className="page-row notice">
        <StatusDot state="caution" /> {t('packets.page.queue-nobody', { count: queue.waiting })}{' '}
        <code>vedette packets worker</code>
      </p>
    )
  if (queue.waiting === 0) return null
  return (
    <p className="page-row muted">
      {t('packets.page.queue', {
        count: queue.waiting,
        running: queue.running,
        ageMs: queue.oldestWaitingMs ?? 0,
      })}
    </p>
  )
}

function DeadLetter({ job }: { job: Job }) {
  const { t, say, ago } = useWords()
  const nowMs = useNow(10_000)
  const me = useMe()
  const toasts = useToasts()
  const queries = useQueryClient()
  const act = (task: Promise<unknown>, done: string) =>
    task.then(() => toasts.done(done)).then(() => refreshCaptures(queries), toasts.failed)
  const retry = () => act(retryJob(job.id), t('packets.page.dead-retried', { name: job.name }))
  const discard = () => act(discardJob(job.id), t('packets.page.dead-discarded', { name: job.name }))
  return (
    <li className="split">
      <div>
        <StatusDot state="danger" />{' '}
        {job.capture ? <Anchor href={captureHref(job.capture)}>{job.name}</Anchor> : <b>{job.name}</b>}{' '}
        <span className="muted">
          {t('packets.page.dead-attempts', { count: job.attempts })}
          {job.endedMs === undefined ? '' : ` · ${ago(job.endedMs, nowMs)}`}
        </span>
        <p>{job.reason ? say(job.reason) : t('packets.page.dead-unknown')}</p>
      </div>
      {mayDo(me.role, 'operator') ? (
        <div className="actions">
          <button type="button" onClick={() => void retry()}>
            {t('packets.page.retry')}
          </button>
          <button type="button" className="button-quiet" onClick={() => void discard()}>
            {t('packets.page.dead-discard')}
          </button>
        </div>
      ) : null}
    </li>
  )
}
