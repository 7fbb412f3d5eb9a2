/** What needs a person now, for the header and the navigation; the live line says when it changed. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Overview } from '../../src/capabilities/overview/schema.ts'
import { get } from '../api/client.ts'
import { LOCAL_HOST } from '../api/hosts.ts'
import { useSilent, useTopic } from '../live/live.tsx'
import type { State } from '../ui/state.tsx'

const EVERY_MS = 15_000

export function useOverview() {
  return useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => get<Overview>('/api/overview', undefined, signal),
    refetchInterval: EVERY_MS,
  })
}

export function useHosts() {
  const { data } = useOverview()
  return data?.hosts ?? []
}

/** How one machine is, by what is watched of it; one nobody has heard of is silent. */
export function useHostState(host: string): State {
  const { data } = useOverview()
  return hostState(data, host)
}
export const hostState = (overview: Pick<Overview, 'watched'> | undefined, host: string): State =>
  overview?.watched.find(({ kind, id }) => kind === 'host' && id === host)?.state ?? 'silent'

/** Asks again for everything findings touch, whenever one of any host has changed. */
export function useFindingsChanged(): void {
  const queries = useQueryClient()
  const look = () => {
    void queries.invalidateQueries({ queryKey: ['overview'] })
    void queries.invalidateQueries({ queryKey: ['findings'] })
  }
  useTopic(`findings.changed:${LOCAL_HOST}`, { data: look, resync: look })
}

export function useNeeds(): { total: number; state: State } {
  const { data } = useOverview()
  const silent = useSilent()
  const worst = data?.needsYou[0]?.severity
  if (silent || !data) return { total: data?.needsYouTotal ?? 0, state: 'silent' }
  return { total: data.needsYouTotal, state: worst ?? (data.verdict.tone === 'silent' ? 'silent' : 'good') }
}
