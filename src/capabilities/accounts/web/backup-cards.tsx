/** A copy of everything to keep elsewhere, and what it takes to come back from it. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Failed } from '../../../../web/ui/answers.tsx'
import { ProgressBar } from '../../../../web/ui/bars.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import { CodeLine } from './code-line.tsx'
import { postForFile, saveBlob } from './download.ts'

export function BackupCards() {
  const me = useMe()
  return (
    <>
      {mayDo(me.role, 'admin') ? <BackupCard /> : null}
      <RestoreCard span={mayDo(me.role, 'admin') ? 6 : 12} />
    </>
  )
}

interface Arrived {
  readonly doneBytes: number
  readonly totalBytes: number | undefined
}

function useBackup() {
  const { t, value } = useWords()
  const queries = useQueryClient()
  const toasts = useToasts()
  const [arrived, setArrived] = useState<Arrived>()
  const abort = useRef(new AbortController())
  // Nobody is left to receive it once the page is gone.
  useEffect(() => () => abort.current.abort(), [])
  const backup = useMutation({
    mutationFn: async () => {
      setArrived(undefined)
      abort.current = new AbortController()
      const file = await postForFile('/api/accounts/backup', {
        progress: (doneBytes, totalBytes) => setArrived({ doneBytes, totalBytes }),
        signal: abort.current.signal,
      })
      saveBlob(file.blob, file.name ?? 'vedette.backup')
      return file
    },
    onSuccess: async ({ blob, name }) => {
      toasts.done(t('accounts.page.backup-done', { name: name ?? '', size: value(blob.size, 'bytes') }))
      await queries.invalidateQueries({ queryKey: ['overview'] })
    },
  })
  return { ...backup, arrived, stop: () => abort.current.abort() }
}

function BackupCard() {
  const { t, value } = useWords()
  const backup = useBackup()
  const { arrived } = backup
  const percent = arrived?.totalBytes ? (arrived.doneBytes / arrived.totalBytes) * 100 : undefined
  const stopped = backup.error instanceof DOMException && backup.error.name === 'AbortError'
  return (
    <Card span={6} title={t('accounts.page.backup')}>
      <div className="form">
        <p>{t('accounts.page.backup-why')}</p>
        {backup.isPending ? (
          <div>
            <ProgressBar label={t('accounts.page.backup-making')} {...(percent === undefined ? {} : { percent })} />
            <p className="muted" role="status">
              {arrived
                ? t('accounts.page.backup-arriving', { size: value(arrived.doneBytes, 'bytes') })
                : t('accounts.page.backup-making')}
            </p>
          </div>
        ) : null}
        {backup.error && !stopped ? <Failed error={backup.error} /> : null}
        <div className="actions">
          <button type="button" className="button-go" disabled={backup.isPending} onClick={() => backup.mutate()}>
            <Icon name="save" /> {t('accounts.page.backup-go')}
          </button>
          {backup.isPending ? (
            <button type="button" onClick={backup.stop}>
              {t('accounts.page.backup-stop')}
            </button>
          ) : null}
        </div>
        <p>
          <StatusDot state="info" /> {t('accounts.page.backup-keys')}
        </p>
        <div>
          <p className="muted account-note">{t('accounts.page.backup-command')}</p>
          <CodeLine text="vedette backup vedette.backup --data ./data --with-key" />
        </div>
      </div>
    </Card>
  )
}

function RestoreCard({ span }: { span: 6 | 12 }) {
  const { t } = useWords()
  return (
    <Card span={span} tone="dim" title={t('accounts.page.restore')}>
      <div className="form">
        <p>{t('accounts.page.restore-why')}</p>
        <ol className="plan-steps restore-steps">
          <li>
            <span>{t('accounts.page.restore-empty')}</span>
          </li>
          <li>
            <span>{t('accounts.page.restore-keys')}</span>
          </li>
          <li>
            <span>{t('accounts.page.restore-run')}</span>
          </li>
        </ol>
        <CodeLine text="vedette restore vedette.backup --data ./new-data" />
        <p className="muted">{t('accounts.page.restore-without')}</p>
      </div>
    </Card>
  )
}
