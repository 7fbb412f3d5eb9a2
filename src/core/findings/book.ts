/**
 * What is open, in memory, and what of it is still to be written. Rules change it at once and the store follows in
 * one transaction; what a person does is in the store first. A store that refuses (a full disk) is tried again.
 */
import type { Log } from '../capability.ts'
import { findingsErrors } from './errors.ts'
import { isWorse } from './hysteresis.ts'
import type { FindingQueries } from './queries.ts'
import type { Change, FindingRecord, NewEvent } from './record.ts'

/** What rules said while the store could not be written; beyond this the oldest transitions are let go. */
const MAX_WAITING_EVENTS = 20_000

export interface Book {
  readonly open: ReadonlyMap<string, FindingRecord>
  /** Grows with every change of what is open. */
  readonly revision: number
  /** Keys of what is not written yet. */
  unwritten(): readonly string[]
  raise(record: FindingRecord, event: NewEvent): void
  /** Of an open finding, clearing included. `event` absent: only its evidence is newer, which may wait for a later `settle`. */
  change(record: FindingRecord, event?: NewEvent): void
  /** Writes what waits; never rejects. */
  settle(): Promise<void>
  /** By id or key; rejects with `findings.not-found`. */
  find(ref: string): Promise<FindingRecord>
  /** One change at a time, written before it is seen; rejects when it could not be written. */
  act(ref: string, change: (record: FindingRecord) => Act): Promise<FindingRecord>
  /** Runs after everything before it. */
  inTurn<Result>(task: () => Promise<Result>): Promise<Result>
}
export interface Act {
  readonly patch: Partial<Pick<FindingRecord, 'assignee' | 'acknowledged' | 'mute'>>
  readonly event: NewEvent
}

/** An acknowledgement holds until it is worse; whatever wrote last, this is true of every record kept. */
const withoutStaleAcknowledgement = (record: FindingRecord): FindingRecord =>
  record.acknowledged && isWorse(record.severity, record.acknowledged.severity)
    ? { ...record, acknowledged: null }
    : record

/** A finding that rose again is the same finding: its owner, its mute and how often it rose stay. */
const joinEarlier = (record: FindingRecord, earlier: FindingRecord): FindingRecord => ({
  ...record,
  raisedCount: record.raisedCount + earlier.raisedCount,
  assignee: record.assignee ?? earlier.assignee,
  mute: record.mute ?? (earlier.mute && earlier.mute.untilMs > record.raisedAtMs ? earlier.mute : null),
})

export function createBook(options: {
  queries: FindingQueries
  log: Log
  loaded: readonly FindingRecord[]
  /** Called once what changed is written (or could not be). */
  onChange: (changes: readonly Change[]) => void
}): Book {
  const { queries, log, onChange } = options
  const open = new Map(options.loaded.map((record) => [record.key, record]))
  const unwritten = new Map<string, FindingRecord>()
  const waiting: NewEvent[] = []
  const unsaid: Change[] = []
  /** Rose here, and what the store knows of an earlier time has not been looked at. */
  const unjoined = new Set<string>()
  let revision = 0
  let failing = false
  let turn: Promise<unknown> = Promise.resolve()

  const newest = (key: string) => open.get(key) ?? unwritten.get(key)
  const keep = (record: FindingRecord) => {
    revision++
    const sound = withoutStaleAcknowledgement(record)
    if (sound.state === 'open') open.set(sound.key, sound)
    else open.delete(sound.key)
    unwritten.set(sound.key, sound)
  }
  const note = (event: NewEvent, record: FindingRecord) => {
    waiting.push(event)
    unsaid.push({ event, record })
    if (waiting.length > MAX_WAITING_EVENTS) waiting.shift()
  }
  const inTurn = <Result>(task: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(task)
    turn = result.catch(() => undefined)
    return result
  }
  const join = async () => {
    if (unjoined.size === 0) return
    const keys = [...unjoined]
    for (const earlier of await queries.byKeys(keys)) {
      const record = newest(earlier.key)
      if (record) keep(joinEarlier(record, earlier))
    }
    for (const key of keys) unjoined.delete(key)
  }
  const write = async () => {
    await join()
    const records = [...unwritten.values()]
    const events = waiting.splice(0)
    if (records.length === 0 && events.length === 0) return
    unwritten.clear()
    try {
      await queries.write(records, events)
    } catch (error) {
      for (const record of records) if (!unwritten.has(record.key)) unwritten.set(record.key, record)
      waiting.unshift(...events)
      throw error
    }
  }
  const say = () => {
    if (unsaid.length) onChange(unsaid.splice(0))
  }
  const settleNow = async () => {
    try {
      await write()
      if (failing) log.info({}, 'findings are written to the store again')
      failing = false
    } catch (error) {
      if (!failing) log.error({ err: error }, 'findings could not be written and are kept in memory')
      failing = true
    }
    say()
  }
  const find = async (ref: string): Promise<FindingRecord> => {
    const inMemory = newest(ref) ?? [...open.values(), ...unwritten.values()].find(({ id }) => id === ref)
    const record = inMemory ?? (await queries.find(ref))
    if (!record) throw findingsErrors['findings.not-found']({ finding: ref })
    return record
  }
  return {
    open,
    get revision() {
      return revision
    },
    unwritten: () => [...unwritten.keys()],
    raise(record, event) {
      const earlier = unwritten.get(record.key)
      if (!earlier) unjoined.add(record.key)
      keep(earlier ? joinEarlier(record, earlier) : record)
      note(event, record)
    },
    change(record, event) {
      keep(record)
      if (event) note(event, record)
    },
    settle: () => inTurn(settleNow),
    find: (ref) => inTurn(() => find(ref)),
    act: (ref, change) =>
      inTurn(async () => {
        await settleNow()
        const record = await find(ref)
        const { patch, event } = change(record)
        const acted = { ...record, ...patch }
        await queries.write([acted], [event])
        // A rule may have spoken while this was written: what it said stays, and so does what the person did.
        const current = newest(record.key)
        if (current) {
          keep({ ...current, ...patch })
          if (current === record) unwritten.delete(record.key)
        }
        const after = newest(record.key) ?? acted
        onChange([{ event, record: after }])
        return after
      }),
    inTurn,
  }
}
