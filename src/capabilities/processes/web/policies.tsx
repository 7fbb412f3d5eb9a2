/** What is known of programs and which may be stopped: to browse, and for admins to change. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '../../../../web/api/client.ts'
import { LOCAL_HOST } from '../../../../web/api/hosts.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { text } from '../../../../web/shell/address.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Answered, Loading } from '../../../../web/ui/answers.tsx'
import { Card, Facts } from '../../../../web/ui/card.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { PolicyState } from '../policy/schema.ts'
import { KnownTable } from './known-table.tsx'
import { POLICIES_API, PolicyFiles } from './policy-files.tsx'
import { PolicyRules } from './policy-rules.tsx'
import { ProcessTabs } from './process-tabs.tsx'

const STATE_EVERY_MS = 10_000
const spec = { host: text(LOCAL_HOST) }

export function Policies() {
  const { t } = useWords()
  const [{ host }] = useAddress(spec)
  const answer = useQuery({
    queryKey: ['processes', 'policies', 'state'],
    queryFn: ({ signal }) => get<PolicyState>(`${POLICIES_API}/state`, undefined, signal),
    refetchInterval: STATE_EVERY_MS,
  })
  return (
    <Page title={t('processes.page.view.policies')} tools={<PolicyFiles />}>
      <ProcessTabs host={host} />
      <Answered
        answer={answer}
        loading={
          <div className="page-row">
            <Loading />
          </div>
        }
      >
        {(state) => <StateCard state={state} />}
      </Answered>
      <KnownTable />
      <PolicyRules />
    </Page>
  )
}

function StateCard({ state }: { state: PolicyState }) {
  const { t, say, at, ago, value } = useWords()
  const nowMs = useNow(5000)
  const me = useMe()
  const toasts = useToasts()
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const sync = async () => {
    setAsking(true)
    try {
      const next = await post<PolicyState>(`${POLICIES_API}/sync`)
      queries.setQueryData(['processes', 'policies', 'state'], next)
      void queries.invalidateQueries({ queryKey: ['processes', 'policies'] })
      toasts.done(t(next.reachable ? 'processes.page.synced' : 'processes.page.last-known'))
    } catch (error) {
      toasts.failed(error)
    } finally {
      setAsking(false)
    }
  }
  const good = state.reachable && state.refused.length === 0
  return (
    <Card
      title={t('processes.page.policy-state')}
      tone={good ? 'dim' : 'caution'}
      aside={
        mayDo(me.role, 'operator') ? (
          <button type="button" className="button-small" disabled={asking} onClick={() => void sync()}>
            {t('processes.page.sync')}
          </button>
        ) : null
      }
    >
      <p>
        <StatusDot state={state.reachable ? 'good' : 'caution'} />{' '}
        {t(state.reachable ? 'processes.page.reachable' : 'processes.page.last-known')}{' '}
        <span className="muted">({t('shell.evidence.since', { at: at(state.sinceMs) })})</span>
      </p>
      {state.problem ? <p>{say(state.problem)}</p> : null}
      <Facts
        rows={[
          [t('processes.page.kept-in'), t(`processes.page.adapter.${state.adapter}`)],
          [
            t('processes.page.last-read'),
            state.readMs === 0 ? t('processes.page.never-read') : ago(state.readMs, nowMs),
          ],
          [t('processes.page.known'), value(state.knownCount, 'count')],
          [t('processes.page.rules'), value(state.ruleCount, 'count')],
        ]}
      />
      {state.refused.length > 0 ? (
        <section>
          <p>{t('processes.page.refused')}</p>
          <ul className="list-rows">
            {state.refused.map(({ document, field }) => (
              <li key={`${document} ${field}`}>
                <StatusDot state="caution" /> <code>{document}</code>: <code>{field}</code>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </Card>
  )
}
