import { useState } from 'react'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useFindingAction } from '../../../../web/finding/finding-actions.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { TextField } from '../../../../web/ui/form.tsx'

export function CommentForm({ id }: { id: string }) {
  const { t } = useWords()
  const me = useMe()
  const action = useFindingAction(id)
  const [text, setText] = useState('')
  if (!mayDo(me.role, 'operator')) return null
  return (
    <form
      className="form comment-form"
      onSubmit={(event) => {
        event.preventDefault()
        action.mutate({ verb: 'comment', body: { text: text.trim() } }, { onSuccess: () => setText('') })
      }}
    >
      <TextField label={t('findings.page.comment')} value={text} onChange={setText} rows={2} maxLength={4000} />
      <div className="actions">
        <button type="submit" className="button-small" disabled={text.trim() === '' || action.isPending}>
          {t('findings.page.comment-go')}
        </button>
      </div>
    </form>
  )
}
