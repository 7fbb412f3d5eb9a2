/** When and where nobody need be told: maintenance windows, and what is expected. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, remove } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Answered, Empty } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { MaintenanceWindow } from '../../../core/findings/schema.ts'
import type { ExpectationsList, WindowsList } from '../schema.ts'
import { FindingTabs } from './finding-tabs.tsx'
import { WindowDialog } from './window-dialog.tsx'
import './findings.css'

export function QuietTimes() {
  const { t } = useWords()
  return (
    <Page title={t('findings.page.quiet-times')}>
      <FindingTabs />
      <Windows />
      <Expectations />
    </Page>
  )
}

function useRemove(path: string) {
  const queries = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: (id: string) => remove(`${path}/${encodeURIComponent(id)}`),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['findings'] }),
        queries.invalidateQueries({ queryKey: ['overview'] }),
      ]),
    onError: toasts.failed,
  })
}

function Windows() {
  const { t } = useWords()
  const me = useMe()
  const [asking, setAsking] = useState(false)
  const drop = useRemove('/api/findings/windows')
  const answer = useQuery({
    queryKey: ['findings', 'windows'],
    queryFn: ({ signal }) => get<WindowsList>('/api/findings/windows', undefined, signal),
  })
  const may = mayDo(me.role, 'operator')
  return (
    <Card
      title={t('findings.page.windows')}
      aside={
        may ? (
          <button type="button" className="button-small" onClick={() => setAsking(true)}>
            {t('findings.page.window-new')}…
          </button>
        ) : null
      }
    >
      <p className="muted">{t('findings.page.windows-why')}</p>
      <Answered answer={answer}>
        {({ windows }) =>
          windows.length === 0 ? (
            <Empty title={t('findings.page.windows-none')} />
          ) : (
            <ul className="list-rows">
              {windows.map((window) => (
                <WindowRow key={window.id} window={window} onRemove={may ? () => drop.mutate(window.id) : undefined} />
              ))}
            </ul>
          )
        }
      </Answered>
      {asking ? <WindowDialog onClose={() => setAsking(false)} /> : null}
    </Card>
  )
}

function WindowRow({ window, onRemove }: { window: MaintenanceWindow; onRemove: (() => void) | undefined }) {
  const { t, at } = useWords()
  const facts = [
    `${at(window.fromMs)} – ${at(window.toMs)}`,
    window.weekly ? t('findings.page.weekly') : '',
    window.hosts?.join(', ') ?? t('shell.hosts.all'),
    window.by,
  ]
  return (
    <li className="split">
      <span>
        <StatusDot
          state={window.active ? 'info' : 'silent'}
          label={t(window.active ? 'findings.page.window-active' : 'findings.page.window-idle')}
        />{' '}
        <b>{window.reason}</b> <span className="muted">{facts.filter(Boolean).join(' · ')}</span>
      </span>
      {onRemove ? (
        <button type="button" className="button-small" onClick={onRemove}>
          {t('findings.page.remove')}
        </button>
      ) : null}
    </li>
  )
}

function Expectations() {
  const { t, at } = useWords()
  const me = useMe()
  const drop = useRemove('/api/findings/expectations')
  const answer = useQuery({
    queryKey: ['findings', 'expectations'],
    queryFn: ({ signal }) => get<ExpectationsList>('/api/findings/expectations', undefined, signal),
  })
  return (
    <Card title={t('findings.page.expectations')}>
      <p className="muted">{t('findings.page.expectations-why')}</p>
      <Answered answer={answer}>
        {({ expectations }) =>
          expectations.length === 0 ? (
            <Empty title={t('findings.page.expectations-none')} />
          ) : (
            <ul className="list-rows">
              {expectations.map((one) => (
                <li key={one.id} className="split">
                  <span>
                    <b>
                      <code>{one.rule}</code> {one.subject}
                    </b>{' '}
                    <span className="muted">
                      {one.reason} · {one.hosts?.join(', ') ?? t('shell.hosts.all')} · {one.by} · {at(one.atMs)}
                    </span>
                  </span>
                  {mayDo(me.role, 'operator') ? (
                    <button type="button" className="button-small" onClick={() => drop.mutate(one.id)}>
                      {t('findings.page.remove')}
                    </button>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </Card>
  )
}
