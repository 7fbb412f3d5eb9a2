/** Logs as an agent answers for them: sources, last lines, search, and following on a lease. */
import { userInfo } from 'node:os'
import type { AgentContext, HostId } from '../../../core/capability.ts'
import { VedetteError } from '../../../core/errors.ts'
import type { Source } from '../collectors/source.ts'
import type { HostConfig } from '../config.ts'
import { hostErrors } from '../errors.ts'
import type { HostRequest, LogLines, LogSearch, LogSource, LogTail } from '../schema.ts'
import type { Systemd } from '../services/systemd.ts'
import { followFile } from './follow.ts'
import { type OpenLog, openLog } from './guard.ts'
import { createJournalFollowers, readJournal } from './journal.ts'
import { readInTurns, toLogLine } from './lines.ts'
import { type SearchInput, toPattern } from './search.ts'
import {
  describeSource,
  isPrivateFile,
  parseLogId,
  readSources,
  type SourcesOptions,
  toPrivateGlobs,
} from './sources.ts'
import { readTail } from './tail.ts'

const DEFAULT_LINES = 20
const DEFAULT_FOUND = 200
const LEASE_LOOK_MS = 1000
const MOST_FOLLOWED = 20
/** How much of the journal a search reads. */
const JOURNAL_LINES = 20_000
const JOURNAL_TEXT = 8 * 1024 * 1024
const SHOWN_TEXT = 1024 * 1024
/** How much later the thread is ended than the search ends itself. */
const THREAD_GRACE_MS = 500

export interface LogsOptions {
  readonly host: HostId
  readonly context: Pick<AgentContext<HostConfig>, 'clock' | 'log' | 'threads' | 'config'>
  readonly source: Source
  readonly systemd: Systemd
  say(lines: LogLines & { readonly private: boolean }): void
}
interface Lease {
  untilMs: number
  readonly isPrivate: boolean
  stop(): void
}
export interface Logs {
  sources(): Promise<LogSource[]>
  tail(request: HostRequest<'host.log-tail'>, signal: AbortSignal): Promise<LogTail>
  search(request: HostRequest<'host.log-search'>, signal: AbortSignal): Promise<LogSearch>
  follow(request: HostRequest<'host.log-follow'>, signal: AbortSignal): Promise<{ private: boolean }>
  stop(): void
}

