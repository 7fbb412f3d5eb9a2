import { expect, it } from 'vitest'
import type { ProcessRow } from '../schema.ts'
import { explainLock, IDLE_MS, LARGE_BYTES, toTidyRows } from './tidy-rows.ts'

const NOW_MS = 1_800_000_000_000
const users = (more: Partial<ProcessRow> = {}): ProcessRow => ({
  pid: 100,
  startTime: 1,
  parentPid: 1,
  name: 'editor',
  uid: 1000,
  user: 'alice',
  tty: 'pts/0',
  exe: '/usr/bin/editor',
  state: 'sleeping',
  kernel: false,
  memoryBytes: LARGE_BYTES,
  memoryPercent: 1,
  threads: 1,
  startedAtMs: 0,
  listens: [],
  connectionCount: 0,
  unseen: [],
  verdict: 'safe',
  hits: [],
  ...more,
})
const known = { name: 'x', category: 'system', isSystem: false, terminatable: true }
const { tty: _, ...background } = users()

it.each([
  ['a person’s program on a terminal', users(), undefined],
  ['one from home', { ...background, exe: '/home/alice/app' }, undefined],
  ['one on the desktop', { ...background, graphical: true }, undefined],
  ['something dangerous of the system', users({ uid: 0, verdict: 'danger' }), undefined],
  ['the kernel', users({ kernel: true }), 'kernel'],
  ['the first process', users({ pid: 1 }), 'first'],
  ['a container’s', users({ container: { engine: 'docker', id: 'abc' } }), 'container'],
  ['a service', users({ unit: 'nginx.service' }), 'unit'],
  ['a user’s service', users({ unit: 'pipewire.service', userUnit: true }), 'user-unit'],
  ['a scope is no service', users({ unit: 'session-3.scope' }), undefined],
  ['part of the system', users({ known: { ...known, isSystem: true } }), 'system'],
  ['forbidden by policy', users({ known: { ...known, terminatable: false } }), 'policy'],
  ['root', users({ uid: 0, user: 'root' }), 'root'],
  ['a daemon', users({ uid: 33, user: 'www-data' }), 'daemon'],
  ['a login user’s in the background', background, 'background'],
])('%s: %s', (_name, row, lock) => {
  expect(explainLock(row)?.key).toBe(lock && `processes.stop.refusal.${lock}`)
})

it('lists what is large, and what people left idle, the largest first', () => {
  const rows = [
    users({ pid: 1001, memoryBytes: 5, lastActiveAtMs: NOW_MS - IDLE_MS }),
    users({ pid: 1002, memoryBytes: 5, lastActiveAtMs: NOW_MS - IDLE_MS + 1 }),
    users({ pid: 1003, memoryBytes: 5 }),
    users({ pid: 1004 }),
    users({ pid: 1005, memoryBytes: 6, memoryPercent: 2, uid: 0 }),
    users({ pid: 1006, memoryBytes: 7, uid: 0, lastActiveAtMs: 0 }),
    users({ pid: 1007, state: 'zombie' }),
    users({ pid: 1008, kernel: true }),
    users({ pid: 1009, uid: 0, verdict: 'danger' }),
    users({ pid: 1010, memoryBytes: LARGE_BYTES - 1, memoryPercent: 2, verdict: 'danger' }),
  ]
  expect(toTidyRows(rows, NOW_MS).map(({ row, idleMs }) => [row.pid, idleMs])).toEqual([
    [1004, undefined],
    [1010, undefined],
    [1005, undefined],
    [1001, IDLE_MS],
  ])
})
