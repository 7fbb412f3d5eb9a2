/** One look at every process, beside `ps aux`, a psutil script that reads the same things, and `glances`. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { createLinuxSource } from '../src/capabilities/processes/collect/linux.ts'
import { SYSTEM_ROOTS } from '../src/capabilities/processes/collect/source.ts'
import { systemClock } from '../src/core/clock.ts'
import type { BenchOptions, BenchRow } from './row.ts'

const ROUNDS = 15
/** What the issue asks for: full looks, nothing remembered of the one before. */
const BOUNDS = [
  { count: 130, atMostMs: 25 },
  { count: 650, atMostMs: 80 },
] as const

/** Names, users, states, memory, CPU, I/O, connections: what we read, as its documentation would have it read. */
const PSUTIL = `
import psutil, sys, time
FIELDS = ['pid','ppid','name','exe','cmdline','username','status','cpu_times','memory_info','memory_percent','num_threads','io_counters','create_time','terminal']
def look():
    talks = {}
    for c in psutil.net_connections(kind='inet'):
        talks.setdefault(c.pid, []).append(c)
    return [p.info for p in psutil.process_iter(FIELDS)]
look()
times = []
for _ in range(int(sys.argv[1])):
    began = time.perf_counter()
    look()
    times.append((time.perf_counter() - began) * 1000)
print(sorted(times)[len(times) // 2])
`

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const countProcesses = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length

async function fillUp(count: number): Promise<ChildProcess[]> {
  const children: ChildProcess[] = []
  while (countProcesses() < count) {
    const child = spawn('sleep', ['600'], { stdio: 'ignore' })
    await once(child, 'spawn')
    children.push(child)
  }
  return children
}

/** A look by a collector that has seen nothing yet. */
async function measureFull(): Promise<number> {
  const source = createLinuxSource({ roots: SYSTEM_ROOTS, clock: systemClock })
  return (await source.pass()).tookMs
}
async function measureNext(): Promise<{ wallMs: number; cpuMs: number }> {
  const source = createLinuxSource({ roots: SYSTEM_ROOTS, clock: systemClock })
  await source.pass()
  const walls: number[] = []
  const cpus: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await wait(200)
    const before = process.cpuUsage()
    walls.push((await source.pass()).tookMs)
    const { user, system } = process.cpuUsage(before)
    cpus.push((user + system) / 1000)
  }
  return { wallMs: median(walls), cpuMs: median(cpus) }
}
function measureCommand(command: string, args: readonly string[]): number {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const beganMs = performance.now()
    const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    if (error || status !== 0) throw error ?? new Error(`${command} ended with ${status}`)
    times.push(performance.now() - beganMs)
  }
  return median(times)
}
function measurePsutil(): number {
  const { stdout, status, stderr } = spawnSync('/usr/bin/python3', ['-c', PSUTIL, String(ROUNDS)], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return Number(stdout)
}
function measureGlances(): number {
  const beganMs = performance.now()
  const { status } = spawnSync('glances', ['--stdout', 'processcount,load', '--time', '1', '--stop-after', '1'], {
    stdio: 'ignore',
    timeout: 60_000,
  })
  if (status !== 0) throw new Error(`glances ended with ${status}`)
  return performance.now() - beganMs
}

export async function run({ say }: BenchOptions): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = []
  for (let round = 0; round < ROUNDS; round++) await measureFull()
  for (const { count, atMostMs } of BOUNDS) {
    const children = await fillUp(count)
    try {
      const there = countProcesses()
      const full: number[] = []
      for (let round = 0; round < ROUNDS; round++) full.push(await measureFull())
      const next = await measureNext()
      const ps = measureCommand('ps', ['aux'])
      const psutil = measurePsutil()
      const glances = measureGlances()
      say(
        `  ${there} processes: ours ${median(full).toFixed(1)} ms, next ${next.wallMs.toFixed(1)} ms, ps ${ps.toFixed(1)} ms, psutil ${psutil.toFixed(1)} ms, glances ${glances.toFixed(0)} ms`,
      )
      const note = `median of ${ROUNDS}`
      rows.push(
        {
          what: `full look at ${there} processes`,
          value: median(full),
          unit: 'ms',
          atMost: atMostMs,
          note: `${note}, nothing remembered`,
        },
        { what: `next look at ${there} processes`, value: next.wallMs, unit: 'ms', note },
        { what: `next look at ${there} processes, CPU time`, value: next.cpuMs, unit: 'ms', note },
        { what: `ps aux at ${there} processes`, value: ps, unit: 'ms', note: `${note}, with its start` },
        { what: `psutil script at ${there} processes`, value: psutil, unit: 'ms', note: `${note}, without its start` },
        {
          what: `glances at ${there} processes`,
          value: glances,
          unit: 'ms',
          note: 'one run, with its start and one second of waiting',
        },
        { what: `full look at ${there} processes`, value: median(full) / psutil, unit: '× psutil script', atMost: 1 },
      )
    } finally {
      for (const child of children) child.kill('SIGKILL')
    }
  }
  return rows
}
