/** What a person types into the one search: a user, an address, a host, a process, a path or a URL. */
import { isIP } from 'node:net'
import type { SearchHit } from '../../core/capability.ts'
import type { Desk } from '../../core/desk.ts'
import type { SearchAnswer } from './schema.ts'

export interface SearchPlan {
  readonly looksLike: SearchAnswer['looksLike']
  /** What to ask for, the whole first; a part weighs less than the whole. */
  readonly parts: readonly string[]
}

const PART_SHARE = 0.8

/** `[2001:db8::1]:443` and `10.0.0.7:8080` without their port; RFC 3986 §3.2.2. */
function readAddress(text: string): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text
  return isIP(bare) ? bare : undefined
}

export function planSearch(query: string): SearchPlan {
  const text = query.trim()
  const address = readAddress(text)
  if (address !== undefined) return { looksLike: 'address', parts: [...new Set([text, address])] }
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(text) && URL.canParse(text)) {
    const host = new URL(text).hostname.replace(/^\[|\]$/g, '')
    return { looksLike: 'url', parts: [...new Set([text, host])].filter(Boolean) }
  }
  const pid = /^(?:pid\s*)?(\d{1,10})$/i.exec(text)?.[1]
  if (pid !== undefined) return { looksLike: 'pid', parts: [pid] }
  if (text.startsWith('/')) return { looksLike: 'path', parts: [text] }
  const [user = '', host = '', ...more] = text.split('@')
  const isLogin = user !== '' && host !== '' && more.length === 0
  return { looksLike: 'name', parts: isLogin ? [text, user, host] : [text] }
}

export async function searchAll(desk: Pick<Desk, 'search'>, query: string): Promise<SearchAnswer> {
  const { looksLike, parts } = planSearch(query)
  const answers = await Promise.all(parts.map((part) => desk.search(part)))
  const best = new Map<string, SearchHit>()
  for (const [at, { hits }] of answers.entries()) {
    for (const hit of hits) {
      const score = at === 0 ? hit.score : hit.score * PART_SHARE
      const place = `${hit.kind} ${hit.href} ${hit.title}`
      if ((best.get(place)?.score ?? -1) < score) best.set(place, { ...hit, score })
    }
  }
  const hits = [...best.values()].sort((one, other) => other.score - one.score || one.title.localeCompare(other.title))
  return { query, looksLike, hits, missing: [...new Set(answers.flatMap(({ missing }) => missing))] }
}
