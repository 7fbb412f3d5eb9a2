/** A new password for oneself: the present one first. */
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { patch } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { fieldProblem } from '../../../../web/api/words.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Failed } from '../../../../web/ui/answers.tsx'
import { TextField } from '../../../../web/ui/form.tsx'
import { Modal } from '../../../../web/ui/modal.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import { type Me, type MeChange, PASSWORD_MIN_LENGTH } from '../schema.ts'

export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const me = useMe()
  const toasts = useToasts()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const change = useMutation({
    mutationFn: (password: NonNullable<MeChange['password']>) => patch<Me>('/api/accounts/me', { password }),
    onSuccess: () => {
      toasts.done(t('accounts.page.password-changed'))
      onClose()
    },
  })
  const differs = again !== '' && again !== next
  const wrong = fieldProblem(change.error, 'password/current')
  const weak = fieldProblem(change.error, 'password/next')
  const good = current !== '' && next.length >= PASSWORD_MIN_LENGTH && next === again
  return (
    <Modal title={t('accounts.page.password-change')} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (good) change.mutate({ current, next })
        }}
      >
        {/* Password keepers look for the name the password belongs to. */}
        <input type="text" name="username" autoComplete="username" value={me.name} readOnly hidden />
        <TextField
          label={t('accounts.page.password-current')}
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
          problem={wrong}
          autoFocus
          required
        />
        <TextField
          label={t('accounts.page.password-new')}
          hint={t('accounts.page.password-hint', { count: PASSWORD_MIN_LENGTH })}
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          problem={weak}
          minLength={PASSWORD_MIN_LENGTH}
          required
        />
        <TextField
          label={t('accounts.page.password-again')}
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          problem={differs ? t('accounts.page.password-differs') : undefined}
          required
        />
        <p className="muted">{t('accounts.page.password-why')}</p>
        {change.error && !wrong && !weak ? <Failed error={change.error} /> : null}
        <div className="actions">
          <button type="submit" className="button-go" disabled={!good || change.isPending}>
            {t('accounts.page.password-change')}
          </button>
          <button type="button" onClick={onClose}>
            {t('shell.plan.leave')}
          </button>
        </div>
      </form>
    </Modal>
  )
}
