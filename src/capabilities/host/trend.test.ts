import { describe, expect, it } from 'vitest'
import { toUsual } from './outlook.ts'
import { toCautiousTrend, toTrend } from './trend.ts'

const MINUTE = 60_000
const line = (minutes: number, valueAt: (minute: number) => number) =>
  Array.from({ length: minutes }, (_, minute) => ({ atMs: minute * MINUTE, value: valueAt(minute) }))

describe('toTrend', () => {
  it('finds a straight line', () => {
    expect(toTrend(line(60, (minute) => 1000 + minute * 60))).toEqual({
      bytesPerSecond: 1,
      fit: 1,
      spanMs: 59 * MINUTE,
    })
  })
  it('does not believe a saw', () => {
    expect(toTrend(line(60, (minute) => (minute % 10) * 1000))?.fit).toBeLessThan(0.2)
  })
  it('sees no movement in stillness', () => {
    expect(toTrend(line(60, () => 5))).toMatchObject({ bytesPerSecond: 0, fit: 0 })
  })
  it.each([
    ['nothing', []],
    ['too few points', line(5, (minute) => minute)],
    ['no time between', Array.from({ length: 10 }, () => ({ atMs: 0, value: 1 }))],
  ])('says nothing about %s', (_, points) => expect(toTrend(points)).toBeUndefined())
})

describe('toCautiousTrend', () => {
  it('does not go on with a copy that has ended', () => {
    const trend = toCautiousTrend(line(360, (minute) => Math.min(minute, 290) * 1e6))
    expect(trend?.bytesPerSecond).toBe(0)
  })
  it('does not take a sudden burst for the rule', () => {
    const trend = toCautiousTrend(line(360, (minute) => (minute < 300 ? 0 : (minute - 300) * 60e6)))
    expect(trend?.bytesPerSecond).toBeLessThan(0.5e6)
  })
  it('believes steady growth', () => {
    expect(toCautiousTrend(line(360, (minute) => minute * 60))?.bytesPerSecond).toBeCloseTo(1)
  })
})

it.each([
  ['the middle four fifths', Array.from({ length: 101 }, (_, index) => index), { low: 10, high: 90 }],
  ['nothing from half a day', Array.from({ length: 71 }, () => 1), undefined],
] as const)('usual is %s', (_, values, expected) => expect(toUsual(values)).toEqual(expected))
