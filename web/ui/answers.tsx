/** What stands where an answer should be: nothing yet, nothing at all, or what went wrong; each with the next step. */
import { type ReactNode, useEffect, useState } from 'react'
import { ApiProblem, isPassing } from '../api/client.ts'
import { useWords } from '../locales/words.tsx'
import { ProgressBar } from './bars.tsx'
import { StatusDot } from './state.tsx'

const PATIENCE_MS = 400

/** Says nothing for the first moment, so that a quick answer does not flicker. */
export function Loading({ what, tall }: { what?: string; tall?: boolean }) {
  const { t } = useWords()
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  const label = what ?? t('shell.loading')
  return (
    <div className={`answer ${tall ? 'answer-tall' : ''}`} role="status" aria-busy="true">
      {late ? (
        <>
          <ProgressBar label={label} />
          <p className="muted">{label}</p>
        </>
      ) : (
        <span className="unseen">{label}</span>
      )}
    </div>
  )
}

export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="answer">
      <p>
        <b>{title}</b>
      </p>
      {children ? <p className="muted">{children}</p> : null}
      {action ? <div className="actions">{action}</div> : null}
    </div>
  )
}

/** `next` is what to do about it, when trying again is not all. */
export function Failed({ error, onRetry, next }: { error: unknown; onRetry?: () => void; next?: ReactNode }) {
  const words = useWords()
  const code = error instanceof ApiProblem ? error.problem.code : undefined
  return (
    <div className="answer answer-failed" role="alert">
      <p>
        <StatusDot state="danger" /> <b>{words.problem(error)}</b>
      </p>
      {next ? <p>{next}</p> : null}
      <div className="actions">
        {onRetry ? (
          <button type="button" onClick={onRetry}>
            {words.t('shell.retry')}
          </button>
        ) : null}
        {code ? <code className="muted">{code}</code> : null}
      </div>
    </div>
  )
}

interface Answer<Data> {
  readonly data: Data | undefined
  readonly error: unknown
  readonly isPending: boolean
  refetch(): unknown
}
/**
 * Shows an answer once there is one. An answer already here stays while a later try fails, and says so;
 * only a cut line is told once for the whole page, above it.
 */
export function Answered<Data>(props: {
  answer: Answer<Data>
  children: (data: Data) => ReactNode
  loading?: ReactNode
  next?: ReactNode
}) {
  const { answer } = props
  const retry = () => void answer.refetch()
  if (answer.data === undefined)
    return answer.error ? (
      <Failed error={answer.error} onRetry={retry} next={props.next} />
    ) : (
      (props.loading ?? <Loading />)
    )
  return (
    <>
      {answer.error && !isPassing(answer.error) ? (
        <Failed error={answer.error} onRetry={retry} next={props.next} />
      ) : null}
      {props.children(answer.data)}
    </>
  )
}
