/** A password for somebody else: typed or suggested, and seen, because it has to be handed over. */
import { fieldProblem } from '../../../../web/api/words.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { TextField } from '../../../../web/ui/form.tsx'
import { PASSWORD_MIN_LENGTH } from '../schema.ts'
import { suggestPassword } from './secret-text.ts'

export function PasswordField(props: {
  value: string
  onChange: (value: string) => void
  autoFocus?: boolean
  error: unknown
}) {
  const { t } = useWords()
  return (
    <div className="with-button">
      <TextField
        label={t('accounts.page.password-new')}
        hint={t('accounts.page.password-hand-over', { count: PASSWORD_MIN_LENGTH })}
        autoComplete="new-password"
        value={props.value}
        onChange={props.onChange}
        minLength={PASSWORD_MIN_LENGTH}
        problem={fieldProblem(props.error, 'password')}
        autoFocus={props.autoFocus ?? false}
        required
      />
      <button type="button" onClick={() => props.onChange(suggestPassword())}>
        {t('accounts.page.password-suggest')}
      </button>
    </div>
  )
}
