/** Details beside a list, which stays usable. The address bar says what is open; Esc closes. */
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useKeys } from '../keys/use-keys.ts'
import { useWords } from '../locales/words.tsx'
import { Icon } from './icon.tsx'

export function Drawer(props: { title: ReactNode; children: ReactNode; onClose: () => void; actions?: ReactNode }) {
  const { t } = useWords()
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useKeys({ Escape: props.onClose })
  useEffect(() => {
    const before = document.activeElement
    heading.current?.focus({ preventScroll: true })
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])
  return (
    <aside className="drawer" aria-labelledby={id}>
      <div className="drawer-head">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {props.title}
        </h2>
        <button
          type="button"
          className="button-quiet button-small"
          onClick={props.onClose}
          aria-label={t('shell.close')}
        >
          <Icon name="close" />
        </button>
      </div>
      <div className="drawer-body">{props.children}</div>
      {props.actions ? <div className="drawer-foot actions">{props.actions}</div> : null}
    </aside>
  )
}
