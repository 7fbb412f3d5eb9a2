/** When a policy acts and what it then does, in a line of words. */
import { useWords } from '../../../../web/locales/words.tsx'
import { Tag } from '../../../../web/ui/card.tsx'
import type { AutomationInput } from '../automation/schema.ts'

const MINUTE_MS = 60_000

export function AutomationRule({ automation }: { automation: Pick<AutomationInput, 'host' | 'when' | 'action'> }) {
  const { t, lasting } = useWords()
  const { when, host, action } = automation
  const conditions = [
    when.name === undefined ? '' : t('processes.page.auto.when.name', { name: when.name }),
    when.verdict === undefined ? '' : t(`processes.page.auto.when.${when.verdict}`),
    when.rule === undefined ? '' : t(`processes.page.auto.risk.${when.rule}`),
    when.memoryPercentOver === undefined
      ? ''
      : t('processes.page.auto.when.memory', { percent: when.memoryPercentOver }),
    when.cpuPercentOver === undefined ? '' : t('processes.page.auto.when.cpu', { percent: when.cpuPercentOver }),
    t('processes.page.auto.when.for', { lasted: lasting(when.forMinutes * MINUTE_MS) }),
    ...(host === undefined ? [] : [t('processes.page.auto.when.host', { host })]),
  ]
  return (
    <p className="auto-rule">
      {conditions.filter(Boolean).map((condition) => (
        <Tag key={condition}>{condition}</Tag>
      ))}
      <span aria-hidden="true">→</span>
      <Tag tone={action === 'stop' ? 'danger' : 'info'}>{t(`processes.page.auto.then.${action}`)}</Tag>
    </p>
  )
}
