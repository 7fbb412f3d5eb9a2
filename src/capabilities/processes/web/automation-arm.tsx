/** Before a policy may stop processes by itself: where it may, how many, and what it would have done so far. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../../../web/api/client.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Answered, Failed } from '../../../../web/ui/answers.tsx'
import { Modal } from '../../../../web/ui/modal.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import type { Automation, Automations } from '../automation/schema.ts'
import { AUTOMATION_API, AUTOMATION_KEY } from './automation-api.ts'
import { AutomationRuns, Rehearsal, useAutomationRecord } from './automation-record.tsx'
import { AutomationRule } from './automation-when.tsx'

const RUNS_SHOWN = 10

export function ArmDialog(props: { automation: Automation; all: Automations; onClose: () => void }) {
  const { t } = useWords()
  const { automation, all } = props
  const queries = useQueryClient()
  const record = useAutomationRecord(automation.id)
  const [error, setError] = useState<unknown>()
  const [doing, setDoing] = useState(false)
  const ready = automation.rehearsed.filter(({ days }) => days >= all.neededDays).map(({ host }) => host)
  const arm = async () => {
    setDoing(true)
    setError(undefined)
    try {
      await ask('PUT', `${AUTOMATION_API}/${encodeURIComponent(automation.id)}/mode`, { body: { mode: 'on' } })
      await queries.invalidateQueries({ queryKey: AUTOMATION_KEY })
      props.onClose()
    } catch (failure) {
      setError(failure)
      setDoing(false)
    }
  }
  return (
    <Modal title={t('processes.page.auto.arm-title', { title: automation.title })} onClose={props.onClose} wide>
      <div className="plan">
        <AutomationRule automation={automation} />
        {ready.length > 0 ? (
          <p>
            <StatusDot state="caution" />{' '}
            {t('processes.page.auto.arm-hosts', { hosts: ready.join(', '), count: all.stopsPerHour })}
          </p>
        ) : (
          <p>
            <StatusDot state="danger" /> {t('processes.page.auto.not-rehearsed', { needed: all.neededDays })}
          </p>
        )}
        <Rehearsal automation={automation} needed={all.neededDays} />
        <section>
          <h3>{t('processes.page.auto.would-have')}</h3>
          <Answered answer={record}>
            {({ runs }) =>
              runs.length === 0 ? (
                <p className="muted">{t('processes.page.auto.runs-none')}</p>
              ) : (
                <AutomationRuns runs={runs.slice(0, RUNS_SHOWN)} />
              )
            }
          </Answered>
        </section>
        {error ? <Failed error={error} /> : null}
        <div className="actions">
          {ready.length > 0 ? (
            <button
              type="button"
              className="button-go button-danger"
              disabled={doing || record.data === undefined}
              onClick={() => void arm()}
            >
              {t('processes.page.auto.arm')}
            </button>
          ) : null}
          <button type="button" onClick={props.onClose} disabled={doing}>
            {t('shell.plan.leave')}
          </button>
        </div>
      </div>
    </Modal>
  )
}
