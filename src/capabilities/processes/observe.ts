/** Danger becomes findings: one a rule and program, whatever its pid and however many of it run. */
import type { HostId, Observation, Rule } from '../../core/capability.ts'
import { toRuleName } from './rules/rule.ts'
import type { Identity, Risk, RuleHit } from './schema.ts'
import type { Seen } from './view.ts'

const dangerous: Rule = { severity: 'danger', raiseAfter: 1, clearAfter: 2 }

/** Rules that may say danger. */
export const processesRules = {
  'public-port': dangerous,
  'system-port': dangerous,
  'suspicious-path': dangerous,
  'deleted-executable': dangerous,
  'name-mimicry': dangerous,
  'writable-by-others': dangerous,
  'extra-capabilities': dangerous,
  'dials-out': dangerous,
} as const satisfies Readonly<Record<string, Rule>>

/** Whoever starts ten thousand copies under as many names must not bury what else was found; the list shows them all. */
const MOST_FINDINGS = 200
const PER_PORT: ReadonlySet<Risk> = new Set(['PUBLIC_PORT', 'SYSTEM_PORT'])

export const processPage = (host: HostId, { pid, startTime }: Identity): string =>
  `/processes?host=${encodeURIComponent(host)}&process=${pid}.${startTime}`

/** The program's path; a port of it where that is what the rule is about. */
function toSubject({ facts }: Seen, hit: RuleHit): string {
  const program = facts.exe ?? facts.name
  return PER_PORT.has(hit.rule) ? `${program} ${hit.id.slice(hit.rule.length + 1, -1)}` : program
}

function toObservation(host: HostId, seen: Seen, hit: RuleHit): Observation {
  const rule = toRuleName(hit.rule)
  const { pid: _, ...params } = hit.why.params ?? {}
  return {
    rule,
    host,
    subject: toSubject(seen, hit),
    active: true,
    severity: 'danger',
    params,
    evidence: [
      ...hit.evidence,
      { label: { key: 'processes.evidence.pid' }, value: String(seen.facts.pid), href: processPage(host, seen.facts) },
    ],
    next: { label: { key: `processes.rule.${rule}.next` }, href: processPage(host, seen.facts) },
  }
}

export function toObservations(host: HostId, all: Iterable<Seen>): readonly Observation[] {
  const bySubject = new Map<string, Observation>()
  for (const seen of all) {
    if (bySubject.size >= MOST_FINDINGS) break
    for (const hit of seen.judged.hits) {
      if (hit.severity !== 'danger') continue
      const observation = toObservation(host, seen, hit)
      bySubject.set(`${observation.rule} ${observation.subject}`, observation)
    }
  }
  return [...bySubject.values()]
}
