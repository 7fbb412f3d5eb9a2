/** The console with nobody watching: what it costs a machine just to have it. */
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { startConsole } from '../test/e2e/console.ts'
import { readProcessTree } from './process-tree.ts'
import type { BenchOptions, BenchRow } from './row.ts'

const EVERY_MS = 15_000
const DELAY = /^vedette_core_event_loop_delay_p99_seconds (\S+)/m

export async function run({ minutes = 10, say }: BenchOptions): Promise<readonly BenchRow[]> {
  const running = await startConsole({ memory: 'spare', env: { VEDETTE_LOG_LEVEL: 'warn' } })
  try {
    const startedMs = performance.now()
    const atStart = readProcessTree(running.pid).cpuMs
    const delays: number[] = []
    while (performance.now() - startedMs < minutes * 60_000) {
      await wait(EVERY_MS)
      const metrics = await (await fetch(`${running.url}/metrics`)).text()
      delays.push(Number(DELAY.exec(metrics)?.[1] ?? Number.NaN) * 1000)
    }
    const tree = readProcessTree(running.pid)
    const share = ((tree.cpuMs - atStart) / (performance.now() - startedMs)) * 100
    say(`  load of the machine meanwhile: ${readFileSync('/proc/loadavg', 'utf8').split(' ')[0]}`)
    return [
      {
        what: 'idle console, CPU',
        value: share,
        unit: '% of a core',
        atMost: 1,
        note: `over ${minutes} min, children too`,
      },
      {
        what: 'idle console, resident memory',
        value: tree.residentBytes / 1e6,
        unit: 'MB',
        atMost: 120,
        note: `after ${minutes} min`,
      },
      {
        what: 'idle console, event-loop delay p99',
        value: Math.max(...delays),
        unit: 'ms',
        atMost: 50,
        note: 'worst ten seconds',
      },
    ]
  } finally {
    await running.stop()
  }
}
