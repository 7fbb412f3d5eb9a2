/** What could not be seen, of how many processes, and how to grant it: never a guess. */
import { useWords } from '../../../../web/locales/words.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import type { Limit } from '../schema.ts'

export function LimitsNotice({ limits, total }: { limits: readonly Limit[]; total: number }) {
  const { t, say } = useWords()
  if (limits.length === 0) return null
  return (
    <details className="page-row limits">
      <summary>
        <StatusDot state="silent" /> {t('processes.page.limits')}
      </summary>
      <ul className="list-rows">
        {limits.map(({ what, count, grant }) => (
          <li key={what}>
            {say(grant)}{' '}
            {what === 'processes' ? null : (
              <span className="muted">{t('processes.page.limit-count', { count, total })}</span>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}
