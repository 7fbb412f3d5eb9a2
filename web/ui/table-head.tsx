/** Headings of a table: click to sort, type below to filter. */
import { useWords } from '../locales/words.tsx'
import type { Column } from './table.tsx'
import { changeFilter, nextSort, parseFilters, type TableView } from './table-view.ts'

export function TableHead<Row>(props: {
  columns: readonly Column<Row>[]
  tracks: string
  view: TableView
  /** A short table is read faster than filtered. */
  filters: 'shown' | 'hidden'
  onView: (change: Partial<TableView>) => void
}) {
  const { t } = useWords()
  const { view } = props
  const filters = parseFilters(view.filters)
  return (
    // biome-ignore lint/a11y: a row of a grid
    <div className="table-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: props.tracks }}>
      {props.columns.map((column) => {
        const sorted = sortOf(view.sort, column.id)
        return (
          // biome-ignore lint/a11y: a heading of a grid
          <div
            key={column.id}
            role="columnheader"
            className={`table-heading ${column.end ? 'table-cell-end' : ''}`}
            aria-sort={sorted}
          >
            {column.bare ? (
              <span className="unseen">{column.label}</span>
            ) : (
              <button
                type="button"
                title={column.label}
                onClick={() => props.onView({ sort: nextSort(view.sort, column.id) })}
              >
                <span className="table-label">{column.label}</span>
                <span aria-hidden="true" className="table-sort">
                  {SIGNS[sorted]}
                </span>
              </button>
            )}
            {props.filters === 'hidden' || column.bare ? null : (
              <input
                type="search"
                className="table-filter"
                aria-label={t('shell.table.filter', { column: column.label })}
                placeholder="…"
                value={filters.get(column.id) ?? ''}
                onChange={(event) =>
                  props.onView({ filters: changeFilter(view.filters, column.id, event.target.value) })
                }
              />
            )}
          </div>
        )
      })}
    </div>
  )
}

const SIGNS = { ascending: '▲', descending: '▼', none: '' } as const
function sortOf(sort: string, column: string): keyof typeof SIGNS {
  if (sort === column) return 'ascending'
  return sort === `-${column}` ? 'descending' : 'none'
}
