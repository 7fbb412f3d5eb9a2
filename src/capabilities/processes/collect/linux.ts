/** Processes of a Linux machine from `/proc`, without a child process. */
import fs from 'node:fs'
import type { Clock } from '../../../core/clock.ts'
import type { Text } from '../../../core/schema.ts'
import { type Executable, LIMITS, type Limit, type ProcessFacts, type ProcessPass, toKey } from '../schema.ts'
import { mergeTables, readInodes, readTables, readTablesNow, type Tables } from './attribution.ts'
import { type Details, type Reader, readDetails } from './details.ts'
import { createExecutables } from './executables.ts'
import { buildFacts, type Kept } from './facts.ts'
import { createProcFiles, orNothing } from './files.ts'
import { readMachine } from './machine.ts'
import { forEachInTurns, type ProcessSource, type Roots, shareLooks } from './source.ts'
import { parseStat, type Stat } from './stat.ts'
import { parseStatus } from './status.ts'
import { createUsers } from './users.ts'

export interface LinuxOptions {
  readonly roots: Roots
  readonly clock: Clock
  /** Package that owns a file; null: none does. `undefined`: not known (yet). */
  readonly packageOf?: (exe: string) => string | null | undefined
  /** The console, where somebody else looks: the process that holds the lock of its data folder. */
  readonly findConsole?: () => number | undefined
}

/** Details are read again at least every so many passes, even when no counter moved. */
const REFRESH_EVERY = 8

const GRANTS: Readonly<Record<Limit['what'], Text>> = {
  exe: { key: 'processes.limit.exe' },
  io: { key: 'processes.limit.io' },
  sockets: { key: 'processes.limit.sockets' },
  processes: { key: 'processes.limit.processes' },
}

