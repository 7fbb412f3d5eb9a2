/** What happens without an operator: policies that act, the record of what they would have done, and the switch over all. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask, get, remove } from '../../../../web/api/client.ts'
import { LOCAL_HOST } from '../../../../web/api/hosts.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { text } from '../../../../web/shell/address.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Answered, Empty, Loading } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { Segmented } from '../../../../web/ui/form.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import { AUTOMATION_MODES, type Automation, type AutomationMode, type Automations } from '../automation/schema.ts'
import { AUTOMATION_API, AUTOMATION_KEY } from './automation-api.ts'
import { ArmDialog } from './automation-arm.tsx'
import { AutomationDialog } from './automation-dialog.tsx'
import { AutomationDrawer, Rehearsal } from './automation-record.tsx'
import { AutomationRule } from './automation-when.tsx'
import { ProcessTabs } from './process-tabs.tsx'
import { SureButton } from './sure-button.tsx'

const EVERY_MS = 15_000
const spec = { host: text(LOCAL_HOST), open: text() }

export function AutomationPage() {
  const { t } = useWords()
  const [{ host, open }, change] = useAddress(spec)
  const answer = useQuery({
    queryKey: AUTOMATION_KEY,
    queryFn: ({ signal }) => get<Automations>(AUTOMATION_API, undefined, signal),
    refetchInterval: EVERY_MS,
  })
  const opened = answer.data?.automations.find(({ id }) => id === open)
  return (
    <Page title={t('processes.page.view.automation')}>
      <ProcessTabs host={host} />
      <Answered
        answer={answer}
        loading={
          <div className="page-row">
            <Loading tall />
          </div>
        }
      >
        {(all) => (
          <>
            <SwitchCard all={all} />
            <PoliciesCard all={all} onOpen={(id) => change({ open: id }, 'push')} />
          </>
        )}
      </Answered>
      {opened ? (
        <AutomationDrawer key={opened.id} automation={opened} onClose={() => change({ open: '' }, 'push')} />
      ) : null}
    </Page>
  )
}

/** What is changed here is seen at once; refusals are told where they happen. */
function useChange() {
  const queries = useQueryClient()
  const toasts = useToasts()
  return async (deed: () => Promise<unknown>) => {
    try {
      await deed()
    } catch (error) {
      toasts.failed(error)
    }
    await queries.invalidateQueries({ queryKey: AUTOMATION_KEY })
  }
}

function SwitchCard({ all }: { all: Automations }) {
  const { t } = useWords()
  const me = useMe()
  const change = useChange()
  const turn = (on: boolean) => void change(() => ask('PUT', `${AUTOMATION_API}/switch`, { body: { on } }))
  const acting = all.automations.filter(({ mode }) => mode !== 'off').length
  return (
    <Card title={t('processes.page.auto.switch')} tone={all.on ? 'dim' : 'caution'}>
      <div className="split auto-switch">
        <p>
          <StatusDot state={all.on ? (acting > 0 ? 'good' : 'info') : 'caution'} />{' '}
          {t(all.on ? 'processes.page.auto.on' : 'processes.page.auto.off', { count: acting })}
          <br />
          <span className="muted">
            {t(all.stopsPerHour === 0 ? 'processes.page.auto.limit-none' : 'processes.page.auto.limit', {
              count: all.stopsPerHour,
            })}
          </span>
        </p>
        {!mayDo(me.role, 'admin') ? null : all.on ? (
          <button type="button" className="button-danger" onClick={() => turn(false)}>
            {t('processes.page.auto.switch-off')}
          </button>
        ) : (
          <SureButton
            label={t('processes.page.auto.switch-on')}
            sure={t('processes.page.auto.switch-sure')}
            onSure={() => turn(true)}
          />
        )}
      </div>
    </Card>
  )
}

function PoliciesCard({ all, onOpen }: { all: Automations; onOpen: (id: string) => void }) {
  const { t } = useWords()
  const me = useMe()
  const [editing, setEditing] = useState<Automation | 'new'>()
  const [arming, setArming] = useState<Automation>()
  const admin = mayDo(me.role, 'admin')
  const add = () => setEditing('new')
  return (
    <Card
      title={t('processes.page.auto.list')}
      aside={
        admin ? (
          <button type="button" className="button-small" onClick={add}>
            {t('processes.page.auto.add')}…
          </button>
        ) : (
          all.automations.length
        )
      }
    >
      <p className="muted">{t('processes.page.auto.why', { days: all.neededDays })}</p>
      {all.automations.length === 0 ? <Empty title={t('processes.page.auto.none')} /> : null}
      <ul className="list-rows">
        {all.automations.map((automation) => (
          <PolicyLine
            key={automation.id}
            automation={automation}
            all={all}
            admin={admin}
            onOpen={() => onOpen(automation.id)}
            onEdit={() => setEditing(automation)}
            onArm={() => setArming(automation)}
          />
        ))}
      </ul>
      {editing ? (
        <AutomationDialog automation={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      ) : null}
      {arming ? <ArmDialog automation={arming} all={all} onClose={() => setArming(undefined)} /> : null}
    </Card>
  )
}

function PolicyLine(props: {
  automation: Automation
  all: Automations
  admin: boolean
  onOpen: () => void
  onEdit: () => void
  onArm: () => void
}) {
  const { t } = useWords()
  const change = useChange()
  const { automation, all, admin } = props
  const path = `${AUTOMATION_API}/${encodeURIComponent(automation.id)}`
  const turn = (mode: AutomationMode) => {
    // Acting is slow: what it would have done is read first.
    if (mode === 'on' && automation.action === 'stop') props.onArm()
    else if (mode !== automation.mode) void change(() => ask('PUT', `${path}/mode`, { body: { mode } }))
  }
  return (
    <li className="auto-policy">
      <div>
        <b>{automation.title}</b>
        <AutomationRule automation={automation} />
        {automation.action === 'stop' ? <Rehearsal automation={automation} needed={all.neededDays} /> : null}
      </div>
      <div className="auto-tools">
        {admin ? (
          <Segmented
            label={t('processes.page.auto.mode', { title: automation.title })}
            value={automation.mode}
            choices={AUTOMATION_MODES.map((value) => ({ value, label: t(`processes.page.auto.mode.${value}`) }))}
            onChange={turn}
          />
        ) : (
          <span>{t(`processes.page.auto.mode.${automation.mode}`)}</span>
        )}
        <div className="actions">
          <button type="button" className="button-small" onClick={props.onOpen}>
            {t('processes.page.auto.record')}
          </button>
          {admin ? (
            <>
              <button type="button" className="button-small" onClick={props.onEdit}>
                {t('processes.page.edit')}…
              </button>
              <SureButton
                small
                label={t('processes.page.delete')}
                sure={t('processes.page.delete-sure')}
                onSure={() => void change(() => remove(path))}
              />
            </>
          ) : null}
        </div>
      </div>
    </li>
  )
}