export function createLogs(options: LogsOptions): Logs {
  const { context, systemd } = options
  const { clock, config } = context
  const sourcesOptions: SourcesOptions = {
    host: options.host,
    source: options.source,
    roots: config.logRoots,
    privateLogs: config.privateLogs,
    privateUnits: config.privateUnits,
    configured: config.services,
  }
  const leases = new Map<string, Lease>()
  const followers = createJournalFollowers(systemd, clock, config.commandTimeoutMs)

  const readJournalOf = (unit: string | undefined, lines: number, mostText: number, signal: AbortSignal) =>
    readJournal(
      systemd,
      { lines, mostText, timeoutMs: config.commandTimeoutMs, signal, ...(unit ? { unit } : {}) },
      userInfo().username,
    )

  /** Rejects with `host.log-private` when whoever asks may not see this one. */
  const describe = (id: string, opened: OpenLog | undefined, asks: 'operator' | 'viewer'): LogSource => {
    const facts = opened ? { sizeBytes: opened.stats.size, changedMs: opened.stats.mtimeMs } : {}
    const described = describeSource(id, { ...facts, readable: true }, sourcesOptions, opened?.realPath)
    if (described.private && asks !== 'operator') throw hostErrors['host.log-private']({ source: id })
    return described
  }
  const withFile = async <Result>(
    path: string,
    use: (opened: OpenLog) => Promise<Result> | Result,
  ): Promise<Result> => {
    const opened = await openLog(path, config.logRoots)
    try {
      return await use(opened)
    } finally {
      await opened.handle.close()
    }
  }
  const tailFile = (id: string, path: string, count: number, asks: 'operator' | 'viewer') =>
    withFile(path, async (opened): Promise<LogTail> => {
      const described = describe(id, opened, asks)
      const tail = await readTail(opened.handle, opened.stats.size, count)
      const { lines, whole } = await readInTurns(tail.lines, (line) => toLogLine(line, clock.now()))
      return { source: described, lines, fromStart: tail.fromStart && whole }
    })
  const startFile = (id: string, path: string) =>
    withFile(path, (opened) => {
      const { private: isPrivate } = describe(id, opened, 'operator')
      const follower = followFile({
        path,
        roots: config.logRoots,
        clock,
        log: context.log,
        fromBytes: opened.stats.size,
        inode: opened.stats.ino,
        accepts: (realPath) => isPrivate || !isPrivateFile(realPath, sourcesOptions),
        say: (lines) => options.say({ ...lines, source: id, private: isPrivate }),
      })
      return { isPrivate, stop: () => follower.stop() }
    })
  const startJournal = async (id: string, unit: string | undefined) => {
    const { private: isPrivate } = describe(id, undefined, 'operator')
    const stop = await followers.start(unit, (lines) => options.say({ source: id, lines, private: isPrivate }))
    return { isPrivate, stop }
  }
  const endLeases = () => {
    for (const [id, lease] of leases) {
      if (lease.untilMs > clock.now()) continue
      lease.stop()
      leases.delete(id)
    }
  }
  const cancelLook = clock.every(LEASE_LOOK_MS, endLeases)

  return {
    sources: () => readSources(sourcesOptions),
    async tail({ source: id, lines = DEFAULT_LINES, mayReadPrivate }, signal) {
      const parsed = parseLocalId(id)
      const asks = mayReadPrivate ? 'operator' : 'viewer'
      if (parsed.kind === 'file') return tailFile(id, parsed.path, lines, asks)
      const described = describe(id, undefined, asks)
      const found = await readJournalOf(parsed.unit, lines, SHOWN_TEXT, signal)
      return { source: described, lines: found, fromStart: found.length < lines }
    },
    async search({ source: id, q, limit = DEFAULT_FOUND, regex = false, mayReadPrivate }, signal) {
      const parsed = parseLocalId(id)
      const asks = mayReadPrivate ? 'operator' : 'viewer'
      checkPattern(q, regex ? 'regex' : 'plain')
      const startMs = clock.monotonicMs()
      // Refusals come from here, with their own codes: an error does not keep its code on its way out of a thread.
      if (parsed.kind === 'file') await withFile(parsed.path, (opened) => describe(id, opened, asks))
      else describe(id, undefined, asks)
      const where =
        parsed.kind === 'file'
          ? {
              path: parsed.path,
              roots: config.logRoots,
              hidden: mayReadPrivate ? [] : toPrivateGlobs(config),
            }
          : { lines: await readJournalOf(parsed.unit, JOURNAL_LINES, JOURNAL_TEXT, signal) }
      const input: SearchInput = { q, regex, limit, budgetMs: config.logSearchMs, ...where }
      const result = await runSearch(context.threads, input, config.logSearchMs + THREAD_GRACE_MS, signal)
      // The name led to another file by the time the thread opened it.
      if (result === 'private') throw hostErrors['host.log-private']({ source: id })
      return { ...result, tookMs: Math.round(clock.monotonicMs() - startMs) }
    },
    async follow({ source: id, forMs }, signal) {
      signal.throwIfAborted()
      const untilMs = clock.now() + forMs
      const lease = leases.get(id)
      if (lease) {
        lease.untilMs = untilMs
        return { private: lease.isPrivate }
      }
      const parsed = parseLocalId(id)
      if (forMs === 0) return { private: describe(id, undefined, 'operator').private }
      const started = parsed.kind === 'file' ? await startFile(id, parsed.path) : await startJournal(id, parsed.unit)
      leases.get(id)?.stop()
      // Only for one that could be started: guesses must not end what others read.
      if (leases.size >= MOST_FOLLOWED) endOldest(leases)
      leases.set(id, { ...started, untilMs })
      return { private: started.isPrivate }
    },
    stop() {
      cancelLook()
      for (const lease of leases.values()) lease.stop()
      leases.clear()
    },
  }
}

/** The Event Log is Windows' own. */
function parseLocalId(id: string) {
  const parsed = parseLogId(id)
  if (parsed.kind === 'eventlog') throw hostErrors['host.log-missing']({ path: id })
  return parsed
}

function endOldest(leases: Map<string, Lease>): void {
  const [oldest] = [...leases].sort((a, b) => a[1].untilMs - b[1].untilMs)
  if (!oldest) return
  oldest[1].stop()
  leases.delete(oldest[0])
}

/** Rejects with `host.log-pattern-invalid`. */
export function checkPattern(q: string, kind: 'plain' | 'regex'): void {
  try {
    toPattern(q, kind)
  } catch (error) {
    throw hostErrors['host.log-pattern-invalid'](
      { q: q.slice(0, 100), reason: error instanceof Error ? error.message : '' },
      error,
    )
  }
}

/** In a thread, which ends at the time limit whatever the pattern does. */
export async function runSearch(
  threads: AgentContext<HostConfig>['threads'],
  input: SearchInput,
  timeoutMs: number,
  signal: AbortSignal,
) {
  try {
    return await threads.run<Omit<LogSearch, 'tookMs'> | 'private'>(import.meta.url, './search-worker', input, {
      timeoutMs,
      signal,
    })
  } catch (error) {
    if (error instanceof VedetteError && error.code === 'core.thread-timeout') {
      throw hostErrors['host.log-search-slow']({ q: input.q.slice(0, 100), timeoutMs }, error)
    }
    throw error
  }
}
