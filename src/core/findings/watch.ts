/** Turns what rules observe into findings that rise, worsen, ease and clear. */
import type { HostId, Log, Observation, Rule } from '../capability.ts'
import type { Clock } from '../clock.ts'
import type { Book } from './book.ts'
import { findingsErrors } from './errors.ts'
import { isWorse, type Seen, type Step, type Streak, stepHysteresis } from './hysteresis.ts'
import { boundEvidence, boundSubject, type FindingRecord, findingId, findingKey, toEvent, toSaid } from './record.ts'
import type { ClearCause } from './schema.ts'

export interface Watch {
  /** True when something rose, cleared, worsened or eased. */
  observe(capability: string, observations: readonly Observation[]): boolean
  keepOnly(rule: string, host: HostId, subjects: readonly string[]): boolean
  /** Clears what no rule watches any more. */
  clearUnwatched(): boolean
}

export function createWatch(options: { rules: ReadonlyMap<string, Rule>; book: Book; clock: Clock; log: Log }): Watch {
  const { rules, book, clock, log } = options
  const streaks = new Map<string, Streak>()

  const clear = (record: FindingRecord, cause: ClearCause, evidence: Observation['evidence']) => {
    const atMs = clock.now()
    streaks.delete(record.key)
    const cleared: FindingRecord = {
      ...record,
      state: 'cleared',
      updatedAtMs: atMs,
      acknowledged: null,
      cleared: { atMs, cause, evidence: boundEvidence(evidence) },
    }
    book.change(cleared, toEvent(cleared, 'cleared', atMs, { details: { cause, lastedMs: atMs - record.raisedAtMs } }))
  }
  const raise = (key: string, rule: string, observation: Observation, severity: FindingRecord['severity']) => {
    const atMs = clock.now()
    const record: FindingRecord = {
      id: findingId(key),
      key,
      rule,
      host: observation.host,
      subject: boundSubject(observation.subject),
      state: 'open',
      severity,
      ...toSaid(observation),
      raisedAtMs: atMs,
      updatedAtMs: atMs,
      raisedCount: 1,
      cleared: null,
      assignee: null,
      acknowledged: null,
      mute: null,
    }
    book.raise(record, toEvent(record, 'raised', atMs))
  }
  const refresh = (record: FindingRecord, observation: Observation) => {
    const said = toSaid(observation)
    const { params, evidence, next } = record
    if (JSON.stringify(said) === JSON.stringify({ params, evidence, next })) return
    book.change({ ...record, ...said, updatedAtMs: clock.now() })
  }
  const weigh = (record: FindingRecord, observation: Observation, severity: FindingRecord['severity']) => {
    const atMs = clock.now()
    const changed = { ...record, ...toSaid(observation), severity, updatedAtMs: atMs }
    const kind = isWorse(severity, record.severity) ? 'worsened' : 'eased'
    book.change(changed, toEvent(changed, kind, atMs, { details: { from: record.severity } }))
  }
  const apply = (key: string, rule: string, observation: Observation, step: Step): boolean => {
    const record = book.open.get(key)
    switch (step.kind) {
      case 'none':
        if (record && observation.active) refresh(record, observation)
        return false
      case 'raise':
        raise(key, rule, observation, step.severity)
        return true
      case 'severity':
        if (record) weigh(record, observation, step.severity)
        return true
      case 'clear':
        if (record) clear(record, 'by-itself', observation.evidence)
        return true
    }
  }
  const take = (name: string, rule: Rule, observation: Observation): boolean => {
    const key = findingKey(name, observation.host, boundSubject(observation.subject))
    const streak = streaks.get(key)
    const open = book.open.get(key)
    if (!observation.active && !open) {
      if (streak) streaks.delete(key)
      return false
    }
    const severity = observation.severity ?? rule.severity
    const seen: Seen = { active: observation.active, severity, sure: observation.sure === true }
    const step = stepHysteresis(rule, open?.severity, streak, seen)
    if (step.kind === 'none' && step.streak) streaks.set(key, step.streak)
    else if (streak) streaks.delete(key)
    return apply(key, name, observation, step)
  }
  return {
    observe(capability, observations) {
      let changed = false
      let unknown: string | undefined
      for (const observation of observations) {
        const name = `${capability}.${observation.rule}`
        const rule = rules.get(name)
        if (!rule) unknown = name
        else if (take(name, rule, observation)) changed = true
      }
      if (unknown !== undefined) throw findingsErrors['findings.unknown-rule']({ rule: unknown })
      return changed
    },
    keepOnly(rule, host, subjects) {
      const kept = new Set(subjects.map((subject) => findingKey(rule, host, boundSubject(subject))))
      const place = findingKey(rule, host, '')
      for (const key of streaks.keys()) if (key.startsWith(place) && !kept.has(key)) streaks.delete(key)
      const gone = [...book.open.values()].filter(
        (record) => record.rule === rule && record.host === host && !kept.has(record.key),
      )
      for (const record of gone) clear(record, 'gone', [])
      return gone.length > 0
    },
    clearUnwatched() {
      const unwatched = [...book.open.values()].filter((record) => !rules.has(record.rule))
      for (const record of unwatched) clear(record, 'unwatched', [])
      if (unwatched.length) log.info({ findings: unwatched.length }, 'findings of rules that are no longer run cleared')
      return unwatched.length > 0
    },
  }
}
