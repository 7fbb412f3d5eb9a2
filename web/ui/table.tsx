/** A table of any length: only the rows in sight exist. Its view is part of the address. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useKeys } from '../keys/use-keys.ts'
import { useWords } from '../locales/words.tsx'
import { list, text } from '../shell/address.ts'
import { useAddress } from '../shell/use-address.ts'
import { Empty } from './answers.tsx'
import type { Cell } from './csv.ts'
import { TableHead } from './table-head.tsx'
import { TableTools } from './table-tools.tsx'
import { keepOrder, type TableView, viewRows } from './table-view.ts'
import { useNarrow } from './use-narrow.ts'

export interface Column<Row> {
  readonly id: string
  readonly label: string
  /** What is sorted, filtered and copied. */
  value(row: Row): Cell
  /** What it is sorted by, where its words say nothing about that. */
  order?(row: Row): Cell
  /** What is shown; the value itself when not said. */
  cell?(row: Row): ReactNode
  /** A track of CSS grid with a fixed smallest width: `minmax(120px, 2fr)`. */
  readonly width?: string
  readonly end?: boolean
  readonly mono?: boolean
  /** Only shown once chosen. */
  readonly extra?: boolean
  /** Shown on a phone too; the first column always is. */
  readonly phone?: boolean
  /** Holds buttons: there is nothing to sort or filter by. */
  readonly bare?: boolean
}

const USUAL_TRACK = 'minmax(96px, 1fr)'
const ROW_HEIGHT = 32
const NO_ROWS = 0
const FEW_ROWS = 8

export function useTableView(prefix = ''): [TableView, (change: Partial<TableView>) => void] {
  const spec = useMemo(
    () => ({ [`${prefix}sort`]: text(), [`${prefix}cols`]: list(), [`${prefix}filter`]: list() }),
    [prefix],
  )
  const [values, change] = useAddress(spec)
  const view = useMemo(
    () => ({
      sort: values[`${prefix}sort`] as string,
      columns: values[`${prefix}cols`] as readonly string[],
      filters: values[`${prefix}filter`] as readonly string[],
    }),
    [values, prefix],
  )
  return [
    view,
    ({ sort, columns, filters }) =>
      change({
        ...(sort === undefined ? {} : { [`${prefix}sort`]: sort }),
        ...(columns === undefined ? {} : { [`${prefix}cols`]: columns }),
        ...(filters === undefined ? {} : { [`${prefix}filter`]: filters }),
      }),
  ]
}

/** While rows are pointed at they keep their order: what is about to be clicked must not jump away. */
function useSteadyRows<Row>(rows: readonly Row[], view: TableView, rowKey: (row: Row) => string) {
  const [pointedAt, setPointedAt] = useState(false)
  const before = useRef<{ readonly view: TableView; readonly keys: readonly string[] }>(undefined)
  // Scrolling draws again and again: thousands of rows are put in order only when they are others.
  const steady = useMemo(
    () => (pointedAt && before.current?.view === view ? keepOrder(rows, before.current.keys, rowKey) : rows),
    [pointedAt, rows, view, rowKey],
  )
  useEffect(() => {
    before.current = { view, keys: steady.map(rowKey) }
  }, [steady, view, rowKey])
  const pointer = { onPointerEnter: () => setPointedAt(true), onPointerLeave: () => setPointedAt(false) }
  return [steady, pointer] as const
}

