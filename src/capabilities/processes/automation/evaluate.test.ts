import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge } from '../rules/verdict.ts'
import type { ProcessFacts } from '../schema.ts'
import { makeFacts } from '../testing/facts.ts'
import { evaluate, type Memory, measure, type Policy, REST_SHARE } from './evaluate.ts'
import type { AutomationWhen } from './schema.ts'

const MINUTE_MS = 60_000
const GAP_MS = 60_000
const see = (facts: Partial<ProcessFacts>) => {
  const whole = makeFacts(facts)
  return { facts: whole, judged: judge({ facts: whole, known: undefined }) }
}
const policy = (when: Partial<AutomationWhen>): Policy => ({
  id: 'p',
  revision: 1,
  mode: 'on',
  when: { forMinutes: 5, ...when },
})

/** Feeds looks one after another; at which of them it fired. */
function run(one: Policy, looks: readonly { atMs: number; facts: Partial<ProcessFacts> | undefined }[], atMost = 20) {
  let memory: Memory = new Map()
  const fired: number[] = []
  looks.forEach(({ atMs, facts }, index) => {
    const seen = facts ? [see(facts)] : []
    const result = evaluate({ automations: [one], seen, atMs, maxGapMs: GAP_MS, atMost, memory })
    memory = result.memory
    if (result.firings.length > 0) fired.push(index)
  })
  return fired
}
const every = (stepMs: number, values: readonly number[]) =>
  values.map((cpuPercentOfCore, index) => ({ atMs: index * stepMs, facts: { cpuPercentOfCore } }))

describe('what a policy is about', () => {
  const cases: readonly [string, Partial<AutomationWhen>, Partial<ProcessFacts>, string][] = [
    ['its name', { name: 'thing' }, {}, 'over'],
    ['its file’s name', { name: 'tool' }, { exe: '/usr/bin/tool' }, 'over'],
    ['another name', { name: 'other' }, {}, 'under'],
    ['a thread of the kernel', { name: 'thing' }, { kernel: true }, 'under'],
    ['a worse verdict', { verdict: 'caution' }, { exe: '/tmp/thing' }, 'over'],
    ['a milder verdict', { verdict: 'danger' }, {}, 'under'],
    ['a rule that fits', { rule: 'SUSPICIOUS_PATH' }, { exe: '/tmp/thing' }, 'over'],
    ['a rule that does not', { rule: 'DIALS_OUT' }, { exe: '/tmp/thing' }, 'under'],
    ['memory over', { memoryPercentOver: 20 }, { memoryPercent: 20.1 }, 'over'],
    ['memory at the limit', { memoryPercentOver: 20 }, { memoryPercent: 20 }, 'near'],
    ['memory at rest', { memoryPercentOver: 20 }, { memoryPercent: 18 }, 'under'],
    ['CPU not known yet', { cpuPercentOver: 20 }, {}, 'under'],
    ['both, one of them low', { cpuPercentOver: 20, memoryPercentOver: 20 }, { memoryPercent: 90 }, 'under'],
    ['busy, but another name', { name: 'other', cpuPercentOver: 20 }, { cpuPercentOfCore: 90 }, 'under'],
  ]
  it.each(cases)('%s', (_, when, facts, level) => {
    expect(measure({ forMinutes: 1, ...when }, see(facts))).toBe(level)
  })
})

describe('over time', () => {
  const busy = policy({ cpuPercentOver: 50 })
  it('fires once it has held for long enough, and once only', () => {
    expect(run(busy, every(MINUTE_MS, [60, 60, 60, 60, 60, 60, 60, 60]))).toEqual([5])
  })
  it('begins anew after any look below the limit', () => {
    expect(run(busy, every(MINUTE_MS, [60, 60, 60, 60, 49, 60, 60, 60, 60, 60, 60]))).toEqual([10])
  })
  it('does not fire again for a dip that is no rest', () => {
    const held = [60, 60, 60, 60, 60, 60]
    expect(run(busy, every(MINUTE_MS, [...held, 48, ...held]))).toEqual([5])
    expect(run(busy, every(MINUTE_MS, [...held, 40, ...held]))).toEqual([5, 12])
  })
  it('knows nothing of a silence', () => {
    const looks = every(MINUTE_MS, [60, 60, 60, 60, 60, 60]).map((look, index) => ({
      ...look,
      atMs: look.atMs + (index > 2 ? 2 * MINUTE_MS : 0),
    }))
    expect(run(busy, looks)).toEqual([])
  })
  it('is about one process, not about the next one of its pid', () => {
    const looks = [0, 1, 2, 3, 4, 5].map((minute) => ({
      atMs: minute * MINUTE_MS,
      facts: { cpuPercentOfCore: 60, startTime: minute < 3 ? 1 : 2 },
    }))
    expect(run(busy, looks)).toEqual([])
  })
  it('waits while nothing more may fire', () => {
    const memory: Memory = new Map()
    const looks = every(MINUTE_MS, [60, 60, 60, 60, 60, 60, 60])
    expect(run(busy, looks, 0)).toEqual([])
    const seen = [1, 2, 3].map((pid) => see({ pid, cpuPercentOfCore: 60 }))
    const ask = (atMs: number, before: Memory, atMost: number) =>
      evaluate({ automations: [busy], seen, atMs, maxGapMs: 10 * MINUTE_MS, atMost, memory: before })
    const first = ask(0, memory, 2)
    const second = ask(5 * MINUTE_MS, first.memory, 2)
    const third = ask(6 * MINUTE_MS, second.memory, 2)
    expect([first, second, third].map(({ firings }) => firings.map((one) => one.seen.facts.pid))).toEqual([
      [],
      [1, 2],
      [3],
    ])
  })
})

it('whatever comes, it fires only after an unbroken time over the limit, and not twice without rest between', () => {
  const looks = fc.array(
    fc.record({
      stepMs: fc.integer({ min: 1000, max: 90_000 }),
      value: fc.option(fc.integer({ min: 30, max: 70 }), { nil: undefined, freq: 20 }),
    }),
    { minLength: 1, maxLength: 120 },
  )
  fc.assert(
    fc.property(looks, fc.integer({ min: 1, max: 6 }), (steps, forMinutes) => {
      let atMs = 0
      const given = steps.map(({ stepMs, value }) => {
        atMs += stepMs
        return { atMs, value, facts: value === undefined ? undefined : { cpuPercentOfCore: value } }
      })
      const fired = run(policy({ cpuPercentOver: 50, forMinutes }), given)
      const valueAt = (index: number) => given[index]?.value ?? 0
      for (const index of fired) {
        let first = index
        while (
          first > 0 &&
          valueAt(first - 1) > 50 &&
          (given[first]?.atMs ?? 0) - (given[first - 1]?.atMs ?? 0) <= GAP_MS
        )
          first--
        expect(valueAt(index)).toBeGreaterThan(50)
        expect((given[index]?.atMs ?? 0) - (given[first]?.atMs ?? 0)).toBeGreaterThanOrEqual(forMinutes * MINUTE_MS)
      }
      fired.slice(1).forEach((index, nth) => {
        const between = given.slice(fired[nth], index).map(({ value }) => value ?? 0)
        expect(between.some((value) => value <= 50 * REST_SHARE)).toBe(true)
      })
    }),
  )
})
