import { describe, expect, it } from 'vitest'
import { findMain, matchProcesses, type Process, parseProcess } from './processes.ts'

const STAT =
  '4242 (tmux: server (1)) S 1 4242 4242 0 -1 4194560 3500 0 0 0 1500 250 0 0 20 0 1 0 987654 12345678 900 18446744073709551615'

describe('parseProcess', () => {
  it('reads a name with blanks and brackets', () => {
    expect(parseProcess(STAT, 'tmux\0new\0\0')).toEqual({
      pid: 4242,
      parentPid: 1,
      startTime: 987654,
      name: 'tmux: server (1)',
      args: ['tmux', 'new'],
      cpuMs: 17_500,
      state: 'S',
    })
  })
  it.each(['', 'garbage', '12 (x', '(x) S 1', '12 (x) S'])('makes nothing of %j', (text) => {
    expect(parseProcess(text, '')).toBeUndefined()
  })
})

const process = (pid: number, name: string, args: string[], more: Partial<Process> = {}): Process => ({
  pid,
  parentPid: 1,
  startTime: pid,
  name,
  args,
  cpuMs: 0,
  state: 'S',
  ...more,
})

const PROCESSES = [
  process(10, 'nginx', ['nginx: master process /usr/sbin/nginx']),
  process(11, 'nginx', ['nginx: worker process'], { parentPid: 10 }),
  process(20, 'sshd', ['sshd: /usr/sbin/sshd -D [listener]']),
  process(30, 'python3.11', ['/usr/bin/python3.11', '-m', 'http.server']),
  process(31, 'gunicorn', ['/usr/bin/python3', '/usr/bin/gunicorn', 'app']),
  process(40, 'dockerd', ['/usr/bin/dockerd', '-H', 'fd://']),
  process(50, 'rsyslogd', ['/usr/sbin/rsyslogd']),
  process(60, 'prometheus-node', ['/usr/bin/prometheus-node-exporter']),
  process(70, 'vim', ['vim', 'nginx.conf']),
  process(80, 'nginx', ['nginx'], { state: 'Z' }),
]

describe('matchProcesses', () => {
  it.each([
    ['nginx', [10, 11]],
    ['nginx.service', [10, 11]],
    ['sshd', [20]],
    ['ssh', [20]],
    ['python', [30, 31]],
    ['gunicorn', [31]],
    ['docker', [40]],
    ['rsyslog', [50]],
    ['prometheus-node-exporter', [60]],
    ['nothing', []],
  ])('%s', (name, pids) => expect(matchProcesses(name, PROCESSES).map(({ pid }) => pid)).toEqual(pids))
})

it('finds the one that started the others', () => {
  expect(findMain(matchProcesses('nginx', PROCESSES))?.pid).toBe(10)
  expect(findMain([])).toBeUndefined()
})
