import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ServiceList } from '../../src/capabilities/host/schema.ts'
import { get } from '../api/client.ts'
import { useTopic } from '../live/live.tsx'

/** `all` lists every unit, and asks instead of listening: the live line carries the usual list. */
export function useServices(host: string, all: boolean) {
  const queries = useQueryClient()
  const key = ['host', host, 'services', all]
  const answer = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      get<ServiceList>(`/api/host/${encodeURIComponent(host)}/services`, all ? { all } : undefined, signal),
    refetchInterval: 60_000,
  })
  useTopic<ServiceList>(`host.services:${host}`, {
    data: (list) => {
      if (all) void answer.refetch()
      else queries.setQueryData<ServiceList>(key, list)
    },
    resync: () => void answer.refetch(),
  })
  return answer
}
