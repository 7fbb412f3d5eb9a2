import { expect, it } from 'vitest'
import type { ReportFinding } from '../../../decoder/report.ts'
import { countUnread, groupByKind, mostFirst, nsToMs, spanMs, worstFirst } from './page-report.ts'

const finding = (code: string, severity: ReportFinding['severity'], subject = ''): ReportFinding => ({
  code,
  severity,
  subject,
  params: {},
  packets: [],
})

it('says the worst first, each kind together', () => {
  const found = [
    finding('a', 'info'),
    finding('b', 'danger', '1'),
    finding('c', 'caution'),
    finding('b', 'danger', '2'),
  ]
  const kinds = groupByKind(worstFirst(found))
  expect(kinds.map((kind) => kind.map(({ code, subject }) => code + subject))).toEqual([['b1', 'b2'], ['c'], ['a']])
})

it.each([
  ['1795898812935632123', 1_795_898_812_935.632],
  ['0', 0],
  [null, undefined],
  ['soon', undefined],
])('%s ns are %s ms', (ns, ms) => {
  if (ms === undefined) expect(nsToMs(ns)).toBeUndefined()
  else expect(nsToMs(ns)).toBeCloseTo(ms, 2)
})

it('puts the most frequent first', () => {
  expect(mostFirst({ GET: 2, POST: 9 })).toEqual([
    ['POST', 9],
    ['GET', 2],
  ])
  expect(mostFirst(undefined)).toEqual([])
})

it.each([
  ['1795898812935632123', '1795898812935632623', 0.0005],
  ['1795898812935632123', '1795898712935632123', -100_000],
  ['5', '5', 0],
  [null, '5', undefined],
])('from %s to %s are %s ms', (fromNs, toNs, ms) => {
  expect(spanMs(fromNs, toNs)).toBe(ms)
})

it('counts the packets nobody reads', () => {
  expect(countUnread({ unknownLinkTypes: { 147: 3, 148: 4 } })).toBe(7)
  expect(countUnread({ unknownLinkTypes: {} })).toBe(0)
})
