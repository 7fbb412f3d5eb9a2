/**
 * Run by tests in namespaces of its own (`unshare --net --pid --mount-proc`): starts real programs, looks at them as Vedette
 * does, and prints what it sees. Arguments: JSON of commands, and of ports to wait for.
 */
import { spawn, spawnSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { createLinuxSource } from '../../src/capabilities/processes/collect/linux.ts'
import { SYSTEM_ROOTS } from '../../src/capabilities/processes/collect/source.ts'
import { createPackageOwners } from '../../src/capabilities/processes/packages/owners.ts'
import { catalogLookup } from '../../src/capabilities/processes/testing/facts.ts'
import { toSeen } from '../../src/capabilities/processes/view.ts'
import { systemClock } from '../../src/core/clock.ts'
import { createThreads } from '../../src/core/threads.ts'

const PATIENCE_MS = 15_000
const [commands = [], ports = []] = process.argv.slice(2).map((argument) => JSON.parse(argument)) as [
  string[][],
  number[],
]
const quiet = () => undefined
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }

for (const setUp of [
  ['link', 'set', 'lo', 'up'],
  // An address of the documentation's own network (RFC 5737) stands for the internet.
  ['addr', 'add', '203.0.113.7/32', 'dev', 'lo'],
]) {
  spawnSync('ip', setUp)
}
for (const [program = '', ...args] of commands) spawn(program, args, { stdio: 'ignore', cwd: '/' }).on('error', quiet)

const threads = createThreads()
const packages = createPackageOwners({ root: '', threads, clock: systemClock, log })
const source = createLinuxSource({ roots: SYSTEM_ROOTS, clock: systemClock, packageOf: packages.packageOf })
const untilMs = systemClock.monotonicMs() + PATIENCE_MS
for (;;) {
  const { processes } = await source.pass()
  const open = new Set(processes.flatMap(({ listens }) => listens.map(({ port }) => port)))
  if (ports.every((port) => open.has(port)) || systemClock.monotonicMs() > untilMs) break
  await wait(100)
}
await packages.lookUp()
await wait(300)
const { processes } = await source.pass()
await threads.close()
const seen = processes.filter(({ pid }) => pid !== process.pid).map((facts) => toSeen(facts, catalogLookup))
process.stdout.write(
  JSON.stringify(
    seen.map(({ facts, judged }) => ({
      facts,
      verdict: judged.verdict,
      hits: judged.hits.map(({ id, severity }) => `${id} ${severity}`),
    })),
  ),
)
process.exit(0)
