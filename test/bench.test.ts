/** The benchmark harness: a figure past its bound is seen, and the page keeps what people wrote on it. */
import { expect, it } from 'vitest'
import { readProcessTree } from '../bench/process-tree.ts'
import { isKept } from '../bench/row.ts'
import { putFigures, toLines } from '../bench/table.ts'

it.each([
  [{ value: 1, atMost: 1 }, true],
  [{ value: 1.1, atMost: 1 }, false],
  [{ value: 9, atLeast: 10 }, false],
  [{ value: 10, atLeast: 10 }, true],
  [{ value: 5 }, true],
  [{ value: Number.NaN, atMost: 1 }, false],
])('%j keeps its bound: %s', (row, kept) => expect(isKept({ what: 'x', unit: 'ms', ...row })).toBe(kept))

const result = {
  name: 'idle',
  atUtc: '2026-01-02T03:04:05Z',
  machine: 'one machine',
  rows: [{ what: 'CPU', value: 2.345, unit: '% of a core', atMost: 1 }],
}
it('prints a row', () => expect(toLines(result)[0]).toMatch(/^FAILED CPU +2\.35 % of a core +≤ 1$/))
it('puts figures between the marks, again and again', () => {
  const once = putFigures(
    '# Bench\n\n<!-- figures: written by `npm run bench` -->\nold\n<!-- end of figures -->\n\nend\n',
    [result],
  )
  expect(once).toMatch(
    /^# Bench\n[\s\S]*\| CPU \| 2\.35 % of a core \| ≤ 1 \| \*\*no\*\* \|[\s\S]*<!-- end of figures -->\n\nend\n$/,
  )
  expect(putFigures(once, [result])).toBe(once)
})
it('counts a process and its children', () => {
  const tree = readProcessTree(process.pid)
  expect(tree.residentBytes).toBeGreaterThan(20e6)
  expect(tree.cpuMs).toBeGreaterThan(0)
})
