/** The live line as pages use it: topics by hook, and the age of what is shown. */
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
} from 'react'
import { createLiveConnection, type LiveConnection, type LiveSocket } from './connection.ts'

const LiveContext = createContext<LiveConnection | undefined>(undefined)

/** Beyond this a cut line makes everything shown here "silent". */
export const SILENT_AFTER_MS = 15_000

function openSocket(): LiveSocket {
  const url = new URL('/api/live', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return new WebSocket(url) as unknown as LiveSocket
}

export function LiveProvider({ children, onFailing }: { children: ReactNode; onFailing: () => void }) {
  const [connection, setConnection] = useState<LiveConnection>()
  const failing = useEffectEvent(onFailing)
  useEffect(() => {
    const made = createLiveConnection({
      connect: openSocket,
      random: Math.random,
      timers: {
        now: () => Date.now(),
        after: (delayMs, task) => {
          const timer = setTimeout(task, delayMs)
          return () => clearTimeout(timer)
        },
      },
    })
    const wake = () => {
      if (document.visibilityState === 'visible') made.wake()
    }
    const offState = made.onState(() => {
      if (made.state().failures === 3) failing()
    })
    addEventListener('online', wake)
    document.addEventListener('visibilitychange', wake)
    setConnection(made)
    return () => {
      removeEventListener('online', wake)
      document.removeEventListener('visibilitychange', wake)
      offState()
      made.stop()
    }
  }, [])
  return (
    <LiveContext value={connection}>
      <SilenceKeeper>{children}</SilenceKeeper>
    </LiveContext>
  )
}

/** Listens to a topic while the component is shown; `undefined` listens to nothing. */
export function useTopic<Data>(
  topic: string | undefined,
  handlers: { data: (data: Data, atMs: number) => void; resync?: () => void; refused?: (code: string) => void },
): void {
  const connection = useContext(LiveContext)
  const data = useEffectEvent((value: unknown, atMs: number) => handlers.data(value as Data, atMs))
  const resync = useEffectEvent(() => handlers.resync?.())
  const refused = useEffectEvent((code: string) => handlers.refused?.(code))
  useEffect(() => {
    if (!connection || !topic) return undefined
    return connection.subscribe(topic, {
      data: (value, atMs) => data(value, atMs),
      resync: () => resync(),
      refused: (code) => refused(code),
    })
  }, [connection, topic])
}

const IDLE = { line: 'connecting', sinceMs: 0, failures: 0, skewMs: 0 } as const

export function useLine() {
  const connection = useContext(LiveContext)
  return useSyncExternalStore(
    (listener) => connection?.onState(listener) ?? (() => undefined),
    () => connection?.state() ?? IDLE,
  )
}

/** The present time, again every `everyMs`, by the console's clock. */
export function useNow(everyMs = 1000): number {
  const { skewMs } = useLine()
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return nowMs - (Math.abs(skewMs) > 2000 ? skewMs : 0)
}

const SilentContext = createContext(false)

/** One clock for everybody who asks whether the line is silent. */
function SilenceKeeper({ children }: { children: ReactNode }) {
  const { line, sinceMs } = useLine()
  const [silent, setSilent] = useState(false)
  useEffect(() => {
    if (line === 'open') setSilent(false)
    if (line !== 'cut') return undefined
    const timer = setTimeout(() => setSilent(true), Math.max(0, sinceMs + SILENT_AFTER_MS - Date.now()))
    return () => clearTimeout(timer)
  }, [line, sinceMs])
  return <SilentContext value={silent}>{children}</SilentContext>
}

/** True once the line has been cut for so long that nothing shown may count as known. */
export const useSilent = () => useContext(SilentContext)
