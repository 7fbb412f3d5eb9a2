import { describe, expect, it } from 'vitest'
import { alignSeries, type ChartSeries, stack, summarize } from './chart-data.ts'

const series = (points: readonly (readonly [number, number])[]): ChartSeries => ({
  label: 'x',
  tone: 'good',
  atMs: points.map(([atMs]) => atMs),
  values: points.map(([, value]) => value),
})

describe('alignSeries', () => {
  it('leaves a gap where a bucket is missing, and never a zero', () => {
    expect(
      alignSeries(
        [
          series([
            [1000, 5],
            [3000, 7],
          ]),
        ],
        1000,
        4000,
        1000,
      ),
    ).toEqual([
      [1, 2, 3],
      [5, null, 7],
    ])
  })
  it('drops what lies outside, and survives no data at all', () => {
    expect(alignSeries([series([[9000, 1]]), series([])], 0, 2000, 1000)).toEqual([
      [0, 1],
      [null, null],
      [null, null],
    ])
  })
  it('never makes more points than a screen can show', () => {
    expect(alignSeries([], 0, 63_072_000_000, 1)[0].length).toBeLessThanOrEqual(4001)
  })
})

it('stacks, and what lies on an unknown is unknown', () => {
  expect(
    stack([
      [1, null, 3],
      [10, 10, 10],
    ]),
  ).toEqual([
    [1, null, 3],
    [11, null, 13],
  ])
})

it('summarizes', () => {
  expect(
    summarize(
      series([
        [0, 4],
        [1, 9],
        [2, 6],
      ]),
    ),
  ).toEqual({ last: 6, least: 4, most: 9 })
  expect(summarize(series([]))).toBeUndefined()
})
