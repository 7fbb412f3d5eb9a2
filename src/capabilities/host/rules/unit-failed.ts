/** A unit that failed: an event from the agent, with the last lines it wrote. */
import type { HostId, Observation, Rule } from '../../../core/capability.ts'
import type { UnitFailed } from '../schema.ts'
import { evidence, hostPage, next } from './rule.ts'

export const unitFailed: Rule & { readonly name: 'unit-failed' } = {
  name: 'unit-failed',
  severity: 'danger',
  raiseAfter: 1,
  clearAfter: 1,
  symptomOf: ['host.disk-gone', 'host.disk-read-only', 'host.disk-full'],
}

/** Units that are not in the list are quiet: `keepOnly` clears theirs. */
export function observeFailedUnits(host: HostId, units: readonly UnitFailed[]): Observation[] {
  return units.map(({ unit, result, atMs, lines }) => ({
    rule: unitFailed.name,
    host,
    subject: unit,
    active: true,
    sure: true,
    params: { unit, result: result ?? '' },
    evidence: [
      evidence('unit-result', { value: result ?? 'failed', sinceMs: atMs }, { unit }),
      ...(lines.length > 0 ? [evidence('last-lines', { lines: [...lines] }, { unit })] : []),
    ],
    next: next('unit-failed', hostPage(host, 'services', `&service=${encodeURIComponent(unit)}`), { unit }),
  }))
}
