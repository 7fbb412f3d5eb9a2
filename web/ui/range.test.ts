import { describe, expect, it } from 'vitest'
import { moveRange, PRESETS, parseRange, refreshMs, resolveRange, shownFrom, writeRange } from './range.ts'

const NOW = 1_790_000_123_456

describe('parseRange', () => {
  it.each(PRESETS.map((preset) => [preset]))('%s comes back as it was', (preset) => {
    expect(parseRange(writeRange({ preset }), '1h')).toEqual({ preset })
  })
  it.each([
    [undefined, { preset: '1h' }],
    ['', { preset: '1h' }],
    ['3h', { preset: '1h' }],
    ['1790000000000-1790003600000', { fromMs: 1_790_000_000_000, toMs: 1_790_003_600_000 }],
    ['1790003600000-1790000000000', { preset: '1h' }],
    ['1-2', { preset: '1h' }],
  ])('%s', (raw, expected) => {
    expect(parseRange(raw, '1h')).toEqual(expected)
  })
})

describe('resolveRange', () => {
  it('ends at the next whole refresh, so that a look a second later asks for the same', () => {
    const range = { preset: '24h' } as const
    expect(resolveRange(range, NOW)).toEqual(resolveRange(range, NOW + 1000))
    expect(resolveRange(range, NOW).toMs).toBeGreaterThanOrEqual(NOW)
  })
  it('never asks for less than a quarter of an hour', () => {
    const live = resolveRange({ preset: 'live' }, NOW)
    expect(live.toMs - live.fromMs).toBe(15 * 60_000)
    expect(live.toMs - shownFrom({ preset: 'live' }, live)).toBe(5 * 60_000)
    const zoomed = resolveRange({ fromMs: NOW, toMs: NOW + 1000 }, NOW)
    expect(zoomed.toMs - zoomed.fromMs).toBe(15 * 60_000)
  })
  it('keeps fixed ends', () => {
    expect(resolveRange({ fromMs: NOW - 9e6, toMs: NOW }, NOW + 5e6)).toEqual({ fromMs: NOW - 9e6, toMs: NOW })
  })
})

it.each([
  ['live', 10_000],
  ['1h', 10_000],
  ['24h', 240_000],
  ['2y', 1_800_000],
] as const)('asks %s again every %i ms', (preset, expected) => {
  expect(refreshMs({ preset })).toBe(expected)
})
it('never asks a fixed range again', () => expect(refreshMs({ fromMs: 1, toMs: 2 })).toBeUndefined())

describe('moveRange', () => {
  it('goes back by half its length', () => {
    const back = moveRange({ preset: '1h' }, NOW, -1)
    expect(back).toMatchObject({ fromMs: expect.any(Number) })
    expect(resolveRange(back, NOW).toMs).toBeLessThan(NOW)
  })
  it('does not go beyond now', () => {
    expect(moveRange({ preset: '1h' }, NOW, 1)).toEqual({ preset: '1h' })
  })
})
