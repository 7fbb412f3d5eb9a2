/** A button that opens a list of things to choose; arrow keys move, Esc closes. */
import { type ReactNode, useEffect, useRef, useState } from 'react'

export function Menu({ label, button, children }: { label: string; button: ReactNode; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const items = () => [...(box.current?.querySelectorAll<HTMLElement>('.menu-list :is(a, button, select)') ?? [])]
  useEffect(() => {
    if (!open) return undefined
    const leave = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false)
    }
    addEventListener('mousedown', leave)
    addEventListener('focusin', leave)
    return () => {
      removeEventListener('mousedown', leave)
      removeEventListener('focusin', leave)
    }
  }, [open])
  const step = (by: 1 | -1) => {
    const all = items()
    const at = all.indexOf(document.activeElement as HTMLElement)
    all[(at + by + all.length) % all.length]?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons inside pass through here
    <div
      className="menu"
      ref={box}
      onKeyDown={(event) => {
        if (!open) return
        if (event.key === 'Escape') {
          event.preventDefault()
          setOpen(false)
          box.current?.querySelector('button')?.focus()
        }
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          event.preventDefault()
          step(event.key === 'ArrowDown' ? 1 : -1)
        }
      }}
    >
      <button type="button" aria-expanded={open} aria-label={label} onClick={() => setOpen(!open)}>
        {button}
      </button>
      {open ? (
        // biome-ignore lint/a11y: a click on an entry closes the list; the entries themselves are buttons and links
        <div className="menu-list" onClick={(event) => isEntry(event.target) && setOpen(false)}>
          {children}
        </div>
      ) : null}
    </div>
  )
}
const isEntry = (target: EventTarget) => target instanceof HTMLElement && target.closest('a, button') !== null
