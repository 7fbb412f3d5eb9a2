/** Rows of a list that is too long to hold: pages around what is in sight, fetched when the eye rests there. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { askRows, type PacketRow } from './browse-api.ts'

const PAGE_ROWS = 200
const MOST_PAGES = 60
/** While the list flies by nothing is asked for. */
const REST_MS = 60
const ASK_AGAIN_MS = 800
/** The first answer does not wait for a whole page: how far the search is, is seen at once. */
const FIRST_WAIT_MS = 250

export interface Rows {
  readonly total: number
  readonly scanned: number
  /** In the capture, as far as it is known. */
  readonly packets: number
  readonly complete: boolean
  /** The first answer has not come yet. */
  readonly loading: boolean
  readonly error: unknown
  rowAt(index: number): PacketRow | undefined
  /** These are in sight now. */
  want(first: number, last: number): void
  retry(): void
}

interface Held {
  readonly pages: Map<number, readonly PacketRow[]>
  readonly asked: Map<number, AbortController>
  first: number
  last: number
  timer: ReturnType<typeof setTimeout> | undefined
}
const NOTHING = { total: 0, scanned: 0, packets: 0, complete: false, loading: true, error: undefined as unknown }

export function useRows(capture: string, filter: string, phase: 'moving' | 'settled'): Rows {
  const [known, setKnown] = useState(NOTHING)
  const [, setDrawn] = useState(0)
  const held = useRef<Held>({ pages: new Map(), asked: new Map(), first: 0, last: PAGE_ROWS, timer: undefined })

  const fetchPage = useCallback(
    async (page: number, wait: { readonly waitMs?: number } = {}) => {
      const { pages, asked } = held.current
      const control = new AbortController()
      asked.set(page, control)
      try {
        const query = { filter, from: page * PAGE_ROWS, count: PAGE_ROWS, ...wait }
        const answer = await askRows(capture, query, control.signal)
        // A page that is not full yet is asked for again when more is known.
        pages.delete(page)
        pages.set(page, answer.rows)
        trim(pages)
        const { kept, scanned, packets, complete } = answer
        setKnown({ total: kept, scanned, packets, complete, loading: false, error: undefined })
        setDrawn((count) => count + 1)
      } catch (error) {
        if (!control.signal.aborted) setKnown((before) => ({ ...before, loading: false, error }))
      } finally {
        if (asked.get(page) === control) asked.delete(page)
      }
    },
    [capture, filter],
  )
  const fetchWanted = useCallback(() => {
    const { pages, asked, first, last } = held.current
    const from = Math.floor(first / PAGE_ROWS)
    const to = Math.floor(last / PAGE_ROWS)
    for (const [page, control] of asked) if (page < from || page > to) control.abort()
    for (let page = from; page <= to; page++) if (!pages.has(page) && !asked.has(page)) void fetchPage(page)
  }, [fetchPage])

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read while the capture moved is read again when it has come to rest
  useEffect(() => {
    const now = held.current
    now.pages.clear()
    now.first = 0
    now.last = 0
    setKnown(NOTHING)
    void fetchPage(0, { waitMs: FIRST_WAIT_MS })
    return () => {
      clearTimeout(now.timer)
      for (const control of now.asked.values()) control.abort()
      now.asked.clear()
    }
  }, [fetchPage, phase])
  useEffect(() => {
    if (known.complete || known.loading || known.error) return undefined
    const timer = setInterval(() => {
      const page = Math.floor(held.current.first / PAGE_ROWS)
      if (!held.current.asked.has(page)) void fetchPage(page)
    }, ASK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [known.complete, known.loading, known.error, fetchPage])

  const want = useCallback(
    (first: number, last: number) => {
      const now = held.current
      now.first = first
      now.last = last
      clearTimeout(now.timer)
      now.timer = setTimeout(fetchWanted, REST_MS)
    },
    [fetchWanted],
  )
  const rowAt = useCallback(
    (index: number) => held.current.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS],
    [],
  )
  const retry = useCallback(() => {
    setKnown(NOTHING)
    void fetchPage(Math.floor(held.current.first / PAGE_ROWS))
  }, [fetchPage])
  return { ...known, rowAt, want, retry }
}

/** Those fetched longest ago go first. */
function trim(pages: Map<number, unknown>): void {
  for (const page of pages.keys()) {
    if (pages.size <= MOST_PAGES) return
    pages.delete(page)
  }
}
