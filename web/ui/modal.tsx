/** A window over the page: the browser's own `<dialog>`, which keeps the focus and gives it back. */
import { type ReactNode, useEffect, useEffectEvent, useId, useRef } from 'react'
import { useWords } from '../locales/words.tsx'
import { Icon } from './icon.tsx'

export function Modal(props: {
  title: string
  children: ReactNode
  onClose: () => void
  tone?: 'danger'
  wide?: boolean
}) {
  const { t } = useWords()
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const close = useEffectEvent(props.onClose)
  useEffect(() => {
    const element = dialog.current
    if (!element) return undefined
    const shut = (event: Event) => {
      event.preventDefault()
      close()
    }
    const press = (event: MouseEvent) => {
      if (event.target === element) close()
    }
    element.addEventListener('cancel', shut)
    element.addEventListener('mousedown', press)
    element.showModal()
    // A field to write in comes before the button that closes.
    element.querySelector<HTMLElement>('input:not([type="checkbox"]), textarea')?.focus()
    return () => {
      element.removeEventListener('cancel', shut)
      element.removeEventListener('mousedown', press)
      element.close()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      className={`modal ${props.tone ? `modal-${props.tone}` : ''} ${props.wide ? 'modal-wide' : ''}`}
      aria-labelledby={id}
    >
      <div className="modal-inside">
        <div className="card-head">
          <h2 id={id}>{props.title}</h2>
          <button
            type="button"
            className="button-quiet button-small"
            onClick={props.onClose}
            aria-label={t('shell.close')}
          >
            <Icon name="close" />
          </button>
        </div>
        {props.children}
      </div>
    </dialog>
  )
}
