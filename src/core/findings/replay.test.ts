import { expect, test } from 'vitest'
import type { SeriesFrame, SeriesQuery } from '../capability.ts'
import { countRaises, readReplay } from './replay.ts'
import { emptySeries } from './testing.ts'

const rule = { severity: 'caution', raiseAfter: 2, clearAfter: 2 } as const
const DAY_MS = 86_400_000
const NOW_MS = 1_790_000_000_000

test.each([
  ['nothing to look at', [], 0],
  ['never long enough', [9, 1, 9, 1, 9], 0],
  ['once', [1, 9, 9, 9, 1, 1], 1],
  ['a short dip does not end it', [9, 9, 1, 9, 9], 1],
  ['twice', [9, 9, 1, 1, 9, 9], 2],
])('%s', (_, values, raises) => {
  expect(countRaises(rule, values, (value) => value > 5)).toBe(raises)
})

test('each series of each host by itself, in minutes of thirty days', async () => {
  const asked: SeriesQuery[] = []
  const frame = (avg: readonly number[]): SeriesFrame => ({
    labels: {},
    stepMs: 60_000,
    atMs: avg.map((_, at) => NOW_MS - 10 * DAY_MS + at * 60_000),
    avg,
    min: avg,
    max: avg,
    count: avg.map(() => 6),
  })
  const series = {
    ...emptySeries,
    read: async (query: SeriesQuery) => {
      asked.push(query)
      return [frame([9, 9]), frame([9, 1])]
    },
  }
  const replayed = { ...rule, replay: { metric: 'disk.used', fires: (value: number) => value > 5 } }
  expect(await readReplay(series, 'host', replayed, ['local', 'web-1'], NOW_MS)).toEqual({ raises: 2, historyDays: 10 })
  expect(asked).toEqual(
    ['local', 'web-1'].map((host) => ({
      host,
      metric: 'host.disk.used',
      fromMs: NOW_MS - 30 * DAY_MS,
      toMs: NOW_MS,
      stepMs: 60_000,
    })),
  )
  expect(await readReplay(series, 'host', rule, ['local'], NOW_MS)).toBeNull()
})
