/** Rows of the audit as they come, newest first: the console filters and orders them, page by page. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useKeys } from '../../../../web/keys/use-keys.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { useNarrow } from '../../../../web/ui/use-narrow.ts'
import type { AuditRowView } from '../schema.ts'
import { isUnlikeSaid, OUTCOME_STATE, sayRow } from './audit-words.ts'

const ROW_HEIGHT = 32
const PHONE_ROW_HEIGHT = 56
/** So near the end the next page is asked for. */
const NEAR_ROWS = 30

interface Column {
  readonly id: string
  cell(row: AuditRowView): ReactNode
}

export function AuditTable(props: {
  rows: readonly AuditRowView[]
  open: number
  onOpen: (seq: number) => void
  onEnd: () => void
}) {
  const { t } = useWords()
  const narrow = useNarrow()
  const id = useId()
  const columns = useColumns(narrow)
  const { rows, onEnd } = props
  const [active, setActive] = useState(-1)
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (narrow ? PHONE_ROW_HEIGHT : ROW_HEIGHT),
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const atEnd = (items.at(-1)?.index ?? 0) >= rows.length - NEAR_ROWS
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each end reached, not once for each drawing
  useEffect(() => {
    if (atEnd) onEnd()
  }, [atEnd, rows.length])
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows turn from one line to two
  useEffect(() => virtual.measure(), [narrow])
  const step = (by: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, active + by))
    setActive(next)
    virtual.scrollToIndex(next)
    // Readers of the screen follow the table's active row only while the table has the focus.
    scroller.current?.focus({ preventScroll: true })
  }
  const openActive = () => {
    const row = rows[active]
    if (row) props.onOpen(row.seq)
  }
  useKeys({ j: () => step(1), k: () => step(-1), Enter: openActive })
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> cannot leave out rows that are not in sight
    <div
      className="table dense audit-table"
      role="grid"
      aria-label={t('shell.nav.audit')}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
      tabIndex={0}
      ref={scroller}
      onKeyDown={(event) => {
        const by = STEPS[event.key]
        if (by === undefined) return
        step(by)
        event.preventDefault()
      }}
    >
      {/* biome-ignore lint/a11y: a row of a grid */}
      <div className="table-head audit-row" role="row" aria-rowindex={1}>
        {columns.map((column) => (
          // biome-ignore lint/a11y: a heading of a grid
          <div key={column.id} role="columnheader" className="audit-heading">
            {t(`accounts.page.audit-${column.id}`)}
          </div>
        ))}
      </div>
      <div className="table-rows" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start, size }) => {
          const row = rows[index]
          return row ? (
            // biome-ignore lint/a11y: a row of a grid; keys are heard by the grid
            <div
              key={row.seq}
              id={`${id}-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={row.seq === props.open}
              className={`table-row table-row-opens audit-row ${row.seq === props.open ? 'table-row-open' : index === active ? 'table-row-active' : ''}`}
              style={{ height: size, translate: `0 ${start}px` }}
              onClick={() => {
                setActive(index)
                props.onOpen(row.seq)
              }}
            >
              {columns.map((column) => (
                // biome-ignore lint/a11y: a cell of a grid
                <div key={column.id} role="gridcell" className={`table-cell audit-cell-${column.id}`}>
                  {column.cell(row)}
                </div>
              ))}
            </div>
          ) : null
        })}
      </div>
    </div>
  )
}
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12 }

function useColumns(narrow: boolean): readonly Column[] {
  const words = useWords()
  const { at } = words
  const what: Column = { id: 'what', cell: (row) => <RowSentence row={row} /> }
  const when: Column = {
    id: 'when',
    cell: ({ atMs }) => (
      <time className="number" dateTime={new Date(atMs).toISOString()}>
        {at(atMs)}
      </time>
    ),
  }
  const who: Column = { id: 'who', cell: ({ who: actor }) => actor.name }
  if (narrow) return [what, when, who]
  return [
    when,
    who,
    what,
    { id: 'host', cell: ({ host }) => host },
    { id: 'from', cell: ({ from }) => <span className="mono">{from}</span> },
  ]
}

/** What was done; what was only planned, refused or failed says so first. */
function RowSentence({ row }: { row: AuditRowView }) {
  const words = useWords()
  const state = OUTCOME_STATE[row.outcome]
  const outcome = words.t(`accounts.page.outcome.${row.outcome}`)
  return (
    <>
      <StatusDot state={state} label={outcome} />{' '}
      {isUnlikeSaid(row) ? <b className={state === 'silent' ? 'muted' : state}>{outcome}: </b> : null}
      {sayRow(words, row)}
    </>
  )
}
