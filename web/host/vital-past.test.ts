import { describe, expect, it } from 'vitest'
import type { History, Vitals } from '../../src/capabilities/host/schema.ts'
import { toPast, weekAgo } from './vital-past.ts'

const NOW = 1_790_000_010_000
const SLOT = 15_000
const frame = (metric: string, labels: Record<string, string>, points: readonly (readonly [number, number])[]) => {
  const avg = points.map(([, value]) => value)
  return { metric, labels, atMs: points.map(([slot]) => NOW - slot * SLOT), avg, min: avg, max: avg }
}
const history = (frames: History['frames'], before?: History['frames']): History => ({
  fromMs: 0,
  toMs: NOW,
  stepMs: SLOT,
  frames,
  ...(before ? { before } : {}),
})
const sample = (slot: number, busyPercent: number) =>
  ({ atMs: NOW - slot * SLOT, cpu: { busyPercent } }) as unknown as Vitals

describe('toPast', () => {
  it('puts history in its bars, leaves gaps and lets live samples win', () => {
    const past = toPast(
      'cpu',
      history([
        frame('cpu-percent', {}, [
          [3, 10],
          [1, 30],
          [0, 1],
        ]),
      ]),
      [sample(0, 50)],
      NOW,
    )
    expect(past).toHaveLength(60)
    expect(past.slice(-4)).toEqual([10, null, 30, 50])
  })
  it('drops what is older than a quarter of an hour', () => {
    expect(
      toPast('cpu', history([frame('cpu-percent', {}, [[60, 10]])]), [], NOW).every((value) => value === null),
    ).toBe(true)
  })
  it('adds interfaces and directions up in bits, without the loop', () => {
    const frames = [
      frame('network-receive-bytes-per-second', { interface: 'eth0' }, [[0, 10]]),
      frame('network-transmit-bytes-per-second', { interface: 'eth1' }, [[0, 5]]),
      frame('network-receive-bytes-per-second', { interface: 'lo' }, [[0, 1000]]),
    ]
    expect(toPast('network', history(frames), [], NOW).at(-1)).toBe(120)
  })
  it('takes the reads and writes of the one disk', () => {
    const frames = [
      frame('block-read-bytes-per-second', { device: 'sda' }, [[0, 10]]),
      frame('block-write-bytes-per-second', { device: 'sda' }, [[0, 5]]),
      frame('block-write-bytes-per-second', { device: 'sdb' }, [[0, 1000]]),
    ]
    expect(toPast('disk', history(frames), [], NOW, 'sda').at(-1)).toBe(15)
    expect(toPast('disk', history(frames), [], NOW).at(-1)).toBeNull()
  })
})

describe('weekAgo', () => {
  it('is the mean of the same quarter of an hour', () => {
    const before = [
      frame('cpu-percent', {}, [
        [1, 10],
        [0, 30],
      ]),
    ]
    expect(weekAgo('cpu', history([], before))).toBe(20)
  })
  it.each([[undefined], [history([])]])('is unknown without history', (known) => {
    expect(weekAgo('cpu', known)).toBeUndefined()
  })
})
