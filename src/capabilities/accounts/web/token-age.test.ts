import { expect, it } from 'vitest'
import { readTokenAge } from './token-age.ts'

const DAY_MS = 86_400_000
it.each([
  [undefined, 'good', 'works'],
  [30 * DAY_MS, 'good', 'works'],
  [7 * DAY_MS - 1, 'caution', 'ends-soon'],
  [1, 'caution', 'ends-soon'],
  [0, 'silent', 'ended'],
  [-DAY_MS, 'silent', 'ended'],
])('a token with %s ms left is %s: %s', (leftMs, state, what) => {
  const nowMs = 1_000_000
  expect(readTokenAge(leftMs === undefined ? {} : { expiresMs: nowMs + leftMs }, nowMs)).toEqual({ state, what })
})
