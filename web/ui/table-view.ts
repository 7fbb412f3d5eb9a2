/** Which rows of a table are shown, in which order, with which columns: pure, from what the address bar says. */
import type { Cell } from './csv.ts'

export interface TableView {
  /** `name` or `-name`; empty: as given. */
  readonly sort: string
  /** Ids of the columns shown; empty: the usual ones. */
  readonly columns: readonly string[]
  /** `name:ngin`, one a column. */
  readonly filters: readonly string[]
}
interface Valued<Row> {
  readonly id: string
  value(row: Row): Cell
  order?(row: Row): Cell
}

export function parseFilters(filters: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    filters.flatMap((filter) => {
      const at = filter.indexOf(':')
      return at > 0 && at < filter.length - 1 ? [[filter.slice(0, at), filter.slice(at + 1)] as const] : []
    }),
  )
}
export function changeFilter(filters: readonly string[], column: string, wanted: string): readonly string[] {
  const next = new Map(parseFilters(filters))
  if (wanted === '') next.delete(column)
  else next.set(column, wanted)
  return [...next].map(([name, value]) => `${name}:${value}`)
}

/** `>90`, `<=5` compare numbers; `!word` is "does not contain"; anything else is "contains", without regard to case. */
export function matches(cell: Cell, wanted: string): boolean {
  const compared = /^(<=|>=|<|>|=)\s*(-?\d+(?:\.\d+)?)$/.exec(wanted)
  if (compared && typeof cell === 'number') return compare(cell, compared[1] ?? '=', Number(compared[2]))
  const text = String(cell ?? '').toLowerCase()
  if (wanted.startsWith('!') && wanted.length > 1) return !text.includes(wanted.slice(1).toLowerCase())
  return text.includes(wanted.toLowerCase())
}
function compare(value: number, sign: string, limit: number): boolean {
  if (sign === '<') return value < limit
  if (sign === '>') return value > limit
  if (sign === '<=') return value <= limit
  return sign === '>=' ? value >= limit : value === limit
}

/** Missing values come last in both directions. */
export function compareCells(a: Cell, b: Cell, language: string): number {
  const missing = Number(isMissing(a)) - Number(isMissing(b))
  if (missing !== 0 || isMissing(a)) return missing
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return collatorOf(language).compare(String(a), String(b))
}
const collators = new Map<string, Intl.Collator>()
/** Made once: thousands of rows are compared at every look. */
function collatorOf(language: string): Intl.Collator {
  const made = collators.get(language) ?? new Intl.Collator(language, { numeric: true })
  collators.set(language, made)
  return made
}
const isMissing = (cell: Cell) => cell === undefined || cell === null || cell === ''

export function viewRows<Row>(
  rows: readonly Row[],
  columns: readonly Valued<Row>[],
  view: TableView,
  language: string,
): readonly Row[] {
  const filters = parseFilters(view.filters)
  const filtering = columns.filter(({ id }) => filters.has(id))
  const kept = rows.filter((row) =>
    filtering.every((column) => matches(column.value(row), filters.get(column.id) ?? '')),
  )
  const down = view.sort.startsWith('-')
  const sorted = columns.find(({ id }) => id === view.sort.replace(/^-/, ''))
  if (!sorted) return kept
  return kept
    .map((row) => ({ row, cell: (sorted.order ?? sorted.value)(row) }))
    .sort((a, b) => {
      const order = compareCells(a.cell, b.cell, language)
      return down && !isMissing(a.cell) && !isMissing(b.cell) ? -order : order
    })
    .map(({ row }) => row)
}

/** Moving rows under a pointer stay where they are: those still there in the order they had, new ones last. */
export function keepOrder<Row>(
  rows: readonly Row[],
  before: readonly string[],
  rowKey: (row: Row) => string,
): readonly Row[] {
  const places = new Map(before.map((key, place) => [key, place]))
  return rows
    .map((row) => ({ row, place: places.get(rowKey(row)) ?? before.length }))
    .sort((a, b) => a.place - b.place)
    .map(({ row }) => row)
}

/** A heading clicked again and again: up, down, as given. */
export function nextSort(sort: string, column: string): string {
  if (sort === column) return `-${column}`
  return sort === `-${column}` ? '' : column
}
