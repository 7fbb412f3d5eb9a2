/** A short word on what has just happened. Failures stay until they are put away. */
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { useWords } from '../locales/words.tsx'
import { Icon } from './icon.tsx'
import { StatusDot } from './state.tsx'

interface Toast {
  readonly id: number
  readonly state: 'good' | 'danger'
  readonly text: string
}
export interface Toasts {
  done(text: string): void
  failed(error: unknown): void
}
const ToastContext = createContext<Toasts | undefined>(undefined)
const SHOWN_MS = 6000
const MOST = 4
let sequence = 0

export function useToasts(): Toasts {
  const toasts = useContext(ToastContext)
  if (!toasts) throw new Error('useToasts needs a ToastProvider above it')
  return toasts
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const words = useWords()
  const [shown, setShown] = useState<readonly Toast[]>([])
  const drop = useCallback((id: number) => setShown((before) => before.filter((toast) => toast.id !== id)), [])
  const toasts = useMemo<Toasts>(() => {
    const add = (state: Toast['state'], text: string) => {
      const id = ++sequence
      setShown((before) => [...before.filter((toast) => toast.text !== text), { id, state, text }].slice(-MOST))
      if (state === 'good') setTimeout(() => drop(id), SHOWN_MS)
    }
    return { done: (text) => add('good', text), failed: (error) => add('danger', words.problem(error)) }
  }, [words, drop])
  return (
    <ToastContext value={toasts}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {shown.map((toast) => (
          <div key={toast.id} className={`toast toast-${toast.state}`}>
            <StatusDot state={toast.state} />
            <span>{toast.text}</span>
            <button
              type="button"
              className="button-quiet button-small"
              onClick={() => drop(toast.id)}
              aria-label={words.t('shell.close')}
            >
              <Icon name="close" />
            </button>
          </div>
        ))}
      </div>
    </ToastContext>
  )
}
