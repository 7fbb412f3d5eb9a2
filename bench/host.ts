/** One full sample of a machine, in CPU time, beside what others take for theirs: node-exporter's scrape and `glances --stdout`. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { createSource, SYSTEM_ROOTS } from '../src/capabilities/host/collectors/source.ts'
import { createSampler } from '../src/capabilities/host/sampler.ts'
import { createFakeClock } from '../src/core/clock.ts'
import { silentLog } from '../src/core/log/silent-log.ts'
import { readProcessTree } from './process-tree.ts'
import type { BenchOptions, BenchRow } from './row.ts'

const ROUNDS = 5
const SAMPLES = 400
const SCRAPES = 60
const GLANCES = 'cpu.user,cpu.system,cpu.iowait,load,mem.used,memswap.used,network,diskio,fs'
/** Each sample counts as ten seconds after the one before, so that disks and users are read anew; the list of TCP states is, once a minute. */
const APART_MS = 10_000

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

async function measureSampler(): Promise<number> {
  const clock = createFakeClock()
  const source = createSource({ roots: SYSTEM_ROOTS, clock: { ...clock, after: () => () => undefined } })
  const sampler = createSampler(source, silentLog)
  const sample = async (count: number) => {
    for (let index = 0; index < count; index++) {
      clock.advance(APART_MS)
      await sampler.sample(APART_MS)
    }
  }
  await sample(SAMPLES)
  const before = process.cpuUsage()
  await sample(SAMPLES)
  const { user, system } = process.cpuUsage(before)
  source.close()
  return (user + system) / 1000 / SAMPLES
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

async function startExporter(): Promise<{ child: ChildProcess; scrape: () => Promise<number> }> {
  const port = await findPort()
  const child = spawn('prometheus-node-exporter', [`--web.listen-address=127.0.0.1:${port}`, '--log.level=error'], {
    stdio: 'ignore',
  })
  const scrape = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`)
    return (await answer.text()).length
  }
  for (let tries = 0; tries < 100; tries++) {
    await wait(50)
    if (await scrape().catch(() => 0)) return { child, scrape }
  }
  child.kill('SIGKILL')
  throw new Error('prometheus-node-exporter does not answer')
}

async function measureExporter(scrape: () => Promise<number>, pid: number): Promise<number> {
  const before = readProcessTree(pid).cpuMs
  for (let index = 0; index < SCRAPES; index++) await scrape()
  return (readProcessTree(pid).cpuMs - before) / SCRAPES
}

/** CPU time of children that have ended, proc_pid_stat(5): cutime and cstime. */
function readEndedChildrenMs(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) * 10
}
function measureGlances(times: number): number {
  const before = readEndedChildrenMs()
  const { status, error } = spawnSync('glances', ['--stdout', GLANCES, '--time', '1', '--stop-after', String(times)], {
    stdio: 'ignore',
    timeout: 60_000,
  })
  if (error || status !== 0) throw error ?? new Error(`glances ended with ${status}`)
  return readEndedChildrenMs() - before
}

export async function run({ say }: BenchOptions): Promise<readonly BenchRow[]> {
  const { child, scrape } = await startExporter()
  try {
    const ours: number[] = []
    const theirs: number[] = []
    const glances: number[] = []
    // Turn by turn, so that a busy machine is as busy for each.
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await measureSampler())
      theirs.push(await measureExporter(scrape, child.pid ?? 0))
      glances.push(measureGlances(1))
      say(
        `  round ${round + 1}: ours ${ours.at(-1)?.toFixed(3)} ms, node-exporter ${theirs.at(-1)?.toFixed(2)} ms, glances ${glances.at(-1)} ms`,
      )
    }
    const refresh = (measureGlances(11) - median(glances)) / 10
    const rounds = `median of ${ROUNDS} rounds`
    return [
      {
        what: 'full sample, CPU time',
        value: median(ours),
        unit: 'ms',
        note: `${rounds} of ${SAMPLES}, ten seconds apart`,
      },
      {
        what: 'scrape of prometheus-node-exporter, CPU time',
        value: median(theirs),
        unit: 'ms',
        note: `${rounds} of ${SCRAPES}`,
      },
      { what: 'glances --stdout, CPU time', value: median(glances), unit: 'ms', note: `${rounds}, one run` },
      {
        what: 'glances --stdout, one more refresh, CPU time',
        value: refresh,
        unit: 'ms',
        note: 'ten refreshes more of one run',
      },
      { what: 'full sample', value: median(ours) / median(theirs), unit: '× prometheus-node-exporter', atMost: 1 },
      { what: 'full sample', value: median(ours) / median(glances), unit: '× glances --stdout', atMost: 0.1 },
    ]
  } finally {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
}
