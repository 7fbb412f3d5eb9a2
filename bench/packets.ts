/** Captures of a gigabyte, summed up and explained, beside gopacket and tshark on the same files in the same minutes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { createBrowsing } from '../src/capabilities/packets/browse/browsing.ts'
import { createThreads } from '../src/core/threads.ts'
import { type BigCapture, makeCapture } from './captures/make.ts'
import { type Command, median, type Run, runCommand } from './peers/command.ts'
import { buildGopacket, runGopacket, runTshark } from './peers/peers.ts'
import type { BenchOptions, BenchRow } from './row.ts'

const ROUNDS = 5
/** tshark needs half a minute and more for a file. */
const SLOW_ROUNDS = 3
const STREAM_GIGABYTES = 4
const CLI = join(import.meta.dirname, '..', 'bin', 'vedette.js')
const MAKE = join(import.meta.dirname, 'captures', 'make.ts')

/** What the issue allows for each file. */
const PEAK_MB = { mix: 250, small: 450 } as const
const FLOWS_TIMES = 1
const FULL_TIMES = 2.5
const BOTH_CORES_TIMES = 1.5
const TSHARK_TIMES = 12
const SMALLEST_MS = 250
const FIRST_PAGE_MS = 1000
const FILTER_TIMES = 2
const PAGE_ROWS = 100
const FILTER = 'tcp.port == 443 && ip.addr == 10.0.0.0/12 || dns.qry.name contains "wiki"'
/** How much more a stream may hold in its second half than in its first. */
const STREAM_GROWTH = 1.15

const ours = (file: string, ...flags: readonly string[]): Command => ({
  program: process.execPath,
  args: [CLI, 'packets', 'analyze', file, '--json', ...flags],
})
interface Contender {
  readonly name: string
  readonly rounds: number
  readonly command: Command
}

/** One after the other, again and again, so that a busy machine is as busy for each. */
async function race(contenders: readonly Contender[], say: BenchOptions['say']): Promise<Map<string, readonly Run[]>> {
  const runs = new Map<string, Run[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; contenders.some(({ rounds }) => round < rounds); round++) {
    for (const { name, rounds, command } of contenders) {
      if (round >= rounds) continue
      const run = await runCommand(command)
      runs.get(name)?.push(run)
      const [seconds, mb] = [run.wallMs / 1000, run.peakBytes / 1e6]
      const cpu = (run.cpuMs / 1000).toFixed(2)
      say(`  round ${round + 1}: ${name.padEnd(28)} ${seconds.toFixed(2)} s, CPU ${cpu} s, ${mb.toFixed(0)} MB`)
    }
  }
  return runs
}

/** Whoever counts less has less to do: all have to have seen the same packets and conversations. */
function checkAnswers(capture: BigCapture, runs: ReadonlyMap<string, readonly Run[]>): void {
  const gopacket = JSON.parse(runs.get('gopacket')?.[0]?.output ?? '{}') as Record<string, number>
  for (const [name, [run]] of runs) {
    if (!run || name === 'gopacket' || name === 'tshark' || name === 'filter') continue
    const { packets, conversations } = JSON.parse(run.output) as {
      packets: number
      conversations: Record<string, number>
    }
    const same =
      packets === capture.packets &&
      packets === gopacket['packets'] &&
      conversations['tcp'] === gopacket['tcp'] &&
      conversations['udp'] === gopacket['udp']
    if (!same)
      throw new Error(`${name}: ${packets} packets and ${JSON.stringify(conversations)} are not those of gopacket`)
  }
}

async function measureFile(
  name: 'mix' | 'small',
  gopacket: string,
  rounds: number,
  say: BenchOptions['say'],
): Promise<BenchRow[]> {
  const capture = await makeCapture(name)
  const { file } = capture
  const contenders: readonly Contender[] = [
    { name: 'gopacket', rounds, command: runGopacket(gopacket, file) },
    { name: 'flows', rounds, command: ours(file, '--level', 'flows') },
    { name: 'full, one thread', rounds, command: ours(file, '--no-hash') },
    { name: 'full, both cores', rounds, command: ours(file) },
    ...(name === 'mix'
      ? [{ name: 'filter', rounds, command: ours(file, '--level', 'flows', '--filter', FILTER) }]
      : []),
    { name: 'tshark', rounds: Math.min(rounds, SLOW_ROUNDS), command: runTshark(file) },
  ]
  const runs = await race(contenders, say)
  checkAnswers(capture, runs)
  const seconds = (of: string) => median((runs.get(of) ?? []).map(({ wallMs }) => wallMs)) / 1000
  const cpuSeconds = (of: string) => median((runs.get(of) ?? []).map(({ cpuMs }) => cpuMs)) / 1000
  const peakMb = (of: string) => median((runs.get(of) ?? []).map(({ peakBytes }) => peakBytes)) / 1e6
  const packets = (capture.packets / 1e6).toFixed(2)
  const rows: BenchRow[] = contenders.flatMap(({ name: of, rounds: times }) => [
    {
      what: `${name}: ${of}`,
      value: seconds(of),
      unit: 's',
      note: `median of ${times}; ${packets} M packets, ${capture.conversations.toLocaleString('en')} conversations`,
    },
    { what: `${name}: ${of}, CPU time`, value: cpuSeconds(of), unit: 's' },
    {
      what: `${name}: ${of}, memory`,
      value: peakMb(of),
      unit: 'MB',
      ...(of === 'gopacket' || of === 'tshark' ? {} : { atMost: PEAK_MB[name] }),
    },
  ])
  /** CPU time says the same when others use the machine too; wall time is what is promised. */
  const compare = (of: string, beside: string, atMost: number): readonly BenchRow[] => [
    { what: `${name}: ${of}`, value: seconds(of) / seconds(beside), unit: `× ${beside}`, atMost },
    { what: `${name}: ${of}, CPU time`, value: cpuSeconds(of) / cpuSeconds(beside), unit: `× ${beside}` },
  ]
  rows.push(
    ...compare('flows', 'gopacket', FLOWS_TIMES),
    ...compare('full, one thread', 'gopacket', FULL_TIMES),
    ...compare('full, both cores', 'gopacket', BOTH_CORES_TIMES),
    {
      what: `${name}: full, one thread`,
      value: seconds('tshark') / seconds('full, one thread'),
      unit: '× as fast as tshark',
      atLeast: TSHARK_TIMES,
    },
  )
  if (name === 'mix') rows.push(...compare('filter', 'flows', FILTER_TIMES), await measureFirstPage(file, rounds))
  return rows
}

