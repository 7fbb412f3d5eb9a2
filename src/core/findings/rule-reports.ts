/** Every rule with how often it fired, and how often it would have fired over kept history. */
import type { HostId, Rule, Series } from '../capability.ts'
import type { Clock } from '../clock.ts'
import type { FindingQueries } from './queries.ts'
import { REPLAY_DAYS, readReplay } from './replay.ts'
import type { Finding, RuleReport } from './schema.ts'

const DAY_MS = 24 * 3600 * 1000
/** A month of minutes is read for each rule and series: not at every look. */
const REPLAY_KEPT_MS = 10 * 60_000

export function createRuleReports(options: {
  rules: ReadonlyMap<string, Rule>
  queries: FindingQueries
  series: Series
  clock: Clock
  open: () => readonly Finding[]
}): (hosts: readonly HostId[]) => Promise<readonly RuleReport[]> {
  const { rules, queries, series, clock, open } = options
  type Replayed = Awaited<ReturnType<typeof readReplay>>
  let kept: { hosts: string; atMs: number; replays: Promise<ReadonlyMap<string, Replayed>> } | undefined

  const capabilityOf = (name: string) => name.slice(0, name.indexOf('.'))
  const replayAll = async (hosts: readonly HostId[]) => {
    const replays = new Map<string, Replayed>()
    for (const [name, rule] of rules) {
      replays.set(name, await readReplay(series, capabilityOf(name), rule, hosts, clock.now()))
    }
    return replays
  }
  const replays = (hosts: readonly HostId[]) => {
    const atMs = clock.now()
    const asked = JSON.stringify(hosts)
    if (kept?.hosts !== asked || atMs - kept.atMs > REPLAY_KEPT_MS) {
      const fresh = { hosts: asked, atMs, replays: replayAll(hosts) }
      kept = fresh
      fresh.replays.catch(() => {
        if (kept === fresh) kept = undefined
      })
    }
    return kept.replays
  }
  return async (hosts) => {
    const [fired, replayed] = await Promise.all([
      queries.firedSince(clock.now() - REPLAY_DAYS * DAY_MS),
      replays(hosts),
    ])
    const openByRule = Map.groupBy(open(), ({ rule }) => rule)
    return [...rules].map(([name, rule]) => {
      const replay = replayed.get(name) ?? null
      return {
        rule: name,
        capability: capabilityOf(name),
        severity: rule.severity,
        raiseAfter: rule.raiseAfter,
        clearAfter: rule.clearAfter,
        symptomOf: [...(rule.symptomOf ?? [])],
        open: openByRule.get(name)?.length ?? 0,
        fired: fired.get(name) ?? 0,
        wouldHaveFired: replay?.raises ?? null,
        historyDays: replay?.historyDays ?? null,
      }
    })
  }
}