export function createLinuxSource(options: LinuxOptions): ProcessSource {
  const { roots, clock } = options
  const { proc } = roots
  const files = createProcFiles()
  const users = createUsers(roots.etc, clock)
  const executables = createExecutables(clock)
  const machine = readMachine(proc)
  let kept = new Map<string, Kept>()
  let orphans = new Set<number>()
  let passes = 0
  let previousAtMs: number | undefined
  let console: number | undefined

  const readBase = (): Reader => ({
    files,
    run: roots.run,
    mounts: orNothing(files.link(`${proc}/1/ns/mnt`)),
    allCapabilities: parseStatus(orNothing(files.text(`${proc}/1/status`)) ?? '')?.capabilities ?? -1n,
  })
  const readOwnNamespace = () =>
    orNothing(files.link(`${proc}/1/ns/net`)) ?? orNothing(files.link(`${proc}/self/ns/net`)) ?? 'net'

  /** `/proc/self` of the tree that is looked at: in another machine's tree this process has no number. */
  const own = Number(orNothing(files.link(`${proc}/self`)))
  const isOwn = (pid: number) => pid === own || pid === console

  const readExecutable = (details: Details, pid: number): Executable | undefined => {
    const { exe, container } = details
    if (exe === undefined) return undefined
    const view = container ? `${container.engine} ${container.id}` : ''
    const file = executables({ home: `${proc}/${pid}`, exe, deleted: details.exeDeleted ?? false, view })
    const owner = container ? undefined : options.packageOf?.(exe)
    return file && owner !== undefined ? { ...file, package: owner } : file
  }
  const toFacts = (now: Kept, before: Kept | undefined, tables: Tables): ProcessFacts => {
    const executable = readExecutable(now.details, now.stat.pid)
    return {
      ...buildFacts({ now, before, previousAtMs, tables, machine, users }),
      ...(executable ? { executable } : {}),
      ...(isOwn(now.stat.pid) ? { own: true } : {}),
    }
  }

  const look = (pid: number, reader: Reader, atMs: number, refresh: boolean): Kept | undefined => {
    const home = `${proc}/${pid}`
    const line = orNothing(files.small(`${home}/stat`))
    const stat = line === undefined ? undefined : parseStat(line)
    if (line === undefined || !stat) return undefined
    const before = kept.get(toKey(stat))
    const same = before !== undefined && before.line === line && !refresh
    const details = same ? before.details : readDetails(reader, home, stat)
    const active = before !== undefined && didWork(stat, details, before)
    return {
      stat,
      line,
      details,
      atMs,
      lastActiveAtMs: active ? atMs : before?.lastActiveAtMs,
    }
  }

  const findNamespaces = (processes: Iterable<Kept>, own: string) => {
    const namespaces = new Map<string, number>()
    for (const { details, stat } of processes) {
      const namespace = details.namespace ?? (details.exe === undefined ? undefined : own)
      if (namespace !== undefined && !namespaces.has(namespace)) namespaces.set(namespace, stat.pid)
    }
    return namespaces
  }
  /** A socket nobody is known to hold was opened by somebody whose counters did not move: everybody is asked again, once. */
  const hasStrangers = (tables: Tables, now: Map<string, Kept>) => {
    const held = new Set<number>()
    for (const { details } of now.values()) for (const inode of details.inodes) held.add(inode)
    const free = [...tables.byInode.keys()].filter((inode) => !held.has(inode))
    const strangers = free.some((inode) => !orphans.has(inode))
    orphans = new Set(free)
    return strangers
  }

  const nowMs = () => clock.monotonicMs()
  const askForInodes = (now: Map<string, Kept>) =>
    forEachInTurns([...now], nowMs, ([key, seen]) => {
      // Whoever was read in this pass has told its sockets already.
      if (seen.details !== kept.get(key)?.details) return
      const inodes = orNothing(readInodes(files, `${proc}/${seen.stat.pid}`)) ?? []
      now.set(key, { ...seen, details: { ...seen.details, inodes } })
    })

  const passOnce = async (): Promise<ProcessPass> => {
    const beganMs = nowMs()
    const atMs = clock.now()
    const reader = readBase()
    console = options.findConsole?.()
    const ownNamespace = readOwnNamespace()
    const known = findNamespaces(kept.values(), ownNamespace)
    const reading = readTables(files, { proc, namespaces: known, ownNamespace })
    const now = new Map<string, Kept>()
    await forEachInTurns(listPids(proc), nowMs, (pid) => {
      const seen = look(pid, reader, atMs, (pid + passes) % REFRESH_EVERY === 0)
      if (seen) now.set(toKey(seen.stat), seen)
    })
    const alive = new Set([...now.values()].map(({ stat }) => stat.pid))
    // New namespaces, and those whose process has ended before its tables were read.
    const fresh = [...findNamespaces(now.values(), ownNamespace)].filter(
      ([namespace]) => !alive.has(known.get(namespace) ?? -1),
    )
    const more = await readTables(files, { proc, namespaces: new Map(fresh), ownNamespace })
    const tables = mergeTables(await reading, more)
    if (passes > 0 && hasStrangers(tables, now)) await askForInodes(now)
    const processes: ProcessFacts[] = []
    await forEachInTurns(now, nowMs, ([key, seen]) => {
      processes.push(toFacts(seen, kept.get(key), tables))
    })
    kept = now
    passes++
    previousAtMs = atMs
    return {
      atMs,
      platform: 'linux',
      cores: machine.cores,
      memoryTotalBytes: machine.memoryBytes,
      tookMs: nowMs() - beganMs,
      processes,
      limits: toLimits(processes),
    }
  }

  return {
    platform: 'linux',
    ...shareLooks(passOnce),
    readOne(pid) {
      // `/proc` answers for threads too, whose signals reach the whole process: by such a number no guard would know it.
      const status = parseStatus(orNothing(files.small(`${proc}/${pid}/status`)) ?? '')
      if (status?.pid !== undefined && status.pid !== pid) return undefined
      const seen = look(pid, readBase(), clock.now(), true)
      if (!seen) return undefined
      console = options.findConsole?.()
      const ownNamespace = readOwnNamespace()
      const namespaces = new Map([[seen.details.namespace ?? ownNamespace, pid]])
      return toFacts(seen, kept.get(toKey(seen.stat)), readTablesNow(files, { proc, namespaces, ownNamespace }))
    },
    peek: (pid) => parseStat(orNothing(files.small(`${proc}/${pid}/stat`)) ?? ''),
  }
}

function didWork(stat: Stat, details: Details, before: Kept): boolean {
  const bytes = ({ readBytes = 0, writtenBytes = 0 }: Details) => readBytes + writtenBytes
  return stat.cpuTicks > before.stat.cpuTicks || bytes(details) > bytes(before.details)
}

function listPids(proc: string): number[] {
  return fs
    .readdirSync(proc)
    .filter((name) => name.charCodeAt(0) >= 0x30 && name.charCodeAt(0) <= 0x39)
    .map(Number)
    .filter(Number.isSafeInteger)
}

function toLimits(processes: readonly ProcessFacts[]): Limit[] {
  const count = (what: Limit['what']) =>
    what === 'processes'
      ? Number(!processes.some(({ pid }) => pid === 1))
      : processes.filter(({ unseen }) => unseen.some((kind) => kind === what)).length
  return LIMITS.map((what) => ({ what, count: count(what), grant: GRANTS[what] })).filter((limit) => limit.count > 0)
}
