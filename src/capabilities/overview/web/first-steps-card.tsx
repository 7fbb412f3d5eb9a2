/** What is worth doing on a fresh console; gone once done, or put away. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { post } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { FirstStep } from '../schema.ts'

export function FirstStepsCard({ steps }: { steps: readonly FirstStep[] }) {
  const { t, say } = useWords()
  const me = useMe()
  const toasts = useToasts()
  const queries = useQueryClient()
  const dismiss = useMutation({
    mutationFn: () => post('/api/overview/first-steps/dismiss'),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['overview'] }),
    onError: toasts.failed,
  })
  const done = steps.filter((step) => step.done).length
  return (
    <Card title={t('overview.page.steps')} tone="dim" aside={`${done} / ${steps.length}`}>
      <ol className="steps">
        {steps.map((step) => (
          <li key={step.id} className={step.done ? 'muted' : ''}>
            <StatusDot
              state={step.done ? 'good' : 'silent'}
              label={t(step.done ? 'overview.page.step-done' : 'overview.page.step-open')}
            />{' '}
            {step.done ? say(step.title) : <Anchor href={step.href}>{say(step.title)}</Anchor>}
            {step.done ? null : <p className="muted">{say(step.why)}</p>}
          </li>
        ))}
      </ol>
      {mayDo(me.role, 'admin') ? (
        <div className="actions card-foot">
          <button type="button" className="button-small" disabled={dismiss.isPending} onClick={() => dismiss.mutate()}>
            {t('overview.page.steps-away')}
          </button>
        </div>
      ) : null}
    </Card>
  )
}
