import { describe, expect, it } from 'vitest'
import { parseCgroup } from './cgroup.ts'
import { toPlain } from './plain.ts'
import { parseAddress, parseSockets, toListenScope, toRemoteScope } from './sockets.ts'
import { parseStat, toTty } from './stat.ts'
import { parseStatus, toCapabilityNames } from './status.ts'

const tail = 'S 1 7 7 34816 7 4194560 10 0 0 0 120 30 0 0 20 0 3 0 4242 1000000 250 18446744073709551615 1'

describe('stat', () => {
  it.each([
    ['7 (nginx) ', 'nginx'],
    ['7 (a) S 1 (b) ', 'a) S 1 (b'],
    ['7 ((sd-pam)) ', '(sd-pam)'],
    ['7 (two words\nline) ', 'two words\nline'],
  ])('reads the name of %j', (head, comm) => {
    expect(parseStat(head + tail)).toEqual({
      pid: 7,
      comm,
      state: 'sleeping',
      parentPid: 1,
      ttyNumber: 34816,
      kernel: false,
      cpuTicks: 150,
      threads: 3,
      startTime: 4242,
      rssPages: 250,
    })
  })
  it.each(['', '7 (nginx', '7 (nginx) S 1', 'nonsense'])('is no stat line: %j', (text) => {
    expect(parseStat(text)).toBeUndefined()
  })
  it.each([
    [0, undefined],
    [34816, 'pts/0'],
    [34816 + 3, 'pts/3'],
    [1025, 'tty1'],
    [1024 + 64, 'ttyS0'],
    [1281, 'console'],
  ])('tty %i is %s', (number, name) => expect(toTty(number)).toBe(name))
})

it('reads the effective user and capabilities', () => {
  const text = 'Name:\tx\nUid:\t1000\t33\t1000\t33\nCapEff:\t0000000000003000\n'
  const status = parseStatus(text)
  expect(status).toEqual({ uid: 33, capabilities: 0x3000n })
  expect(toCapabilityNames(status?.capabilities ?? 0n)).toEqual(['CAP_NET_ADMIN', 'CAP_NET_RAW'])
  expect(toCapabilityNames(1n << 45n)).toEqual(['0x200000000000'])
  expect(parseStatus('Name:\tx\n')).toBeUndefined()
})

describe('sockets', () => {
  it.each([
    ['0100007F', '127.0.0.1'],
    ['00000000', '0.0.0.0'],
    ['00000000000000000000000001000000', '::1'],
    ['00000000000000000000000000000000', '::'],
    ['0000000000000000FFFF00000100007F', '127.0.0.1'],
    ['B80D01200000000067452301EFCDAB89', '2001:db8::123:4567:89ab:cdef'],
  ])('address %s is %s', (hex, address) => expect(parseAddress(hex)).toBe(address))
  it('keeps those that listen and those that talk', () => {
    const text = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 100 1 0 100 0 0 10 0',
      '   1: 0A00000A:C350 01010101:0CEA 01 00000000:00000000 00:00000000 00000000  1000        0 101 1 0 20 4 30 10 -1',
      '   2: 0A00000A:C351 01010101:01BB 06 00000000:00000000 03:00000000 00000000     0        0 0 3 0',
      '   3: garbage',
    ].join('\n')
    expect(
      parseSockets(text, 'tcp').map(({ inode, localPort, remoteAddress, remotePort, listens }) => [
        inode,
        localPort,
        remoteAddress,
        remotePort,
        listens,
      ]),
    ).toEqual([
      [100, 22, '0.0.0.0', 0, true],
      [101, 50000, '1.1.1.1', 3306, false],
    ])
    expect(parseSockets(text.replace(' 0A ', ' 07 '), 'udp')[0]?.listens).toBe(true)
  })
  it.each([
    ['127.0.0.53', true, 'loopback'],
    ['::1', true, 'loopback'],
    ['0.0.0.0', true, 'public'],
    ['10.0.0.1', true, 'public'],
    ['::', false, 'namespace'],
  ])('a listener on %s (own namespace %s) is %s', (address, own, scope) =>
    expect(toListenScope(address, own)).toBe(scope),
  )
  it.each([
    ['127.0.0.1', 'loopback'],
    ['172.16.0.1', 'network'],
    ['172.32.0.1', 'internet'],
    ['100.64.0.1', 'network'],
    ['fe80::1', 'network'],
    ['fd00::1', 'network'],
    ['2a00::1', 'internet'],
    ['8.8.8.8', 'internet'],
  ])('%s is %s', (address, scope) => expect(toRemoteScope(address)).toBe(scope))
})

