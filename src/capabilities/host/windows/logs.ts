/** The Event Log of a Windows machine behind the interface of logs: sources, last lines, search, and following on a lease. */
import { userInfo } from 'node:os'
import { askPowerShell, askWmic, type WindowsTools } from '../../../core/windows/ask.ts'
import { hostErrors } from '../errors.ts'
import { checkPattern, type Logs, type LogsOptions, runSearch } from '../logs/logs.ts'
import { EVENT_LOG, parseLogId } from '../logs/sources.ts'
import type { LogSource } from '../schema.ts'
import {
  isPrivateEventLog,
  LOGS_QUESTION,
  LOGS_SCRIPT,
  parseEvents,
  parseLogs,
  parseWmicEvents,
  toEventsQuestion,
  toEventsScript,
  type WindowsEvent,
} from './events.ts'

const DEFAULT_LINES = 20
const DEFAULT_FOUND = 200
/** How much of a log a search reads, and a look at what is new. */
const SEARCHED_EVENTS = 5000
const FOLLOWED_EVENTS = 200
const FOLLOW_EVERY_MS = 5000
const MOST_FOLLOWED = 20
const WMIC_SINCE_MS = 86_400_000
const THREAD_GRACE_MS = 500

interface Lease {
  untilMs: number
  readonly isPrivate: boolean
  lastRecord: number
  asking: boolean
}

export function createWindowsLogs({
  host,
  context,
  tools,
  say,
}: Pick<LogsOptions, 'host' | 'context' | 'say'> & { readonly tools: WindowsTools }): Logs {
  const { clock, config, log, threads } = context
  const timeoutMs = config.commandTimeoutMs
  const leases = new Map<string, Lease>()

  const describe = (id: string, asks: 'operator' | 'viewer', sizeBytes?: number): LogSource & { log: string } => {
    const parsed = parseLogId(id)
    if (parsed.kind !== 'eventlog') throw hostErrors['host.log-outside']({ path: id })
    const isPrivate = isPrivateEventLog(parsed.log)
    if (isPrivate && asks !== 'operator') throw hostErrors['host.log-private']({ source: id })
    return {
      id,
      kind: 'eventlog',
      private: isPrivate,
      topic: `host.${isPrivate ? 'private-log' : 'log'}:${host}:${id}`,
      readable: true,
      log: parsed.log,
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
    }
  }
  const withoutLog = ({ log: _, ...source }: ReturnType<typeof describe>): LogSource => source

  const read = async (name: string, most: number): Promise<readonly WindowsEvent[]> => {
    const path = `${EVENT_LOG}${name}`
    const told = parseEvents(await askPowerShell(tools, toEventsScript(name, most), timeoutMs))
    if (told === 'missing') throw hostErrors['host.log-missing']({ path })
    if (told === 'denied') {
      const user = userInfo().username
      const command = `net localgroup "Event Log Readers" ${user} /add`
      throw hostErrors['host.log-unreadable']({ path, user, owner: 'Event Log Readers', command })
    }
    if (told) return told
    const question = toEventsQuestion(name, clock.now() - WMIC_SINCE_MS)
    const events = parseWmicEvents(await askWmic(tools, [question], timeoutMs))
    if (!events) throw hostErrors['host.windows-silent']({})
    return events.slice(-most)
  }

  const lookFor = async (id: string, lease: Lease, name: string): Promise<void> => {
    lease.asking = true
    try {
      const events = (await read(name, FOLLOWED_EVENTS)).filter(({ record }) => record > lease.lastRecord)
      lease.lastRecord = events.at(-1)?.record ?? lease.lastRecord
      if (events.length > 0) say({ source: id, lines: events.map(({ line }) => line), private: lease.isPrivate })
    } catch (error) {
      log.warn({ err: error, source: id }, 'new events could not be read')
    } finally {
      lease.asking = false
    }
  }
  const cancelLook = clock.every(FOLLOW_EVERY_MS, () => {
    for (const [id, lease] of leases) {
      if (lease.untilMs <= clock.now()) leases.delete(id)
      else if (!lease.asking) void lookFor(id, lease, describe(id, 'operator').log)
    }
  })

  return {
    async sources() {
      const logs =
        parseLogs(await askPowerShell(tools, LOGS_SCRIPT, timeoutMs)) ??
        parseLogs({ logs: await askWmic(tools, [LOGS_QUESTION], timeoutMs) })
      if (!logs) throw hostErrors['host.windows-silent']({})
      return logs.map(({ name, sizeBytes }) => withoutLog(describe(`${EVENT_LOG}${name}`, 'operator', sizeBytes)))
    },
    async tail({ source: id, lines = DEFAULT_LINES, mayReadPrivate }) {
      const source = describe(id, mayReadPrivate ? 'operator' : 'viewer')
      const events = await read(source.log, lines)
      return {
        source: withoutLog(source),
        lines: events.map(({ line }) => line),
        fromStart: events.length < lines,
      }
    },
    async search({ source: id, q, limit = DEFAULT_FOUND, regex = false, mayReadPrivate }, signal) {
      const source = describe(id, mayReadPrivate ? 'operator' : 'viewer')
      checkPattern(q, regex ? 'regex' : 'plain')
      const startMs = clock.monotonicMs()
      const lines = (await read(source.log, SEARCHED_EVENTS)).map(({ line }) => line)
      const input = { q, regex, limit, budgetMs: config.logSearchMs, lines }
      const result = await runSearch(threads, input, config.logSearchMs + THREAD_GRACE_MS, signal)
      if (result === 'private') throw hostErrors['host.log-private']({ source: id })
      return { ...result, tookMs: Math.round(clock.monotonicMs() - startMs) }
    },
    async follow({ source: id, forMs }) {
      const { private: isPrivate, log: name } = describe(id, 'operator')
      const untilMs = clock.now() + forMs
      const lease = leases.get(id)
      if (lease) lease.untilMs = untilMs
      if (lease || forMs === 0) return { private: isPrivate }
      if (leases.size >= MOST_FOLLOWED) throw hostErrors['host.journal-silent']({ reason: 'too many are followed' })
      const lastRecord = (await read(name, 1)).at(-1)?.record ?? 0
      leases.set(id, { untilMs, isPrivate, lastRecord, asking: false })
      return { private: isPrivate }
    },
    stop() {
      cancelLook()
      leases.clear()
    },
  }
}
