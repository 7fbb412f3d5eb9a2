/** Figures as a table, for the terminal and for `bench/README.md`. Pure. */
import { type BenchResult, type BenchRow, isKept } from './row.ts'

const number = (value: number) => {
  if (!Number.isFinite(value)) return '–'
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}
const bound = ({ atMost, atLeast }: BenchRow) => {
  if (atMost !== undefined) return `≤ ${number(atMost)}`
  return atLeast === undefined ? '' : `≥ ${number(atLeast)}`
}

export function toLines(result: BenchResult): readonly string[] {
  return result.rows.map((row) => {
    const verdict = bound(row) === '' ? '      ' : isKept(row) ? 'ok    ' : 'FAILED'
    const figure = `${number(row.value)} ${row.unit}`.padEnd(34)
    return `${verdict} ${row.what.padEnd(52)} ${figure} ${bound(row)}${row.note ? `  (${row.note})` : ''}`
  })
}

const START = '<!-- figures: written by `npm run bench` -->'
const END = '<!-- end of figures -->'

/** Puts the figures between the two marks and leaves the rest of the page alone. */
export function putFigures(page: string, results: readonly BenchResult[]): string {
  const sections = results.map((result) => {
    const rows = result.rows.map(
      (row) =>
        `| ${row.what}${row.note ? ` (${row.note})` : ''} | ${number(row.value)} ${row.unit} | ${bound(row)} | ${bound(row) === '' ? '' : isKept(row) ? 'yes' : '**no**'} |`,
    )
    const head = ['| figure | measured | bound | kept |', '| --- | --- | --- | --- |']
    return [`### ${result.name}`, '', `${result.atUtc.slice(0, 10)}, ${result.machine}`, '', ...head, ...rows].join(
      '\n',
    )
  })
  const [before = ''] = page.split(START)
  const after = page.split(END)[1] ?? '\n'
  return `${before}${START}\n\n${sections.join('\n\n')}\n\n${END}${after}`
}
