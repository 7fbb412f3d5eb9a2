/** The end of one log, and every line that comes; a cut line asks for the end again. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { LogLine, LogLines, LogSource, LogTail } from '../../src/capabilities/host/schema.ts'
import { get } from '../api/client.ts'
import { useTopic } from '../live/live.tsx'
import type { ConsoleLine } from '../ui/log-console.tsx'

const MOST_LINES = 2000

export interface LogView {
  readonly lines: readonly ConsoleLine[]
  readonly event?: LogLines['event'] | undefined
  /** Lines that came too fast to be shown. */
  readonly skipped: number
  readonly refused?: string | undefined
}
const EMPTY: LogView = { lines: [], skipped: 0 }

let sequence = 0
const numbered = (lines: readonly LogLine[]): ConsoleLine[] => lines.map((line) => ({ ...line, id: ++sequence }))

export function addLines(before: LogView, came: LogLines): LogView {
  return {
    lines: [...before.lines, ...numbered(came.lines)].slice(-MOST_LINES),
    event: came.event ?? before.event,
    skipped: before.skipped + (came.skipped ?? 0),
  }
}

/** `follow: false` leaves the lines as they are. */
export function useLog(host: string, source: LogSource | undefined, options: { lines: number; follow: boolean }) {
  const id = source?.id
  const [view, setView] = useState<LogView>(EMPTY)
  const tail = useQuery({
    queryKey: ['host', host, 'log', id, options.lines],
    queryFn: ({ signal }) =>
      get<LogTail>(`/api/host/${encodeURIComponent(host)}/logs/tail`, { source: id, lines: options.lines }, signal),
    enabled: id !== undefined && source?.readable !== false,
    staleTime: 0,
    refetchOnWindowFocus: false,
  })
  useEffect(() => {
    setView(tail.data ? { lines: numbered(tail.data.lines), skipped: 0 } : EMPTY)
  }, [tail.data])
  useTopic<LogLines>(options.follow ? source?.topic : undefined, {
    data: (came) => setView((before) => addLines(before, came)),
    resync: () => void tail.refetch(),
    refused: (refused) => setView((before) => ({ ...before, refused })),
  })
  return { ...view, tail }
}

/** What a newcomer wants to see first. */
const USUAL = [/\/syslog$/, /\/messages$/, /^journal$/, /\/(vedette|daemon|kern)[^/]*\.log$/, /\.log$/]
export function pickSource(sources: readonly LogSource[], mayReadPrivate: boolean): LogSource | undefined {
  const open = sources.filter((source) => source.readable && (mayReadPrivate || !source.private))
  for (const pattern of USUAL) {
    const found = open
      .filter((source) => pattern.test(source.id) && !source.private)
      .sort((a, b) => (b.changedMs ?? 0) - (a.changedMs ?? 0))[0]
    if (found) return found
  }
  return open[0] ?? sources[0]
}
