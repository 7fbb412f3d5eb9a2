import { describe, expect, it } from 'vitest'
import { changeFilter, keepOrder, matches, nextSort, parseFilters, viewRows } from './table-view.ts'

const rows = [
  { name: 'nginx', size: 12 },
  { name: 'sshd', size: undefined },
  { name: 'Docker10', size: 3 },
  { name: 'docker9', size: 90 },
]
const columns = [
  { id: 'name', value: (row: (typeof rows)[number]) => row.name },
  { id: 'size', value: (row: (typeof rows)[number]) => row.size },
]
const names = (view: { sort?: string; filters?: string[] }) =>
  viewRows(rows, columns, { sort: '', columns: [], filters: [], ...view }, 'en').map(({ name }) => name)

describe('viewRows', () => {
  it.each([
    [{}, ['nginx', 'sshd', 'Docker10', 'docker9']],
    [{ sort: 'name' }, ['docker9', 'Docker10', 'nginx', 'sshd']],
    [{ sort: 'size' }, ['Docker10', 'nginx', 'docker9', 'sshd']],
    [{ sort: '-size' }, ['docker9', 'nginx', 'Docker10', 'sshd']],
    [{ sort: 'gone' }, ['nginx', 'sshd', 'Docker10', 'docker9']],
    [{ filters: ['name:DOCK'] }, ['Docker10', 'docker9']],
    [{ filters: ['name:!dock', 'size:>5'] }, ['nginx']],
    [{ filters: ['gone:x'] }, ['nginx', 'sshd', 'Docker10', 'docker9']],
  ])('%j', (view, expected) => {
    expect(names(view)).toEqual(expected)
  })
})

it.each([
  [12, '>10', true],
  [12, '<= 12', true],
  [12, '<12', false],
  [12, '=12', true],
  ['12 GB', '>10', false],
  [undefined, 'x', false],
  [undefined, '!x', true],
  ['a!', '!', true],
])('%j fits %s: %s', (cell, wanted, fits) => {
  expect(matches(cell, wanted)).toBe(fits)
})

it('changes one filter and leaves the others', () => {
  expect(changeFilter(['a:1', 'b:2'], 'a', 'x:y')).toEqual(['a:x:y', 'b:2'])
  expect(changeFilter(['a:1', 'b:2'], 'b', '')).toEqual(['a:1'])
  expect([...parseFilters([':x', 'a:', 'plain', 'a:x:y'])]).toEqual([['a', 'x:y']])
})

it('goes up, down and back', () => {
  expect(nextSort('', 'a')).toBe('a')
  expect(nextSort('a', 'a')).toBe('-a')
  expect(nextSort('-a', 'a')).toBe('')
  expect(nextSort('-b', 'a')).toBe('a')
})

it('keeps the order of rows that move, and puts new ones last', () => {
  const kept = keepOrder(['d', 'new', 'a', 'c', 'newer'], ['a', 'b', 'c', 'd'], (row) => row)
  expect(kept).toEqual(['a', 'c', 'd', 'new', 'newer'])
})
it('sorts by what a column says its order is', () => {
  const columns = [{ id: 'verdict', value: (row: string) => row, order: (row: string) => 'dcs'.indexOf(row) }]
  const view = { sort: 'verdict', columns: [], filters: [] }
  expect(viewRows(['s', 'c', 'd'], columns, view, 'en')).toEqual(['d', 'c', 's'])
})
