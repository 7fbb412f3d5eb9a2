import { type ReactNode, useId } from 'react'

export type Span = 3 | 4 | 5 | 6 | 7 | 8 | 9 | 12

/** A panel with a heading. `aside` stands at the right of the heading: a number, an age, a button. */
export function Card(props: {
  title: ReactNode
  aside?: ReactNode
  children: ReactNode
  /** Columns of twelve; one column on a phone. */
  span?: Span
  /** `dim` for what is background to the page. */
  tone?: 'line' | 'dim' | 'caution' | 'danger'
  className?: string
  /** Not a place of its own to jump to: one of many alike, or its name is another's too. */
  landmark?: false
}) {
  const id = useId()
  return (
    <section
      className={`card card-${props.tone ?? 'line'} span-${props.span ?? 12} ${props.className ?? ''}`}
      aria-labelledby={props.landmark === false ? undefined : id}
    >
      <div className="card-head">
        <h2 id={id}>{props.title}</h2>
        {props.aside === undefined ? null : <div className="card-aside">{props.aside}</div>}
      </div>
      {props.children}
    </section>
  )
}

/** Names and values, one a line. */
export function Facts({ rows }: { rows: readonly (readonly [name: string, value: ReactNode] | null)[] }) {
  return (
    <dl className="facts">
      {rows.map((row) =>
        row === null ? null : (
          <div key={row[0]}>
            <dt>{row[0]}</dt>
            <dd>{row[1]}</dd>
          </div>
        ),
      )}
    </dl>
  )
}

/** A small framed word. */
export function Tag({ children, tone }: { children: ReactNode; tone?: 'good' | 'info' | 'caution' | 'danger' }) {
  return <span className={`tag ${tone ?? ''}`}>{children}</span>
}
