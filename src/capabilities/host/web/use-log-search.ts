import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ask } from '../../../../web/api/client.ts'
import type { ConsoleLine } from '../../../../web/ui/log-console.tsx'
import type { LogSearch } from '../schema.ts'

const MOST_FOUND = 500
/** The agent ends a search by itself; this is for a line that hangs. */
const TIMEOUT_MS = 20_000

export function useLogSearch(host: string, source: string, query: string, regex: boolean) {
  const q = query.trim()
  const answer = useQuery({
    queryKey: ['host', host, 'log-search', source, q, regex],
    queryFn: ({ signal }) =>
      ask<LogSearch>('GET', `/api/host/${encodeURIComponent(host)}/logs/search`, {
        query: { source, q, limit: MOST_FOUND, ...(regex ? { regex } : {}) },
        signal,
        timeoutMs: TIMEOUT_MS,
      }),
    enabled: q !== '',
    retry: false,
    staleTime: 30_000,
  })
  const lines = useMemo<readonly ConsoleLine[]>(
    () => (answer.data?.lines ?? []).map((line, id) => ({ ...line, id })),
    [answer.data],
  )
  return { ...answer, lines }
}
