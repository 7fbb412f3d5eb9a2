/** The findings engine: rules observe, findings rise and clear, people say what they know, readers are told. */
import type { Database, Findings, Live, Log, Rule, Series } from '../capability.ts'
import type { Clock } from '../clock.ts'
import type { Events } from '../events.ts'
import type { FindingSaid, FindingsDesk } from '../findings.ts'
import { createBook } from './book.ts'
import { createPeople } from './people.ts'
import { createFindingQueries } from './queries.ts'
import { isWindowActive, type PlannedWindow, toQuietState } from './quiet.ts'
import { type Change, type FindingRecord, toEvent } from './record.ts'
import { createRuleReports } from './rule-reports.ts'
import type { Expectation, Finding, MaintenanceWindow, Transition } from './schema.ts'
import { matchesFilter, toCounts, toFinding, toOpenFindings } from './view.ts'
import { createWatch } from './watch.ts'

export interface FindingsEngine extends FindingsDesk {
  /** What one capability is lent. */
  forCapability(id: string): Findings
  /** Ends mutes in time, writes newer evidence, clears what no rule watches any more: the server's, not a command's. */
  start(): Promise<void>
  /** Resolves when everything is written. */
  stop(): Promise<void>
}

const TICK_MS = 10_000
const DEFAULT_LIMIT = 100
/** Transitions with an event of their own beside `findings.changed`. */
const OWN_EVENTS: ReadonlySet<Transition> = new Set(['raised', 'cleared', 'worsened'])
const NO_FOLDING = { under: undefined, folds: [] }

export async function createFindings(options: {
  db: Database
  clock: Clock
  log: Log
  events: Events
  live: Live
  series: Series
  /** `<capability>.<rule>` */
  rules: Readonly<Record<string, Rule>>
}): Promise<FindingsEngine> {
  const { clock, log, events, live } = options
  const rules = new Map(Object.entries(options.rules))
  const queries = createFindingQueries(options.db)
  const expectations: Expectation[] = [...(await queries.expectations())].reverse()
  const windows: PlannedWindow[] = [...(await queries.windows())]
  const book = createBook({ queries, log, loaded: await queries.open(), onChange: (changes) => tell(changes) })
  const watch = createWatch({ rules, book, clock, log })

  let seen: { revision: number; atMs: number; findings: readonly Finding[] } | undefined
  const open = (): readonly Finding[] => {
    const atMs = clock.now()
    if (seen?.revision !== book.revision || seen.atMs !== atMs) {
      const findings = toOpenFindings([...book.open.values()], rules, { expectations, windows }, atMs)
      seen = { revision: book.revision, atMs, findings }
    }
    return seen.findings
  }
  const forget = () => {
    seen = undefined
  }
  const view = (record: FindingRecord): Finding =>
    (record.state === 'open' && open().find(({ key }) => key === record.key)) ||
    toFinding(record, toQuietState(record, expectations, windows, clock.now()), NO_FOLDING)

  const publish = (keysByHost: ReadonlyMap<string, ReadonlySet<string>>) => {
    const counts = toCounts(open())
    for (const [host, keys] of keysByHost) live.publish('findings.changed', host, { keys: [...keys], counts })
  }
  const publishOpen = (of: (finding: Finding) => boolean) => {
    forget()
    const touched = Map.groupBy(open().filter(of), ({ host }) => host)
    publish(new Map([...touched].map(([host, findings]) => [host, new Set(findings.map(({ key }) => key))])))
  }
  const tell = (changes: readonly Change[]) => {
    forget()
    const byKey = new Map(open().map((finding) => [finding.key, finding]))
    const keysByHost = new Map<string, Set<string>>()
    for (const { event, record } of changes) {
      keysByHost.set(event.host, (keysByHost.get(event.host) ?? new Set()).add(event.key))
      const said: FindingSaid = { finding: byKey.get(event.key) ?? view(record), transition: event.kind }
      if (OWN_EVENTS.has(event.kind)) events.emit(`findings.${event.kind}`, said)
      events.emit('findings.changed', said)
    }
    publish(keysByHost)
  }

  const toWindow = (window: PlannedWindow): MaintenanceWindow => ({
    ...window,
    active: isWindowActive(window, clock.now()),
  })
  const activeWindows = () =>
    windows
      .filter((window) => isWindowActive(window, clock.now()))
      .map(({ id }) => id)
      .join()
  let activeBefore = activeWindows()
  const onWindows = () => {
    activeBefore = activeWindows()
    publishOpen(() => true)
    events.emit('findings.windows', windows.map(toWindow))
  }
  const people = createPeople({
    book,
    queries,
    clock,
    expectations,
    windows,
    view,
    toWindow,
    onChange: tell,
    onWindows,
  })

  const tick = async () => {
    const atMs = clock.now()
    const ended = [...book.open.values()].filter(({ mute }) => mute && mute.untilMs <= atMs)
    for (const record of ended) book.change({ ...record, mute: null }, toEvent(record, 'mute-ended', atMs))
    if (activeBefore !== activeWindows()) onWindows()
    const newer = new Set(book.unwritten())
    if (newer.size === 0) return
    await book.settle()
    publishOpen(({ key }) => newer.has(key))
  }
  let stopTicking: (() => void) | undefined
  const reports = createRuleReports({ rules, queries, series: options.series, clock, open })

  return {
    ...people,
    open,
    counts: () => toCounts(open()),
    async list(filter) {
      const { offset = 0, limit = DEFAULT_LIMIT, state = 'open' } = filter
      await book.settle()
      const all = open()
      const wanted = state === 'cleared' ? [] : all.filter((finding) => matchesFilter(finding, filter))
      const page = wanted.slice(offset, offset + limit)
      const counts = toCounts(all)
      if (state !== 'cleared' && state !== 'all') return { findings: page, total: wanted.length, counts }
      const rest = await queries.cleared(filter, Math.max(0, offset - wanted.length), limit - page.length)
      return { findings: [...page, ...rest.records.map(view)], total: wanted.length + rest.total, counts }
    },
    async get(ref) {
      await book.settle()
      const record = await book.find(ref)
      return { finding: view(record), ...(await queries.historyOf(record.key)) }
    },
    async history({ fromMs, toMs = clock.now() + 1, limit }) {
      await book.settle()
      return queries.history(fromMs, toMs, limit)
    },
    expectations: () => [...expectations],
    windows: () => windows.map(toWindow),
    rules: (hosts) => reports(hosts),
    prune: (beforeMs) =>
      book.inTurn(async () => {
        const rows = await queries.prune(beforeMs, ({ mute }) => mute !== null && mute.untilMs > clock.now())
        windows.splice(0, windows.length, ...(await queries.windows()))
        return rows
      }),
    forCapability: (id) => ({
      async observe(observations) {
        let changed = true
        try {
          changed = watch.observe(id, observations)
        } finally {
          if (changed) await book.settle()
        }
      },
      async keepOnly(rule, host, subjects) {
        if (watch.keepOnly(`${id}.${rule}`, host, subjects)) await book.settle()
      },
    }),
    async start() {
      if (watch.clearUnwatched()) await book.settle()
      stopTicking ??= clock.every(TICK_MS, () => {
        tick().catch((error: unknown) => log.error({ err: error }, 'findings could not be brought up to date'))
      })
    },
    async stop() {
      stopTicking?.()
      stopTicking = undefined
      await book.settle()
    },
  }
}
