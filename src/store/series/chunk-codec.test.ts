import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decodeArrivals,
  decodeBuckets,
  decodePoints,
  encodeArrivals,
  encodeBuckets,
  encodePoints,
} from './chunk-codec.ts'
import { HOUR_MS } from './levels.ts'
import { rollUp, toPoints } from './points.ts'

const START_MS = 1_789_999_200_000
const value = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.integer({ min: 0, max: 100_000 }).map((hundredths) => hundredths / 100),
  fc.constantFrom(0, -0, 1e308, 5e-324, Number.POSITIVE_INFINITY, 2 ** 50, -(2 ** 50)),
)
const points = fc
  .array(fc.record({ offset: fc.integer({ min: 0, max: HOUR_MS - 1 }), value }), { maxLength: 400 })
  .map((rows) => toPoints({ atMs: rows.map((row) => START_MS + row.offset), values: rows.map((row) => row.value) }))

describe('chunks', () => {
  test('any points come back as they were, bit by bit', () => {
    fc.assert(
      fc.property(points, (given) => {
        expect(decodePoints(encodePoints(given, START_MS), START_MS)).toEqual(given)
      }),
    )
  })

  test('any buckets come back as they were', () => {
    fc.assert(
      fc.property(points, fc.constantFrom(60_000, 600_000, HOUR_MS), (given, widthMs) => {
        const buckets = rollUp(given, widthMs)
        expect(decodeBuckets(encodeBuckets(buckets, START_MS, widthMs), START_MS, widthMs)).toEqual(buckets)
      }),
    )
  })

  test('arrivals come back in their order', () => {
    const arrivals = { series: [5, 1, 300_000], atMs: [START_MS + 2, START_MS, START_MS + 1], values: [0.1, -0, 1e300] }
    expect(decodeArrivals(encodeArrivals(arrivals))).toEqual(arrivals)
  })

  test.each([
    { what: 'a constant', value: () => 42, maxBytes: 40 },
    { what: 'a counter', value: (index: number) => 1_000_000 + index * 1500 + (index % 7), maxBytes: 300 },
    {
      what: 'a percentage with one decimal',
      value: (index: number) => Math.round(300 + 50 * Math.sin(index)) / 10,
      maxBytes: 700,
    },
    { what: 'a measurement with all its digits', value: (index: number) => 30 + Math.sin(index), maxBytes: 2900 },
  ])('an hour of $what every 10 s is small', ({ value: at, maxBytes }) => {
    const atMs = Array.from({ length: 360 }, (_, index) => START_MS + index * 10_000)
    const body = encodePoints({ atMs, values: atMs.map((_, index) => at(index)) }, START_MS)
    expect(body.length).toBeLessThan(maxBytes)
  })

  test('a damaged chunk is an error, cut or changed at any place', () => {
    const atMs = Array.from({ length: 100 }, (_, index) => START_MS + index * 10_000)
    const body = encodePoints({ atMs, values: atMs.map((_, index) => Math.sin(index)) }, START_MS)
    for (let length = 0; length < body.length; length++)
      expect(() => decodePoints(body.subarray(0, length), START_MS)).toThrow()
    for (const format of [0, 3, 255])
      expect(() => decodePoints(Uint8Array.of(format, 1, 2), START_MS)).toThrow(RangeError)
  })
})
