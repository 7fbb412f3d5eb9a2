/**
 * Looks at every pass through the eyes of the policies that act, and lets them act: one at a time, on the same way as an
 * operator (`stop/desk.ts`), and never where the host has not been watched in dry run for long enough.
 */
import type { HostId, Principal, ServerContext } from '../../../core/capability.ts'
import { toErrorText, VedetteError } from '../../../core/errors.ts'
import type { Text } from '../../../core/schema.ts'
import type { ProcessesConfig } from '../config.ts'
import type { HostState } from '../hosts.ts'
import type { StopBy, StopDesk } from '../stop/desk.ts'
import type { Prepared } from '../stop/prepare.ts'
import type { Seen } from '../view.ts'
import { evaluate, type Firing, type Memory } from './evaluate.ts'
import { type AutomationRule, automationRules, toObservation, toRule, toRunText, toSubject } from './findings.ts'
import { createHourLimit } from './limit.ts'
import { type AutomationBook, type AutomationStore, DAY_MS, type WatchedTime } from './queries.ts'
import { type Automation, type AutomationRun, NEEDED_DAYS, type RunOutcome } from './schema.ts'

/** What another console or a person changed is seen this soon; before anything is done it is read again anyway. */
const BOOK_MS = 5000
const UPKEEP_MS = 60_000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const SHOWN_MS = DAY_MS
/** Silence for so many looks breaks what has held so far. */
const GAP_LOOKS = 3
/** The rest fires at the next look. */
const MOST_AT_ONCE = 20

