/** What we find in the captures of `VEDETTE_CAPTURES` is what tshark finds, but for what `truth/known-differences.json` explains. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compareCase, findCases } from './truth/captures.ts'
import { judge, LEAST_SHARE } from './truth/compare.ts'
import { readKnownDifferences, toTable } from './truth/known-differences.ts'

describe('every capture', () => {
  const cases = findCases(process.env['VEDETTE_CAPTURES'] ?? '')
  const verdict = judge(cases.map(compareCase), readKnownDifferences())
  it('has its truth beside it', () => expect(cases.length).toBeGreaterThan(0))
  it(`agrees in ${LEAST_SHARE * 100} % of all facts`, () =>
    expect(verdict.main.share).toBeGreaterThanOrEqual(LEAST_SHARE))
  it('differs only where it is explained', () => expect(verdict.unexplained).toEqual([]))
  it('is explained only where it differs', () => expect(verdict.stale).toEqual([]))
})
it('is explained on the page people read', () => {
  const page = 'test/truth/README.md'
  expect(existsSync(page) && readFileSync(page, 'utf8')).toBe(toTable(readKnownDifferences()))
})
