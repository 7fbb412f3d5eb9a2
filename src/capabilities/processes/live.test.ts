/** Real programs in namespaces of their own, seen and judged as on any machine. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { createRealProcesses, isRootHere, LOGIN_UID } from '../../../test/parts/real-processes.ts'
import type { ProcessFacts, Verdict } from './schema.ts'

interface LiveProcess {
  readonly facts: ProcessFacts
  readonly verdict: Verdict
  readonly hits: readonly string[]
}
const LIVE_TREE = fileURLToPath(new URL('../../../test/parts/live-tree.ts', import.meta.url))
const real = createRealProcesses()
afterAll(() => real.end())

/** `MemTotal` as it is read there: a machine whose memory a small program fills. */
const withMemory = (file: string) => ['sh', '-c', `mount --bind ${file} /proc/meminfo && exec "$@"`, 'sh']

function lookAt(
  commands: readonly (readonly string[])[],
  ports: readonly number[],
  before: readonly string[] = [],
): readonly LiveProcess[] {
  const run = spawnSync(
    'unshare',
    [
      '--net',
      '--pid',
      '--fork',
      '--kill-child',
      '--mount-proc',
      ...before,
      process.execPath,
      LIVE_TREE,
      JSON.stringify(commands),
      JSON.stringify(ports),
    ],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 60_000 },
  )
  expect(run.stderr).toBe('')
  return JSON.parse(run.stdout) as LiveProcess[]
}
const asUser = (...command: string[]) => [
  'setpriv',
  `--reuid=${LOGIN_UID}`,
  `--regid=${LOGIN_UID}`,
  '--clear-groups',
  ...command,
]
const listenOn = (port: number, address = '0.0.0.0') => [
  '-e',
  `require('net').createServer(() => {}).listen(${port}, '${address}')`,
]
const dial = (port: number, address = '203.0.113.7') => [
  '-e',
  `const net = require('net'); net.createServer(() => {}).listen(${port}, '${address}', () => net.connect(${port}, '${address}'))`,
]

describe.runIf(isRootHere)('what is wrong is seen', () => {
  it('with real programs', () => {
    const place = real.folder('/tmp')
    const home = real.folder('/home')
    const node = (folder: string, name: string) => real.copy(process.execPath, folder, name)
    const hidden = join(home, '.hidden')
    mkdirSync(hidden)
    const open = node(home, 'writable')
    chmodSync(open, 0o777)
    const waits = ['-e', 'setInterval(() => {}, 1e6)']
    const found = lookAt(
      [
        [node(place, 'fromtmp'), ...waits],
        [node(home, 'redis-server'), ...listenOn(6379)],
        [node(home, 'loopback'), ...listenOn(11211, '127.0.0.1')],
        [node(home, 'lowport'), ...listenOn(777)],
        asUser(node(hidden, 'hidden'), ...waits),
        asUser(open, ...waits),
        asUser(node(real.folder('/usr/lib'), 'nobodys'), ...waits),
        asUser(node(home, 'ssshd'), ...waits),
        asUser(node(home, 'dialler'), ...dial(3333)),
        [node(place, 'deleted'), '-e', 'require("fs").unlinkSync(process.execPath); setInterval(() => {}, 1e6)'],
        [
          'setpriv',
          `--reuid=${LOGIN_UID}`,
          `--regid=${LOGIN_UID}`,
          '--clear-groups',
          '--inh-caps=+sys_ptrace',
          '--ambient-caps=+sys_ptrace',
          node(home, 'powerful'),
          ...waits,
        ],
      ],
      [6379, 11211, 777, 3333],
    )
    const hitsOf = (name: string) => found.find(({ facts }) => facts.name === name)?.hits
    expect(hitsOf('fromtmp')).toContain('SUSPICIOUS_PATH danger')
    expect(hitsOf('fromtmp')).toContain('RUNNING_AS_ROOT caution')
    expect(hitsOf('redis-server')).toContain('PUBLIC_PORT(6379) danger')
    expect(hitsOf('loopback')).toEqual(['RUNNING_AS_ROOT caution'])
    expect(hitsOf('lowport')).toContain('SYSTEM_PORT(777) danger')
    expect(hitsOf('hidden')).toContain('SUSPICIOUS_PATH danger')
    expect(hitsOf('ssshd')).toContain('NAME_MIMICRY danger')
    expect(hitsOf('dialler')).toContain('DIALS_OUT danger')
    expect(hitsOf('deleted')).toContain('DELETED_EXECUTABLE danger')
    expect(hitsOf('powerful')).toContain('EXTRA_CAPABILITIES danger')
    expect(hitsOf('writable')).toContain('WRITABLE_BY_OTHERS danger')
    expect(hitsOf('nobodys')).toContain('UNPACKAGED_BINARY caution')
    expect(found.flatMap(({ hits }) => hits).filter((hit) => hit.startsWith('HIGH_MEMORY'))).toEqual([])
  })
  it('and much memory is said without changing the verdict', () => {
    const home = real.folder('/home')
    const small = join(home, 'meminfo')
    writeFileSync(small, 'MemTotal:         200000 kB\n')
    const waits = ['-e', 'globalThis.kept = Buffer.alloc(1e8, 1); setInterval(() => {}, 1e6)']
    const found = lookAt([asUser(real.copy(process.execPath, home, 'node'), ...waits)], [], withMemory(small))
    const large = found.find(({ facts }) => facts.name === 'node' && facts.exe?.startsWith(home))
    expect(large?.hits).toContain('HIGH_MEMORY_USAGE info')
    expect(large?.verdict).toBe('safe')
  })
})

describe.runIf(isRootHere && existsSync('/usr/sbin/sshd') && existsSync('/usr/sbin/nginx'))(
  'what is right is left in peace',
  () => {
    it('with sshd and nginx as Debian has them', () => {
      const folder = real.folder('/run')
      const configuration = join(folder, 'nginx.conf')
      writeFileSync(
        configuration,
        `pid ${folder}/pid; daemon off; error_log /dev/null; events {} http { access_log off; server { listen 80; } }`,
      )
      const key = join(folder, 'key')
      spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
      mkdirSync('/run/sshd', { recursive: true })
      const found = lookAt(
        [
          ['/usr/sbin/sshd', '-D', '-f', '/dev/null', '-h', key, '-p', '22'],
          ['/usr/sbin/nginx', '-c', configuration],
        ],
        [22, 80],
      )
      const named = (name: string) => found.filter(({ facts }) => facts.name === name)
      expect(named('sshd').map(({ hits }) => hits)).toEqual([['PUBLIC_PORT(22) caution', 'RUNNING_AS_ROOT info']])
      expect(named('nginx').length).toBeGreaterThanOrEqual(2)
      expect(found.filter(({ verdict }) => verdict === 'danger')).toEqual([])
      expect(named('nginx')[0]?.facts.executable?.package).toMatch(/^nginx/)
    })
  },
)
