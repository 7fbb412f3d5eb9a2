import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { post, remove } from '../../../../../web/api/client.ts'
import { useMe } from '../../../../../web/api/me.ts'
import { mayDo } from '../../../../../web/api/roles.ts'
import { useNow } from '../../../../../web/live/live.tsx'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Card } from '../../../../../web/ui/card.tsx'
import { TextField } from '../../../../../web/ui/form.tsx'
import { useToasts } from '../../../../../web/ui/toast.tsx'
import type { CaptureDetail, Note } from '../../schema.ts'
import { captureApi, refreshCaptures } from '../api.ts'

const LONGEST_NOTE = 10_000

export function NotesCard({ capture }: { capture: CaptureDetail }) {
  const { t } = useWords()
  const me = useMe()
  const queries = useQueryClient()
  const toasts = useToasts()
  const [text, setText] = useState('')
  const may = mayDo(me.role, 'operator')
  const add = async (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    try {
      await post<Note>(`${captureApi(capture.id)}/notes`, { text: text.trim() })
      setText('')
      await refreshCaptures(queries)
    } catch (error) {
      toasts.failed(error)
    }
  }
  return (
    <Card title={t('packets.page.notes')} tone="dim">
      {capture.notes.length === 0 ? <p className="muted">{t('packets.page.notes-none')}</p> : null}
      <ul className="list-rows">
        {capture.notes.map((note) => (
          <NoteRow key={note.id} note={note} capture={capture.id} mayRemove={may} />
        ))}
      </ul>
      {may ? (
        <form className="form note-form" onSubmit={(event) => void add(event)}>
          <TextField
            label={t('packets.page.note-new')}
            value={text}
            onChange={setText}
            rows={2}
            maxLength={LONGEST_NOTE}
          />
          <div className="actions">
            <button type="submit" disabled={text.trim() === ''}>
              {t('packets.page.note-add')}
            </button>
          </div>
        </form>
      ) : null}
    </Card>
  )
}

function NoteRow({ note, capture, mayRemove }: { note: Note; capture: string; mayRemove: boolean }) {
  const { t, at, ago } = useWords()
  const nowMs = useNow(10_000)
  const queries = useQueryClient()
  const toasts = useToasts()
  const drop = () =>
    remove(`${captureApi(capture)}/notes/${encodeURIComponent(note.id)}`).then(
      () => refreshCaptures(queries),
      toasts.failed,
    )
  return (
    <li className="split">
      <div>
        <p className="note-text">{note.text}</p>
        <p className="muted">
          {note.by} · <span title={at(note.atMs)}>{ago(note.atMs, nowMs)}</span>
        </p>
      </div>
      {mayRemove ? (
        <button type="button" className="button-quiet button-small" onClick={() => void drop()}>
          {t('packets.page.note-remove')}
        </button>
      ) : null}
    </li>
  )
}
