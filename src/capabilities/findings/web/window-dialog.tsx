/** A stretch of time in which nobody need be told, once or every week. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../../../../web/api/client.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { useHosts } from '../../../../web/shell/needs.ts'
import { Failed } from '../../../../web/ui/answers.tsx'
import { CheckField, TextField } from '../../../../web/ui/form.tsx'
import { HostPicker } from '../../../../web/ui/host-picker.tsx'
import { Modal } from '../../../../web/ui/modal.tsx'
import { parseLocalTime, writeLocalTime } from '../../../../web/ui/zoned-time.ts'
import type { WindowRequest } from '../schema.ts'

const HOUR_MS = 3_600_000

export function WindowDialog({ onClose }: { onClose: () => void }) {
  const { t, zone } = useWords()
  const queries = useQueryClient()
  const hosts = useHosts()
  const [openedMs] = useState(() => Date.now())
  const [from, setFrom] = useState(writeLocalTime(openedMs, zone))
  const [to, setTo] = useState(writeLocalTime(openedMs + 2 * HOUR_MS, zone))
  const [weekly, setWeekly] = useState(false)
  const [host, setHost] = useState('')
  const [reason, setReason] = useState('')
  const fromMs = parseLocalTime(from, zone)
  const toMs = parseLocalTime(to, zone)
  const good = fromMs !== undefined && toMs !== undefined && toMs > fromMs
  const add = useMutation({
    mutationFn: (request: WindowRequest) => post('/api/findings/windows', request),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['findings'] })
      await queries.invalidateQueries({ queryKey: ['overview'] })
      onClose()
    },
  })
  return (
    <Modal title={t('findings.page.window-new')} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (good) add.mutate({ hosts: host === '' ? null : [host], fromMs, toMs, weekly, reason: reason.trim() })
        }}
      >
        <TextField label={t('shell.range.from')} hint={zone} type="datetime-local" value={from} onChange={setFrom} />
        <TextField
          label={t('shell.range.to')}
          type="datetime-local"
          value={to}
          onChange={setTo}
          problem={good ? undefined : t('shell.range.wrong')}
        />
        <HostPicker hosts={hosts} host={host} onHost={setHost} all />
        <CheckField label={t('findings.page.weekly')} checked={weekly} onChange={setWeekly} />
        <TextField
          label={t('shell.mute.reason')}
          hint={t('shell.mute.hint')}
          value={reason}
          onChange={setReason}
          required
          maxLength={500}
        />
        {add.error ? <Failed error={add.error} /> : null}
        <div className="actions">
          <button type="submit" className="button-go" disabled={!good || reason.trim() === '' || add.isPending}>
            {t('shell.save')}
          </button>
          <button type="button" onClick={onClose}>
            {t('shell.plan.leave')}
          </button>
        </div>
      </form>
    </Modal>
  )
}
