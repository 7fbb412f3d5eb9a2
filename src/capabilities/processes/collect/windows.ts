/** Processes of a Windows machine: one PowerShell answer a look, or wmic's where PowerShell says nothing. */
import { availableParallelism, totalmem } from 'node:os'
import type { Clock } from '../../../core/clock.ts'
import {
  askPowerShell,
  askWmic,
  POWERSHELL,
  readPowerShell,
  readWmic,
  toPowerShellArguments,
  toWmicArguments,
  type WindowsTools,
  WMIC,
  type WmicQuestion,
} from '../../../core/windows/ask.ts'
import { processesErrors } from '../errors.ts'
import { LIMITS, type Limit, type ProcessFacts, type ProcessPass, toKey, type Unseen } from '../schema.ts'
import { type ProcessSource, shareLooks } from './source.ts'
import {
  FEWEST_PROPERTIES,
  LOOK_SCRIPT,
  PASS_SCRIPT,
  PROCESS_PROPERTIES,
  parseAnswer,
  type WindowsAnswer,
  type WindowsProcess,
  type WindowsSockets,
} from './windows-answers.ts'

/** A busy machine takes seconds to start PowerShell; one that takes longer does not answer. */
const PASS_TIMEOUT_MS = 30_000
/** Nothing else runs meanwhile. */
const LOOK_TIMEOUT_MS = 10_000
const MOST_CONNECTIONS = 64

const WMIC_QUESTIONS: readonly WmicQuestion[] = [
  { what: ['process'], properties: PROCESS_PROPERTIES },
  { what: ['process'], properties: FEWEST_PROPERTIES },
]

export interface WindowsOptions {
  readonly clock: Clock
  readonly tools: WindowsTools
  readonly cores?: number
  readonly memoryBytes?: number
  /** Vedette's own. */
  readonly ownPid?: number
}
interface Kept {
  readonly process: WindowsProcess
  readonly atMs: number
  readonly lastActiveAtMs?: number
}

const IDLE_PID = 0
const KERNEL_PID = 4
/** System, and what it keeps in processes without a program: Registry, Memory Compression. */
const isKernel = ({ pid, parentPid, exe, name }: WindowsProcess) =>
  pid === IDLE_PID || pid === KERNEL_PID || (parentPid === KERNEL_PID && exe === undefined && !/\.exe$/i.test(name))

function toRates(now: Kept, before: Kept | undefined, cores: number) {
  const seconds = before ? (now.atMs - before.atMs) / 1000 : 0
  // The idle process counts the time nobody worked.
  if (!before || seconds <= 0 || now.process.pid === IDLE_PID) return {}
  const grown = (value: number | undefined, earlier: number | undefined) =>
    value === undefined || earlier === undefined ? undefined : Math.max(0, value - earlier) / seconds
  const cpuMs = grown(now.process.cpuMs, before.process.cpuMs)
  const read = grown(now.process.readBytes, before.process.readBytes)
  const written = grown(now.process.writtenBytes, before.process.writtenBytes)
  return {
    ...(cpuMs === undefined ? {} : { cpuPercentOfCore: cpuMs / 10, cpuPercentOfMachine: cpuMs / 10 / cores }),
    ...(read === undefined ? {} : { readBytesPerSecond: read }),
    ...(written === undefined ? {} : { writtenBytesPerSecond: written }),
  }
}

const toStartedAtMs = ({ startTime }: WindowsProcess) => Math.floor(startTime / 1000)
/** What started since the look before has counted from nothing. */
function toBirth(process: WindowsProcess, previousAtMs: number | undefined): Kept | undefined {
  if (previousAtMs === undefined || toStartedAtMs(process) < previousAtMs) return undefined
  return { process: { ...process, cpuMs: 0, readBytes: 0, writtenBytes: 0 }, atMs: previousAtMs }
}
const toTalks = ({ listens, connections }: WindowsSockets = { listens: [], connections: [] }) => ({
  listens: [...listens],
  connections: connections.slice(0, MOST_CONNECTIONS),
  connectionCount: connections.length,
})

function toUnseen(process: WindowsProcess, sockets: ReadonlyMap<number, WindowsSockets> | undefined): Unseen[] {
  const missing: readonly (readonly [Unseen, boolean])[] = [
    ['exe', process.exe === undefined && !isKernel(process)],
    ['io', process.readBytes === undefined],
    ['sockets', sockets === undefined],
  ]
  return missing.flatMap(([what, gone]) => (gone ? [what] : []))
}

