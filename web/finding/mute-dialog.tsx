/** Quiet for a while: until when, and why. Or for good, because it is expected here. */
import { useState } from 'react'
import type { Finding } from '../../src/core/findings/schema.ts'
import { useWords } from '../locales/words.tsx'
import { Segmented, TextField } from '../ui/form.tsx'
import { Modal } from '../ui/modal.tsx'
import { useToasts } from '../ui/toast.tsx'
import { useFindingAction } from './finding-actions.ts'

const HOUR_MS = 3_600_000
const LENGTHS = { '1h': HOUR_MS, '8h': 8 * HOUR_MS, '1d': 24 * HOUR_MS, '7d': 168 * HOUR_MS } as const
type Length = keyof typeof LENGTHS

export function MuteDialog({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const { t, say, at, lasting } = useWords()
  const toasts = useToasts()
  const action = useFindingAction(finding.id)
  const [length, setLength] = useState<Length>('8h')
  const [reason, setReason] = useState('')
  const [openedMs] = useState(() => Date.now())
  const untilMs = openedMs + LENGTHS[length]
  const mute = () =>
    action.mutate(
      { verb: 'mute', body: { untilMs, reason: reason.trim() } },
      {
        onSuccess: () => {
          toasts.done(t('shell.mute.done', { until: at(untilMs) }))
          onClose()
        },
      },
    )
  return (
    <Modal title={t('shell.mute.title')} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          mute()
        }}
      >
        <p>
          <b>{say(finding.title)}</b>
        </p>
        <div className="field">
          <span className="muted">{t('shell.mute.until', { until: at(untilMs) })}</span>
          <Segmented
            label={t('shell.mute.title')}
            value={length}
            choices={(Object.keys(LENGTHS) as Length[]).map((value) => ({ value, label: lasting(LENGTHS[value]) }))}
            onChange={setLength}
          />
        </div>
        <TextField
          label={t('shell.mute.reason')}
          hint={t('shell.mute.hint')}
          value={reason}
          onChange={setReason}
          rows={2}
          required
          maxLength={500}
        />
        <div className="actions">
          <button type="submit" className="button-go" disabled={reason.trim() === '' || action.isPending}>
            {t('shell.mute.go')}
          </button>
          <button type="button" onClick={onClose}>
            {t('shell.plan.leave')}
          </button>
        </div>
      </form>
    </Modal>
  )
}
