/** Runs inside Windows' own Node: looks at processes, services and logs, and stops two processes; one line of JSON says what came of it. */
import { spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { createWindowsLogs } from '../../src/capabilities/host/windows/logs.ts'
import { createWindowsServices } from '../../src/capabilities/host/windows/services.ts'
import { createWindowsSource } from '../../src/capabilities/processes/collect/windows.ts'
import { createWindowsKill, isAlive } from '../../src/capabilities/processes/stop/windows.ts'
import { systemClock } from '../../src/core/clock.ts'
import { silentLog } from '../../src/core/log/silent-log.ts'
import { createWindowsTools } from '../../src/core/windows/ask.ts'

const tools = createWindowsTools()
const source = createWindowsSource({ clock: systemClock, tools })
const kill = createWindowsKill(tools, isAlive)
const ENDS_WITHIN_MS = 10_000

async function until(happens: () => boolean): Promise<boolean> {
  for (let waited = 0; waited < ENDS_WITHIN_MS; waited += 100) {
    if (happens()) return true
    await wait(100)
  }
  return happens()
}
function tryKill(pid: number, signal: 'SIGTERM' | 'SIGKILL'): string {
  try {
    kill(pid, signal, 0)
    return 'sent'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error)
  }
}
/** A child of this process, by the pid Windows gave it. */
function start(file: string, args: readonly string[]): number {
  const { pid } = spawn(file, [...args], { stdio: 'ignore' })
  if (pid === undefined) throw new Error(`${file} did not start`)
  return pid
}
const isListed = (pid: number) => source.peek(pid) !== undefined

const pass = await source.pass()
const windowed = start('notepad.exe', [])
await until(() => isListed(windowed))
// Its window comes a little later than itself, and is what is asked to close.
const soft = await until(() => tryKill(windowed, 'SIGTERM') === 'ESRCH' || !isAlive(windowed))
const windowless = start(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'])
const listed = await until(() => isListed(windowless))
tryKill(windowless, 'SIGTERM')
const stayed = isAlive(windowless)
const ended = tryKill(windowless, 'SIGKILL')
const gone = await until(() => !isListed(windowless))
const host = 'local'
const timeoutMs = 20_000
const services = createWindowsServices({
  host,
  tools,
  clock: systemClock,
  configured: ['Spooler', 'nginx'],
  timeoutMs,
  actionTimeoutMs: timeoutMs,
  ownPids: [process.pid],
})
const config = { commandTimeoutMs: timeoutMs }
const context = { clock: systemClock, log: silentLog, config } as unknown as Parameters<
  typeof createWindowsLogs
>[0]['context']
const logs = createWindowsLogs({ host, tools, context, say: () => undefined })
const toCode = (error: unknown) => (error as { code?: string }).code ?? String(error)
const { services: list } = await services.list('all')
const startPlan = await services.plan({ name: 'Spooler', verb: 'start' })
const order = { name: 'Spooler', verb: 'start', digest: startPlan.digest } as const
const started = await services.apply(order, new AbortController().signal).catch(toCode)
const tail = await logs
  .tail({ source: 'eventlog/System', mayReadPrivate: false }, new AbortController().signal)
  .catch(toCode)
logs.stop()
process.stdout.write(
  `${JSON.stringify({
    pid: process.pid,
    pass,
    own: source.readOne(process.pid),
    services: { listed: list, plan: startPlan, started, tail, sources: await logs.sources().catch(toCode) },
    soft: { gone: soft, listed: isListed(windowed) },
    hard: { listed, stayed, ended, gone },
  })}\n`,
)
