/** This machine's processes without a running console: for commands. */
import { setTimeout as wait } from 'node:timers/promises'
import type { CommandIo, Log } from '../../core/capability.ts'
import { systemClock } from '../../core/clock.ts'
import { readConsoleHolder } from '../../core/console-lock.ts'
import { LOCAL_HOST } from '../../core/schema.ts'
import { createThreads } from '../../core/threads.ts'
import { catalog } from './catalog/catalog.ts'
import type { AgentDetail } from './collect/schema.ts'
import type { ProcessSource } from './collect/source.ts'
import { openThisMachine } from './collect/this-machine.ts'
import { createUnits } from './collect/units.ts'
import { type ProcessesConfig, toRoots } from './config.ts'
import { buildDetail } from './detail.ts'
import { processesErrors } from './errors.ts'
import type { Lookup } from './known.ts'
import { createPackageOwners } from './packages/owners.ts'
import { createNameIndex } from './policy/names.ts'
import type { ProcessDetail, ProcessList, ProcessPass } from './schema.ts'
import { toList, toSeen } from './view.ts'

/** Rates need two looks; over less time they are noise. */
const BETWEEN_MS = 500

export interface LocalProcesses {
  readonly config: ProcessesConfig
  readonly source: ProcessSource
  look(): Promise<ProcessPass>
  /** One process, fresh. */
  read(pid: number): AgentDetail
  list(): Promise<ProcessList>
  detail(pid: number): Promise<ProcessDetail>
  close(): Promise<void>
}

/** The catalog that comes with Vedette. */
function createCatalogLookup(platform: ProcessSource['platform']): Lookup {
  const epoch = new Date(0).toISOString()
  const index = createNameIndex(catalog.map((entry) => ({ ...entry, created_at: epoch, updated_at: epoch })))
  return (name, kernel) => index.find(name, platform, kernel)
}

/** `lookupOn`: what the console here knows; the catalog that comes with Vedette where there is none. */
export function openLocalProcesses(
  io: Pick<CommandIo, 'settings' | 'signal'>,
  log: Log,
  lookupOn: (platform: ProcessSource['platform']) => Lookup = createCatalogLookup,
): LocalProcesses {
  const config = io.settings.section<ProcessesConfig>('processes')
  const threads = createThreads()
  const packages = createPackageOwners({ root: config.filesRoot, threads, clock: systemClock, log })
  const source = openThisMachine({
    roots: toRoots(config),
    clock: systemClock,
    packageOf: packages.packageOf,
    findConsole: () => readConsoleHolder(io.settings.dataDir),
  })
  const lookup = lookupOn(source.platform)
  const look = async () => {
    await source.pass()
    await Promise.all([packages.lookUp(), wait(BETWEEN_MS, undefined, { signal: io.signal }).catch(() => undefined)])
    return source.pass()
  }
  const readUnit = createUnits({ root: config.filesRoot, clock: systemClock })
  const read = (pid: number): AgentDetail => {
    const facts = source.readOne(pid)
    if (!facts) throw processesErrors['processes.not-found']({ pid })
    const unit = facts.unit === undefined || facts.container ? undefined : readUnit(facts.unit, facts.userUnit ?? false)
    return { atMs: systemClock.now(), process: facts, ...(unit ? { unit } : {}) }
  }
  return {
    config,
    source,
    look,
    read,
    async list() {
      const { processes, ...head } = await look()
      return toList(
        LOCAL_HOST,
        head,
        processes.map((facts) => toSeen(facts, lookup)),
      )
    },
    async detail(pid) {
      const { processes } = await look()
      return buildDetail({ ...read(pid), host: LOCAL_HOST, all: processes, lookup })
    },
    close: () => threads.close(),
  }
}