/** From opening a capture nobody has looked at to a page of what the filter keeps, in the thread the console reads with. */
async function measureFirstPage(file: string, rounds: number): Promise<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-bench-'))
  const walls: number[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      const threads = createThreads()
      const browsing = createBrowsing(threads)
      const query = { filter: FILTER, count: PAGE_ROWS, waitMs: 60_000 }
      const beganMs = performance.now()
      const { rows } = await browsing.ask(
        file,
        { path: realpathSync(file), name: file, indexPath: join(folder, `${round}.index`) },
        { kind: 'rows', asked: { query, seesPayload: true }, signal: new AbortController().signal },
      )
      walls.push(performance.now() - beganMs)
      if (rows.length !== PAGE_ROWS) throw new Error(`a page of ${rows.length} rows`)
      browsing.stop()
      await threads.close()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const note = `median of ${rounds}; ${PAGE_ROWS} rows, no index yet`
  return { what: 'mix: first page of a filter', value: median(walls), unit: 'ms', atMost: FIRST_PAGE_MS, note }
}

async function measureSmallest(): Promise<BenchRow> {
  const [smallest] = globSync('src/decoder/testdata/*.pcap*').sort(
    (one, other) => statSync(one).size - statSync(other).size,
  )
  if (!smallest) throw new Error('src/decoder/testdata holds no capture')
  const walls: number[] = []
  for (let round = 0; round < ROUNDS; round++) walls.push((await runCommand(ours(smallest))).wallMs)
  return {
    what: 'smallest capture, whole process',
    value: median(walls),
    unit: 'ms',
    atMost: SMALLEST_MS,
    note: `median of ${ROUNDS}`,
  }
}

const readResident = (pid: number | undefined) => {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

/** New conversations without end (the small mix has more than three million a gigabyte), through a pipe: memory must not follow them. */
async function measureStream(gigabytes: number, say: BenchOptions['say']): Promise<readonly BenchRow[]> {
  const beganMs = performance.now()
  const make = spawn(process.execPath, [MAKE, 'stream', '--mix', 'small', '--bytes', String(gigabytes * 1e9)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { program, args } = ours('-')
  const reader = spawn(program, args, { stdio: [make.stdout, 'pipe', 'inherit'] })
  // The reader has the pipe now; held open here as well, it would hide that the maker has ended.
  make.stdout.destroy()
  const ended = { yes: false }
  const residents: number[] = []
  const watch = async () => {
    while (!ended.yes) {
      residents.push(readResident(reader.pid))
      await wait(500)
    }
  }
  const [output, [status]] = await Promise.all([
    text(reader.stdout),
    once(reader, 'exit').finally(() => {
      ended.yes = true
    }),
    watch(),
  ])
  if (status !== 0) throw new Error(`analyze - ended with ${status}`)
  const seconds = (performance.now() - beganMs) / 1000
  const { packets, bytes } = JSON.parse(output) as { packets: number; bytes: number }
  const seen = residents.filter((each) => each > 0)
  const half = Math.ceil(seen.length / 2)
  const [before, after] = [Math.max(...seen.slice(0, half)), Math.max(...seen.slice(half))]
  const peak = Math.max(...seen)
  const course = Array.from({ length: 10 }, (_, tenth) => seen[Math.floor(((tenth + 1) * seen.length) / 10) - 1] ?? 0)
  const told = course.map((each) => Math.round(each / 1e6)).join(' ')
  say(`  stream of ${gigabytes} GB: ${seconds.toFixed(0)} s, resident MB at each tenth: ${told}`)
  return [
    {
      what: `stream of ${gigabytes} GB`,
      value: seconds,
      unit: 's',
      note: `${(packets / 1e6).toFixed(1)} M packets, ${(bytes / 1e9).toFixed(1)} GB on the wire`,
    },
    {
      what: `stream of ${gigabytes} GB, memory`,
      value: peak / 1e6,
      unit: 'MB',
      atMost: PEAK_MB.small,
      note: `at each tenth: ${told}`,
    },
    {
      what: `stream of ${gigabytes} GB, most memory of its second half`,
      value: after / before,
      unit: '× that of its first half',
      atMost: STREAM_GROWTH,
    },
  ]
}

export async function run({
  say,
  rounds = ROUNDS,
  gigabytes = STREAM_GIGABYTES,
}: BenchOptions): Promise<readonly BenchRow[]> {
  const gopacket = buildGopacket()
  const load = loadavg()[0] ?? Number.NaN
  const rows: BenchRow[] = []
  for (const name of ['mix', 'small'] as const) rows.push(...(await measureFile(name, gopacket, rounds, say)))
  rows.push({
    what: 'load of the machine before',
    value: load,
    unit: 'processes',
    note: 'others use it too when this is more than its cores',
  })
  rows.push(await measureSmallest(), ...(await measureStream(gigabytes, say)))
  return rows
}
