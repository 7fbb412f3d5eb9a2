/** A page: its one heading, what stands beside it, and a grid of twelve columns. */
import { type ReactNode, useEffect } from 'react'
import { useWords } from '../locales/words.tsx'

export function Page(props: {
  title: string
  /** When the heading seen is not the page's name. */
  heading?: ReactNode
  tools?: ReactNode
  children: ReactNode
}) {
  const { t } = useWords()
  const title = t('shell.title', { page: props.title })
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <div className="page">
      <div className="page-head">
        <h1 tabIndex={-1}>{props.heading ?? props.title}</h1>
        {props.tools ? <div className="actions">{props.tools}</div> : null}
      </div>
      {props.children}
    </div>
  )
}
