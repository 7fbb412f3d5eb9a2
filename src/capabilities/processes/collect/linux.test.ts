/** The collector on a captured tree of any shape, and on this machine. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createRealProcesses, isRootHere, LOGIN_UID } from '../../../../test/parts/real-processes.ts'
import { createFakeClock, systemClock } from '../../../core/clock.ts'
import { createChangeTracker } from './changes.ts'
import { createLinuxSource } from './linux.ts'
import { SYSTEM_ROOTS } from './source.ts'

/** Ten thousand folders are made and removed: in memory, where there is such a place. */
const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'vedette-proc-'))
const real = createRealProcesses()
afterAll(() => {
  real.end()
  rmSync(root, { recursive: true, force: true })
}, 60_000)

interface Fake {
  readonly pid: number
  readonly comm?: string
  readonly state?: string
  readonly ticks?: number
  readonly flags?: number
  readonly ppid?: number
  readonly written?: number
  readonly start?: number
}
const stat = ({ pid, comm = 'thing', state = 'S', ticks = 0, flags = 4_194_560, ppid = 1, start = 1000 }: Fake) =>
  `${pid} (${comm}) ${state} ${ppid} ${pid} ${pid} 0 -1 ${flags} 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 ${start} 1000 10 1`

let trees = 0
function makeTree() {
  const proc = join(root, `proc-${trees++}`)
  mkdirSync(join(proc, 'self'), { recursive: true })
  writeFileSync(join(proc, 'stat'), 'cpu  1\ncpu0 1\ncpu1 1\nbtime 1790000000\n')
  writeFileSync(join(proc, 'meminfo'), 'MemTotal:       1000000 kB\n')
  mkdirSync(join(proc, 'etc'), { recursive: true })
  writeFileSync(join(proc, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nbob:x:1000:1000::/home/bob:/bin/sh\n')
  const clock = createFakeClock()
  return {
    clock,
    proc,
    source: createLinuxSource({ roots: { proc, etc: join(proc, 'etc'), run: join(proc, 'run') }, clock }),
    put(fake: Fake, more: { cmdline?: string | Buffer; sockets?: readonly number[]; exe?: string } = {}) {
      const home = join(proc, String(fake.pid))
      mkdirSync(join(home, 'fd'), { recursive: true })
      writeFileSync(join(home, 'stat'), stat(fake))
      writeFileSync(join(home, 'status'), 'Name:\tx\nUid:\t1000\t1000\t1000\t1000\nCapEff:\t0000000000000000\n')
      writeFileSync(join(home, 'cmdline'), more.cmdline ?? 'thing\0--password=hunter2\0')
      writeFileSync(join(home, 'cgroup'), '0::/system.slice/thing.service\n')
      writeFileSync(join(home, 'io'), `rchar: 1\nread_bytes: 0\nwrite_bytes: ${fake.written ?? 0}\n`)
      if (more.exe) symlinkSync(more.exe, join(home, 'exe'))
      for (const [at, inode] of (more.sockets ?? []).entries())
        symlinkSync(`socket:[${inode}]`, join(home, 'fd', String(at)))
    },
    drop: (pid: number) => rmSync(join(proc, String(pid)), { recursive: true }),
  }
}

describe('a tree', () => {
  it('gives names, users, units, and no secrets', async () => {
    const { source, put } = makeTree()
    put({ pid: 7 }, { exe: '/usr/bin/thing (deleted)' })
    put({ pid: 2, comm: 'kthreadd', flags: 0x200000, ppid: 0 })
    const { processes, cores, memoryTotalBytes } = await source.pass()
    expect([cores, memoryTotalBytes]).toEqual([2, 1_024_000_000])
    expect(processes.find(({ pid }) => pid === 7)).toMatchObject({
      name: 'thing',
      exe: '/usr/bin/thing',
      exeDeleted: true,
      commandLine: 'thing --password=‹hidden›',
      uid: 1000,
      user: 'bob',
      unit: 'thing.service',
      startedAtMs: 1_790_000_010_000,
      kernel: false,
    })
    expect(processes.find(({ pid }) => pid === 2)).toMatchObject({ kernel: true, name: 'kthreadd' })
  })
  it('counts work between two looks', async () => {
    const { source, put, clock } = makeTree()
    put({ pid: 7, ticks: 100, written: 1000 })
    const [first] = (await source.pass()).processes
    expect(first?.cpuPercentOfCore).toBeUndefined()
    clock.advance(2000)
    put({ pid: 7, ticks: 200, written: 5000 })
    const [second] = (await source.pass()).processes
    expect(second).toMatchObject({
      cpuPercentOfCore: 50,
      cpuPercentOfMachine: 25,
      writtenBytesPerSecond: 2000,
      lastActiveAtMs: clock.now(),
    })
    clock.advance(2000)
    const [third] = (await source.pass()).processes
    expect(third).toMatchObject({ cpuPercentOfCore: 0, lastActiveAtMs: clock.now() - 2000 })
  })
  it('takes a pid that changed hands for another process', async () => {
    const { source, put, clock } = makeTree()
    put({ pid: 7, ticks: 5000 })
    await source.pass()
    clock.advance(2000)
    put({ pid: 7, ticks: 10, start: 99_999 })
    const [now] = (await source.pass()).processes
    expect(now?.startTime).toBe(99_999)
    expect(now?.lastActiveAtMs).toBeUndefined()
  })
  it('finds listeners and connections by their inodes, and new ones', async () => {
    const { source, put, proc, clock } = makeTree()
    const line = (at: number, local: string, remote: string, state: string, inode: number) =>
      `   ${at}: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0\n`
    put({ pid: 7 }, { exe: '/usr/bin/thing', sockets: [100, 101, 999] })
    const table = join(proc, '7', 'net')
    mkdirSync(table)
    const head = '  sl\n'
    writeFileSync(
      join(table, 'tcp'),
      head +
        line(0, '00000000:0050', '00000000:0000', '0A', 100) +
        line(1, '0100000A:0050', '077100CB:C000', '01', 101),
    )
    const [first] = (await source.pass()).processes
    expect(first?.listens).toEqual([{ protocol: 'tcp', address: '0.0.0.0', port: 80, scope: 'public' }])
    expect(first?.connections).toMatchObject([{ direction: 'in', localPort: 80 }])
    clock.advance(2000)
    // Its counters did not move, and yet it has opened another port.
    writeFileSync(
      join(table, 'tcp'),
      head +
        line(0, '00000000:0050', '00000000:0000', '0A', 100) +
        line(1, '0100007F:1F90', '00000000:0000', '0A', 102),
    )
    symlinkSync('socket:[102]', join(proc, '7', 'fd', '9'))
    const [second] = (await source.pass()).processes
    expect(second?.listens.map(({ port }) => port)).toEqual([80, 8080])
  })
  it('does not mind what vanishes or makes no sense', async () => {
    const { source, put, drop, proc, clock } = makeTree()
    put({ pid: 7 })
    put({ pid: 8 })
    mkdirSync(join(proc, '9'))
    mkdirSync(join(proc, '10'))
    writeFileSync(join(proc, '10', 'stat'), '10 (cut')
    await source.pass()
    drop(8)
    rmSync(join(proc, '7', 'status'))
    clock.advance(1000)
    const { processes } = await source.pass()
    expect(processes.map(({ pid }) => pid)).toEqual([7])
    expect(source.readOne(8)).toBeUndefined()
    expect(source.peek(4_000_000)).toBeUndefined()
  })
  it('writes out names made to deceive', async () => {
    const { source, put } = makeTree()
    put({ pid: 7, comm: 'a) R 1\n\x1b[2J' }, { cmdline: Buffer.from([0x61, 0xff, 0x1b, 0x5b, 0x0a, 0]) })
    const [found] = (await source.pass()).processes
    expect(found).toMatchObject({ pid: 7, parentPid: 1, name: 'a) R 1\\n\\x1b[2J', commandLine: 'a\ufffd\\x1b[\\n' })
  })
  it('believes in a container only with files of its own', async () => {
    const { source, put, proc } = makeTree()
    for (const [pid, mounts] of [
      [1, 'mnt:[1]'],
      [7, 'mnt:[1]'],
      [8, 'mnt:[2]'],
    ] as const) {
      put({ pid })
      mkdirSync(join(proc, String(pid), 'ns'))
      symlinkSync(mounts, join(proc, String(pid), 'ns/mnt'))
      writeFileSync(join(proc, String(pid), 'cgroup'), `0::/docker/${'ab'.repeat(32)}\n`)
    }
    const { processes } = await source.pass()
    expect(processes.filter(({ container }) => container).map(({ pid }) => pid)).toEqual([8])
  })
  it('says which name it is when the kernel cut it', async () => {
    const { source, put } = makeTree()
    put(
      { pid: 7, comm: 'unattended-upgr' },
      {
        exe: '/usr/bin/python3.11',
        cmdline: '/usr/bin/python3\0/usr/share/unattended-upgrades/unattended-upgrade-shutdown\0',
      },
    )
    put({ pid: 8, comm: 'MainThread' }, { exe: '/usr/bin/node' })
    put({ pid: 9, comm: 'zed', state: 'Z' })
    const names = (await source.pass()).processes.map(({ name, state }) => `${name} ${state}`)
    expect(names).toEqual(['unattended-upgrade-shutdown sleeping', 'node sleeping', 'zed zombie'])
  })
  it('of ten thousand is looked at without holding anybody up', async () => {
    const { proc, put } = makeTree()
    put({ pid: 1 })
    for (let pid = 2; pid <= 10_000; pid++) {
      mkdirSync(join(proc, String(pid)))
      writeFileSync(join(proc, String(pid), 'stat'), stat({ pid }))
    }
    const source = createLinuxSource({ roots: { ...SYSTEM_ROOTS, proc }, clock: systemClock })
    let turns = 0
    let done = false
    const count = () => {
      turns++
      if (!done) setImmediate(count)
    }
    setImmediate(count)
    const pass = await source.pass()
    done = true
    expect(pass.processes.length).toBe(10_000)
    expect(turns).toBeGreaterThan(10)
    const tracker = createChangeTracker()
    expect(tracker.next(pass).changed.length).toBe(10_000)
    const next = tracker.next({ ...pass, atMs: pass.atMs + 1, processes: pass.processes.slice(1) })
    expect([next.sinceMs, next.changed.length, next.gone]).toEqual([pass.atMs, 0, [{ pid: 1, startTime: 1000 }]])
  }, 60_000)
})

describe('this machine', () => {
  it('has a zombie, which is no trouble', async () => {
    const { pid } = await real.start(['sh', '-c', 'sleep 0.05 & exec sh -c "echo ready; exec sleep 60"'])
    const source = createLinuxSource({ roots: SYSTEM_ROOTS, clock: systemClock })
    await expect
      .poll(
        async () =>
          (await source.pass()).processes.find(({ parentPid, state }) => parentPid === pid && state === 'zombie')?.name,
        { timeout: 5000 },
      )
      .toBe('sleep')
  })
  it('has names with line ends and bytes that are no letters', async () => {
    const name = 'evil\n\x1b[31mname'
    const path = join(real.folder(tmpdir()), name)
    copyFileSync('/bin/sleep', path)
    const child = spawn(path, ['60'], { stdio: 'ignore' })
    await once(child, 'spawn')
    const facts = createLinuxSource({ roots: SYSTEM_ROOTS, clock: systemClock }).readOne(child.pid ?? 0)
    child.kill('SIGKILL')
    expect(facts?.name).toBe('evil\\n\\x1b[31mname')
    expect(facts?.commandLine).not.toContain('\x1b')
  })
  it('has names that are no text at all', async () => {
    const folder = real.folder(tmpdir())
    const script = `p=$(printf '${folder}/b\\377\\303d'); cp /bin/sleep "$p"; echo ready; exec "$p" 600`
    const { pid } = await real.start(['sh', '-c', script])
    const source = createLinuxSource({ roots: SYSTEM_ROOTS, clock: systemClock })
    await expect.poll(() => source.readOne(pid)?.name, { timeout: 5000 }).toBe('b\ufffd\ufffdd')
    const listed = (await source.pass()).processes.find((facts) => facts.pid === pid)
    expect(listed).toMatchObject({ exe: `${folder}/b\ufffd\ufffdd`, commandLine: `${folder}/b\ufffd\ufffdd 600` })
  })
  it('may end processes while it is looked at', async () => {
    const { pid } = await real.start(['sh', '-c', 'echo ready; while :; do sh -c : & sh -c : & wait; done'])
    const source = createLinuxSource({ roots: SYSTEM_ROOTS, clock: systemClock })
    for (let look = 0; look < 20; look++) {
      const { processes } = await source.pass()
      expect(processes.some((facts) => facts.pid === pid)).toBe(true)
      expect(processes.filter((facts) => facts.name === '' || !Number.isFinite(facts.startTime))).toEqual([])
    }
  })
  it('knows itself by the kernel, and nothing that only looks like it', async () => {
    const twin = await real.start([process.execPath, '-e', 'console.log(0); setInterval(() => 0, 1e6)'])
    const ownOf = async (findConsole?: () => number) => {
      const source = createLinuxSource({
        roots: SYSTEM_ROOTS,
        clock: systemClock,
        ...(findConsole ? { findConsole } : {}),
      })
      const { processes } = await source.pass()
      return processes.filter(({ own }) => own).map(({ pid }) => pid)
    }
    expect(await ownOf()).toEqual([process.pid])
    expect((await ownOf(() => twin.pid)).sort()).toEqual([process.pid, twin.pid].sort())
  })
  it.runIf(isRootHere)('hides things from an ordinary user, who is told how to see them', async () => {
    const script = `
      import { createLinuxSource } from '${new URL('./linux.ts', import.meta.url).href}'
      import { SYSTEM_ROOTS } from '${new URL('./source.ts', import.meta.url).href}'
      import { systemClock } from '${new URL('../../../core/clock.ts', import.meta.url).href}'
      const pass = await createLinuxSource({ roots: SYSTEM_ROOTS, clock: systemClock }).pass()
      console.log(JSON.stringify({ limits: pass.limits, first: pass.processes.find(({ pid }) => pid === ${process.pid}) }))`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      uid: LOGIN_UID,
      gid: LOGIN_UID,
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: '/',
    })
    let out = ''
    for await (const chunk of child.stdout) out += chunk
    const { limits, first } = JSON.parse(out)
    expect(limits.map(({ what }: { what: string }) => what)).toEqual(['exe', 'io', 'sockets'])
    expect(first).toMatchObject({ unseen: ['exe', 'io', 'sockets'], listens: [] })
    expect(first.exe).toBeUndefined()
    expect(first.readBytes).toBeUndefined()
  })
})