function didWork({ process }: Kept, before: Kept | undefined): boolean {
  const work = ({ cpuMs = 0, readBytes = 0, writtenBytes = 0 }: WindowsProcess) => cpuMs + readBytes + writtenBytes
  return before !== undefined && work(process) > work(before.process)
}

function toLimits(processes: readonly ProcessFacts[]): Limit[] {
  return LIMITS.flatMap((what) => {
    const count = processes.filter(({ unseen }) => unseen.some((kind) => kind === what)).length
    return count > 0 ? [{ what, count, grant: { key: 'processes.limit.windows' } }] : []
  })
}

export function createWindowsSource(options: WindowsOptions): ProcessSource {
  const { clock, tools } = options
  const cores = options.cores ?? availableParallelism()
  const memoryTotalBytes = options.memoryBytes ?? totalmem()
  let kept = new Map<string, Kept>()
  let sockets: WindowsAnswer['sockets']
  let previousAtMs: number | undefined
  let turn: ReadonlyMap<number, WindowsProcess> | undefined

  const toFacts = (now: Kept, told: WindowsAnswer['sockets']): ProcessFacts => {
    const { process } = now
    const { session, cpuMs: _, ...shown } = process
    return {
      ...shown,
      state: 'unknown',
      kernel: isKernel(process),
      ...toRates(now, kept.get(toKey(process)) ?? toBirth(process, previousAtMs), cores),
      memoryPercent: memoryTotalBytes > 0 ? (process.memoryBytes / memoryTotalBytes) * 100 : 0,
      startedAtMs: toStartedAtMs(process),
      ...(now.lastActiveAtMs === undefined ? {} : { lastActiveAtMs: now.lastActiveAtMs }),
      ...toTalks(told?.get(process.pid)),
      ...(session === undefined ? {} : { graphical: session !== 0 }),
      ...(process.pid === options.ownPid ? { own: true } : {}),
      unseen: toUnseen(process, told),
    }
  }

  const ask = async (): Promise<WindowsAnswer> => {
    const told =
      parseAnswer(await askPowerShell(tools, PASS_SCRIPT, PASS_TIMEOUT_MS)) ??
      parseAnswer({ processes: await askWmic(tools, WMIC_QUESTIONS, PASS_TIMEOUT_MS) })
    if (!told) throw processesErrors['processes.windows-silent']({})
    return told
  }
  const askNow = (): WindowsAnswer => {
    const told = parseAnswer(
      readPowerShell(tools.runNow(POWERSHELL, toPowerShellArguments(LOOK_SCRIPT), LOOK_TIMEOUT_MS)),
    )
    if (told) return told
    for (const question of WMIC_QUESTIONS) {
      const rows = readWmic(tools.runNow(WMIC, toWmicArguments(question), LOOK_TIMEOUT_MS), question)
      const answer = parseAnswer({ processes: rows })
      if (answer) return answer
    }
    throw processesErrors['processes.windows-silent']({})
  }
  /** One look serves everything asked in the same synchronous turn, and nothing after it. */
  const look = (): ReadonlyMap<number, WindowsProcess> => {
    if (turn) return turn
    const fresh = new Map(askNow().processes.map((process) => [process.pid, process]))
    turn = fresh
    queueMicrotask(() => {
      turn = undefined
    })
    return fresh
  }

  const passOnce = async (): Promise<ProcessPass> => {
    const beganMs = clock.monotonicMs()
    const told = await ask()
    const atMs = clock.now()
    const now = new Map<string, Kept>()
    for (const process of told.processes) {
      const key = toKey(process)
      const before = kept.get(key)
      const lastActiveAtMs = didWork({ process, atMs }, before) ? atMs : before?.lastActiveAtMs
      now.set(key, { process, atMs, ...(lastActiveAtMs === undefined ? {} : { lastActiveAtMs }) })
    }
    const processes = [...now.values()].map((each) => toFacts(each, told.sockets))
    kept = now
    sockets = told.sockets
    previousAtMs = atMs
    return {
      atMs,
      platform: 'windows',
      cores,
      memoryTotalBytes,
      tookMs: clock.monotonicMs() - beganMs,
      processes,
      limits: toLimits(processes),
    }
  }

  return {
    platform: 'windows',
    ...shareLooks(passOnce),
    readOne(pid) {
      const process = look().get(pid)
      // Sockets take Windows too long for a synchronous turn: they are of the last look at everything.
      return process && toFacts({ process, atMs: clock.now() }, sockets)
    },
    peek(pid) {
      const process = look().get(pid)
      return process && { startTime: process.startTime, parentPid: process.parentPid, state: 'unknown' }
    },
  }
}
