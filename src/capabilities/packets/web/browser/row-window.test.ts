import { describe, expect, it } from 'vitest'
import { contentPx, follow, type Geometry, lastTop, pxOf, reveal, rowsInSight, topAt } from './row-window.ts'

const SIZES = [0, 1, 30, 31, 10_000, 250_000, 1_000_000, 10_000_000]
const of = (rows: number): Geometry => ({ rows, rowPx: 24, viewPx: 600 })

describe.each(SIZES)('%i rows', (rows) => {
  const geometry = of(rows)
  const range = Math.max(0, contentPx(geometry) - geometry.viewPx)
  it('are never taller than a browser can draw', () => {
    expect(contentPx(geometry)).toBeLessThanOrEqual(6_000_000)
  })
  it('begin with the first and end with the last', () => {
    expect(topAt(0, geometry)).toBe(0)
    expect(topAt(range, geometry)).toBeCloseTo(lastTop(geometry), 6)
    expect(rowsInSight(topAt(range, geometry), geometry).last).toBe(rows - 1)
  })
  it('come in order, each at a place of its own', () => {
    const tops = Array.from({ length: 1001 }, (_, n) => topAt((range * n) / 1000, geometry))
    expect(tops).toEqual(tops.toSorted((a, b) => a - b))
    for (const top of tops) expect(topAt(pxOf(top, geometry), geometry)).toBeCloseTo(top, 3)
  })
})

describe('ten million rows', () => {
  const geometry = of(10_000_000)
  it('are walked row by row wherever the list stands', () => {
    for (const top of [0, 100, 4_000_000, 5_000_000, 9_999_900]) {
      const now = { top, px: pxOf(top, geometry) }
      expect(follow(now, now.px + 240, geometry)).toBeCloseTo(top + 10, 3)
    }
  })
  it('are jumped over when the bar is pulled', () => {
    const now = { top: 0, px: 0 }
    expect(follow(now, 3_000_000, geometry)).toBeGreaterThan(4_900_000)
  })
})

it('moves no more than it must to show a row', () => {
  const geometry = of(1000)
  expect(reveal(5, 0, geometry)).toBe(0)
  expect(reveal(5, 10, geometry)).toBe(5)
  expect(reveal(25, 0, geometry)).toBe(1)
  expect(reveal(999, 0, geometry)).toBe(975)
})
