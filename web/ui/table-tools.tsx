/** Above a table: how many rows, which columns, and the rows as text to take along. */
import type { ReactNode } from 'react'
import { useWords } from '../locales/words.tsx'
import { toCsv, toTabbed } from './csv.ts'
import { CheckField } from './form.tsx'
import { Icon } from './icon.tsx'
import { Menu } from './menu.tsx'
import type { Column } from './table.tsx'
import type { TableView } from './table-view.ts'
import { copyText, saveFile } from './take-along.ts'
import { useToasts } from './toast.tsx'

export function TableTools<Row>(props: {
  label: string
  columns: readonly Column<Row>[]
  shown: readonly Column<Row>[]
  rows: readonly Row[]
  view: TableView
  onView: (change: Partial<TableView>) => void
  children?: ReactNode
}) {
  const { t } = useWords()
  const toasts = useToasts()
  const cells = () => props.rows.map((row) => props.shown.map((column) => column.value(row)))
  const header = () => props.shown.map(({ label }) => label)
  const choose = (id: string, wanted: boolean) => {
    const ids = props.shown.map((column) => column.id)
    const next = wanted ? [...ids, id] : ids.filter((shown) => shown !== id)
    if (next.length > 0) props.onView({ columns: next })
  }
  const copy = () =>
    copyText(toTabbed(header(), cells())).then(
      () => toasts.done(t('shell.copied', { count: props.rows.length })),
      toasts.failed,
    )
  return (
    <div className="table-tools">
      <div className="table-own-tools">{props.children}</div>
      <span className="muted">{t('shell.table.rows', { count: props.rows.length })}</span>
      <Menu label={t('shell.table.columns')} button={<Icon name="columns" />}>
        {props.columns.map((column) => (
          <CheckField
            key={column.id}
            label={column.label}
            checked={props.shown.includes(column)}
            onChange={(wanted) => choose(column.id, wanted)}
          />
        ))}
        <button type="button" onClick={() => props.onView({ columns: [] })}>
          {t('shell.table.usual')}
        </button>
      </Menu>
      <button
        type="button"
        onClick={() => void copy()}
        aria-label={t('shell.table.copy')}
        title={t('shell.table.copy')}
      >
        <Icon name="copy" />
      </button>
      <button
        type="button"
        onClick={() => saveFile(`${props.label}.csv`, 'text/csv', toCsv(header(), cells()))}
        title={t('shell.table.csv')}
      >
        <Icon name="save" /> CSV
      </button>
    </div>
  )
}
