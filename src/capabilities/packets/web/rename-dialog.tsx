import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { patch } from '../../../../web/api/client.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Failed } from '../../../../web/ui/answers.tsx'
import { TextField } from '../../../../web/ui/form.tsx'
import { Modal } from '../../../../web/ui/modal.tsx'
import type { Capture } from '../schema.ts'
import { captureApi, refreshCaptures } from './api.ts'

const LONGEST_NAME = 200

export function RenameDialog({ capture, onClose }: { capture: Capture; onClose: () => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [name, setName] = useState(capture.name)
  const [error, setError] = useState<unknown>()
  const save = async (event: FormEvent) => {
    event.preventDefault()
    try {
      await patch<Capture>(captureApi(capture.id), { name: name.trim() })
      await refreshCaptures(queries)
      onClose()
    } catch (failure) {
      setError(failure)
    }
  }
  return (
    <Modal title={t('packets.page.rename')} onClose={onClose}>
      <form className="form" onSubmit={(event) => void save(event)}>
        <TextField label={t('packets.page.name')} value={name} onChange={setName} maxLength={LONGEST_NAME} required />
        {error ? <Failed error={error} /> : null}
        <div className="actions">
          <button type="submit" className="button-go" disabled={name.trim() === ''}>
            {t('shell.save')}
          </button>
        </div>
      </form>
    </Modal>
  )
}
