/** What came of a stop, at once and in words. */
import { useWords } from '../../../../web/locales/words.tsx'
import { Facts } from '../../../../web/ui/card.tsx'
import { Modal } from '../../../../web/ui/modal.tsx'
import { type State, StatusDot } from '../../../../web/ui/state.tsx'
import type { Outcome, Stopped } from '../stop/schema.ts'
import { apiOf } from './use-processes.ts'

const STATES: Readonly<Record<Outcome, State>> = {
  terminated: 'good',
  not_found: 'info',
  identity_changed: 'caution',
  blocked: 'danger',
  failed: 'danger',
}

export function StopOutcome(props: { host: string; name: string; stopped: Stopped; onClose: () => void }) {
  const { t, say, value } = useWords()
  const { outcome, how, why, tookMs, evidence } = props.stopped
  return (
    <Modal title={t(`processes.page.outcome.${outcome}`, { name: props.name })} onClose={props.onClose}>
      <div className="form" role="status">
        <p>
          <StatusDot state={STATES[outcome]} /> {say(why)}
        </p>
        <Facts
          rows={[
            how ? [t('processes.page.how'), t(`processes.page.how.${how}`)] : null,
            [t('processes.page.took'), value(tookMs, 'milliseconds')],
          ]}
        />
        <div className="actions">
          <button type="button" className="button-go" onClick={props.onClose}>
            {t('shell.close')}
          </button>
          {evidence === undefined ? null : (
            <a className="button" href={`${apiOf(props.host)}/evidence/${encodeURIComponent(evidence)}`} download>
              {t('processes.page.evidence-file')}
            </a>
          )}
        </div>
      </div>
    </Modal>
  )
}
