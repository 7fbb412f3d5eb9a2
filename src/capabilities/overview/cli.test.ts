import { expect, test } from 'vitest'
import { parseSince } from './cli.ts'

test.each([
  ['90m', 5_400_000],
  ['8h', 28_800_000],
  ['2d', 172_800_000],
  ['1w', 604_800_000],
])('--since %s', (text, agoMs) => {
  expect(parseSince(text, 1_790_000_000_000)).toBe(1_790_000_000_000 - agoMs)
})
test.each(['', '8', 'h', '-1h', '8y', '2999-01-01', '8h ago', '1e3h'])('--since %s is refused', (text) => {
  expect(() => parseSince(text, 1_790_000_000_000)).toThrow('overview.bad-since')
})