export function VirtualTable<Row>(props: {
  /** Says what the rows are: name of the table for readers of the screen, and of its CSV file. */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  onOpen?: (row: Row) => void
  /** Key of the row that is open. */
  open?: string | undefined
  /** Before the names in the address, where a page has two tables. */
  prefix?: string
  tools?: ReactNode
  empty?: ReactNode
  /** Most rows seen at once before the table scrolls by itself. */
  height?: number
}) {
  const { language, t } = useWords()
  const narrow = useNarrow()
  const id = useId()
  const [view, changeView] = useTableView(props.prefix)
  const viewed = useMemo(
    () => viewRows(props.rows, props.columns, view, language),
    [props.rows, props.columns, view, language],
  )
  const [rows, pointer] = useSteadyRows(viewed, view, props.rowKey)
  const shown = useMemo(() => shownColumns(props.columns, view.columns, narrow), [props.columns, view.columns, narrow])
  // Known by its key: rows that move take it along.
  const [activeKey, setActiveKey] = useState<string>()
  const active = activeKey === undefined ? -1 : rows.findIndex((row) => props.rowKey(row) === activeKey)
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  })
  const step = (by: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, active + by))
    const row = rows[next]
    setActiveKey(row && props.rowKey(row))
    if (rows.length > NO_ROWS) virtual.scrollToIndex(next)
    // Enter then opens the row, and not the button that was pressed before.
    scroller.current?.focus({ preventScroll: true })
  }
  const openActive = () => {
    const row = rows[active]
    if (row) props.onOpen?.(row)
  }
  useKeys({ j: () => step(1), k: () => step(-1), Enter: openActive })
  const tracks = shown.map(({ width }) => width ?? USUAL_TRACK).join(' ')

  return (
    <div className="table-box">
      <TableTools label={props.label} columns={props.columns} shown={shown} rows={rows} view={view} onView={changeView}>
        {props.tools}
      </TableTools>
      {/* biome-ignore lint/a11y/useSemanticElements: a <table> cannot leave out rows that are not in sight */}
      <div
        className="table dense"
        role="grid"
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        aria-colcount={shown.length}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        tabIndex={0}
        ref={scroller}
        style={{ maxHeight: props.height ?? 520 }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') step(1)
          else if (event.key === 'ArrowUp') step(-1)
          else return
          event.preventDefault()
        }}
      >
        <div className="table-inside" role="presentation" style={{ minWidth: leastWidth(tracks) }}>
          <TableHead
            columns={shown}
            tracks={tracks}
            view={view}
            onView={changeView}
            filters={props.rows.length > FEW_ROWS || view.filters.length > 0 ? 'shown' : 'hidden'}
          />
          <div className="table-rows" role="presentation" style={{ height: virtual.getTotalSize() }} {...pointer}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index]
              return row === undefined ? null : (
                <TableRow
                  key={props.rowKey(row)}
                  id={`${id}-${item.index}`}
                  row={row}
                  index={item.index}
                  columns={shown}
                  tracks={tracks}
                  offset={item.start}
                  state={props.rowKey(row) === props.open ? 'open' : item.index === active ? 'active' : 'still'}
                  onOpen={
                    props.onOpen
                      ? () => {
                          setActiveKey(props.rowKey(row))
                          props.onOpen?.(row)
                        }
                      : undefined
                  }
                />
              )
            })}
          </div>
        </div>
      </div>
      {rows.length === NO_ROWS
        ? (props.rows.length === NO_ROWS && props.empty) || <Empty title={t('shell.table.none')} />
        : null}
    </div>
  )
}

function TableRow<Row>(props: {
  id: string
  row: Row
  index: number
  columns: readonly Column<Row>[]
  tracks: string
  offset: number
  state: 'open' | 'active' | 'still'
  onOpen: (() => void) | undefined
}) {
  const { row } = props
  return (
    // biome-ignore lint/a11y: a row of a grid; keys are heard by the grid
    <div
      id={props.id}
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={props.state === 'open'}
      className={`table-row table-row-${props.state} ${props.onOpen ? 'table-row-opens' : ''}`}
      style={{ gridTemplateColumns: props.tracks, translate: `0 ${props.offset}px` }}
      onClick={(event) => {
        if (!isControl(event.target)) props.onOpen?.()
      }}
    >
      {props.columns.map((column) => (
        // biome-ignore lint/a11y: a cell of a grid
        <div
          key={column.id}
          role="gridcell"
          className={`table-cell ${column.end ? 'table-cell-end' : ''} ${column.mono ? 'mono' : ''}`}
          title={typeof column.value(row) === 'string' ? String(column.value(row)) : undefined}
        >
          {column.cell ? column.cell(row) : String(column.value(row) ?? '–')}
        </div>
      ))}
    </div>
  )
}
const isControl = (target: EventTarget) => target instanceof HTMLElement && target.closest('a, button, input') !== null

/** Sum of the smallest widths: head and rows are then equally wide, and so are their columns. */
const leastWidth = (tracks: string) =>
  [...tracks.matchAll(/(\d+)px/g)].reduce((sum, [, pixels]) => sum + Number(pixels), 0)

function shownColumns<Row>(columns: readonly Column<Row>[], chosen: readonly string[], narrow: boolean) {
  if (chosen.length > 0) return columns.filter(({ id }) => chosen.includes(id))
  return columns.filter((column, index) => !column.extra && (!narrow || index === 0 || column.phone))
}
