/** Adds up what each process used in a minute, and names the ten of each kind when the minute is over. */
import { type ProcessFacts, type ProcessPass, toKey } from '../schema.ts'
import type { TopEntry, TopKind, TopMinute } from './schema.ts'

const MINUTE_MS = 60_000
const PLACES = 10
/** A look that comes after a longer pause (a suspended machine) tells nothing of the minute it falls in. */
const LONGEST_GAP_MS = 3 * MINUTE_MS
/** Less than this is nobody: a tenth of a percent of a core, a kilobyte a second. */
const LEAST: Readonly<Record<TopKind, number>> = { cpu: 0.1, memory: 1, io: 1024 }

interface Used {
  readonly entry: Omit<TopEntry, 'value'>
  readonly value: Record<TopKind, number>
}

export interface TopGatherer {
  /** The minute that has just ended, when this look is the first of the next one. */
  add(pass: ProcessPass): TopMinute | undefined
}

const toEntry = ({ pid, startTime, name, exe, user, unit }: ProcessFacts): Used['entry'] => ({
  pid,
  startTime,
  name,
  ...(exe === undefined ? {} : { exe }),
  ...(user === undefined ? {} : { user }),
  ...(unit === undefined ? {} : { unit }),
})

export function createTopGatherer(): TopGatherer {
  let minuteMs: number | undefined
  let previousMs: number | undefined
  let used = new Map<string, Used>()

  const rank = (kind: TopKind): TopEntry[] =>
    [...used.values()]
      .map(({ entry, value }) => ({ ...entry, value: value[kind] }))
      .filter(({ value }) => value >= LEAST[kind])
      .sort((a, b) => b.value - a.value || a.pid - b.pid)
      .slice(0, PLACES)
  const note = (facts: ProcessFacts, share: number) => {
    const { cpuPercentOfCore: cpu = 0, readBytesPerSecond: read = 0, writtenBytesPerSecond: written = 0 } = facts
    const known = used.get(toKey(facts))
    const value = known?.value ?? { cpu: 0, memory: 0, io: 0 }
    value.cpu += cpu * share
    value.io += (read + written) * share
    value.memory = facts.memoryBytes
    used.set(toKey(facts), { entry: known?.entry ?? toEntry(facts), value })
  }

  const finish = (atMs: number): TopMinute => ({ atMs, cpu: rank('cpu'), memory: rank('memory'), io: rank('io') })

  return {
    add(pass) {
      const nowMinuteMs = Math.floor(pass.atMs / MINUTE_MS) * MINUTE_MS
      const ended = minuteMs !== undefined && nowMinuteMs > minuteMs ? finish(minuteMs) : undefined
      if (minuteMs !== nowMinuteMs) used = new Map()
      const gapMs = previousMs === undefined ? 0 : pass.atMs - previousMs
      const share = gapMs > 0 && gapMs <= LONGEST_GAP_MS ? gapMs / MINUTE_MS : 0
      for (const facts of pass.processes) if (!facts.kernel) note(facts, share)
      minuteMs = nowMinuteMs
      previousMs = pass.atMs
      return ended
    },
  }
}
