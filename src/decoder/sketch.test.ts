import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Sketch } from './sketch.ts'

it('is never too small', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(40), fc.nat(3)), { maxLength: 400 }), (pairs) => {
      // Room for one: neighbours share cells.
      const sketch = new Sketch(1)
      const counts = new Map<string, number>()
      for (const [a, b] of pairs) {
        sketch.add(a, b)
        counts.set(`${a} ${b}`, (counts.get(`${a} ${b}`) ?? 0) + 1)
      }
      for (const [a, b] of pairs) {
        const count = counts.get(`${a} ${b}`) ?? 0
        expect(sketch.atLeast(a, b, count)).toBe(true)
        expect(sketch.most).toBeGreaterThanOrEqual(count)
      }
    }),
    { numRuns: 300 },
  )
})

it('tells rare from frequent', () => {
  const sketch = new Sketch(1000)
  for (let n = 0; n < 1000; n++) sketch.add(n, 80)
  for (let n = 0; n < 50; n++) sketch.add(7, 443)
  const called = Array.from({ length: 1000 }, (_, n) => sketch.atLeast(n, 80, 50)).filter(Boolean)
  expect(called.length).toBeLessThan(5)
  expect(sketch.atLeast(7, 443, 50)).toBe(true)
})

it('stops counting at 255', () => {
  const sketch = new Sketch(10)
  for (let n = 0; n < 1000; n++) sketch.add(1, 1)
  expect(sketch.most).toBe(255)
  expect(sketch.atLeast(1, 1, 255)).toBe(true)
})
