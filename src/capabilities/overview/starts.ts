/** A start of the console as a change: which version, and which settings are not what they were. */
import type { Clock } from '../../core/clock.ts'
import type { Desk } from '../../core/desk.ts'
import type { ChangedSetting, OverviewQueries } from './queries.ts'

type Values = Readonly<Record<string, string>>

export function diffSettings(before: Values, after: Values): readonly ChangedSetting[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return names
    .map((name) => ({ name, from: before[name] ?? null, to: after[name] ?? null }))
    .filter(({ from, to }) => from !== to)
}

/** Secrets are masked where the settings come from: that one changed is not seen. */
export async function recordStart(
  queries: OverviewQueries,
  desk: Pick<Desk, 'settings'>,
  clock: Clock,
  version: string,
): Promise<void> {
  const settings = Object.fromEntries(desk.settings().map(({ name, value }) => [name, value]))
  const before = await queries.lastSettings()
  const changed = before ? diffSettings(before, settings) : []
  await queries.addStart({ atMs: clock.now(), version, changed }, settings)
}
