/** Where the console answers about captures, and what is asked again when something has changed. */
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { get, post, remove } from '../../../../web/api/client.ts'
import { LOCAL_HOST } from '../../../../web/api/hosts.ts'
import { useTopic } from '../../../../web/live/live.tsx'
import {
  type Capture,
  type CaptureDetail,
  type CaptureEvent,
  type CaptureList,
  isSettled,
  type Limits,
  type Progress,
  type Queue,
} from '../schema.ts'

const BASE = '/api/packets'
export const captureApi = (id: string) => `${BASE}/captures/${encodeURIComponent(id)}`
export const captureHref = (id: string) => `/packets/${encodeURIComponent(id)}`

/** What moves is left alone; an upload that broke off does not. */
export const isDeletable = (capture: Pick<Capture, 'state' | 'progress'>) =>
  isSettled(capture) || capture.progress?.silent !== undefined

/** A live line that is cut must not leave a page still. */
const ASK_AGAIN_MS = 10_000
const ASK_SOON_MS = 2_000

export function useCaptures(search: string) {
  return useQuery({
    queryKey: ['packets', 'captures', search],
    queryFn: ({ signal }) => get<CaptureList>(`${BASE}/captures`, search ? { search } : undefined, signal),
    refetchInterval: ASK_AGAIN_MS,
  })
}
export const moreCaptures = (search: string, before: string) =>
  get<CaptureList>(`${BASE}/captures`, { before, ...(search ? { search } : {}) })

export function useCapture(id: string) {
  return useQuery({
    queryKey: ['packets', 'capture', id],
    queryFn: ({ signal }) => get<CaptureDetail>(captureApi(id), undefined, signal),
    refetchInterval: ({ state }) => (state.error ? false : state.data && isSettled(state.data) ? 60_000 : ASK_SOON_MS),
    retry: false,
  })
}
export function useLimits() {
  return useQuery({
    queryKey: ['packets', 'limits'],
    queryFn: ({ signal }) => get<Limits>(`${BASE}/limits`, undefined, signal),
    staleTime: 60_000,
  })
}
export function useQueue() {
  return useQuery({
    queryKey: ['packets', 'queue'],
    queryFn: ({ signal }) => get<Queue>(`${BASE}/queue`, undefined, signal),
    refetchInterval: ASK_AGAIN_MS,
  })
}

export const retryCapture = (id: string) => post<Capture>(`${captureApi(id)}/analyse`)
export const cancelCapture = (id: string) => post<Capture>(`${captureApi(id)}/cancel`)
export const retryJob = (job: string) => post<Queue>(`${BASE}/jobs/${encodeURIComponent(job)}/retry`)
export const discardJob = (job: string) => remove(`${BASE}/jobs/${encodeURIComponent(job)}`)

/** Everything that names this capture is asked for anew. */
export async function refreshCaptures(queries: QueryClient): Promise<void> {
  await queries.invalidateQueries({ queryKey: ['packets'] })
}

/** Lists follow what the console says of captures as it happens. */
export function useCaptureEvents(): void {
  const queries = useQueryClient()
  useTopic<CaptureEvent>(`packets.captures:${LOCAL_HOST}`, {
    data(event) {
      if (event.type === 'changed') putCapture(queries, event.capture)
      void queries.invalidateQueries({ queryKey: ['packets', 'captures'] })
      void queries.invalidateQueries({ queryKey: ['packets', 'queue'] })
    },
    resync: () => void refreshCaptures(queries),
  })
}

function putCapture(queries: QueryClient, capture: Capture): void {
  queries.setQueriesData<CaptureList>({ queryKey: ['packets', 'captures'] }, (list) =>
    list ? { ...list, captures: list.captures.map((one) => (one.id === capture.id ? capture : one)) } : list,
  )
  queries.setQueryData<CaptureDetail>(['packets', 'capture', capture.id], (detail) =>
    detail ? { ...detail, ...capture } : detail,
  )
}

/** How far one capture is, about once a second while it moves. */
export function useProgress(id: string, on: boolean, onProgress: (progress: Progress) => void): void {
  useTopic<Progress>(on ? `packets.progress:${LOCAL_HOST}:${id}` : undefined, { data: onProgress })
}
