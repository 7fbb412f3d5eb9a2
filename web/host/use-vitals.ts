/** The vitals of one machine, moving: the last sample, a short past for the bars, and whether it has gone silent. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Now, Vitals } from '../../src/capabilities/host/schema.ts'
import { get } from '../api/client.ts'
import { useNow, useSilent, useTopic } from '../live/live.tsx'

/** Enough to reach back to where the kept history ends. */
const KEPT = 120
const SILENT_INTERVALS = 3

export function useVitals(host: string): {
  now: Now | undefined
  error: unknown
  isPending: boolean
  refetch: () => unknown
  recent: readonly Vitals[]
  silent: boolean
} {
  const queries = useQueryClient()
  const key = ['host', host, 'now']
  const answer = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<Now>(`/api/host/${encodeURIComponent(host)}/now`, undefined, signal),
    // The live line brings samples; asking is for when it is cut.
    refetchInterval: 30_000,
  })
  const [recent, setRecent] = useState<readonly Vitals[]>([])
  const hear = (vitals: Vitals) => {
    queries.setQueryData<Now>(key, { silent: false, lastSeenMs: vitals.atMs, vitals })
  }
  useTopic<Vitals>(`host.vitals:${host}`, { data: hear, resync: () => void answer.refetch() })
  const latest = answer.data?.vitals
  useEffect(() => {
    if (latest) setRecent((before) => keepRecent(before, latest))
  }, [latest])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another machine has another past
  useEffect(() => setRecent([]), [host])
  const lineSilent = useSilent()
  const nowMs = useNow(2000)
  const old = latest !== undefined && nowMs - latest.atMs > Math.max(latest.everyMs, 10_000) * SILENT_INTERVALS
  return {
    now: answer.data,
    error: answer.error,
    isPending: answer.isPending,
    refetch: answer.refetch,
    recent,
    silent: lineSilent || old || (answer.data?.silent ?? false),
  }
}

export function keepRecent(before: readonly Vitals[], latest: Vitals): readonly Vitals[] {
  if (before.at(-1)?.atMs === latest.atMs) return before
  return [...before.filter(({ atMs }) => atMs < latest.atMs), latest].slice(-KEPT)
}
