import { expect, it } from 'vitest'
import { createIdleWatch } from './idle.ts'

const MINUTE = 60_000
const IDLE = 15 * MINUTE

it.each([
  ['just seen', [[0, 100]], undefined],
  [
    'nothing done long enough',
    [
      [0, 100],
      [14 * MINUTE, 100],
      [15 * MINUTE, 100],
    ],
    0,
  ],
  [
    'nothing done, not long enough',
    [
      [0, 100],
      [14 * MINUTE, 100],
    ],
    undefined,
  ],
  [
    'only timers ticking',
    [
      [0, 100],
      [10 * MINUTE, 500],
      [15 * MINUTE, 900],
    ],
    0,
  ],
  [
    'work in between',
    [
      [0, 100],
      [10 * MINUTE, 5000],
      [16 * MINUTE, 5000],
    ],
    undefined,
  ],
  [
    'idle again after work',
    [
      [0, 100],
      [10 * MINUTE, 5000],
      [25 * MINUTE, 5000],
    ],
    10 * MINUTE,
  ],
  [
    'a process of it ended',
    [
      [0, 900],
      [10 * MINUTE, 100],
      [16 * MINUTE, 100],
    ],
    undefined,
  ],
] as const)('%s', (_, seen, expected) => {
  const watch = createIdleWatch(IDLE)
  expect(seen.map(([atMs, cpuMs]) => watch.observe('x', cpuMs, atMs)).at(-1)).toBe(expected)
})

it('forgets services that are gone', () => {
  const watch = createIdleWatch(IDLE)
  watch.observe('x', 1, 0)
  watch.keepOnly(new Set())
  expect(watch.observe('x', 1, 20 * MINUTE)).toBeUndefined()
})
