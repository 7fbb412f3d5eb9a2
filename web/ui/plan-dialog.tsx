/** Danger is slow: what would happen is read first, what breaks, and who will be recorded; only then the button. */
import { type ReactNode, useState } from 'react'
import type { Plan, Text } from '../../src/core/schema.ts'
import { useMe } from '../api/me.ts'
import { ROLE_ORDER } from '../api/roles.ts'
import { useWords } from '../locales/words.tsx'
import { Failed } from './answers.tsx'
import { ProgressBar } from './bars.tsx'
import { TextField } from './form.tsx'
import { Modal } from './modal.tsx'
import { type State, StatusDot } from './state.tsx'

export function PlanDialog(props: {
  plan: Plan
  /** Rejects when it was refused or failed; what it says is shown here. `typed` confirms, where the plan asks for it. */
  onApply: (plan: Plan, typed: string | undefined) => Promise<void>
  onClose: () => void
  /** Asks for the plan anew, after a refusal because something had changed. */
  onAgain?: () => void
  /** What is particular to this plan, before the word on who is recorded. */
  children?: ReactNode
}) {
  const words = useWords()
  const { t } = words
  const { plan } = props
  const me = useMe()
  const [typed, setTyped] = useState('')
  const [doing, setDoing] = useState(false)
  const [error, setError] = useState<unknown>()
  const allowed = ROLE_ORDER.indexOf(me.role) >= ROLE_ORDER.indexOf(plan.role)
  const confirmed = plan.typeToConfirm === undefined || typed.trim() === plan.typeToConfirm
  const apply = async () => {
    setDoing(true)
    setError(undefined)
    try {
      await props.onApply(plan, plan.typeToConfirm === undefined ? undefined : typed.trim())
    } catch (failure) {
      setError(failure)
      setDoing(false)
    }
  }
  return (
    <Modal title={words.say(plan.summary)} onClose={props.onClose} wide>
      <div className="plan">
        <Part title={t('shell.plan.steps')} texts={plan.steps} ordered />
        <Part title={t('shell.plan.consequences')} texts={plan.consequences} state="caution" />
        <Part title={t('shell.plan.refusals')} texts={plan.refusals} state="danger" />
        {props.children}
        <p className="muted">{t('shell.plan.recorded', { name: me.name })}</p>
        {allowed ? null : <p className="danger">{t('shell.plan.role', { role: t(`shell.role.${plan.role}`) })}</p>}
        {plan.typeToConfirm !== undefined && plan.refusals.length === 0 && allowed ? (
          <TextField
            label={t('shell.plan.type', { word: plan.typeToConfirm })}
            value={typed}
            onChange={setTyped}
            autoFocus
          />
        ) : null}
        {error ? <Failed error={error} {...(props.onAgain ? { onRetry: props.onAgain } : {})} /> : null}
        {doing ? <ProgressBar label={t('shell.plan.doing')} /> : null}
        <div className="actions">
          {plan.refusals.length === 0 && allowed ? (
            <button
              type="button"
              className="button-go button-danger"
              disabled={!confirmed || doing}
              onClick={() => void apply()}
            >
              {t('shell.plan.apply')}
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

function Part(props: { title: string; texts: readonly Text[]; state?: State; ordered?: boolean }): ReactNode {
  const { say } = useWords()
  if (props.texts.length === 0) return null
  const items = props.texts.map((text) => (
    <li key={JSON.stringify(text)}>
      {props.state ? <StatusDot state={props.state} /> : null}
      <span>{say(text)}</span>
    </li>
  ))
  return (
    <section>
      <h3>{props.title}</h3>
      {props.ordered ? <ol className="plan-steps">{items}</ol> : <ul className="plan-points">{items}</ul>}
    </section>
  )
}
