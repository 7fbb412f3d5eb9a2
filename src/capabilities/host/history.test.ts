import { describe, expect, it } from 'vitest'
import type { Series, SeriesQuery } from '../../core/capability.ts'
import { parseHistoryRequest, readHistory, toStepMs } from './history.ts'
import { HISTORY_MAX_MS, HISTORY_MIN_MS } from './schema.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const LOCAL = { host: 'local', everyMs: 10_000 }
const NOW = 1_790_000_000_000
const query = { metric: 'cpu-percent', fromMs: NOW - DAY, toMs: NOW }

describe('toStepMs', () => {
  const toPoints = (rangeMs: number, everyMs: number) => rangeMs / toStepMs(rangeMs, everyMs)
  it('gives 300 to 600 points for every range with as many samples', () => {
    const least = 600 * 10_000
    const ranges = Array.from({ length: 2000 }, (_, index) => least * (HISTORY_MAX_MS / least) ** (index / 1999))
    const odd = ranges.filter((rangeMs) => toPoints(rangeMs, 10_000) < 299 || toPoints(rangeMs, 10_000) > 600)
    expect(odd).toEqual([])
  })
  it('gives a quarter of an hour sample by sample', () => expect(toStepMs(HISTORY_MIN_MS, 10_000)).toBe(10_000))
  it('is no finer than the samples are', () => expect(toStepMs(HISTORY_MIN_MS, 45_000)).toBe(60_000))
})

describe('parseHistoryRequest', () => {
  it('takes several metrics, in both spellings', () => {
    expect(parseHistoryRequest(LOCAL, { ...query, metric: 'load1,cpu_percent,load1' }).metrics).toEqual([
      'load1',
      'cpu_percent',
    ])
  })
  it('takes a name with its capability before it', () => {
    expect(parseHistoryRequest(LOCAL, { ...query, metric: 'host.cpu-percent,cpu-percent' }).metrics).toHaveLength(1)
  })
  it('names the metrics there are when it is asked for another', () => {
    const known = expect.stringMatching(/^cpu-percent, .*load1/)
    expect(() => parseHistoryRequest(LOCAL, { ...query, metric: 'nope' })).toThrow(
      expect.objectContaining({ params: { metric: 'nope', known } }),
    )
  })
  it.each([
    ['a metric that is not ours', { metric: 'nope' }, 'host.metric-unknown'],
    ['a name from the prototype', { metric: 'constructor' }, 'host.metric-unknown'],
    ['a metric without history', { metric: 'cpu-core-percent' }, 'host.metric-unknown'],
    ['nothing', { metric: ',' }, 'host.metric-unknown'],
    ['fourteen minutes', { fromMs: NOW - 14 * MINUTE }, 'host.range-invalid'],
    ['three years', { fromMs: NOW - 1100 * DAY }, 'host.range-invalid'],
    ['an end before its beginning', { fromMs: NOW + DAY }, 'host.range-invalid'],
    ['a time before 1970', { fromMs: -1, toMs: DAY }, 'host.range-invalid'],
    ['infinity', { toMs: Number.POSITIVE_INFINITY }, 'host.range-invalid'],
  ])('refuses %s', (_, change, code) => {
    expect(() => parseHistoryRequest(LOCAL, { ...query, ...change })).toThrow(expect.objectContaining({ code }))
  })
  it.each([
    ['its own step', 5 * MINUTE, 5 * MINUTE],
    ['no step so fine that it drowns the browser', 1000, toStepMs(DAY, 10_000)],
    ['no step of nothing', 0, toStepMs(DAY, 10_000)],
  ])('keeps to %s', (_, stepMs, expected) => {
    expect(parseHistoryRequest(LOCAL, { ...query, stepMs }).stepMs).toBe(expected)
  })
})

it('lays last week under this one', async () => {
  const asked: SeriesQuery[] = []
  const series: Series = {
    append: async () => undefined,
    list: async () => [],
    async read(query) {
      asked.push(query)
      return [{ labels: {}, stepMs: query.stepMs, atMs: [query.fromMs], avg: [1], min: [0], max: [2], count: [3] }]
    },
  }
  const request = parseHistoryRequest(LOCAL, { metric: 'cpu_percent', fromMs: NOW - DAY, toMs: NOW, compare: 'week' })
  const history = await readHistory(series, request)
  expect(asked.map(({ metric, fromMs, toMs }) => [metric, fromMs, toMs])).toEqual([
    ['host.cpu-percent', NOW - DAY, NOW],
    ['host.cpu-percent', NOW - 8 * DAY, NOW - 7 * DAY],
  ])
  const frame = { metric: 'cpu_percent', labels: {}, atMs: [NOW - DAY], avg: [1], min: [0], max: [2] }
  expect(history.frames).toEqual([frame])
  expect(history.before).toEqual([frame])
})

it('takes two spellings of a metric as one, and counts every column against the step', () => {
  const twice = parseHistoryRequest(LOCAL, { ...query, metric: 'cpu-percent,cpu_percent' })
  expect(twice.metrics).toHaveLength(1)
  const range = { fromMs: 0, toMs: 20_000 * 60_000 }
  expect(parseHistoryRequest(LOCAL, { ...query, ...range, stepMs: 60_000 }).stepMs).toBe(60_000)
  expect(parseHistoryRequest(LOCAL, { ...query, ...range, stepMs: 60_000, compare: 'week' }).stepMs).toBeGreaterThan(
    60_000,
  )
})

it('refuses an answer that would not fit, before it holds all of it', async () => {
  let reads = 0
  const big: Series = {
    append: async () => undefined,
    list: async () => [],
    read: async (asked) => {
      reads++
      const column = Array.from({ length: 150_000 }, () => 1)
      return [{ labels: {}, stepMs: asked.stepMs, atMs: column, avg: column, min: column, max: column, count: column }]
    },
  }
  const request = parseHistoryRequest(LOCAL, { ...query, metric: 'cpu-percent,memory-available-bytes,load1' })
  await expect(readHistory(big, request)).rejects.toMatchObject({ code: 'host.history-too-large' })
  expect(reads).toBe(2)
})
