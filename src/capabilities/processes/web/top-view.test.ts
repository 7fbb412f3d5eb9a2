import { expect, it } from 'vitest'
import { TOP_KEPT_MS, type TopMinute } from '../top/schema.ts'
import { clampMinute, MINUTE_MS, toMinuteBars, toWindow } from './top-view.ts'

const NOW_MS = 1_800_000_030_000
const THIS_MINUTE_MS = 1_800_000_000_000

it.each([
  ['the minute that goes on', NOW_MS, THIS_MINUTE_MS - MINUTE_MS],
  ['the future', NOW_MS + 1e9, THIS_MINUTE_MS - MINUTE_MS],
  ['a moment within a minute', THIS_MINUTE_MS - 3 * MINUTE_MS + 7, THIS_MINUTE_MS - 3 * MINUTE_MS],
  ['before anything was kept', 0, THIS_MINUTE_MS - TOP_KEPT_MS],
])('%s becomes a kept minute', (_, ms, expected) => {
  expect(clampMinute(ms, NOW_MS)).toBe(expected)
})

it('looks half an hour either way, but not beyond now', () => {
  const lately = THIS_MINUTE_MS - MINUTE_MS
  expect(toWindow(lately, NOW_MS)).toEqual({ fromMs: THIS_MINUTE_MS - 60 * MINUTE_MS, toMs: THIS_MINUTE_MS })
  const before = THIS_MINUTE_MS - 100 * MINUTE_MS
  expect(toWindow(before, NOW_MS)).toEqual({ fromMs: before - 30 * MINUTE_MS, toMs: before + 30 * MINUTE_MS })
})

it('draws a bar a minute, and none where nothing was kept', () => {
  const entry = (value: number) => ({ pid: 1, startTime: 1, name: 'a', value })
  const minute = (atMs: number, ...values: number[]): TopMinute => ({
    atMs,
    cpu: values.map(entry),
    memory: [],
    io: [],
  })
  const minutes = [minute(0, 10, 30), minute(2 * MINUTE_MS, 20)]
  expect(toMinuteBars(minutes, 'cpu', { fromMs: 0, toMs: 3 * MINUTE_MS })).toEqual([
    { atMs: 0, sum: 40, percent: 100 },
    { atMs: MINUTE_MS, sum: undefined, percent: 0 },
    { atMs: 2 * MINUTE_MS, sum: 20, percent: 50 },
  ])
})
