/** Marks what was found as expected: here, or on every host; anything worse still speaks up. */
import { useState } from 'react'
import { useFindingAction } from '../../../../web/finding/finding-actions.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Segmented, TextField } from '../../../../web/ui/form.tsx'
import { Modal } from '../../../../web/ui/modal.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { Finding } from '../../../core/findings/schema.ts'

export function ExpectDialog({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const { t, say } = useWords()
  const toasts = useToasts()
  const action = useFindingAction(finding.id)
  const [hosts, setHosts] = useState<'this' | 'all'>('this')
  const [reason, setReason] = useState('')
  const save = () =>
    action.mutate(
      { verb: 'expect', body: { hosts, reason: reason.trim() } },
      {
        onSuccess: () => {
          toasts.done(t('findings.page.expect-done'))
          onClose()
        },
      },
    )
  return (
    <Modal title={t('findings.page.expect')} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <p>
          <b>{say(finding.title)}</b>
        </p>
        <p className="muted">{t('findings.page.expect-why', { severity: t(`shell.state.${finding.severity}`) })}</p>
        <Segmented
          label={t('shell.host')}
          value={hosts}
          choices={[
            { value: 'this', label: t('findings.page.expect-here') },
            { value: 'all', label: t('shell.hosts.all') },
          ]}
          onChange={setHosts}
        />
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
            {t('findings.page.expect-go')}
          </button>
          <button type="button" onClick={onClose}>
            {t('shell.plan.leave')}
          </button>
        </div>
      </form>
    </Modal>
  )
}
