/** What a person does about a finding: on disk before it is answered. */
import { randomUUID } from 'node:crypto'
import type { Principal } from '../capability.ts'
import type { Clock } from '../clock.ts'
import { VedetteError } from '../errors.ts'
import type { FindingsDesk } from '../findings.ts'
import type { Params } from '../schema.ts'
import type { Act, Book } from './book.ts'
import { findingsErrors } from './errors.ts'
import { isWorse } from './hysteresis.ts'
import type { FindingQueries } from './queries.ts'
import type { PlannedWindow } from './quiet.ts'
import { boundText, type Change, type FindingRecord, toEvent } from './record.ts'
import type { Expectation, Finding, MaintenanceWindow, Transition } from './schema.ts'

const DAY_MS = 24 * 3600 * 1000
const WEEK_MS = 7 * DAY_MS
/** Nothing is silenced for ever by mistake: what is right for longer is expected, not muted. */
const MAX_MUTE_MS = 366 * DAY_MS
const MAX_WINDOW_MS = 90 * DAY_MS
const MAX_REASON_CHARACTERS = 500
const MAX_COMMENT_CHARACTERS = 4000

type People = Pick<
  FindingsDesk,
  | 'assign'
  | 'comment'
  | 'acknowledge'
  | 'unacknowledge'
  | 'mute'
  | 'unmute'
  | 'expect'
  | 'removeExpectation'
  | 'addWindow'
  | 'removeWindow'
>

const sayReason = (reason: string, characters = MAX_REASON_CHARACTERS) => {
  const text = boundText(reason, characters).trim()
  if (text === '') throw findingsErrors['findings.bad-reason']()
  return text
}
/** `context` chooses the sentence: `findings.error.bad-time_<case>`. */
const badTime = (field: string, context: string) =>
  new VedetteError(
    'findings.bad-time',
    findingsErrors.rows['findings.bad-time'],
    { context },
    {
      fields: [{ field: `/${field}`, message: '' }],
    },
  )
function checkWindow({ fromMs, toMs, weekly }: { fromMs: number; toMs: number; weekly: boolean }, nowMs: number) {
  if (!(fromMs >= 0)) throw badTime('fromMs', 'before-1970')
  if (!(toMs > fromMs)) throw badTime('toMs', 'end-first')
  const tooLong = toMs - fromMs > (weekly ? WEEK_MS : MAX_WINDOW_MS)
  if (tooLong) throw badTime('toMs', weekly ? 'week-too-long' : 'too-long')
  if (!weekly && toMs <= nowMs) throw badTime('toMs', 'past')
}
const checkOpen = (record: FindingRecord) => {
  if (record.state !== 'open') throw findingsErrors['findings.not-open']({ finding: record.id })
}

export function createPeople(options: {
  book: Book
  queries: FindingQueries
  clock: Clock
  /** In memory, in the order in which they were said; changed here once the store has them. */
  expectations: Expectation[]
  windows: PlannedWindow[]
  view: (record: FindingRecord) => Finding
  toWindow: (window: PlannedWindow) => MaintenanceWindow
  onChange: (changes: readonly Change[]) => void
  onWindows: () => void
}): People {
  const { book, queries, clock, expectations, windows, view, toWindow, onChange, onWindows } = options

  const act = async (
    ref: string,
    who: Principal,
    change: (record: FindingRecord) => { kind: Transition; patch?: Act['patch']; details?: Params },
  ) =>
    view(
      await book.act(ref, (record) => {
        const { kind, patch = {}, details = {} } = change(record)
        return { patch, event: toEvent(record, kind, clock.now(), { who: who.name, details }) }
      }),
    )
  const remove = <Item extends { id: string }>(items: Item[], id: string) => {
    const at = items.findIndex((item) => item.id === id)
    if (at >= 0) items.splice(at, 1)
  }
  return {
    assign: (ref, who, assignee) =>
      act(ref, who, () => ({ kind: 'assigned', patch: { assignee }, details: { assignee } })),
    comment: (ref, who, text) =>
      act(ref, who, () => ({ kind: 'commented', details: { text: sayReason(text, MAX_COMMENT_CHARACTERS) } })),
    acknowledge: (ref, who, seen) =>
      act(ref, who, (record) => {
        checkOpen(record)
        const { severity } = record
        if (seen && isWorse(severity, seen)) throw findingsErrors['findings.worse-now']({ finding: record.id })
        return { kind: 'acknowledged', patch: { acknowledged: { by: who.name, atMs: clock.now(), severity } } }
      }),
    unacknowledge: (ref, who) =>
      act(ref, who, (record) => {
        checkOpen(record)
        return { kind: 'unacknowledged', patch: { acknowledged: null } }
      }),
    mute: (ref, who, { untilMs, reason }) =>
      act(ref, who, () => {
        const atMs = clock.now()
        if (!(untilMs > atMs)) throw badTime('untilMs', 'past')
        if (untilMs > atMs + MAX_MUTE_MS) throw badTime('untilMs', 'mute-too-long')
        const mute = { by: who.name, atMs, untilMs, reason: sayReason(reason) }
        return { kind: 'muted', patch: { mute }, details: { untilMs, reason: mute.reason } }
      }),
    unmute: (ref, who) => act(ref, who, () => ({ kind: 'unmuted', patch: { mute: null } })),
    async expect(ref, who, { hosts, reason }) {
      const record = await book.find(ref)
      const expectation: Expectation = {
        id: randomUUID(),
        rule: record.rule,
        subject: record.subject,
        hosts: hosts && [...new Set(hosts)],
        severity: record.severity,
        reason: sayReason(reason),
        by: who.name,
        atMs: clock.now(),
      }
      const details = { reason: expectation.reason, hosts: hosts === null ? null : hosts.join(', ') }
      const event = toEvent(record, 'expected', expectation.atMs, { who: who.name, details })
      await book.inTurn(async () => {
        await queries.addExpectation(expectation, event)
        expectations.unshift(expectation)
      })
      onChange([{ event, record }])
      return view(await book.find(ref))
    },
    async removeExpectation(id, who) {
      const expectation = expectations.find((one) => one.id === id)
      if (!expectation) throw findingsErrors['findings.unknown-expectation']({ expectation: id })
      const { rule, subject, hosts } = expectation
      const changes = [...book.open.values()]
        .filter(
          (record) =>
            record.rule === rule && record.subject === subject && (hosts === null || hosts.includes(record.host)),
        )
        .map((record) => ({ record, event: toEvent(record, 'unexpected', clock.now(), { who: who.name }) }))
      await book.inTurn(async () => {
        await queries.removeExpectation(
          id,
          changes.map(({ event }) => event),
        )
        remove(expectations, id)
      })
      onChange(changes)
      return expectation
    },
    async addWindow(who, asked) {
      const { fromMs, toMs, weekly } = asked
      const atMs = clock.now()
      checkWindow(asked, atMs)
      const window: PlannedWindow = {
        id: randomUUID(),
        hosts: asked.hosts && [...new Set(asked.hosts)],
        fromMs,
        toMs,
        weekly,
        reason: sayReason(asked.reason),
        by: who.name,
        atMs,
      }
      await book.inTurn(async () => {
        await queries.addWindow(window)
        windows.push(window)
      })
      onWindows()
      return toWindow(window)
    },
    async removeWindow(id) {
      const window = windows.find((one) => one.id === id)
      if (!window) throw findingsErrors['findings.unknown-window']({ window: id })
      await book.inTurn(async () => {
        await queries.removeWindow(id)
        remove(windows, id)
      })
      onWindows()
      return toWindow(window)
    },
  }
}
