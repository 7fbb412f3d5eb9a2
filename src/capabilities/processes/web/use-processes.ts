/** All processes of one machine, moving: the whole list once, then what is new. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { get } from '../../../../web/api/client.ts'
import { useTopic } from '../../../../web/live/live.tsx'
import { applyProcessChanges, type ProcessChanges, type ProcessList } from '../schema.ts'

export const apiOf = (host: string) => `/api/processes/${encodeURIComponent(host)}`

export function useProcesses(host: string) {
  const queries = useQueryClient()
  const key = ['processes', host, 'list']
  const answer = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<ProcessList>(`${apiOf(host)}/list`, undefined, signal),
    refetchInterval: 60_000,
    // Thousands of rows: comparing them all at every look would cost more than drawing the few in sight.
    structuralSharing: false,
  })
  const ask = () => void answer.refetch({ cancelRefetch: false })
  useTopic<ProcessChanges>(`processes.list:${host}`, {
    data: (changes) => {
      const list = queries.getQueryData<ProcessList>(key)
      if (list && list.atMs >= changes.atMs) return
      const next = list && applyProcessChanges(list, changes)
      if (next) queries.setQueryData<ProcessList>(key, next)
      else ask()
    },
    resync: ask,
  })
  return answer
}
