import { describe, expect, it } from 'vitest'
import { type ProcessRow, toReason, type Verdict } from '../schema.ts'
import {
  countVerdicts,
  filterProcesses,
  ioOf,
  listPorts,
  listUsers,
  orderByDanger,
  parseIdentity,
  writePorts,
} from './process-view.ts'

const row = (pid: number, name: string, more: Partial<ProcessRow> = {}): ProcessRow => ({
  pid,
  startTime: pid * 10,
  parentPid: 1,
  name,
  state: 'sleeping',
  kernel: false,
  memoryBytes: 0,
  memoryPercent: 0,
  threads: 1,
  startedAtMs: 0,
  listens: [],
  connectionCount: 0,
  unseen: [],
  verdict: 'safe',
  hits: [],
  ...more,
})
const listen = (port: number, address = '0.0.0.0') => ({ protocol: 'tcp', address, port, scope: 'public' }) as const
const all = [
  row(10, 'nginx', { user: 'www-data', listens: [listen(443), listen(80), listen(80, '::')] }),
  row(2, 'kthreadd', { kernel: true, user: 'root' }),
  row(12, 'worker', { verdict: 'caution', user: 'root', commandLine: '/opt/App --serve' }),
  row(9, 'worker', { verdict: 'caution', user: 'alice', unit: 'app.service' }),
  row(11, 'xmrig', { verdict: 'danger', user: 'alice' }),
]
const nothing = { q: '', user: '', listening: false, kernel: false }
const pids = (rows: readonly ProcessRow[]) => rows.map(({ pid }) => pid)

it('shows danger first, then names, then pids, and the kernel last', () => {
  expect(pids(orderByDanger(all))).toEqual([11, 9, 12, 10, 2])
})

it.each([
  ['nothing asked', {}, [10, 12, 9, 11]],
  ['the kernel too', { kernel: true }, [10, 2, 12, 9, 11]],
  ['a part of the command line, whatever its case', { q: ' app --SERVE ' }, [12]],
  ['a unit', { q: 'app.service' }, [9]],
  ['a port', { q: '443' }, [10]],
  ['a pid', { q: '11' }, [11]],
  ['a user', { user: 'alice' }, [9, 11]],
  ['listeners', { listening: true }, [10]],
])('filters by %s', (_, filter, expected) => {
  expect(pids(filterProcesses(all, { ...nothing, ...filter }))).toEqual(expected)
})

it('counts verdicts without the kernel, and names every user once', () => {
  expect(countVerdicts(all)).toEqual({ danger: 1, caution: 2, safe: 1 })
  expect(listUsers(all)).toEqual(['alice', 'root', 'www-data'])
})

describe('ports', () => {
  const said = (key: string, params: object) => `${key} ${JSON.stringify(params)}`
  it('are said once each', () => {
    expect(listPorts(all[0] ?? row(0, ''))).toEqual([80, 443])
  })
  it.each([
    [[], ''],
    [[80, 443], '80,443'],
    [[1, 2, 3, 4, 5], '1,2,3,4,5'],
    [[80, 81, 82, 83, 84, 85, 86], 'processes.cli.more-ports {"first":"80","count":6}'],
  ])('%j', (ports, expected) => {
    expect(writePorts(ports, said)).toBe(expected)
  })
})

it('says the worst, and no mere note', () => {
  const hit = (id: string, severity: 'info' | 'caution' | 'danger') =>
    ({ rule: 'PUBLIC_PORT', id, severity, title: { key: id } }) as const
  const reason = (verdict: Verdict, ...hits: ReturnType<typeof hit>[]) => toReason({ hits, verdict })?.key
  expect(reason('danger', hit('a', 'info'), hit('b', 'caution'), hit('c', 'danger'))).toBe('c')
  expect(reason('caution', hit('a', 'info'), hit('b', 'caution'))).toBe('b')
  expect(reason('safe', hit('a', 'info'))).toBeUndefined()
  expect(reason('caution', hit('a', 'info'))).toBe('processes.verdict.unknown')
})

it('does not take unseen disk use for none', () => {
  expect(ioOf(row(1, 'a'))).toBeUndefined()
  expect(ioOf(row(1, 'a', { readBytesPerSecond: 0, writtenBytesPerSecond: 5 }))).toBe(5)
})

it.each([
  ['1324.88120', { pid: 1324, startTime: 88120 }],
  ['1324', undefined],
  ['', undefined],
  ['1324.x', undefined],
  ['-1.2', undefined],
])('%j is an identity: %j', (raw, expected) => {
  expect(parseIdentity(raw)).toEqual(expected)
})
