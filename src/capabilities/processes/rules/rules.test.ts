import { describe, expect, it } from 'vitest'
import { findKnown } from '../known.ts'
import type { ProcessFacts } from '../schema.ts'
import { catalogLookup, makeConnection, makeFacts, makeListen } from '../testing/facts.ts'
import { isOneOff } from './name-mimicry.ts'
import { findPort, ports } from './ports.ts'
import { toNames } from './rule.ts'
import { portWords } from './texts/ports-en.ts'
import { judge } from './verdict.ts'

const judgeFacts = (facts: Partial<ProcessFacts>) => {
  const whole = makeFacts(facts)
  return judge({ facts: whole, known: findKnown(whole, catalogLookup) })
}
/** `RULE severity why`, without what is only shown. */
const say = (facts: Partial<ProcessFacts>) =>
  judgeFacts(facts).hits.map(({ id, severity, why }) => `${id} ${severity} ${why.key.split('.').at(-1)}`)

const root = { uid: 0, user: 'root' }
const sshd = { name: 'sshd', exe: '/usr/sbin/sshd', ...root }
const own = { ownerUid: 1000, mode: 0o755 }
const id = 'ab'.repeat(32)
const docker = { engine: 'docker', id }

describe.each<[string, readonly (readonly [what: string, facts: Partial<ProcessFacts>, hits: readonly string[]])[]]>([
  [
    'RUNNING_AS_ROOT',
    [
      ['a system program', sshd, ['RUNNING_AS_ROOT info expected']],
      ['an unknown program', { ...root }, ['RUNNING_AS_ROOT caution other']],
      [
        'a known program that is none of the system',
        { name: 'node', exe: '/usr/bin/node', ...root },
        ['RUNNING_AS_ROOT caution other'],
      ],
      [
        'a known program installed as a unit',
        { name: 'nginx', exe: '/usr/sbin/nginx', ...root, unit: 'nginx.service' },
        ['RUNNING_AS_ROOT info expected'],
      ],
      ['another user', {}, []],
      ['a thread of the kernel', { ...root, kernel: true, name: 'kworker/0:1' }, []],
      [
        'root of a container',
        { ...root, name: 'nginx', exe: '/usr/sbin/nginx', container: docker },
        ['RUNNING_AS_ROOT info expected'],
      ],
    ],
  ],
  [
    'PUBLIC_PORT',
    [
      [
        'its usual owner',
        { name: 'nginx', exe: '/usr/sbin/nginx', listens: [makeListen(80), makeListen(443)] },
        ['PUBLIC_PORT(80) caution usual', 'PUBLIC_PORT(443) caution usual'],
      ],
      ['on loopback only', { listens: [makeListen(22, { scope: 'loopback', address: '127.0.0.1' })] }, []],
      ['in a network of its own', { listens: [makeListen(6379, { scope: 'namespace' })] }, []],
      [
        'somebody else',
        { name: 'python3', exe: '/usr/bin/python3.11', listens: [makeListen(22)] },
        ['PUBLIC_PORT(22) danger unusual'],
      ],
      [
        'an open database, its own program',
        { name: 'redis-server', exe: '/usr/bin/redis-server', listens: [makeListen(6379)] },
        ['PUBLIC_PORT(6379) danger control'],
      ],
      [
        'an open remote control',
        { name: 'dockerd', exe: '/usr/bin/dockerd', listens: [makeListen(2375)] },
        ['PUBLIC_PORT(2375) danger control'],
      ],
      [
        'on both families it counts once',
        { name: 'nginx', exe: '/usr/sbin/nginx', listens: [makeListen(80), makeListen(80, { address: '::' })] },
        ['PUBLIC_PORT(80) caution usual'],
      ],
      [
        'published by Docker',
        { name: 'docker-proxy', exe: '/usr/bin/docker-proxy', listens: [makeListen(5432)] },
        ['PUBLIC_PORT(5432) caution usual'],
      ],
      ['a port anybody may hold', { listens: [makeListen(8080)] }, ['PUBLIC_PORT(8080) caution usual']],
      ['a port nobody knows', { listens: [makeListen(23_456)] }, []],
      ['the near end of a UDP question', { listens: [makeListen(50_000, { protocol: 'udp' })] }, []],
    ],
  ],
  [
    'SYSTEM_PORT',
    [
      ['an unknown program', { listens: [makeListen(777)] }, ['SYSTEM_PORT(777) danger unknown']],
      [
        'a known program',
        { name: 'rpc.statd', exe: '/usr/sbin/rpc.statd', listens: [makeListen(777)] },
        ['SYSTEM_PORT(777) caution known'],
      ],
      ['on loopback', { listens: [makeListen(777, { scope: 'loopback' })] }, []],
      [
        'a port of the table',
        { name: 'nginx', exe: '/usr/sbin/nginx', listens: [makeListen(80)] },
        ['PUBLIC_PORT(80) caution usual'],
      ],
    ],
  ],
  [
    'HIGH_MEMORY_USAGE',
    [
      ['a fifth of the memory', { memoryPercent: 20 }, ['HIGH_MEMORY_USAGE info high']],
      ['less', { memoryPercent: 19.9 }, []],
    ],
  ],
  [
    'SUSPICIOUS_PATH',
    [
      ['/tmp', { exe: '/tmp/x', executable: own }, ['SUSPICIOUS_PATH danger temporary']],
      ['/dev/shm', { exe: '/dev/shm/.a/x', executable: own }, ['SUSPICIOUS_PATH danger temporary']],
      ['/var/tmp', { exe: '/var/tmp/x', executable: own }, ['SUSPICIOUS_PATH danger temporary']],
      ['a hidden folder', { exe: '/home/bob/.hide/x', executable: own }, ['SUSPICIOUS_PATH danger hidden']],
      ['a hidden folder under /usr', { exe: '/usr/lib/.x/y', executable: own }, ['SUSPICIOUS_PATH danger hidden']],
      ['the hidden folder of a tool', { exe: '/home/bob/.nvm/versions/node/v24/bin/node', executable: own }, []],
      ['one’s own program at home', { exe: '/home/bob/bin/x', executable: own }, []],
      [
        'somebody else’s program',
        { exe: '/home/eve/bin/x', executable: { ownerUid: 1001, mode: 0o755 } },
        ['SUSPICIOUS_PATH caution home'],
      ],
      ['a service’s own folder', { exe: '/srv/app/x', uid: 990, executable: { ownerUid: 0, mode: 0o755 } }, []],
      ['/usr', { exe: '/usr/bin/x' }, []],
      ['/opt', { exe: '/opt/google/chrome/chrome' }, []],
      ['Vedette itself', { exe: '/tmp/clone/node', own: true, executable: own }, ['SUSPICIOUS_PATH info vedette']],
      [
        'Vedette itself, where anybody may replace it',
        { exe: '/tmp/clone/node', own: true, executable: { ownerUid: 1000, mode: 0o777 } },
        ['WRITABLE_BY_OTHERS danger file', 'SUSPICIOUS_PATH info vedette'],
      ],
      ['another program beside it', { exe: '/tmp/clone/node', executable: own }, ['SUSPICIOUS_PATH danger temporary']],
      ['elsewhere', { exe: '/data/x' }, ['SUSPICIOUS_PATH caution elsewhere']],
      ['elsewhere in an image', { exe: '/data/x', container: docker }, []],
    ],
  ],
  [
    'DELETED_EXECUTABLE',
    [
      [
        'after an update',
        { exeDeleted: true, executable: { ownerUid: 0, mode: 0o755, replaced: true } },
        ['DELETED_EXECUTABLE info replaced'],
      ],
      ['of a removed package', { exeDeleted: true }, ['DELETED_EXECUTABLE caution removed']],
      [
        'from /tmp',
        { exe: '/tmp/x', exeDeleted: true },
        ['SUSPICIOUS_PATH danger temporary', 'DELETED_EXECUTABLE danger temporary'],
      ],
      ['never on a disk', { exe: '/memfd:x', exeDeleted: true }, ['DELETED_EXECUTABLE danger memory']],
      [
        'runc’s sealed copy',
        { exe: '/memfd:runc_cloned:/proc/self/exe', exeDeleted: true },
        ['DELETED_EXECUTABLE info sealed'],
      ],
    ],
  ],
  [
    'NAME_MIMICRY',
    [
      [
        'a thread of the kernel that is none',
        { name: 'kworker/0:1', exe: '/home/bob/x', executable: own },
        ['NAME_MIMICRY danger kernel'],
      ],
      [
        'one with a number, as miners call themselves',
        { name: 'kswapd0', exe: '/home/bob/x', executable: own },
        ['NAME_MIMICRY danger kernel'],
      ],
      [
        'one with letters behind it',
        { name: 'kworkerds', exe: '/home/bob/x', executable: own },
        ['NAME_MIMICRY danger kernel'],
      ],
      ['nearly one', { name: 'kdevtmpfsi', exe: '/home/bob/x', executable: own }, ['NAME_MIMICRY danger spelling']],
      [
        'one that an interpreter gave itself',
        { name: 'kworker/0:1', exe: '/usr/bin/perl', executable: { ownerUid: 0, mode: 0o755, package: 'perl-base' } },
        ['NAME_MIMICRY danger kernel'],
      ],
      [
        'a program of a package that is called so',
        {
          name: 'watchdogd',
          exe: '/usr/sbin/watchdogd',
          executable: { ownerUid: 0, mode: 0o755, package: 'watchdogd' },
        },
        [],
      ],
      ['Debian’s watchdog', { name: 'watchdog', exe: '/usr/sbin/watchdog' }, []],
      [
        'the title of one',
        { commandLine: '[kworker/u8:2] -o pool', exe: '/home/bob/x', executable: own },
        ['NAME_MIMICRY danger kernel'],
      ],
      [
        'a system name from home',
        { name: 'sshd', exe: '/home/bob/bin/sshd', executable: own },
        ['NAME_MIMICRY danger place'],
      ],
      [
        'a letter more',
        { name: 'ssshd', exe: '/home/bob/bin/ssshd', executable: own },
        ['NAME_MIMICRY danger spelling'],
      ],
      [
        'a letter swapped',
        { name: 'systmed', exe: '/home/bob/bin/systmed', executable: own },
        ['NAME_MIMICRY danger spelling'],
      ],
      [
        'a Cyrillic letter',
        { name: 'crоn', exe: '/home/bob/bin/x', executable: own },
        ['NAME_MIMICRY danger spelling'],
      ],
      [
        'a digit for a letter',
        { name: 'ng1nx', exe: '/home/bob/bin/x', executable: own },
        ['NAME_MIMICRY danger spelling'],
      ],
      [
        'an installed program of nearly the same name',
        { name: 'crons', exe: '/usr/sbin/crons', executable: { ownerUid: 0, mode: 0o755, package: 'crons' } },
        [],
      ],
      ['the real one', sshd, ['RUNNING_AS_ROOT info expected']],
      ['one’s own program', { name: 'mything', exe: '/home/bob/bin/mything', executable: own }, []],
    ],
  ],
  [
    'UNPACKAGED_BINARY',
    [
      [
        'where only packages put files',
        { executable: { ownerUid: 0, mode: 0o755, package: null } },
        ['UNPACKAGED_BINARY caution strange'],
      ],
      [
        'in /usr/local',
        { exe: '/usr/local/bin/x', executable: { ownerUid: 0, mode: 0o755, package: null } },
        ['UNPACKAGED_BINARY info own'],
      ],
      ['of a package', { executable: { ownerUid: 0, mode: 0o755, package: 'coreutils' } }, []],
      ['not asked yet', { executable: { ownerUid: 0, mode: 0o755 } }, []],
    ],
  ],
  [
    'WRITABLE_BY_OTHERS',
    [
      ['the file', { executable: { ownerUid: 0, mode: 0o777 } }, ['WRITABLE_BY_OTHERS danger file']],
      [
        'a folder on its way',
        { exe: '/opt/x/y', executable: { ownerUid: 0, mode: 0o755, openFolder: '/opt/x' } },
        ['WRITABLE_BY_OTHERS danger folder'],
      ],
      [
        'root runs what another user owns',
        { ...root, exe: '/opt/x/y', executable: own },
        ['RUNNING_AS_ROOT caution other', 'WRITABLE_BY_OTHERS caution owner'],
      ],
      ['nobody else', {}, []],
    ],
  ],
  [
    'EXTRA_CAPABILITIES',
    [
      [
        'a system program',
        {
          name: 'systemd-network',
          exe: '/usr/lib/systemd/systemd-networkd',
          capabilities: ['CAP_NET_ADMIN', 'CAP_NET_RAW'],
        },
        ['EXTRA_CAPABILITIES info expected'],
      ],
      [
        'an unknown program as good as root',
        { capabilities: ['CAP_SYS_ADMIN'] },
        ['EXTRA_CAPABILITIES danger powerful'],
      ],
      [
        'a known program as good as root',
        { name: 'node', exe: '/usr/bin/node', capabilities: ['CAP_SYS_PTRACE'] },
        ['EXTRA_CAPABILITIES caution powerful'],
      ],
      ['a few more rights', { capabilities: ['CAP_NET_RAW'] }, ['EXTRA_CAPABILITIES caution some']],
      ['a low port', { capabilities: ['CAP_NET_BIND_SERVICE'] }, []],
      [
        'a privileged container',
        { ...root, name: 'nginx', exe: '/usr/sbin/nginx', container: docker, allCapabilities: true },
        ['EXTRA_CAPABILITIES caution container', 'RUNNING_AS_ROOT info expected'],
      ],
      [
        'an ordinary container',
        {
          ...root,
          name: 'nginx',
          exe: '/usr/sbin/nginx',
          container: docker,
          capabilities: ['CAP_CHOWN', 'CAP_NET_RAW'],
        },
        ['RUNNING_AS_ROOT info expected'],
      ],
    ],
  ],
  [
    'DIALS_OUT',
    [
      ['a mining pool', { connections: [makeConnection({ remotePort: 3333 })] }, ['DIALS_OUT danger mining']],
      ['Tor', { connections: [makeConnection({ remotePort: 9001 })] }, ['DIALS_OUT danger tor']],
      ['Tor itself', { name: 'tor', exe: '/usr/bin/tor', connections: [makeConnection({ remotePort: 9001 })] }, []],
      ['a control port', { connections: [makeConnection({ remotePort: 31_337 })] }, ['DIALS_OUT danger control']],
      [
        'a control port, known program',
        { name: 'node', exe: '/usr/bin/node', connections: [makeConnection({ remotePort: 31_337 })] },
        ['DIALS_OUT caution control'],
      ],
      ['an unknown program beyond the network', { connections: [makeConnection()] }, ['DIALS_OUT caution unknown']],
      [
        'a known program beyond the network',
        { name: 'node', exe: '/usr/bin/node', connections: [makeConnection()] },
        [],
      ],
      [
        'within the network',
        { connections: [makeConnection({ remoteAddress: '10.1.1.1', scope: 'network', remotePort: 3333 })] },
        [],
      ],
      ['called from outside', { connections: [makeConnection({ direction: 'in', remotePort: 3333 })] }, []],
    ],
  ],
])('%s', (_, cases) => {
  it.each(cases)('%s', (__, facts, hits) => expect(say(facts)).toEqual(hits))
})

