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

export function StopDialog(props: {
  plan: StopPlan
  onStop: (plan: StopPlan, typed: string | undefined, evidence: boolean) => Promise<void>
  onAgain: () => void
  onClose: () => void
}) {
  const { t } = useWords()
  const { plan } = props
  const [evidence, setEvidence] = useState(plan.evidence)
  const shown = evidence ? plan : { ...plan, steps: plan.steps.filter(({ key }) => key !== EVIDENCE_STEP) }
  const allowed = plan.refusals.length === 0
  return (
    <PlanDialog
      plan={allowed ? shown : { ...shown, steps: [] }}
      onApply={(_, typed) => props.onStop(plan, typed, evidence)}
      onAgain={props.onAgain}
      onClose={props.onClose}
    >
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
