/** Headings of a table: click to sort, type below to filter. */
import { useWords } from '../locales/words.tsx'
import type { Column } from './table.tsx'
import { changeFilter, nextSort, parseFilters, type TableView } from './table-view.ts'

export function TableHead<Row>(props: {
  columns: readonly Column<Row>[]
  tracks: string
  view: TableView
  onView: (change: Partial<TableView>) => void
}) {
  const { t } = useWords()
  const { view } = props
  const filters = parseFilters(view.filters)
  return (
    // biome-ignore lint/a11y: a row of a grid
    <div className="table-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: props.tracks }}>
      {props.columns.map((column) => {
        const down = view.sort === `-${column.id}`
        const sorted = down || view.sort === column.id
        return (
          // biome-ignore lint/a11y: a heading of a grid
          <div
            key={column.id}
            role="columnheader"
            className={`table-heading ${column.end ? 'table-cell-end' : ''}`}
            aria-sort={sorted ? (down ? 'descending' : 'ascending') : 'none'}
          >
            <button type="button" onClick={() => props.onView({ sort: nextSort(view.sort, column.id) })}>
              {column.label}
              <span aria-hidden="true" className="table-sort">
                {sorted ? (down ? '▼' : '▲') : ''}
              </span>
            </button>
            <input
              type="search"
              className="table-filter"
              aria-label={t('shell.table.filter', { column: column.label })}
              placeholder="…"
              value={filters.get(column.id) ?? ''}
              onChange={(event) => props.onView({ filters: changeFilter(view.filters, column.id, event.target.value) })}
            />
          </div>
        )
      })}
    </div>
  )
}
