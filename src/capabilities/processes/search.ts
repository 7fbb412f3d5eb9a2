/** What the whole-console search finds among processes, and what the overview marks as watched. */
import type { HostInfo, SearchHit, WatchedMark } from '../../core/capability.ts'
import type { HostState } from './hosts.ts'
import { processPage } from './observe.ts'
import type { Seen } from './view.ts'

const MOST_HITS = 20

/** 1 exact, 0.5 begins with, 0.2 contains; 0 not found. Without regard to case. */
function scoreOf(text: string | undefined, query: string): number {
  if (text === undefined) return 0
  const whole = text.toLowerCase()
  if (whole === query) return 1
  if (whole.startsWith(query)) return 0.5
  return whole.includes(query) ? 0.2 : 0
}

function scoreProcess({ facts }: Seen, query: string): number {
  const { name, pid, user, exe, commandLine, unit, listens, connections } = facts
  const ports = listens.map(({ port }) => `:${port}`)
  const addresses = connections.map(({ remoteAddress }) => remoteAddress)
  const exact = [String(pid), unit, ...ports, ...addresses].some((text) => text?.toLowerCase() === query) ? 1 : 0
  const begun = scoreOf(user, query) === 1 ? 0.5 : 0
  return Math.max(
    exact,
    begun,
    scoreOf(name, query),
    Math.min(0.2, scoreOf(exe, query)),
    Math.min(0.2, scoreOf(commandLine, query)),
  )
}

export function findProcesses(host: HostInfo, state: HostState | undefined, query: string): SearchHit[] {
  const needle = query.trim().toLowerCase()
  if (!state || needle === '') return []
  return [...state.seen.values()]
    .flatMap((seen) => {
      const score = seen.facts.kernel ? 0 : scoreProcess(seen, needle)
      return score === 0 ? [] : [{ seen, score }]
    })
    .sort((a, b) => b.score - a.score || a.seen.facts.pid - b.seen.facts.pid)
    .slice(0, MOST_HITS)
    .map(({ seen: { facts }, score }) => ({
      kind: 'process',
      title: facts.name,
      detail: {
        key: 'processes.search.process',
        params: { pid: facts.pid, user: facts.user ?? '?', host: host.name },
      },
      href: processPage(host.id, facts),
      score,
    }))
}

export function toMark(host: HostInfo, state: HostState | undefined, silent: boolean): WatchedMark {
  const mark = {
    kind: 'processes',
    id: host.id,
    name: host.name,
    href: `/processes?host=${encodeURIComponent(host.id)}`,
    lastSeenMs: state?.lastSeenMs ?? host.lastSeenMs,
  }
  if (!state || silent)
    return {
      ...mark,
      state: 'silent',
      why: { key: 'processes.watched.silent', params: { lastSeenMs: mark.lastSeenMs } },
    }
  const programs = [...state.seen.values()].filter(({ facts }) => !facts.kernel)
  const dangerous = programs.filter(({ row }) => row.verdict === 'danger').length
  return dangerous > 0
    ? { ...mark, state: 'danger', why: { key: 'processes.watched.danger', params: { count: dangerous } } }
    : { ...mark, state: 'good', why: { key: 'processes.watched.good', params: { count: programs.length } } }
}
