/** One process as it is told to others, from what was read of it now and at the pass before. */
import type { ProcessFacts } from '../schema.ts'
import { NO_TALKS, type Tables, toTalks } from './attribution.ts'
import type { Details } from './details.ts'
import type { Machine } from './machine.ts'
import { type Stat, TICKS_PER_SECOND } from './stat.ts'

/** What is kept of a process from one pass to the next. */
export interface Kept {
  readonly stat: Stat
  /** The stat line itself: equal lines mean that nothing ran in between. */
  readonly line: string
  readonly details: Details
  readonly atMs: number
  readonly lastActiveAtMs: number | undefined
}
export interface FactsInput {
  readonly now: Kept
  readonly before: Kept | undefined
  /** The pass before, to which a process that is newer counts from zero. */
  readonly previousAtMs: number | undefined
  readonly tables: Tables
  readonly machine: Machine
  readonly users: (uid: number) => string | undefined
}

const MILLISECONDS_PER_TICK = 1000 / TICKS_PER_SECOND

export function buildFacts({ now, before, previousAtMs, tables, machine, users }: FactsInput): ProcessFacts {
  const { stat, details } = now
  const { inodes, namespace: _, ...shown } = details
  const startedAtMs = machine.bootMs + stat.startTime * MILLISECONDS_PER_TICK
  const memoryBytes = stat.rssPages * machine.pageBytes
  return {
    pid: stat.pid,
    startTime: stat.startTime,
    parentPid: stat.parentPid,
    ...shown,
    ...toNames(details, users),
    state: stat.state,
    kernel: stat.kernel,
    ...toRates(now, before ?? toBirth(startedAtMs, previousAtMs), machine.cores),
    memoryBytes,
    memoryPercent: machine.memoryBytes > 0 ? (memoryBytes / machine.memoryBytes) * 100 : 0,
    threads: stat.threads,
    startedAtMs,
    ...(now.lastActiveAtMs === undefined ? {} : { lastActiveAtMs: now.lastActiveAtMs }),
    ...(inodes.length > 0 ? toTalks(inodes, tables) : NO_TALKS),
  }
}

/** An id inside a container means somebody else outside it. */
function toNames({ uid, loginUid, container }: Details, users: FactsInput['users']) {
  const user = uid === undefined || (container && uid !== 0) ? undefined : users(uid)
  const loginUser = loginUid === undefined ? undefined : users(loginUid)
  return { ...(user === undefined ? {} : { user }), ...(loginUser === undefined ? {} : { loginUser }) }
}

interface Counters {
  readonly atMs: number
  readonly stat: Pick<Stat, 'cpuTicks'>
  readonly details: Pick<Details, 'readBytes' | 'writtenBytes'>
}
/** Boot time is known to the second. */
const START_SLACK_MS = 1500
function toBirth(startedAtMs: number, previousAtMs: number | undefined): Counters | undefined {
  if (previousAtMs === undefined || startedAtMs < previousAtMs - START_SLACK_MS) return undefined
  return { atMs: previousAtMs, stat: { cpuTicks: 0 }, details: { readBytes: 0, writtenBytes: 0 } }
}

function toRates(now: Counters, before: Counters | undefined, cores: number) {
  const seconds = before ? (now.atMs - before.atMs) / 1000 : 0
  if (!before || seconds <= 0) return {}
  const cpu = (Math.max(0, now.stat.cpuTicks - before.stat.cpuTicks) / TICKS_PER_SECOND / seconds) * 100
  const speed = (bytes: number | undefined, earlier: number | undefined) =>
    bytes === undefined || earlier === undefined ? undefined : Math.max(0, bytes - earlier) / seconds
  const read = speed(now.details.readBytes, before.details.readBytes)
  const written = speed(now.details.writtenBytes, before.details.writtenBytes)
  return {
    cpuPercentOfCore: cpu,
    cpuPercentOfMachine: cpu / cores,
    ...(read === undefined ? {} : { readBytesPerSecond: read }),
    ...(written === undefined ? {} : { writtenBytesPerSecond: written }),
  }
}