type OneFiring = Firing<Automation, Seen>
interface Answer {
  readonly dryRun: boolean
  readonly outcome: RunOutcome
  readonly reasons: readonly Text[]
}
export interface AutomationRunner {
  /** After every look at a host. */
  take(host: HostId, state: HostState): void
  /** Something was changed here. */
  reload(): Promise<void>
  /** When everything begun so far is done. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** In the audit a rehearsal goes by another name than what is done. */
const rehearsal = { action: 'processes.automation-dry-run' }

export const isRehearsed = ({ rehearsed }: Automation, host?: HostId): boolean =>
  rehearsed.some((one) => (host === undefined || one.host === host) && one.days >= NEEDED_DAYS)

const isDry = (automation: Automation, host: HostId) =>
  automation.mode === 'dry-run' || (automation.action === 'stop' && !isRehearsed(automation, host))

export function createAutomationRunner({
  context,
  store,
  desk,
}: {
  readonly context: Pick<ServerContext<ProcessesConfig>, 'clock' | 'log' | 'config' | 'findings' | 'audit' | 'metrics'>
  readonly store: AutomationStore
  readonly desk: StopDesk
}): AutomationRunner {
  const { clock, log, config, findings, audit, metrics } = context
  const limits = {
    real: createHourLimit(clock, config.automationStopsPerHour),
    dry: createHourLimit(clock, config.automationStopsPerHour),
  }
  const maxGapMs = GAP_LOOKS * config.everyMs
  const memories = new Map<HostId, Memory>()
  const looks = new Map<HostId, { readonly headMs: number; readonly atMs: number }>()
  const busy = new Set<HostId>()
  const watched = new Map<string, WatchedTime>()
  const startedMs = clock.monotonicMs()
  let book: AutomationBook | undefined
  let bookMs = Number.NEGATIVE_INFINITY
  let upkeepMs = startedMs
  let remembered = false
  let reading: Promise<void> = Promise.resolve()
  let chain: Promise<void> = Promise.resolve()

  const inTurn = (what: string, task: () => Promise<void>): Promise<void> => {
    chain = chain.then(task).catch((error: unknown) => log.error({ err: error }, what))
    return chain
  }
  const rememberStops = async () => {
    if (remembered) return
    limits.real.remember(await store.countStopsSince(clock.now() - HOUR_MS))
    remembered = true
  }
  const readBook = async (): Promise<AutomationBook> => {
    try {
      bookMs = clock.monotonicMs()
      const read = await store.read()
      book = read
      return read
    } catch (error) {
      // What cannot be read does nothing.
      book = undefined
      throw error
    }
  }
  const reload = (): Promise<void> => {
    reading = readBook().then(
      () => undefined,
      (error: unknown) => log.error({ err: error }, 'policies that act could not be read: none acts'),
    )
    return reading
  }
  const refresh = () => {
    if (clock.monotonicMs() - bookMs >= BOOK_MS) void reload()
  }

  /** Time in dry run counts by a clock nobody sets; silence does not count. */
  const countWatched = (host: HostId, automations: readonly Automation[], sinceMs: number | undefined) => {
    const passedMs = sinceMs === undefined ? 0 : clock.monotonicMs() - sinceMs
    if (passedMs <= 0 || passedMs > maxGapMs) return
    for (const automation of automations.filter((one) => isDry(one, host))) {
      const { id, revision } = automation
      const day = Math.floor(clock.now() / DAY_MS)
      const key = `${id} ${revision} ${host} ${day}`
      const watchedMs = (watched.get(key)?.watchedMs ?? 0) + passedMs
      watched.set(key, { automation: id, revision, host, atMs: day * DAY_MS, watchedMs })
    }
  }
  const flush = async () => {
    const times = [...watched.values()]
    watched.clear()
    await store.addWatched(times)
  }

  /** A notice ends when what it is about ends; what was or would have been done stays for a day. */
  const tidy = async (host: HostId) => {
    const recent = await store.subjectsSince(host, clock.now() - SHOWN_MS)
    const acting = book?.automations.filter(({ mode }) => mode !== 'off') ?? []
    for (const rule of Object.keys(automationRules) as AutomationRule[]) {
      if (rule === 'automation-noticed') continue
      const subjects = recent.filter((one) => toRule(one) === rule).map(({ subject }) => subject)
      await findings.keepOnly(rule, host, subjects)
    }
    const longestMs = Math.max(0, ...acting.map(({ when }) => when.forMinutes)) * MINUTE_MS
    // Right after a start nothing can have held for long enough yet.
    if (clock.monotonicMs() - startedMs > longestMs + 2 * maxGapMs)
      await findings.keepOnly('automation-noticed', host, noticed.get(host) ?? [])
  }
  const noticed = new Map<HostId, readonly string[]>()
  const noteHolding = (host: HostId, automations: readonly Automation[], state: HostState, memory: Memory) => {
    const fired = [...memory].filter(([, track]) => track.fired).map(([key]) => key.split(' '))
    const subjects = fired.flatMap(([policy = '', process = '']) => {
      const automation = automations.find(({ id, revision, mode }) => `${id}.${revision}.${mode}` === policy)
      const seen = state.seen.get(process)
      return automation && seen ? [toSubject(automation, seen.facts)] : []
    })
    noticed.set(host, subjects)
  }
  const upkeep = () => {
    if (clock.monotonicMs() - upkeepMs < UPKEEP_MS) return
    upkeepMs = clock.monotonicMs()
    void inTurn('the record of policies that act could not be kept', async () => {
      await flush()
      for (const host of looks.keys()) await tidy(host)
    })
  }

  /** Only what still stands as it stood when this began; `undefined`: it does not. */
  const reread = async (host: HostId, { automation, key }: OneFiring): Promise<Automation | undefined> => {
    const { on, automations } = await readBook()
    const now = automations.find(({ id }) => id === automation.id)
    const holds = memories.get(host)?.get(key)?.sinceMs !== undefined
    const same = now?.revision === automation.revision && now.mode === automation.mode
    return on && holds && same ? now : undefined
  }
  const stopIt = async (host: HostId, firing: OneFiring, by: StopBy): Promise<Answer | undefined> => {
    const { pid, startTime } = firing.seen.facts
    const prepared = await desk.prepare(by.who, host, { pid, startTime })
    const now = await reread(host, firing)
    if (!now) return undefined
    const { plan } = prepared
    const dryRun = isDry(now, host)
    const shown = dryRun ? { ...plan, ...rehearsal } : plan
    if (plan.refusals.length > 0) {
      await desk.record(by, shown, 'refused', { dryRun })
      return { dryRun, outcome: 'refused', reasons: plan.refusals }
    }
    await rememberStops()
    if (!limits[dryRun ? 'dry' : 'real'].take()) {
      await desk.record(by, shown, 'refused', { dryRun, stopsPerHour: config.automationStopsPerHour })
      return { dryRun, outcome: 'limited', reasons: [] }
    }
    await desk.record(by, shown, 'planned', { dryRun })
    return dryRun ? { dryRun, outcome: 'stopped', reasons: [] } : applyStop(by, prepared)
  }
  const applyStop = async (by: StopBy, prepared: Prepared): Promise<Answer> => {
    const { outcome, why } = await desk.carryOut(by, prepared, { evidence: prepared.plan.evidence })
    const said = outcome === 'terminated' ? 'stopped' : outcome === 'failed' ? 'failed' : 'refused'
    return { dryRun: false, outcome: said, reasons: [why] }
  }
  const notify = async (host: HostId, { automation, seen }: OneFiring, by: StopBy): Promise<Answer> => {
    const { name, pid } = seen.facts
    const target = `${name} (PID ${pid})`
    const dryRun = isDry(automation, host)
    const outcome = dryRun ? 'planned' : 'done'
    const details = { policy: automation.title, dryRun }
    await audit.append({ ...by, host, action: 'processes.automation-notify', target, outcome, details })
    return { dryRun, outcome: 'notified', reasons: [] }
  }
  const toBy = ({ id, title }: Automation): StopBy => {
    const who: Principal = { kind: 'system', id: `processes.automation.${id}`, name: title, role: 'operator' }
    return { who, from: 'console' }
  }
  const act = async (host: HostId, firing: OneFiring): Promise<void> => {
    const automation = await reread(host, firing)
    if (!automation) return
    const by = toBy(automation)
    const toFailed = (error: unknown): Answer => {
      log.warn({ err: error, host, automation: automation.id }, 'a policy could not act')
      const reasons = error instanceof VedetteError ? [toErrorText(error)] : []
      return { dryRun: isDry(automation, host), outcome: 'failed', reasons }
    }
    const doing = automation.action === 'stop' ? stopIt(host, firing, by) : notify(host, firing, by)
    const answer = await doing.catch(toFailed)
    if (answer) await keep(host, automation, firing, answer)
  }
  const keep = async (
    host: HostId,
    automation: Automation,
    { seen }: OneFiring,
    { dryRun, outcome, reasons }: Answer,
  ): Promise<void> => {
    const { pid, startTime, name, exe } = seen.facts
    const process = { pid, startTime, name, ...(exe === undefined ? {} : { exe }) }
    const said = { dryRun, outcome, process }
    const run: AutomationRun = {
      ...said,
      atMs: clock.now(),
      host,
      revision: automation.revision,
      text: toRunText(automation, said),
      reasons: [...reasons],
    }
    metrics.add('automation.runs', 1, { outcome: dryRun ? 'dry-run' : outcome })
    await findings.observe([toObservation(host, automation, run)])
    await store.addRun(automation.id, toSubject(automation, seen.facts), run)
  }
  /** What could not even be tried begins anew. */
  const forget = (host: HostId, key: string) => {
    const memory = memories.get(host)
    if (memory) memories.set(host, new Map([...memory].filter(([one]) => one !== key)))
  }
  const actInTurn = (host: HostId, firing: OneFiring) =>
    inTurn('a policy could not act', async () => {
      try {
        await act(host, firing)
      } catch (error) {
        forget(host, firing.key)
        throw error
      }
    })

  return {
    take(host, state) {
      const before = looks.get(host)
      // Judged again by other policies: nothing new was seen.
      if (before?.headMs === state.head.atMs) return
      const atMs = clock.monotonicMs()
      looks.set(host, { headMs: state.head.atMs, atMs })
      refresh()
      upkeep()
      if (!book?.on) return void memories.delete(host)
      const automations = book.automations.filter(
        (one) => one.mode !== 'off' && (one.host === undefined || one.host === host),
      )
      countWatched(host, automations, before?.atMs)
      const { memory, firings } = evaluate({
        automations,
        seen: state.seen.values(),
        atMs,
        maxGapMs,
        atMost: busy.has(host) ? 0 : MOST_AT_ONCE,
        memory: memories.get(host) ?? new Map(),
      })
      memories.set(host, memory)
      noteHolding(host, automations, state, memory)
      if (firings.length === 0) return
      busy.add(host)
      for (const firing of firings) void actInTurn(host, firing)
      void chain.finally(() => busy.delete(host))
    },
    reload,
    async idle() {
      for (let waited: Promise<void> | undefined; waited !== chain; ) {
        waited = chain
        await Promise.all([reading, waited])
      }
    },
    async stop() {
      book = undefined
      memories.clear()
      await inTurn('the record of policies that act could not be kept', flush)
    },
  }
}
