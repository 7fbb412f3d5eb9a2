/** The plan of a stop, with what is particular to a process: what it started, its unit, and the proof kept of it. */
import { useState } from 'react'
import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { CheckField } from '../../../../web/ui/form.tsx'
import { PlanDialog } from '../../../../web/ui/plan-dialog.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { toKey } from '../schema.ts'
import type { StopPlan } from '../stop/schema.ts'
import { serviceHref } from './hrefs.ts'

const EVIDENCE_STEP = 'processes.stop.step.evidence'
const NOTHING_BREAKS = 'processes.explain.breaks.nothing'

export function StopDialog(props: {
  plan: StopPlan
  onStop: (plan: StopPlan, typed: string | undefined, evidence: boolean) => Promise<void>
  onAgain: () => void
  onClose: () => void
}) {
  const { t, say } = useWords()
  const { plan } = props
  const [evidence, setEvidence] = useState(plan.evidence)
  // Nothing is no warning.
  const nothing = plan.consequences.find(({ key }) => key === NOTHING_BREAKS)
  const shown = {
    ...plan,
    consequences: nothing ? [] : plan.consequences,
    steps: evidence ? plan.steps : plan.steps.filter(({ key }) => key !== EVIDENCE_STEP),
  }
  const allowed = plan.refusals.length === 0
  return (
    <PlanDialog
      plan={allowed ? shown : { ...shown, steps: [] }}
      onApply={(_, typed) => props.onStop(plan, typed, evidence)}
      onAgain={props.onAgain}
      onClose={props.onClose}
    >
      {nothing ? (
        <section>
          <h3>{t('shell.plan.consequences')}</h3>
          <p className="muted">{say(nothing)}</p>
        </section>
      ) : null}
      {plan.unit === undefined ? null : (
        <p>
          <Anchor className="button" href={serviceHref(plan.host, plan.unit)}>
            {t('processes.page.service-instead', { unit: plan.unit })}
          </Anchor>
        </p>
      )}
      {plan.policies === 'lastKnown' ? (
        <p>
          <StatusDot state="caution" /> {t('processes.page.last-known')}
        </p>
      ) : null}
      <PlanTree plan={plan} />
      {plan.evidence && allowed ? (
        <CheckField label={t('processes.page.keep-evidence')} checked={evidence} onChange={setEvidence} />
      ) : null}
    </PlanDialog>
  )
}

function PlanTree({ plan }: { plan: StopPlan }) {
  const { t } = useWords()
  if (plan.tree.length === 0) return null
  return (
    <section>
      <h3>{t('processes.page.tree')}</h3>
      <ul className="plan-tree">
        {plan.tree.map((member) => (
          <li key={toKey(member)} style={{ paddingLeft: Math.min(member.depth, 8) * 16 }}>
            {member.name} <span className="muted">PID {member.pid}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
