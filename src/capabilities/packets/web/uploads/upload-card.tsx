/** Where captures come in: dropped anywhere on the page, chosen, or opened where they lie on the server. */
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useMe } from '../../../../../web/api/me.ts'
import { mayDo } from '../../../../../web/api/roles.ts'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Failed } from '../../../../../web/ui/answers.tsx'
import { Icon } from '../../../../../web/ui/icon.tsx'
import type { Limits } from '../../schema.ts'
import { useLimits } from '../api.ts'
import { OpenDialog } from './open-dialog.tsx'
import { UploadRows } from './upload-rows.tsx'
import { uploads } from './uploads-store.ts'

export function UploadCard() {
  const { t } = useWords()
  const me = useMe()
  const limits = useLimits()
  if (!mayDo(me.role, 'operator')) return <p className="page-row muted">{t('packets.page.upload-role')}</p>
  if (limits.error && !limits.data)
    return (
      <div className="page-row">
        <Failed error={limits.error} onRetry={() => void limits.refetch()} />
        <UploadRows />
      </div>
    )
  return (
    <div className="page-row">
      <DropZone limits={limits.data} />
      <UploadRows />
    </div>
  )
}

function DropZone({ limits }: { limits: Limits | undefined }) {
  const { t, value } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [opening, setOpening] = useState(false)
  useEffect(() => {
    if (limits) uploads.know(limits)
  }, [limits])
  const over = useFileDrop(uploads.add)
  return (
    <section className={`drop ${over ? 'drop-over' : ''}`} aria-label={t('packets.page.upload')}>
      <DropMark />
      <div className="drop-words">
        <h2>{over ? t('packets.page.drop-now') : t('packets.page.drop')}</h2>
        <p className="muted">
          {limits && limits.maxFileBytes > 0
            ? t('packets.page.drop-limited', { bytes: limits.maxFileBytes })
            : t('packets.page.drop-any')}
          {limits ? ` ${t('packets.page.room', { free: value(limits.freeBytes, 'bytes') })}` : null}
        </p>
      </div>
      <div className="actions">
        <button type="button" className="button-go" onClick={() => input.current?.click()}>
          {t('packets.page.choose')}
        </button>
        {limits?.mayOpen ? (
          <button type="button" onClick={() => setOpening(true)}>
            {t('packets.page.open')}
          </button>
        ) : null}
      </div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('packets.page.choose')}
        onChange={({ target }) => {
          uploads.add([...(target.files ?? [])])
          // The same file may be chosen again.
          target.value = ''
        }}
      />
      {opening ? <OpenDialog onClose={() => setOpening(false)} /> : null}
    </section>
  )
}

const DropMark = () => (
  <span className="drop-mark">
    <Icon name="save" size={24} />
  </span>
)

/** Files dragged over any part of the window; what else is dragged is left alone. */
function useFileDrop(onFiles: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false)
  const drop = useEffectEvent((event: DragEvent) => onFiles(readFiles(event)))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const drag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setOver(true)
      // Leaving the window says nothing reliable; silence does.
      clearTimeout(timer)
      timer = setTimeout(() => setOver(false), 250)
    }
    const dropped = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setOver(false)
      drop(event)
    }
    addEventListener('dragover', drag)
    addEventListener('drop', dropped)
    return () => {
      clearTimeout(timer)
      removeEventListener('dragover', drag)
      removeEventListener('drop', dropped)
    }
  }, [])
  return over
}
const readFiles = ({ dataTransfer }: DragEvent) => [...(dataTransfer?.files ?? [])]