describe('the verdict', () => {
  it.each([
    ['safe', sshd],
    ['safe', { ...root, kernel: true, name: 'kthreadd' }],
    ['safe', { state: 'zombie' as const, name: 'whoknows' }],
    ['caution', {}],
    ['caution', { memoryPercent: 50 }],
    ['safe', { ...sshd, memoryPercent: 50 }],
    ['caution', { ...sshd, listens: [makeListen(22)] }],
    ['danger', { exe: '/tmp/x', listens: [makeListen(8080)] }],
  ])('is %s', (verdict, facts) => expect(judgeFacts(facts).verdict).toBe(verdict))
  it('says the worst first', () => {
    expect(say({ ...root, exe: '/tmp/x', memoryPercent: 30, executable: { ownerUid: 0, mode: 0o755 } })).toEqual([
      'SUSPICIOUS_PATH danger temporary',
      'RUNNING_AS_ROOT caution other',
      'HIGH_MEMORY_USAGE info high',
    ])
  })
  it('does not believe a name from outside the system’s folders', () => {
    expect(judgeFacts({ name: 'cupsd', exe: '/home/bob/bin/x', executable: own }).verdict).toBe('caution')
  })
})

describe('the table of ports', () => {
  it('is long enough, and says each once', () => {
    expect(ports.length).toBeGreaterThanOrEqual(70)
    const keys = ports.flatMap(({ port, protocol }) =>
      protocol === 'both' ? [`tcp ${port}`, `udp ${port}`] : [`${protocol} ${port}`],
    )
    expect(new Set(keys).size).toBe(keys.length)
  })
  it('has words for each, and no other', () => {
    const owed = new Set(ports.map((port) => `processes.port.${port.id}`))
    expect(new Set(Object.keys(portWords))).toEqual(owed)
  })
  it('knows which protocol', () => {
    expect(findPort('udp', 514)?.id).toBe('syslog')
    expect(findPort('tcp', 514)?.id).toBe('rsh')
    expect(findPort('udp', 22)).toBeUndefined()
  })
})

it.each([
  ['sshd', 'ssshd', true],
  ['sshd', 'shd', true],
  ['sshd', 'sshb', true],
  ['sshd', 'ssdh', true],
  ['sshd', 'sshd', false],
  ['sshd', 'sdhs', false],
  ['cron', 'crown', true],
])('%s and %s are one letter apart: %s', (a, b, expected) => expect(isOneOff(a, b)).toBe(expected))

it('knows a program by its names', () => {
  expect(toNames({ name: 'python3', exe: '/usr/bin/python3.11' })).toEqual(['python3.11', 'python3', 'python'])
})
