/** What the whole-console search finds here, and what the overview marks as watched. */
import type { HostInfo, SearchHit, WatchedMark } from '../../core/capability.ts'
import type { Finding } from '../../core/findings/schema.ts'
import type { HostState } from './hosts.ts'
import { hostPage } from './rules/rule.ts'
import type { LogSource, Service } from './schema.ts'

/** 1 exact, 0.5 begins with, 0.2 contains; 0 not found. Without regard to case. */
export function scoreOf(text: string, query: string): number {
  const [whole, part] = [text.toLowerCase(), query.toLowerCase()]
  if (part === '') return 0
  if (whole === part || whole === `${part}.service`) return 1
  if (whole.startsWith(part)) return 0.5
  return whole.includes(part) ? 0.2 : 0
}

const best = (query: string, texts: readonly (string | undefined)[]) =>
  Math.max(0, ...texts.map((text) => (text === undefined ? 0 : scoreOf(text, query))))

export function findHost(info: HostInfo, state: HostState | undefined, query: string): SearchHit[] {
  const facts = state?.vitals?.facts
  const score = best(query, [info.id, info.name, facts?.hostname])
  if (score === 0) return []
  const system = facts?.distribution?.name ?? facts?.kernel ?? ''
  return [
    {
      kind: 'host',
      title: facts?.hostname ?? info.name,
      detail: { key: 'host.search.host', params: { system } },
      href: hostPage(info.id, 'vitals'),
      score,
    },
  ]
}

export function findService(host: HostInfo, service: Service, query: string): SearchHit[] {
  const score = best(query, [service.name, service.unit, service.description])
  if (score === 0) return []
  return [
    {
      kind: 'service',
      title: service.name,
      detail: {
        key: `host.search.service.${service.state}`,
        params: { host: host.name, about: service.description ? `: ${service.description}` : '' },
      },
      href: hostPage(host.id, 'services', `&service=${encodeURIComponent(service.name)}`),
      score,
    },
  ]
}

export function findLog(host: HostInfo, source: LogSource, query: string): SearchHit[] {
  const name = source.id.slice(source.id.lastIndexOf('/') + 1)
  const score = best(query, [source.id, name])
  if (score === 0) return []
  return [
    {
      kind: 'log',
      title: source.id,
      detail: { key: 'host.search.log', params: { host: host.name } },
      href: hostPage(host.id, 'logs', `&source=${encodeURIComponent(source.id)}`),
      score,
    },
  ]
}

/** Who is signed in, and where from. */
export function findUsers(host: HostInfo, state: HostState | undefined, query: string): SearchHit[] {
  return (state?.vitals?.users ?? []).flatMap(({ name, from, terminal, sinceMs }): SearchHit[] => {
    const score = best(query, [name, from])
    if (score === 0) return []
    const byAddress = from !== undefined && scoreOf(from, query) > scoreOf(name, query)
    return [
      {
        kind: byAddress ? 'address' : 'user',
        title: byAddress ? from : name,
        detail: { key: 'host.search.user', params: { name, host: host.name, terminal, sinceMs } },
        href: hostPage(host.id, 'vitals'),
        score,
      },
    ]
  })
}

const WORST_FIRST = ['danger', 'caution'] as const

/** The worst finding that asks for somebody decides the colour; silence comes before everything. */
export function toHostMark(
  info: HostInfo,
  state: HostState | undefined,
  silence: 'silent' | 'heard',
  open: readonly Finding[],
): WatchedMark {
  const mark = {
    kind: 'host',
    id: info.id,
    name: state?.vitals?.facts.hostname ?? info.name,
    href: hostPage(info.id, 'vitals'),
    lastSeenMs: state?.lastSeenMs ?? info.lastSeenMs,
  }
  if (silence === 'silent' || !state?.vitals)
    return { ...mark, state: 'silent', why: { key: 'host.watched.silent', params: { lastSeenMs: mark.lastSeenMs } } }
  const needed = open.filter(({ host, quiet }) => host === info.id && quiet === null)
  const worst = WORST_FIRST.flatMap((severity) => needed.filter((finding) => finding.severity === severity))[0]
  if (worst) return { ...mark, state: worst.severity === 'danger' ? 'danger' : 'caution', why: worst.title }
  return {
    ...mark,
    state: 'good',
    why: { key: 'host.watched.good', params: { uptime: state.vitals.uptimeSeconds ?? 0 } },
  }
}

const SERVICE_MARKS = {
  active: 'good',
  idle: 'good',
  changing: 'caution',
  inactive: 'caution',
  failed: 'danger',
} as const

export function toServiceMark(
  info: HostInfo,
  service: Service,
  seen: { atMs: number; silence: 'silent' | 'heard' },
): WatchedMark {
  return {
    kind: 'service',
    id: `${info.id}/${service.name}`,
    name: service.name,
    state: seen.silence === 'silent' ? 'silent' : SERVICE_MARKS[service.state],
    why: { key: `host.watched.service.${service.state}`, params: { host: info.name } },
    href: hostPage(info.id, 'services', `&service=${encodeURIComponent(service.name)}`),
    lastSeenMs: seen.atMs,
  }
}
