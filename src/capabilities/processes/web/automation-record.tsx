/** What a policy did or would have done, and on how many days it was watched. */
import { useQuery } from '@tanstack/react-query'
import { get } from '../../../../web/api/client.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Answered, Empty } from '../../../../web/ui/answers.tsx'
import { Bar } from '../../../../web/ui/bars.tsx'
import { Tag } from '../../../../web/ui/card.tsx'
import { Drawer } from '../../../../web/ui/drawer.tsx'
import { type State, StatusDot } from '../../../../web/ui/state.tsx'
import type { Automation, AutomationRecord, AutomationRun, RunOutcome } from '../automation/schema.ts'
import { AUTOMATION_API, AUTOMATION_KEY } from './automation-api.ts'
import { AutomationRule } from './automation-when.tsx'
import { processHref } from './hrefs.ts'

const DAY_MS = 86_400_000
const STATES: Readonly<Record<RunOutcome, State>> = {
  notified: 'info',
  stopped: 'caution',
  refused: 'silent',
  limited: 'silent',
  failed: 'danger',
}

export function useAutomationRecord(id: string) {
  return useQuery({
    queryKey: [...AUTOMATION_KEY, id],
    queryFn: ({ signal }) =>
      get<AutomationRecord>(`${AUTOMATION_API}/${encodeURIComponent(id)}/record`, undefined, signal),
    refetchInterval: 30_000,
  })
}

export function AutomationDrawer({ automation, onClose }: { automation: Automation; onClose: () => void }) {
  const { t, lasting } = useWords()
  const answer = useAutomationRecord(automation.id)
  return (
    <Drawer title={automation.title} onClose={onClose}>
      <AutomationRule automation={automation} />
      <Answered answer={answer}>
        {(record) => (
          <>
            <section>
              <h3>{t('processes.page.auto.days')}</h3>
              <Rehearsal automation={record} />
              {record.days.length > 0 ? (
                <ul className="list-rows auto-days">
                  {record.days.map(({ host, day, watchedMs }) => (
                    <li key={`${host} ${day}`} className="split">
                      <span>
                        {day} <span className="muted">{host}</span>
                      </span>
                      <span className="auto-day">
                        <Bar percent={(watchedMs / DAY_MS) * 100} state="info" label={day} />
                        <span className="number">{lasting(watchedMs)}</span>
                      </span>
                    </li>
                  ))}
                </ul>
              ) : null}
            </section>
            <section>
              <h3>{t('processes.page.auto.runs')}</h3>
              {record.runs.length === 0 ? <Empty title={t('processes.page.auto.runs-none')} /> : null}
              <AutomationRuns runs={record.runs} />
            </section>
          </>
        )}
      </Answered>
    </Drawer>
  )
}

/** How far it is on each host that has begun. */
export function Rehearsal({ automation, needed }: { automation: Pick<Automation, 'rehearsed'>; needed?: number }) {
  const { t } = useWords()
  const { rehearsed } = automation
  const most = needed ?? (automation as Partial<AutomationRecord>).neededDays ?? 7
  if (rehearsed.length === 0)
    return <p className="muted">{t('processes.page.auto.rehearsed-none', { needed: most })}</p>
  return (
    <ul className="auto-rehearsal">
      {rehearsed.map(({ host, days, watchedMs }) => (
        <li key={host}>
          <Bar
            percent={(watchedMs / (most * DAY_MS)) * 100}
            state={days >= most ? 'good' : 'info'}
            label={t('processes.page.auto.rehearsed', { host, days, needed: most })}
          />
          <span className="muted">{t('processes.page.auto.rehearsed', { host, days, needed: most })}</span>
        </li>
      ))}
    </ul>
  )
}

export function AutomationRuns({ runs }: { runs: readonly AutomationRun[] }) {
  const { t, say, at, ago } = useWords()
  const nowMs = useNow(30_000)
  return (
    <ul className="list-rows">
      {runs.map((run) => (
        <li key={`${run.atMs} ${run.process.pid} ${run.host}`}>
          <StatusDot state={STATES[run.outcome]} />{' '}
          <Anchor href={processHref(run.host, run.process)}>{say(run.text)}</Anchor>{' '}
          {run.dryRun ? <Tag>{t('processes.page.auto.mode.dry-run')}</Tag> : null}
          <p className="muted">
            <time dateTime={new Date(run.atMs).toISOString()} title={at(run.atMs)}>
              {ago(run.atMs, nowMs)}
            </time>{' '}
            · {run.host}
            {run.reasons.map((reason) => (
              <span key={reason.key}> · {say(reason)}</span>
            ))}
          </p>
        </li>
      ))}
    </ul>
  )
}
