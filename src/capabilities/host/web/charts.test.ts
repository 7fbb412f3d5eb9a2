import { describe, expect, it } from 'vitest'
import { hostMetrics } from '../metrics.ts'
import { CHARTS, chartOf, nameLine, toLines } from './charts.ts'

const say = (key: string) => key
const frame = (metric: string, labels: Record<string, string>, value: number) => ({
  metric,
  labels,
  atMs: [0],
  avg: [value],
  min: [value],
  max: [value],
})
const chart = (id: string) => {
  const row = CHARTS.find((one) => one.id === id)
  if (!row) throw new Error(id)
  return row
}

it('asks only for metrics that are kept, in the unit they have', () => {
  for (const { metrics, compared = [], unit, factor } of CHARTS) {
    for (const name of [...metrics, ...compared]) {
      expect(hostMetrics[name]?.history, name).toBe(true)
      if (!factor) expect(hostMetrics[name]?.unit, name).toBe(unit)
    }
  }
})

it.each([
  ['load1', 'load'],
  ['memory-used-bytes', 'memory'],
  ['network-errors-per-second', 'network-trouble'],
  ['cpu-percent', 'cpu'],
  ['nothing', undefined],
])('%s is shown by %s', (metric, id) => {
  expect(chartOf(metric)).toBe(id)
})

describe('toLines', () => {
  it('leaves idle time out and keeps the colour of each kind', () => {
    const lines = toLines(
      [
        frame('cpu-mode-percent', { mode: 'idle' }, 90),
        frame('cpu-mode-percent', { mode: 'iowait' }, 4),
        frame('cpu-mode-percent', { mode: 'user' }, 6),
      ],
      chart('cpu'),
      say,
      undefined,
    )
    expect(lines.map(({ label, tone }) => [label, tone])).toEqual([
      ['host.page.mode.iowait', 'bad'],
      ['host.page.mode.user', 'good'],
    ])
  })
  it('shows the disk that was asked for, and all when it has no history', () => {
    const frames = [frame('disk-used-percent', { mount: '/' }, 1), frame('disk-used-percent', { mount: '/var' }, 2)]
    expect(toLines(frames, chart('space'), say, '/var').map(({ label }) => label)).toEqual(['/var'])
    expect(toLines(frames, chart('space'), say, '/gone')).toHaveLength(2)
  })
  it('keeps the largest of too many', () => {
    const frames = Array.from({ length: 30 }, (_, index) => frame('disk-used-percent', { mount: `/${index}` }, index))
    const lines = toLines(frames, chart('space'), say, undefined)
    expect(lines).toHaveLength(8)
    expect(lines[0]?.label).toBe('/29')
  })
  it('turns bytes into bits', () => {
    const frames = [frame('network-receive-bytes-per-second', { interface: 'eth0' }, 10)]
    expect(toLines(frames, chart('network'), say, undefined)[0]?.values).toEqual([80])
  })
})

it.each([
  [frame('load1', {}, 1), 'load', 'host.metric.load1'],
  [frame('block-busy-percent', { device: 'sda' }, 1), 'busy', 'sda'],
  [frame('block-reads-per-second', { device: 'sda' }, 1), 'operations', 'sda: host.metric.block-reads-per-second'],
  [frame('pressure-percent', { resource: 'io', kind: 'some' }, 1), 'pressure', 'host.page.resource.io'],
])('%# names a line', (one, id, name) => {
  expect(nameLine(one, chart(id), say)).toBe(name)
})
