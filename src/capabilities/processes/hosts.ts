/** What the console knows of the processes of each host: facts from its agent, judged by the policies in force. */
import type { HostId, Link, Live, Log } from '../../core/capability.ts'
import type { Clock } from '../../core/clock.ts'
import type { ProcessPush } from './collect/schema.ts'
import type { Lookup } from './known.ts'
import { type ProcessList, type ProcessPass, toKey } from './schema.ts'
import { type PassHead, type Seen, toChanges, toList, toSeen } from './view.ts'

export interface HostState {
  readonly head: PassHead
  readonly seen: ReadonlyMap<string, Seen>
  /** By the console's clock. */
  readonly lastSeenMs: number
}
export interface Hosts {
  get(host: HostId): HostState | undefined
  all(): ReadonlyMap<HostId, HostState>
  /** What an agent said unasked. */
  take(host: HostId, push: ProcessPush): Promise<void>
  /** Not older than `maxAgeMs`; asks the agent when it must. Rejects when the agent does not answer. */
  fresh(host: HostId, maxAgeMs: number): Promise<HostState>
  /** Other policies are in force: everything is judged again. */
  rejudge(): void
}

export interface HostsOptions {
  readonly clock: Clock
  readonly log: Log
  readonly link: Link
  readonly live: Live
  readonly lookupOn: (platform: ProcessPass['platform']) => Lookup
  /** After every look. */
  readonly taken: (host: HostId, state: HostState) => void
}

export function createHosts(options: HostsOptions): Hosts {
  const { clock, link, live, lookupOn } = options
  const states = new Map<HostId, HostState>()
  const asking = new Map<HostId, Promise<HostState>>()

  const keep = (host: HostId, state: HostState) => {
    states.set(host, state)
    options.taken(host, state)
    return state
  }
  const takeWhole = (host: HostId, { processes, ...head }: ProcessPass): HostState => {
    const lookup = lookupOn(head.platform)
    const before = states.get(host)
    // An answer that was overtaken by a later push says nothing new.
    if (before && before.head.atMs > head.atMs) return before
    const seen = new Map(processes.map((facts) => [toKey(facts), toSeen(facts, lookup)]))
    return keep(host, { head, seen, lastSeenMs: clock.now() })
  }
  const ask = (host: HostId): Promise<HostState> => {
    const running = asking.get(host)
    if (running) return running
    const asked = (async () =>
      takeWhole(host, (await link.request(host, 'processes.list', {})) as ProcessPass))().finally(() =>
      asking.delete(host),
    )
    asking.set(host, asked)
    return asked
  }
  const publish = (host: HostId, state: HostState, change: Parameters<typeof toChanges>[2]) => {
    if (live.watchers('processes.list', host) === 0) return
    live.publish('processes.list', host, toChanges(state.head, state.seen.values(), change))
  }

  return {
    get: (host) => states.get(host),
    all: () => states,
    async take(host, push) {
      const { sinceMs, changed, gone, ...head } = push
      const before = states.get(host)
      if (sinceMs !== undefined && before?.head.atMs !== sinceMs) {
        if (!before || before.head.atMs < push.atMs) await ask(host)
        return
      }
      const lookup = lookupOn(head.platform)
      const seen = new Map(sinceMs === undefined ? [] : before?.seen)
      for (const identity of gone) seen.delete(toKey(identity))
      const fresh = changed.map((facts) => toSeen(facts, lookup))
      for (const one of fresh) seen.set(toKey(one.facts), one)
      const state = keep(host, { head, seen, lastSeenMs: clock.now() })
      if (sinceMs !== undefined) publish(host, state, { sinceMs, changed: fresh, gone })
    },
    async fresh(host, maxAgeMs) {
      const state = states.get(host)
      return state && clock.now() - state.lastSeenMs <= maxAgeMs ? state : ask(host)
    },
    rejudge() {
      for (const [host, state] of states) {
        const lookup = lookupOn(state.head.platform)
        const seen = new Map([...state.seen].map(([key, { facts }]) => [key, toSeen(facts, lookup)]))
        const changed = [...seen].filter(
          ([key, { row }]) => JSON.stringify(row) !== JSON.stringify(state.seen.get(key)?.row),
        )
        const judged = keep(host, { ...state, seen })
        const rows = changed.map(([, one]) => one)
        if (rows.length > 0) publish(host, judged, { sinceMs: state.head.atMs, changed: rows, gone: [] })
      }
    },
  }
}

export const toWholeList = (host: HostId, state: HostState): ProcessList =>
  toList(host, state.head, state.seen.values())
