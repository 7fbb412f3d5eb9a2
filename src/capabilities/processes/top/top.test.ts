import { describe, expect, it } from 'vitest'
import type { ProcessFacts, ProcessPass } from '../schema.ts'
import { makeFacts } from '../testing/facts.ts'
import { createTopGatherer } from './gather.ts'
import { parseTopRange, toTop } from './range.ts'

const MINUTE = 60_000
const START = 1_790_000_040_000
const pass = (atMs: number, processes: readonly ProcessFacts[]): ProcessPass => ({
  atMs,
  platform: 'linux',
  cores: 4,
  memoryTotalBytes: 1e9,
  tookMs: 1,
  processes: [...processes],
  limits: [],
})
const busy = (pid: number, cpu: number, more: Partial<ProcessFacts> = {}) =>
  makeFacts({ pid, name: `p${pid}`, cpuPercentOfCore: cpu, ...more })

describe('the top ten of a minute', () => {
  it('is the mean of its looks, told when the next minute begins', () => {
    const top = createTopGatherer()
    expect(top.add(pass(START, [busy(1, 50)]))).toBeUndefined()
    expect(top.add(pass(START + 20_000, [busy(1, 90)]))).toBeUndefined()
    expect(top.add(pass(START + 40_000, [busy(1, 30), busy(2, 60)]))).toBeUndefined()
    const minute = top.add(pass(START + MINUTE, [busy(1, 0)]))
    expect(minute?.atMs).toBe(START)
    expect(minute?.cpu.map(({ name, value }) => [name, Math.round(value)])).toEqual([
      ['p1', 40],
      ['p2', 20],
    ])
  })
  it('has ten places, without threads of the kernel and idlers', () => {
    const top = createTopGatherer()
    const many = Array.from({ length: 30 }, (_, at) =>
      busy(at + 1, at, { memoryBytes: at * 1000, writtenBytesPerSecond: at * 10_000 }),
    )
    top.add(pass(START, many))
    top.add(pass(START + 30_000, [...many, busy(99, 100, { kernel: true })]))
    const minute = top.add(pass(START + MINUTE, many))
    expect(minute?.cpu.map(({ pid }) => pid)).toEqual([30, 29, 28, 27, 26, 25, 24, 23, 22, 21])
    expect([minute?.memory.length, minute?.io.length]).toEqual([10, 10])
    expect(minute?.memory[0]).toMatchObject({ pid: 30, value: 29_000 })
  })
  it('takes a long pause for nothing', () => {
    const top = createTopGatherer()
    top.add(pass(START, [busy(1, 100)]))
    top.add(pass(START + 60 * MINUTE, [busy(1, 100)]))
    expect(top.add(pass(START + 61 * MINUTE, []))?.cpu).toEqual([])
  })
})

describe('a range', () => {
  it.each([
    [
      { fromMs: START + 5000, toMs: START + 6000 },
      { fromMs: START, toMs: START + MINUTE },
    ],
    [
      { fromMs: START, toMs: START },
      { fromMs: START, toMs: START + MINUTE },
    ],
    [
      { fromMs: START, toMs: START + 90_000 },
      { fromMs: START, toMs: START + 2 * MINUTE },
    ],
    [{ fromMs: START, toMs: START - 1 }, undefined],
    [{ fromMs: Number.NaN, toMs: START }, undefined],
    [{ fromMs: 0, toMs: START }, undefined],
  ])('%j', (asked, expected) => expect(parseTopRange(asked)).toEqual(expected))
  it('sums work over all its minutes and memory over those it was seen in', () => {
    const entry = { pid: 1, startTime: 2, name: 'a' }
    const minutes = [
      { atMs: 0, cpu: [{ ...entry, value: 90 }], memory: [{ ...entry, value: 100 }], io: [] },
      { atMs: MINUTE, cpu: [], memory: [], io: [] },
    ]
    const { range } = toTop({ fromMs: 0, toMs: 2 * MINUTE }, minutes)
    expect(range.cpu[0]).toEqual({ ...entry, value: 45, minutes: 1 })
    expect(range.memory[0]).toEqual({ ...entry, value: 100, minutes: 1 })
  })
})
