/** Things and how often they occur, as bars; each leads to its packets. */
import { useState } from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Anchor } from '../../../../../web/ui/anchor.tsx'

export interface CountRow {
  readonly label: string
  readonly count: number
  /** Where a click leads; nowhere when packets cannot be told by it. */
  readonly href?: string | undefined
  /** What the label stands for. */
  readonly meaning?: string | undefined
}
const SHOWN = 8

export function CountBars(props: {
  rows: readonly CountRow[]
  /** What a full bar means; the largest count when not said. */
  of?: number
  shown?: number
  unit?: string
}) {
  const { t, value } = useWords()
  const [all, setAll] = useState(false)
  const { rows, shown = SHOWN, unit = 'count' } = props
  const most = props.of ?? Math.max(1, ...rows.map(({ count }) => count))
  const visible = all ? rows : rows.slice(0, shown)
  return (
    <>
      <ul className="count-bars dense">
        {visible.map((row) => (
          <li key={row.label}>
            <CountLabel row={row} />
            {row.count > 0 ? (
              <>
                <span className="count-bar" aria-hidden="true">
                  <i style={{ width: `${Math.min(100, (row.count / most) * 100)}%` }} />
                </span>
                <span className="number">{value(row.count, unit)}</span>
              </>
            ) : null}
          </li>
        ))}
      </ul>
      {rows.length > shown ? (
        <button type="button" className="button-small button-quiet" onClick={() => setAll(!all)}>
          {all ? t('packets.page.fewer') : t('packets.page.all-of', { count: rows.length })}
        </button>
      ) : null}
    </>
  )
}

function CountLabel({ row }: { row: CountRow }) {
  const { label, href, meaning } = row
  return (
    <span className="count-label" title={meaning ? `${label} · ${meaning}` : label}>
      {href ? <Anchor href={href}>{label}</Anchor> : label}
      {meaning ? <span className="muted"> {meaning}</span> : null}
    </span>
  )
}
