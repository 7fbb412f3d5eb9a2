/** Captures of our own, recorded by `golden/record.ts`; beside each lies what tshark finds in it, and we find the same. */
import { describe, expect, it } from 'vitest'
import { compareCase, findCases } from './truth/captures.ts'
import { judge } from './truth/compare.ts'
import { readKnownDifferences } from './truth/known-differences.ts'

const cases = findCases('src/decoder/testdata', 'src/decoder/testdata')

describe('golden captures', () => {
  it('are there', () => expect(cases.length).toBeGreaterThanOrEqual(10))
  it.each(cases.map((each) => [each.capture, each] as const))('%s', (_, each) => {
    const { unexplained, stale } = judge([compareCase(each)], readKnownDifferences())
    expect(unexplained).toEqual([])
    expect(stale).toEqual([])
  })
})