const HEX = 'ab'.repeat(32)
it.each([
  ['0::/system.slice/nginx.service', { unit: 'nginx.service' }],
  ['0::/system.slice/system-postgresql.slice/postgresql@15-main.service', { unit: 'postgresql@15-main.service' }],
  ['0::/user.slice/user-1000.slice/session-3.scope', { unit: 'session-3.scope' }],
  [
    '0::/user.slice/user-1000.slice/user@1000.service/app.slice/syncthing.service',
    { unit: 'syncthing.service', userUnit: true },
  ],
  ['0::/user.slice/user-1000.slice/user@1000.service/init.scope', { unit: 'user@1000.service' }],
  ['0::/init.scope', { unit: 'init.scope' }],
  [`0::/system.slice/docker-${HEX}.scope`, { container: { engine: 'docker', id: HEX } }],
  [`4:memory:/docker/${HEX}\n0::/`, { container: { engine: 'docker', id: HEX } }],
  [`0::/machine.slice/libpod-${HEX}.scope/container`, { container: { engine: 'podman', id: HEX } }],
  [
    `0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/cri-containerd-${HEX}.scope`,
    { container: { engine: 'kubernetes', id: HEX } },
  ],
  [`0::/kubepods/burstable/pod1/${HEX}`, { container: { engine: 'kubernetes', id: HEX } }],
  ['0::/lxc.payload.web1/system.slice/cron.service', { container: { engine: 'lxc', id: 'web1' } }],
  [
    '0::/machine.slice/machine-my\\x2dbox.scope/payload/system.slice/a.service',
    { container: { engine: 'nspawn', id: 'my-box' } },
  ],
  [
    '9:name=systemd:/system.slice/cron.service\n4:memory:/system.slice/cron.service\n0::/system.slice/cron.service',
    { unit: 'cron.service' },
  ],
  ['4:memory:/process_api/123\n0::/', {}],
  ['', {}],
])('group %s', (text, expected) => expect(parseCgroup(text)).toEqual(expected))

it('takes no container from a name alone, and no name as it is', () => {
  const group = `0::/user.slice/user-1000.slice/user@1000.service/a.service/docker/${'ab'.repeat(32)}\n`
  expect(parseCgroup(group, () => true)).toMatchObject({ container: { engine: 'docker' } })
  expect(parseCgroup(group, () => false)).toEqual({ unit: 'a.service', userUnit: true })
  expect(parseCgroup('0::/user.slice/user@1000.service/\x1b[2Ja.service\n')).toMatchObject({
    unit: '\\x1b[2Ja.service',
  })
  expect(parseCgroup('0::/lxc/\u202ea\x07\n')).toEqual({ container: { engine: 'lxc', id: '\\u202ea\\x07' } })
})

it('writes out what a terminal would obey', () => {
  expect(toPlain('a\nb\x1b[31m')).toBe('a\\nb\\x1b[31m')
  expect(toPlain('evil\u202egpj.exe')).toBe('evil\\u202egpj.exe')
  expect(toPlain('웹 서버 сервер')).toBe('웹 서버 сервер')
  expect(toPlain('sshd\u3164\u{e0041}')).toBe('sshd\\u3164\\u{e0041}')
})
