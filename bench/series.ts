/** What the history costs: 5,000 series every 10 s with roll-ups and compression, and a year of one metric read back. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Log, Sample } from '../src/core/capability.ts'
import { createFakeClock } from '../src/core/clock.ts'
import { prepareSqliteChunks } from '../src/store/series/prepare.ts'
import { type OpenSeries, openSeries } from '../src/store/series/series.ts'
import type { BenchOptions, BenchRow } from './row.ts'

const SERIES = 5000
const HOURS = 2
const RUNS = 20
const PERIOD_MS = 10_000
const HOUR_MS = 3_600_000
const YEAR_HOURS = 365 * 24
const START_MS = Math.floor(1_790_000_000_000 / HOUR_MS) * HOUR_MS

const ignore = () => undefined
const log: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore }

/** Counters, one-decimal percentages, sizes in whole bytes, and a quarter with every digit: what hosts really send. */
function sampleValue(series: number, tick: number): number {
  const noise = Math.sin(series * 7919 + tick * 104_729)
  switch (series % 4) {
    case 0:
      return tick * 1500 + Math.round(noise * 400)
    case 1:
      return Math.round(300 + 200 * noise) / 10
    case 2:
      return 4096 * Math.round(1_000_000 + 5000 * noise)
    default:
      return 20 + noise
  }
}

async function withSeries<Result>(
  work: (series: OpenSeries, clock: ReturnType<typeof createFakeClock>) => Promise<Result>,
) {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-bench-'))
  const file = join(folder, 'series.db')
  const clock = createFakeClock(START_MS)
  await prepareSqliteChunks(file)
  const location = { dialect: 'sqlite' as const, file, seriesFile: file }
  const series = openSeries({ input: { location, keepDays: [7, 30, 180, 730] }, clock, log })
  try {
    return await work(series, clock)
  } finally {
    await series.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureAppend(hours: number) {
  const identity = Array.from({ length: SERIES }, (_, series) => ({
    host: `host-${series % 50}`,
    metric: `host.metric-${Math.floor(series / 50) % 20}`,
    labels: { device: `d${Math.floor(series / 1000)}` },
  }))
  return await withSeries(async (series, clock) => {
    const delay = monitorEventLoopDelay({ resolution: 5 })
    const ticks = (hours * HOUR_MS) / PERIOD_MS
    // Making the samples is the sender's work, not the history's.
    let makingUs = 0
    const spentHere = () => process.threadCpuUsage().user + process.threadCpuUsage().system
    delay.enable()
    const before = process.cpuUsage()
    for (let tick = 0; tick < ticks; tick++) {
      const beforeMaking = spentHere()
      const atMs = clock.now()
      const samples: Sample[] = identity.map((one, place) => ({ ...one, atMs, value: sampleValue(place, tick) }))
      makingUs += spentHere() - beforeMaking
      await series.append(samples)
      clock.advance(PERIOD_MS)
    }
    clock.advance(HOUR_MS)
    await series.maintain()
    const spent = process.cpuUsage(before)
    delay.disable()
    const levels = await series.levels()
    const sizeBytes = levels.reduce((sum, level) => sum + level.sizeBytes, 0)
    return {
      corePercent: ((spent.user + spent.system - makingUs) / 1e6 / (hours * 3600)) * 100,
      microsecondsPerSample: (spent.user + spent.system - makingUs) / (ticks * SERIES),
      rawBytesPerSample: (levels[0]?.sizeBytes ?? 0) / (ticks * SERIES),
      bytesPerSample: sizeBytes / (ticks * SERIES),
      eventLoopDelayP99Ms: delay.percentile(99) / 1e6,
    }
  })
}

function hourOfTen(hour: number): Sample[] {
  const samples: Sample[] = []
  for (let second = 0; second < 3600; second += 10) {
    const atMs = START_MS + hour * HOUR_MS + second * 1000
    const count = second % 60 === 0 ? 10 : 1
    for (let one = 0; one < count; one++)
      samples.push({ host: 'local', metric: `host.m${one}`, atMs, value: sampleValue(one + 1, hour * 360 + second) })
  }
  return samples
}

/** Ten series, one of them every 10 s, the others every minute, for a year. */
async function measureYear() {
  return await withSeries(async (series, clock) => {
    const endMs = START_MS + YEAR_HOURS * HOUR_MS
    for (let hour = 0; hour < YEAR_HOURS; hour++) {
      clock.advance(HOUR_MS)
      await series.append(hourOfTen(hour))
      if (hour % 6 === 5) await series.maintain()
    }
    clock.advance(HOUR_MS)
    await series.maintain()
    const ask = async (name: string, fromMs: number, stepMs: number) => {
      const times: number[] = []
      let points = 0
      for (let run = 0; run < RUNS; run++) {
        const start = performance.now()
        const [frame] = await series.read({ host: 'local', metric: 'host.m0', fromMs, toMs: endMs, stepMs })
        times.push(performance.now() - start)
        points = frame?.atMs.length ?? 0
      }
      times.sort((a, b) => a - b)
      return { name, points, medianMs: times[RUNS / 2] ?? 0, worstMs: times[RUNS - 1] ?? 0 }
    }
    return [
      await ask('a year, 1 h', START_MS, HOUR_MS),
      await ask('a year, 6 h', START_MS, 6 * HOUR_MS),
      await ask('half a year, 10 min', endMs - 179 * 24 * HOUR_MS, 600_000),
      await ask('30 days, 5 min', endMs - 29 * 24 * HOUR_MS, 300_000),
      await ask('a week, 10 s', endMs - 6.9 * 24 * HOUR_MS, 10_000),
      await ask('15 minutes, 10 s', endMs - 900_000, 10_000),
    ]
  })
}

export async function run({ say }: BenchOptions): Promise<readonly BenchRow[]> {
  say(`  ${HOURS} hours of ${SERIES} series, as fast as they go in`)
  const append = await measureAppend(HOURS)
  say('  a year of ten series')
  const queries = await measureYear()
  return [
    {
      what: '5,000 series × 10 s, with roll-ups and compression',
      value: append.corePercent,
      unit: '% of a core',
      atMost: 10,
    },
    { what: 'one sample, from append to every level', value: append.microsecondsPerSample, unit: 'µs' },
    { what: 'one raw sample on disk', value: append.rawBytesPerSample, unit: 'bytes' },
    { what: 'one sample with all its levels on disk', value: append.bytesPerSample, unit: 'bytes' },
    { what: 'event-loop delay p99 while appending', value: append.eventLoopDelayP99Ms, unit: 'ms', atMost: 50 },
    ...queries.map(
      (query): BenchRow => ({
        what: `${query.name} of one metric`,
        value: query.medianMs,
        unit: 'ms',
        note: `${query.points} points, median of ${RUNS}, at worst ${query.worstMs.toFixed(1)} ms`,
        ...(query.name.startsWith('a year') ? { atMost: 50 } : {}),
      }),
    ),
  ]
}
