import { describe, expect, test } from 'vitest'
import type { Rule } from '../capability.ts'
import type { Severity } from '../schema.ts'
import { foldSymptoms, isWindowActive, type PlannedWindow, toFolds, toQuietState } from './quiet.ts'
import { type FindingRecord, findingId, findingKey } from './record.ts'
import type { Expectation } from './schema.ts'

const HOUR_MS = 3_600_000
const window = (rest: Partial<PlannedWindow> = {}): PlannedWindow => ({
  id: 'w',
  hosts: null,
  fromMs: 10 * HOUR_MS,
  toMs: 12 * HOUR_MS,
  weekly: false,
  reason: 'new disk',
  by: 'min',
  atMs: 0,
  ...rest,
})
const finding = (rule: string, rest: Partial<FindingRecord> = {}): FindingRecord => {
  const { host = 'local', subject = 'x' } = rest
  const key = findingKey(rule, host, subject)
  return {
    id: findingId(key),
    key,
    rule,
    host,
    subject,
    state: 'open',
    severity: 'caution',
    params: {},
    evidence: [],
    next: null,
    raisedAtMs: 0,
    updatedAtMs: 0,
    raisedCount: 1,
    cleared: null,
    assignee: null,
    acknowledged: null,
    mute: null,
    ...rest,
  }
}

describe('maintenance windows', () => {
  const weekly = { weekly: true }
  test.each([
    ['before it', {}, 9.9, false],
    ['at its beginning', {}, 10, true],
    ['just before its end', {}, 11.99, true],
    ['at its end', {}, 12, false],
    ['once: not a week later', {}, 168 + 11, false],
    ['weekly: a week later', weekly, 168 + 11, true],
    ['weekly: a week later, after its end', weekly, 168 + 12, false],
    ['weekly: not a week before', weekly, 11 - 168, false],
    ['weekly: a year later', weekly, 52 * 168 + 10, true],
  ])('%s', (_, rest, hour, active) => {
    expect(isWindowActive(window(rest), hour * HOUR_MS)).toBe(active)
  })
})

describe('what a person said', () => {
  const expectation: Expectation = {
    id: 'e',
    rule: 'host.load',
    subject: 'x',
    hosts: ['local', 'web-1'],
    severity: 'caution',
    reason: 'build machine',
    by: 'min',
    atMs: 0,
  }
  const mute = { by: 'min', atMs: 0, untilMs: 5, reason: 'known' }
  const seen = (severity: Severity) => ({ by: 'min', atMs: 0, severity })
  test.each([
    ['nothing', finding('host.load'), [], [], null],
    ['expected here', finding('host.load'), [expectation], [], 'expected'],
    ['expected elsewhere', finding('host.load', { host: 'db-1' }), [expectation], [], null],
    ['expected everywhere', finding('host.load', { host: 'db-1' }), [{ ...expectation, hosts: null }], [], 'expected'],
    ['another subject', finding('host.load', { subject: 'y' }), [expectation], [], null],
    ['another rule', finding('host.memory'), [expectation], [], null],
    ['worse than expected', finding('host.load', { severity: 'danger' }), [expectation], [], null],
    ['in a window of all hosts', finding('host.load'), [], [window({ fromMs: 0, toMs: 9 })], 'maintenance'],
    ['another host’s window', finding('host.load'), [], [window({ hosts: ['web-1'], fromMs: 0, toMs: 9 })], null],
    ['muted', finding('host.load', { mute }), [expectation], [], 'muted'],
    ['acknowledged', finding('host.load', { acknowledged: seen('caution') }), [], [], 'acknowledged'],
    ['acknowledged and eased', finding('host.load', { acknowledged: seen('danger') }), [], [], 'acknowledged'],
    ['worse than acknowledged', finding('host.load', { acknowledged: seen('info') }), [], [], null],
    ['mute is over', finding('host.load', { mute: { ...mute, untilMs: 4 } }), [], [], null],
  ])('%s', (_, record, expectations, windows, reason) => {
    expect(toQuietState(record, expectations, windows, 4).reason).toBe(reason)
  })
})

describe('folding', () => {
  const rule = (symptomOf: readonly string[] = []): Rule => ({
    severity: 'caution',
    raiseAfter: 1,
    clearAfter: 1,
    symptomOf,
  })
  /** a is a symptom of b, b of c; d, e and f of each other in a circle; s of itself. */
  const rules = new Map([
    ['x.a', rule(['x.b'])],
    ['x.b', rule(['x.c'])],
    ['x.c', rule()],
    ['x.d', rule(['x.e'])],
    ['x.e', rule(['x.f'])],
    ['x.f', rule(['x.d'])],
    ['x.s', rule(['x.s'])],
  ])
  const fold = (open: readonly FindingRecord[], quiet: readonly string[] = []) =>
    Object.fromEntries(foldSymptoms(open, rules, (record) => quiet.includes(record.key)))
  const key = (name: string, host = 'local', subject = 'x') => findingKey(`x.${name}`, host, subject)

  test('under the cause on the same host only', () => {
    expect(fold([finding('x.b'), finding('x.c')])).toEqual({ [key('b')]: key('c') })
    expect(fold([finding('x.b'), finding('x.c', { host: 'web-1' })])).toEqual({})
    expect(fold([finding('x.b')])).toEqual({})
  })
  test('the worst cause, then the oldest', () => {
    const causes = [
      finding('x.c', { subject: 'new', raisedAtMs: 9 }),
      finding('x.c', { subject: 'old', raisedAtMs: 1 }),
    ]
    expect(fold([finding('x.b'), ...causes])).toEqual({ [key('b')]: key('c', 'local', 'old') })
    const worst = finding('x.c', { subject: 'worst', raisedAtMs: 99, severity: 'danger' })
    expect(fold([finding('x.b'), ...causes, worst])).toEqual({ [key('b')]: key('c', 'local', 'worst') })
  })
  test('chains are told through', () => {
    const folded = foldSymptoms([finding('x.a'), finding('x.b'), finding('x.c')], rules, () => false)
    expect(toFolds(folded).get(key('c'))?.toSorted()).toEqual([key('a'), key('b')])
    expect(toFolds(folded).get(key('b'))).toEqual([key('a')])
  })
  test.each([
    ['d', 'e', 'f'],
    ['e', 'f', 'd'],
    ['f', 'd', 'e'],
  ])('of a circle the oldest, %s, stays', (...order) => {
    const open = order.map((name, at) => finding(`x.${name}`, { raisedAtMs: at }))
    const folded = fold(open)
    expect(Object.keys(folded).sort()).toEqual(
      order
        .slice(1)
        .map((name) => key(name))
        .sort(),
    )
    expect(folded[key(order[0] ?? '')]).toBeUndefined()
  })
  test('nothing explains itself', () => {
    expect(fold([finding('x.s')])).toEqual({})
    expect(fold([finding('x.s'), finding('x.s', { subject: 'y', raisedAtMs: 1 })])).toEqual({
      [key('s', 'local', 'y')]: key('s'),
    })
  })
  test('a symptom worse than a quiet cause above it stands by itself', () => {
    const open = [finding('x.a', { severity: 'danger' }), finding('x.b'), finding('x.c')]
    expect(fold(open, [key('c')])).toEqual({ [key('b')]: key('c') })
    expect(fold(open)).toEqual({ [key('a')]: key('b'), [key('b')]: key('c') })
  })
})
