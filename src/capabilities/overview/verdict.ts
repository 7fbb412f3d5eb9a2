/** One sentence: does anything need you, what is watched, and how old is what we know. Silent is never good. */
import type { HostInfo, WatchedMark } from '../../core/capability.ts'
import type { FindingsCounts } from '../../core/findings.ts'
import type { Verdict } from './schema.ts'

export interface VerdictInput {
  readonly counts: FindingsCounts
  readonly marks: readonly WatchedMark[]
  readonly hosts: readonly HostInfo[]
  readonly nowMs: number
  readonly staleAfterMs: number
}

function pick(input: VerdictInput, newestAgeMs: number | null, silent: number): [Verdict['tone'], string] {
  const { danger, caution, info } = input.counts
  if (danger) return ['danger', 'needs']
  if (caution) return ['caution', 'needs']
  if (newestAgeMs === null) return ['silent', 'nothing']
  if (newestAgeMs > input.staleAfterMs) return ['silent', 'stale']
  if (silent) return ['silent', 'silent']
  return ['good', info ? 'notes' : 'calm']
}

export function toVerdict(input: VerdictInput): Verdict {
  const { counts, marks, hosts, nowMs } = input
  const seenMs = [...hosts, ...marks].map(({ lastSeenMs }) => lastSeenMs).filter((atMs) => atMs > 0)
  const ageOf = (atMs: number) => Math.max(0, nowMs - atMs)
  const newestAgeMs = seenMs.length ? ageOf(Math.max(...seenMs)) : null
  const oldestAgeMs = seenMs.length ? ageOf(Math.min(...seenMs)) : null
  const isMarked = (host: HostInfo) => marks.some(({ kind, id }) => kind === 'host' && id === host.id)
  const silent =
    marks.filter(({ state }) => state === 'silent').length +
    hosts.filter((host) => !host.connected && !isMarked(host)).length
  const [tone, name] = pick(input, newestAgeMs, silent)
  const params = {
    count: name === 'notes' ? counts.info : counts.danger + counts.caution,
    danger: counts.danger,
    caution: counts.caution,
    hosts: hosts.length,
    watched: marks.filter(({ kind }) => kind !== 'host').length,
    silent,
    newestMs: newestAgeMs ?? 0,
  }
  return { tone, text: { key: `overview.verdict.${name}`, params }, newestAgeMs, oldestAgeMs }
}

const ORDER = ['danger', 'caution', 'silent', 'good'] as const
export const worstFirst = (marks: readonly WatchedMark[]): WatchedMark[] =>
  marks.toSorted(
    (one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state) || one.name.localeCompare(other.name),
  )
