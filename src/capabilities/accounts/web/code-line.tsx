/** A line to take along: a command, a file's content. */
import { useWords } from '../../../../web/locales/words.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { copyText } from '../../../../web/ui/take-along.ts'
import { useToasts } from '../../../../web/ui/toast.tsx'

export function CodeLine({ text }: { text: string }) {
  const { t } = useWords()
  const toasts = useToasts()
  return (
    <div className="code-line">
      <pre>{text}</pre>
      <button
        type="button"
        className="button-quiet button-small"
        aria-label={t('accounts.page.copy', { text })}
        title={t('accounts.page.copy-short')}
        onClick={() => void copyText(text).then(() => toasts.done(t('shell.text-copied')), toasts.failed)}
      >
        <Icon name="copy" />
      </button>
    </div>
  )
}
